# Installs the libraries into a folder of its own, builds and runs a consumer of them, and asks for what is not there.
#   cmake -D relayout_build=.. -D generator=.. -D compiler=.. -D version=.. -D engine=ON -D nccl_include=..
#         -D nccl_library=.. -P run.cmake          (without an engine: -D engine=OFF)
set(place ${relayout_build}/package_test)
set(prefix ${place}/prefix)
file(REMOVE_RECURSE ${place})

# must(<words> <command>..): runs it; what it says must match the words.
function(must words)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said_also)
  string(REGEX REPLACE "[ \n]+" " " said "${said}${said_also}")
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "failed: ${ARGN}\n${said}")
  endif()
  if(NOT said MATCHES "${words}")
    message(FATAL_ERROR "${ARGN} does not say \"${words}\", but: ${said}")
  endif()
endfunction()

# must_not(<words> <command>..): it must fail, with these words.
function(must_not words)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said_also)
  string(REGEX REPLACE "[ \n]+" " " said "${said}${said_also}")
  if(status EQUAL 0 OR NOT said MATCHES "${words}")
    message(FATAL_ERROR "${ARGN} was to fail with \"${words}\"; status ${status}, it says: ${said}")
  endif()
endfunction()

# Further arguments win over those here: -D optional=.., -D CMAKE_DISABLE_FIND_PACKAGE_..=ON for what is to be missing.
function(configure_consumer expectation words components)
  set(command ${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${place}/consumer -G "${generator}"
              -D CMAKE_CXX_COMPILER=${compiler} -D CMAKE_PREFIX_PATH=${prefix} -D components=${components}
              -D RELAYOUT_NCCL_INCLUDE=${nccl_include} -D RELAYOUT_NCCL_LIBRARY=${nccl_library}
              -D optional= -D CMAKE_DISABLE_FIND_PACKAGE_CUDAToolkit=OFF -D CMAKE_DISABLE_FIND_PACKAGE_TBB=OFF ${ARGN})
  cmake_language(CALL ${expectation} "${words}" ${command})
endfunction()

must("Installing" ${CMAKE_COMMAND} --install ${relayout_build} --prefix ${prefix} --component model)
configure_consumer(must_not "component sim is not installed here" "model,sim")
must("Installing" ${CMAKE_COMMAND} --install ${relayout_build} --prefix ${prefix} --component sim)
configure_consumer(must_not "component engine is not installed here" "model,engine")
configure_consumer(must_not "has no component simulator" simulator)
configure_consumer(must "sim_FOUND is TRUE.*engine_FOUND is FALSE" "model" -D optional=sim,engine)
set(no_tbb -D CMAKE_DISABLE_FIND_PACKAGE_TBB=ON)
configure_consumer(must_not "component sim needs TBB, which is not found" "model,sim" ${no_tbb})
configure_consumer(must "model_FOUND is TRUE.*sim_FOUND is FALSE" "model" -D optional=sim ${no_tbb})
configure_consumer(must "" "model,sim")
must("" ${CMAKE_COMMAND} --build ${place}/consumer)
must("relayout ${version} moves [0-9]+ of 25 rows" ${place}/consumer/consumer)
if(engine)
  must("Installing" ${CMAKE_COMMAND} --install ${relayout_build} --prefix ${prefix} --component engine)
  configure_consumer(must "" "model,sim,engine")
  must("" ${CMAKE_COMMAND} --build ${place}/consumer)
  must("no rank: .|rank 0: [0-9]+ executors" ${place}/consumer/engine_consumer)
  set(no_cuda -D CMAKE_DISABLE_FIND_PACKAGE_CUDAToolkit=ON)
  configure_consumer(must_not "component engine needs CUDAToolkit, which is not found" "model,engine" ${no_cuda})
  configure_consumer(must "model_FOUND is TRUE.*engine_FOUND is FALSE" "model" -D optional=engine ${no_cuda})
  configure_consumer(must_not "component engine needs NCCL" "model,engine" -D RELAYOUT_NCCL_LIBRARY=)
  configure_consumer(must "model_FOUND is TRUE.*engine_FOUND is FALSE" "model" -D optional=engine
                     -D RELAYOUT_NCCL_LIBRARY=)
endif()
if(EXISTS ${prefix}/include/relayout/model/report)
  message(FATAL_ERROR "model/report is installed, but is no component")
endif()
