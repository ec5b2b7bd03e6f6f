#include "house/control/meant_nodes.hpp"

#include <algorithm>

#include "house/control/tree_waits.hpp"

namespace troupe::rooms::house {

using namespace supervision;

namespace {

std::vector<std::string> above(const tree& of, node_id who) {
  std::vector<std::string> all;
  for (node_id each = of.nodes[who].parent; each != no_node; each = of.nodes[each].parent)
    all.push_back(of.nodes[each].name);
  return all;
}

/// Those that it and all below it wait for.
void add_needs(const tree& of, node_id who, std::vector<node_id>& to) {
  for (const supervision::wait_for& each : of.nodes[who].waits)
    to.push_back(each.who);
  for (const node_id each : of.nodes[who].children)
    add_needs(of, each, to);
}

} // namespace

std::string kind_of(const node& one) {
  if (one.kind != node_kind::process)
    return one.kind == node_kind::pool ? "pool" : "supervisor";
  return one.process.is_actor ? "actor" : "command";
}

std::optional<std::uint32_t> slot_of(const tree& of, node_id who) {
  const node_id pool = of.nodes[who].parent;
  if (pool == no_node || of.nodes[pool].kind != node_kind::pool)
    return std::nullopt;
  const auto& all = of.nodes[pool].children;
  return static_cast<std::uint32_t>(std::ranges::find(all, who) - all.begin());
}

std::vector<node_id> topmost(const tree& of, const std::vector<std::size_t>& who) {
  std::vector<node_id> made;
  for (const std::size_t each : who) {
    node_id above = of.nodes[each].parent;
    while (above != no_node && std::ranges::find(who, std::size_t{above}) == who.end())
      above = of.nodes[above].parent;
    if (above == no_node)
      made.push_back(static_cast<node_id>(each));
  }
  return made;
}

std::vector<std::size_t> with_what_they_need(const tree& of, std::vector<std::size_t> who) {
  std::vector<bool> is_there(of.nodes.size(), false);
  for (const std::size_t each : who)
    is_there[each] = true;
  for (std::size_t i = 0; i < who.size(); ++i) {
    std::vector<node_id> needs;
    add_needs(of, static_cast<node_id>(who[i]), needs);
    for (const node_id each : needs)
      if (is_down(of.nodes[each]) && of.nodes[each].state != child_state::done && !is_there[each]) {
        is_there[each] = true;
        who.push_back(each);
      }
  }
  return who;
}

std::vector<addressee> addressees_of(const tree& of) {
  std::vector<addressee> all;
  for (node_id who = 0; who < of.nodes.size(); ++who) {
    const node& one = of.nodes[who];
    const std::optional<std::uint32_t> slot = slot_of(of, who);
    all.push_back({.name = one.is_removed ? ""
                           : slot         ? of.nodes[one.parent].name
                                          : one.name,
                   .slot = slot,
                   .above = above(of, who),
                   .facts = {{"name", one.name}, {"state", std::string{name(one.state)}}, {"kind", kind_of(one)}}});
  }
  return all;
}

} // namespace troupe::rooms::house
