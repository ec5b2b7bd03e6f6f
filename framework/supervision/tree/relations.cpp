#include "supervision/tree/relations.hpp"

#include <algorithm>

#include "troupe/error.hpp"

namespace troupe::rooms::supervision {

namespace {

std::vector<node_id> path_to(const tree& in, node_id who) {
  std::vector<node_id> path;
  for (; who != no_node; who = in.nodes[who].parent)
    path.push_back(who);
  std::ranges::reverse(path);
  return path;
}

/// The two siblings that have one each below them, or are it. The supervisor of both stops whoever is on the side of
/// the one that waits first.
struct sides {
  node_id waiting = no_node;
  node_id waited_for = no_node;
};

sides sides_of(const tree& in, node_id waiting, node_id waited_for) {
  const std::vector<node_id> path = path_to(in, waiting), other = path_to(in, waited_for);
  const auto [a, b] = std::ranges::mismatch(path, other);
  if (a == path.end() || b == other.end())
    throw invalid_argument("'" + in.nodes[waiting].name + "' waits for '" + in.nodes[waited_for].name +
                           "', and one of them is the other's supervisor");
  return {*a, *b};
}

void take_one(std::vector<node_id>& from, node_id who) {
  if (const auto found = std::ranges::find(from, who); found != from.end())
    from.erase(found);
}

} // namespace

void connect(tree& in, node_id waiting, const wait_for& what) {
  const sides at = sides_of(in, waiting, what.who);
  in.nodes[waiting].waits.push_back(what);
  in.nodes[what.who].waiters.push_back(waiting);
  in.nodes[at.waited_for].dependents.push_back(at.waiting);
}

void disconnect(tree& in, node_id waiting, node_id waited_for) {
  const sides at = sides_of(in, waiting, waited_for);
  std::vector<wait_for>& waits = in.nodes[waiting].waits;
  waits.erase(std::ranges::find(waits, waited_for, &wait_for::who));
  take_one(in.nodes[waited_for].waiters, waiting);
  take_one(in.nodes[at.waited_for].dependents, at.waiting);
}

void disconnect_all(tree& in, node_id who) {
  while (!in.nodes[who].waits.empty())
    disconnect(in, who, in.nodes[who].waits.back().who);
  while (!in.nodes[who].waiters.empty())
    disconnect(in, in.nodes[who].waiters.back(), who);
}

} // namespace troupe::rooms::supervision
