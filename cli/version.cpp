#include "relayout/cli/version.hpp"

#include <fmt/format.h>
#include <CLI/Version.hpp>

#include <oneapi/tbb/version.h>
#include <nlohmann/json.hpp>

namespace relayout::cli {

std::string version_text() {
#if defined(__clang__)
  constexpr const char* compiler = "clang " __clang_version__;
#else
  constexpr const char* compiler = "g++ " __VERSION__;
#endif
  return fmt::format(
      "relayout {}\n"
      "compiler  {}\n"
      "parts     model, report, sim, proptest; not in this build: engine (GPU), proofs\n"
      "uses      oneTBB {}, CLI11 {}, fmt {}.{}.{}, nlohmann-json {}.{}.{}",
      RELAYOUT_VERSION, compiler, TBB_VERSION_STRING, CLI11_VERSION, FMT_VERSION / 10000, FMT_VERSION / 100 % 100,
      FMT_VERSION % 100, NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH);
}

}  // namespace relayout::cli
