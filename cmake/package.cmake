# The CMake package: find_package(relayout COMPONENTS model sim engine). Each component has its targets, its headers and
# its own `cmake --install --component`. The engine is one of them where it is built.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(relayout_package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/relayout)

# relayout_component(<name> [HEADERS_BUT <folder>] [WITH <target>..]): installs relayout_<name>, the targets that it is
# made of, and its headers, as <relayout/name/..>.
function(relayout_component name)
  cmake_parse_arguments(COMPONENT "" "HEADERS_BUT" "WITH" ${ARGN})
  set(left_out "")
  if(COMPONENT_HEADERS_BUT)
    set(left_out PATTERN ${COMPONENT_HEADERS_BUT} EXCLUDE)
  endif()
  install(TARGETS relayout_${name} ${COMPONENT_WITH} EXPORT relayout_${name} COMPONENT ${name}
          ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${name} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/relayout COMPONENT ${name}
          FILES_MATCHING PATTERN "*.hpp" ${left_out})
  install(EXPORT relayout_${name} NAMESPACE relayout:: FILE relayout-${name}.cmake
          DESTINATION ${relayout_package_folder} COMPONENT ${name})
endfunction()

relayout_component(model HEADERS_BUT report)
relayout_component(sim)
if(relayout_engine)
  relayout_component(engine WITH relayout_engine_host relayout_engine_kernels)
  install(FILES ${CMAKE_CURRENT_LIST_DIR}/nccl.cmake DESTINATION ${relayout_package_folder} COMPONENT engine)
endif()

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/relayoutConfig.cmake.in
                              ${PROJECT_BINARY_DIR}/package/relayoutConfig.cmake
                              INSTALL_DESTINATION ${relayout_package_folder})
# Before 1.0 a minor version may change what a header says.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/relayoutConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/package/relayoutConfig.cmake
              ${PROJECT_BINARY_DIR}/package/relayoutConfigVersion.cmake
        DESTINATION ${relayout_package_folder} COMPONENT model)
install(FILES ${PROJECT_BINARY_DIR}/generated/relayout/model/version.hpp
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/relayout/model COMPONENT model)
install(TARGETS relayout RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)

if(RELAYOUT_TESTS AND NOT RELAYOUT_SANITIZE)
  add_test(NAME package.a_consumer_builds_against_the_installed_package
           COMMAND ${CMAKE_COMMAND} -D relayout_build=${PROJECT_BINARY_DIR} -D generator=${CMAKE_GENERATOR}
                   -D compiler=${CMAKE_CXX_COMPILER} -D version=${PROJECT_VERSION} -D engine=${relayout_engine}
                   -D nccl_include=${RELAYOUT_NCCL_INCLUDE} -D nccl_library=${RELAYOUT_NCCL_LIBRARY}
                   -P ${CMAKE_CURRENT_LIST_DIR}/package_test/run.cmake)
  set_tests_properties(package.a_consumer_builds_against_the_installed_package PROPERTIES LABELS package)
endif()
