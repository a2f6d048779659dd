# RELAYOUT_ENGINE: the GPU engine. This version has none; whoever asks for it with ON is told so.
if(RELAYOUT_ENGINE STREQUAL "ON")
  message(FATAL_ERROR "RELAYOUT_ENGINE=ON: this version of relayout has no GPU engine. Use AUTO or OFF.")
elseif(RELAYOUT_ENGINE STREQUAL "AUTO")
  message(STATUS "engine: skipped (this version of relayout has no GPU engine)")
elseif(NOT RELAYOUT_ENGINE STREQUAL "OFF")
  message(FATAL_ERROR "RELAYOUT_ENGINE=${RELAYOUT_ENGINE}: expected AUTO, ON or OFF")
endif()
