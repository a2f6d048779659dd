# relayout_library(<folder> SOURCES .. PUBLIC ..): one folder, one target relayout_<folder>, one alias
# relayout::<folder>.
add_library(relayout_options INTERFACE)
target_compile_options(relayout_options INTERFACE -Wall -Wextra -Wconversion -Wshadow)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC bug 105651: string concatenation at -O3 is taken for an overlapping copy.
  target_compile_options(relayout_options INTERFACE -Wno-restrict)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 13 takes fmt 9's copies into its own buffers for copies past their end (seen on Ubuntu 24.04).
  target_compile_options(relayout_options INTERFACE -Wno-array-bounds -Wno-stringop-overflow)
endif()
if(RELAYOUT_WERROR)
  target_compile_options(relayout_options INTERFACE -Werror)
endif()
if(RELAYOUT_SANITIZE)
  target_compile_options(relayout_options INTERFACE -fsanitize=${RELAYOUT_SANITIZE} -fno-omit-frame-pointer
                                                    -fno-sanitize-recover=all)
  target_link_options(relayout_options INTERFACE -fsanitize=${RELAYOUT_SANITIZE})
endif()

function(relayout_library name)
  cmake_parse_arguments(LIB "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(relayout_${name} STATIC ${LIB_SOURCES})
  add_library(relayout::${name} ALIAS relayout_${name})
  set_target_properties(relayout_${name} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(relayout_${name} PUBLIC cxx_std_20)
  target_include_directories(relayout_${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
                                                     $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/generated>
                                                     $<INSTALL_INTERFACE:include>)
  target_link_libraries(relayout_${name} PUBLIC ${LIB_PUBLIC}
                                         PRIVATE $<BUILD_INTERFACE:relayout_options> ${LIB_PRIVATE})
endfunction()
