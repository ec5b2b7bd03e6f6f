#include "supervision/tree/members.hpp"

#include <algorithm>

namespace troupe::rooms::supervision {

namespace {

// Not by recursion: what the builder is given may be of any depth.
void add_below(std::vector<member>& all, std::size_t at) {
  const tree_spec& supervisor = *all[at].supervisor;
  for (const auto& one : supervisor.children) {
    member made{.name = {}, .above = static_cast<int>(at), .position = static_cast<int>(all[at].below.size())};
    if (const auto* worker = std::get_if<child>(&one)) {
      made.name = worker->name;
      made.worker = worker;
    } else {
      made.supervisor = &std::get<tree_spec>(one);
      made.name = made.supervisor->name;
    }
    all[at].below.push_back(static_cast<int>(all.size()));
    all.push_back(std::move(made));
  }
}

} // namespace

member_list::member_list(const tree_spec& root) {
  all.push_back({.name = root.name, .supervisor = &root});
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].supervisor != nullptr)
      add_below(all, i);
  for (std::size_t i = 0; i < all.size(); ++i)
    by_name.emplace(all[i].name, static_cast<int>(i));
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].worker != nullptr)
      for (const std::string& alias : all[i].worker->alias)
        by_name.emplace(alias, static_cast<int>(i));
}

int member_list::find(std::string_view name) const noexcept {
  const auto found = by_name.find(name);
  return found == by_name.end() ? -1 : found->second;
}

std::pair<int, int> member_list::siblings_above(int a, int b) const {
  const auto way_down = [&](int to) {
    std::vector<int> way;
    for (int one = to; one >= 0; one = all[static_cast<std::size_t>(one)].above)
      way.push_back(one);
    std::ranges::reverse(way);
    return way;
  };
  const std::vector<int> to_a = way_down(a), to_b = way_down(b);
  const auto [mine, other] = std::ranges::mismatch(to_a, to_b);
  return mine == to_a.end() || other == to_b.end() ? std::pair{-1, -1} : std::pair{*mine, *other};
}

bool member_list::starts_in_sequence(const tree_spec& supervisor) noexcept {
  const supervisor_options& options = supervisor.options;
  if (options.start)
    return *options.start == start_order::sequence;
  return options.strategy == restart_strategy::rest_for_one || options.strategy == restart_strategy::one_for_all;
}

} // namespace troupe::rooms::supervision
