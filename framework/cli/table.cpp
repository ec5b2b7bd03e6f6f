#include "cli/table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace troupe::rooms::cli {
namespace {

constexpr std::size_t gap = 2;

void append_row(std::string& to, const std::vector<std::string>& row, const std::vector<std::size_t>& widths) {
  std::string line;
  std::size_t column = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    line.resize(std::max(line.size(), column), ' ');
    line += row[i];
    column += i < widths.size() ? widths[i] + gap : 0;
  }
  line.erase(line.find_last_not_of(' ') + 1); // npos + 1 is 0
  to += line + "\n";
}

std::string rounded(double value) { return std::to_string(std::llround(value)); }

} // namespace

std::string columns(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < head.size(); ++i) {
    widths.push_back(head[i].size());
    for (const auto& row : rows)
      if (i < row.size())
        widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  append_row(text, head, widths);
  for (const auto& row : rows)
    append_row(text, row, widths);
  return text;
}

std::string span_text(double seconds) {
  if (seconds < 1)
    return rounded(seconds * 1000) + "ms";
  if (seconds < 60)
    return rounded(seconds) + "s";
  const auto whole = static_cast<long long>(seconds);
  if (whole < 3600)
    return std::to_string(whole / 60) + "m" + std::to_string(whole % 60) + "s";
  if (whole < 86400)
    return std::to_string(whole / 3600) + "h" + std::to_string(whole / 60 % 60) + "m";
  return std::to_string(whole / 86400) + "d" + std::to_string(whole / 3600 % 24) + "h";
}

std::string bytes_text(double bytes) {
  constexpr std::array<const char*, 5> units{"B", "K", "M", "G", "T"};
  std::size_t unit = 0;
  for (; bytes >= 1024 && unit + 1 < units.size(); ++unit)
    bytes /= 1024;
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), bytes < 10 && unit != 0 ? "%.1f%s" : "%.0f%s", bytes, units[unit]);
  return text.data();
}

} // namespace troupe::rooms::cli
