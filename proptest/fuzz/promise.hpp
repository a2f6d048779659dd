// How an entry says that a reader broke its word: loudly, because fuzzers watch for a crash.
#pragma once

#include <cstdlib>
#include <iostream>
#include <string_view>

#include "relayout/model/result.hpp"

namespace relayout::proptest {

inline void promise(bool kept, std::string_view what) {
  if (kept) return;
  std::cerr << "a reader broke its word: " << what << '\n';
  std::abort();
}

// A refusal names its kind and says what is wrong.
inline void promise_words(const Error& error) {
  promise(!error.code.empty(), "an error has a code");
  promise(!error.message.empty(), "an error has a message");
}

}  // namespace relayout::proptest
