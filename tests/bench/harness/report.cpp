#include "harness/report.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/utsname.h>

namespace bench {
namespace {

constexpr auto layout = "{:<52} {:>12} {:>12}  {:<19} {:<7} {:>8} {:>7}  {:<22} {}";

std::string figure(double value) {
  if (value >= 1e6)
    return fmt::format("{:.3g} M", value / 1e6);
  return fmt::format("{:.3g}", value);
}

std::string required(const row& asked) {
  std::string out;
  if (asked.least_ratio)
    out += fmt::format("ratio >= {:.3g}", *asked.least_ratio);
  if (asked.limit)
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ",
                       asked.direction == better::lower ? "<=" : ">=", figure(*asked.limit));
  return out;
}

std::string cpu_model() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("model name"))
      return line.substr(line.find(':') + 2);
  return "unknown CPU";
}

using json = nlohmann::ordered_json;

json json_of(const result& of) {
  const auto number = [&](double value) {
    return of.failure.empty() ? json::parse(fmt::format("{:.6g}", value)) : json();
  };
  return {{"row", of.asked.name},       {"ours", number(of.ours)}, {"peer", number(of.peer)},
          {"peer_name", of.peer_name},  {"unit", of.asked.unit},   {"ratio", number(of.ratio)},
          {"spread", number(of.spread)}};
}

bool is_same_row(const json& a, const json& b) {
  return a.at("row") == b.at("row") && a.at("peer_name") == b.at("peer_name");
}

// One row a line, so that two files can be compared by eye.
void write_rows(const std::string& path, const json& rows) {
  std::ofstream out(path);
  out << "[\n";
  for (std::size_t i = 0; i < rows.size(); ++i)
    out << "  " << rows[i].dump() << (i + 1 < rows.size() ? ",\n" : "\n");
  out << "]\n";
  if (!out.flush())
    throw std::system_error(errno, std::generic_category(), "cannot write " + path);
}

} // namespace

std::string machine() {
  utsname kernel{};
  ::uname(&kernel);
  double load = 0;
  ::getloadavg(&load, 1);
  return fmt::format("{} x {}, Linux {}, load {:.1f}{}", std::thread::hardware_concurrency(), cpu_model(),
                     kernel.release, load, load > 0.7 ? " (not quiet: figures are worth little)" : "");
}

std::string table_head() {
  return fmt::format(layout, "row", "ours", "peer", "peer's name", "unit", "ratio", "spread", "required", "");
}

std::string table_line(const result& of) {
  if (!of.failure.empty())
    return fmt::format("{:<52} FAILED: {}", of.asked.name, of.failure);
  const std::string wanted = required(of.asked);
  return fmt::format(layout, of.asked.name, figure(of.ours), figure(of.peer), of.peer_name, of.asked.unit,
                     fmt::format("{:.2f}", of.ratio), fmt::format("{:.0f} %", of.spread * 100), wanted,
                     wanted.empty() ? ""
                     : of.reached() ? "reached"
                                    : "MISSED");
}

void write_json(const std::string& path, const std::vector<result>& results) {
  json rows = json::array();
  for (const result& each : results)
    rows.push_back(json_of(each));
  write_rows(path, rows);
}

void merge_json(const std::string& path, const std::vector<result>& results) {
  std::ifstream before(path);
  json rows = before ? json::parse(before) : json::array();
  for (const result& each : results) {
    json fresh = json_of(each);
    const auto known = std::ranges::find_if(rows, [&](const json& row) { return is_same_row(row, fresh); });
    if (known != rows.end())
      *known = std::move(fresh);
    else
      rows.push_back(std::move(fresh));
  }
  write_rows(path, rows);
}

} // namespace bench
