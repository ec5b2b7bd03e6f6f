// Holds all contests and prints their table. The exit code says whether the figures were written,
// never what they are.
#include <algorithm>
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
  std::vector<std::string> only;
  std::string json;
};

bool is_wanted(const bench::contest& what, const std::vector<std::string>& parts) {
  const auto has_part = [&](const bench::row& each) {
    return std::ranges::any_of(parts,
                               [&](const std::string& part) { return each.name.find(part) != std::string::npos; });
  };
  return parts.empty() || std::ranges::any_of(what.rows, has_part);
}

void write(const options& asked, const std::vector<bench::result>& results) {
  if (asked.json.empty())
    return;
  if (asked.only.empty())
    bench::write_json(asked.json, results);
  else
    bench::merge_json(asked.json, results);
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
  write(asked, all);
}

} // namespace

int main(int argc, char** argv) {
  options asked;
  CLI::App app{"Measures troupe against its peers. ratio > 1: troupe is better."};
  app.add_option("--pairs", asked.pairs, "A-B pairs for each row")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--only", asked.only, "only rows whose name contains one of these");
  app.add_option("--json", asked.json, "write the results to this file; rows that --only leaves out stay in it");
  CLI11_PARSE(app, argc, argv);
  try {
    run(asked);
  } catch (const std::exception& e) {
    fmt::print(stderr, "bench: {}\n", e.what());
    return 1;
  }
}
