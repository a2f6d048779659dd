# Finds the packages, downloads nothing, and names all that are missing at once, as Debian and Ubuntu call them.
set(relayout_missing "")

macro(relayout_find package debian_name)
  find_package(${package} QUIET ${ARGN})
  if(NOT ${package}_FOUND)
    list(APPEND relayout_missing ${debian_name})
  endif()
endmacro()

relayout_find(Threads g++)
relayout_find(TBB libtbb-dev CONFIG)
relayout_find(fmt libfmt-dev CONFIG)
relayout_find(nlohmann_json nlohmann-json3-dev CONFIG)
relayout_find(CLI11 libcli11-dev CONFIG)
if(RELAYOUT_TESTS)
  relayout_find(GTest libgtest-dev CONFIG)
  relayout_find(rapidcheck librapidcheck-dev CONFIG)
  relayout_find(Python3 python3 COMPONENTS Interpreter)
endif()

if(relayout_missing)
  list(JOIN relayout_missing " " relayout_missing)
  message(FATAL_ERROR "These packages are missing: ${relayout_missing}\n"
                      "On Debian and Ubuntu: apt-get install ${relayout_missing}\n"
                      "Without GoogleTest, RapidCheck and Python the program still builds: -DRELAYOUT_TESTS=OFF")
endif()
