# NCCL with its device API, as the target relayout::nccl: for the build, and for those who use the installed engine.
# Called after find_package(CUDAToolkit), beside which NCCL may lie.
function(relayout_find_nccl)
  find_path(RELAYOUT_NCCL_INCLUDE nccl_device.h HINTS ${CUDAToolkit_INCLUDE_DIRS})
  find_library(RELAYOUT_NCCL_LIBRARY nccl HINTS ${CUDAToolkit_LIBRARY_DIR})
  if(NOT RELAYOUT_NCCL_INCLUDE OR NOT RELAYOUT_NCCL_LIBRARY OR TARGET relayout::nccl)
    return()
  endif()
  add_library(relayout::nccl UNKNOWN IMPORTED GLOBAL)
  set_target_properties(relayout::nccl PROPERTIES IMPORTED_LOCATION ${RELAYOUT_NCCL_LIBRARY}
                                                  INTERFACE_INCLUDE_DIRECTORIES ${RELAYOUT_NCCL_INCLUDE})
endfunction()
