#include "spawn/duty.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

#include "os/inherited.hpp"

namespace troupe::rooms::spawn {

namespace {

constexpr std::size_t count = 6; // numbers in either form
using numbers = std::array<int, count>;

std::string join(std::string word, const numbers& all) {
  for (const int one : all)
    word += ':' + std::to_string(one);
  return word;
}

std::optional<numbers> parse(std::string_view text) {
  numbers all{};
  for (int& one : all) {
    if (!text.starts_with(':'))
      return {};
    const auto [end, failed] = std::from_chars(text.data() + 1, text.data() + text.size(), one);
    if (failed != std::errc{} || one < 0)
      return {};
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  return text.empty() ? std::optional{all} : std::nullopt;
}

bool are_open(std::span<const int> descriptors) { return std::ranges::all_of(descriptors, os::is_open); }

} // namespace

std::string text(const guard_duty& what) {
  const auto& [a, b, c] = what.region;
  return join("guard", {what.socket, what.root, a, b, c, what.root_pid});
}

std::string text(const worker_duty& what) {
  const auto& [a, b, c] = what.region;
  return join("worker", {what.plan, a, b, c, what.root_pid, what.spawner_pid});
}

std::variant<std::monostate, guard_duty, worker_duty> parse_duty(std::string_view text) {
  const auto word = text.substr(0, text.find(':'));
  const auto all = parse(text.substr(word.size()));
  if (!all)
    return {};
  const auto& [a, b, c, d, e, f] = *all;
  if (word == "guard" && are_open(std::span{*all}.first(5)))
    return guard_duty{a, b, {c, d, e}, f};
  if (word == "worker" && are_open(std::span{*all}.first(4)))
    return worker_duty{a, {b, c, d}, e, f};
  return {};
}

} // namespace troupe::rooms::spawn
