#include "relayout/cli/version.hpp"

#include <fmt/format.h>
#include <CLI/Version.hpp>

#include <oneapi/tbb/version.h>
#include <nlohmann/json.hpp>

#include "relayout/model/version.hpp"

namespace relayout::cli {

std::string version_text() {
#if defined(__clang__)
  constexpr const char* compiler = "clang " __clang_version__;
#else
  constexpr const char* compiler = "g++ " __VERSION__;
#endif
#if defined(NDEBUG)
  constexpr const char* assertions = "off";
#else
  constexpr const char* assertions = "on";
#endif
  return fmt::format(
      "relayout {}\n"
      "compiler  {}, {}, assertions {}\n"
      "parts     model, report, simulator, laws and oracle\n"
      "engine    {}\n"
      "proofs    {}\n"
      "bench     {}\n"
      "uses      oneTBB {}, CLI11 {}, fmt {}.{}.{}, nlohmann-json {}.{}.{}",
      RELAYOUT_VERSION, compiler, RELAYOUT_BUILD_TYPE, assertions, RELAYOUT_ENGINE_STATE, RELAYOUT_PROVE_STATE,
      RELAYOUT_BENCH_STATE, TBB_VERSION_STRING, CLI11_VERSION, FMT_VERSION / 10000, FMT_VERSION / 100 % 100,
      FMT_VERSION % 100, NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH);
}

}  // namespace relayout::cli
