# The CMake package: find_package(relayout COMPONENTS model sim). Each component has its targets, its headers and its
# own `cmake --install --component`. The engine joins them where it is built.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(relayout_package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/relayout)

# relayout_component(<name> [HEADERS_BUT <folder>]): installs relayout_<name> and its headers, as <relayout/name/..>.
function(relayout_component name)
  cmake_parse_arguments(COMPONENT "" "HEADERS_BUT" "" ${ARGN})
  set(left_out "")
  if(COMPONENT_HEADERS_BUT)
    set(left_out PATTERN ${COMPONENT_HEADERS_BUT} EXCLUDE)
  endif()
  install(TARGETS relayout_${name} EXPORT relayout_${name} COMPONENT ${name}
          ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${name} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/relayout COMPONENT ${name}
          FILES_MATCHING PATTERN "*.hpp" ${left_out})
  install(EXPORT relayout_${name} NAMESPACE relayout:: FILE relayout-${name}.cmake
          DESTINATION ${relayout_package_folder} COMPONENT ${name})
endfunction()

relayout_component(model HEADERS_BUT report)
relayout_component(sim)

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
                   -D compiler=${CMAKE_CXX_COMPILER} -D version=${PROJECT_VERSION}
                   -P ${CMAKE_CURRENT_LIST_DIR}/package_test/run.cmake)
  set_tests_properties(package.a_consumer_builds_against_the_installed_package PROPERTIES LABELS package)
endif()
