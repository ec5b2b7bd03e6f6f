// Holds all contests and prints their table. The exit code says whether the figures were written,
// never what they are.
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "contests.hpp"
#include "harness/report.hpp"

namespace {

struct options {
  int pairs = 15;
  std::string only;
  std::string json;
};

bool is_wanted(const bench::contest& what, const std::string& part) {
  for (const bench::row& each : what.rows)
    if (each.name.find(part) != std::string::npos)
      return true;
  return false;
}

void run(const options& asked) {
  const std::string programs = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  fmt::print("{}\n{}\n", bench::machine(), bench::table_head());
  std::vector<bench::result> all;
  for (const bench::contest& each : bench::all_contests(programs, TROUPE_BENCH_PEERS)) {
    if (!is_wanted(each, asked.only))
      continue;
    for (bench::result& result : bench::hold(each, asked.pairs)) {
      fmt::print("{}\n", bench::table_line(result));
      std::fflush(stdout);
      all.push_back(std::move(result));
    }
  }
  if (!asked.json.empty())
    bench::write_json(asked.json, all);
}

} // namespace

int main(int argc, char** argv) {
  options asked;
  CLI::App app{"Measures troupe against its peers. ratio > 1: troupe is better."};
  app.add_option("--pairs", asked.pairs, "A-B pairs for each row")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--only", asked.only, "only rows whose name contains this");
  app.add_option("--json", asked.json, "write the results to this file");
  CLI11_PARSE(app, argc, argv);
  try {
    run(asked);
  } catch (const std::exception& e) {
    fmt::print(stderr, "bench: {}\n", e.what());
    return 1;
  }
}
