#include "supervision/tree/circle.hpp"

#include <algorithm>

#include "troupe/error.hpp"

namespace troupe::rooms::supervision {

namespace {

enum class mark : std::uint8_t { unseen, on_the_way, clear };

/// Walks from a child to those that start after it, one supervisor at a time.
class walk {
public:
  explicit walk(const tree& in) : in_(in), marks_(in.nodes.size(), mark::unseen) {}

  void from(node_id who) {
    if (marks_[who] == mark::clear)
      return;
    if (marks_[who] == mark::on_the_way)
      complain(who);
    marks_[who] = mark::on_the_way;
    way_.push_back(who);
    for (const node_id next : in_.nodes[who].dependents)
      from(next);
    if (const node_id next = next_in_sequence(who); next != no_node)
      from(next);
    way_.pop_back();
    marks_[who] = mark::clear;
  }

private:
  [[nodiscard]] node_id next_in_sequence(node_id who) const {
    const node_id parent = in_.nodes[who].parent;
    if (parent == no_node || in_.nodes[parent].supervisor.start != start_order::sequence)
      return no_node;
    const std::vector<node_id>& all = in_.nodes[parent].children;
    const auto next = std::next(std::ranges::find(all, who));
    return next == all.end() ? no_node : *next;
  }

  [[noreturn]] void complain(node_id who) const {
    std::string names;
    for (auto each = std::ranges::find(way_, who); each != way_.end(); ++each)
      names += in_.nodes[*each].name + " -> ";
    throw invalid_argument("these children would wait for each other, each for the one before it: " + names +
                           in_.nodes[who].name);
  }

  const tree& in_;
  std::vector<mark> marks_;
  std::vector<node_id> way_;
};

} // namespace

void require_no_circle(const tree& in) {
  walk all{in};
  for (node_id who = 0; who < in.nodes.size(); ++who)
    if (!in.nodes[who].is_removed)
      all.from(who);
}

} // namespace troupe::rooms::supervision
