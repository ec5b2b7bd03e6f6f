#include "message/nearest.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace troupe::rooms::message {
namespace {

constexpr std::size_t longest_name = 256; // whoever writes more did not mistype a letter
constexpr std::size_t most_candidates =
  5000; // a file may have as many mistakes as names, and each is compared with all

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == '-' ? '_' : c; }

/// Optimal string alignment distance (Damerau 1964, without edits of what was swapped). Three rows.
std::size_t distance(std::string_view a, std::string_view b) {
  std::array<std::array<std::uint32_t, longest_name + 1>, 3> rows;
  auto *before = rows[0].data(), *last = rows[1].data(), *now = rows[2].data();
  for (std::uint32_t j = 0; j <= b.size(); ++j)
    last[j] = j;
  for (std::uint32_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (same ? 0 : 1U)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
        now[j] = std::min(now[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

template <class Names>
std::optional<std::string> nearest_of(std::string_view name, const Names& candidates) {
  std::optional<std::string> best;
  std::size_t fewest = std::max<std::size_t>(1, name.size() / 3) + 1;
  if (name.size() > longest_name || candidates.size() > most_candidates)
    return best;
  for (const auto& one : candidates) {
    const std::size_t longer = std::max(name.size(), one.size());
    if (longer > longest_name || longer - std::min(name.size(), one.size()) >= fewest)
      continue;
    if (const std::size_t edits = distance(name, one); edits < fewest) {
      fewest = edits;
      best = std::string(one);
    }
  }
  return best;
}

} // namespace

std::optional<std::string> nearest(std::string_view name, std::span<const std::string> candidates) {
  return nearest_of(name, candidates);
}
std::optional<std::string> nearest(std::string_view name, std::span<const std::string_view> candidates) {
  return nearest_of(name, candidates);
}

} // namespace troupe::rooms::message
