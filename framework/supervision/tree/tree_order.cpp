/// What has to happen before what. Everybody has two instants, `starts` and `is ready`; an arrow means "not before".
/// An order that is possible has no circle. Each reference in `after` or `uses` that lies on one is found, with the
/// shortest circle through it.
#include <algorithm>
#include <deque>

#include "supervision/tree/members.hpp"

namespace troupe::rooms::supervision {

namespace {

/// One `after` or `uses` of a member.
struct reference {
  int from, to;
  std::string key; ///< "after[0]"
  milestone until;
};

struct arrow {
  int to;
  int reference = -1; ///< which one says so; -1: the tree itself
};

constexpr std::size_t most_circles = 50; // more of them tell nobody more

class start_graph {
public:
  explicit start_graph(const member_list& members) : members_(members), arrows_(members.all.size() * 2) {
    for (std::size_t i = 0; i < members_.all.size(); ++i) {
      const int one = static_cast<int>(i);
      add(starts(one), ready(one));
      if (members_.all[i].supervisor != nullptr)
        add_children(one);
      add_references(one);
    }
    find_components();
  }

  /// A reference on a circle that has been told is not told again.
  void report(std::vector<finding>& to) {
    std::vector<bool> told(references_.size(), false);
    std::size_t circles = 0;
    for (std::size_t i = 0; i < references_.size() && circles < most_circles; ++i) {
      const std::vector<int> circle = told[i] ? std::vector<int>{} : circle_through(static_cast<int>(i));
      if (circle.empty())
        continue;
      ++circles;
      for (std::size_t at = 0; at + 1 < circle.size(); ++at)
        if (const int which = arrow_between(circle[at], circle[at + 1]).reference; which >= 0)
          told[static_cast<std::size_t>(which)] = true;
      to.push_back(finding_for(references_[i], circle));
    }
  }

private:
  static int starts(int member) noexcept { return member * 2; }
  static int ready(int member) noexcept { return member * 2 + 1; }
  static int member_of(int instant) noexcept { return instant / 2; }
  void add(int from, int to, int reference = -1) { arrows_[static_cast<std::size_t>(from)].push_back({to, reference}); }

  void add_children(int supervisor) {
    const member& who = members_.all[static_cast<std::size_t>(supervisor)];
    const bool sequence = member_list::starts_in_sequence(*who.supervisor);
    int before = -1;
    for (const int child : who.below) {
      add(starts(supervisor), starts(child));
      if (!members_.all[static_cast<std::size_t>(child)].autostart())
        continue; // nobody waits for what does not start by itself
      add(ready(child), ready(supervisor));
      if (sequence && before >= 0)
        add(ready(before), starts(child));
      before = child;
    }
  }

  void add_references(int from) {
    const member& who = members_.all[static_cast<std::size_t>(from)];
    for (std::size_t i = 0; i < who.after().size(); ++i)
      add_reference(from, who.after()[i].child, "after[" + std::to_string(i) + "]", who.after()[i].until);
    for (const auto& [local, child] : who.uses())
      add_reference(from, child, "uses." + local, milestone::ready);
  }
  void add_reference(int from, const std::string& name, std::string key, milestone until) {
    const int to = members_.find(name);
    if (to < 0)
      return;
    add(until == milestone::started ? starts(to) : ready(to), starts(from), static_cast<int>(references_.size()));
    references_.push_back({from, to, std::move(key), until});
  }

  /// Strongly connected components (Tarjan 1972), without recursion.
  void find_components() {
    const std::size_t count = arrows_.size();
    component_.assign(count, -1);
    std::vector<int> index(count, -1), low(count, 0), stack;
    std::vector<bool> on_stack(count, false);
    struct frame {
      int node;
      std::size_t next;
    };
    int counter = 0, components = 0;
    for (std::size_t root = 0; root < count; ++root) {
      if (index[root] >= 0)
        continue;
      std::vector<frame> frames{{static_cast<int>(root), 0}};
      while (!frames.empty()) {
        const auto at = static_cast<std::size_t>(frames.back().node);
        if (frames.back().next == 0) {
          index[at] = low[at] = counter++;
          stack.push_back(static_cast<int>(at));
          on_stack[at] = true;
        }
        if (frames.back().next < arrows_[at].size()) {
          const auto to = static_cast<std::size_t>(arrows_[at][frames.back().next++].to);
          if (index[to] < 0)
            frames.push_back({static_cast<int>(to), 0});
          else if (on_stack[to])
            low[at] = std::min(low[at], index[to]);
          continue;
        }
        if (low[at] == index[at]) {
          for (int one = -1; one != static_cast<int>(at);) {
            one = stack.back();
            stack.pop_back();
            on_stack[static_cast<std::size_t>(one)] = false;
            component_[static_cast<std::size_t>(one)] = components;
          }
          ++components;
        }
        frames.pop_back();
        if (!frames.empty()) {
          const auto above = static_cast<std::size_t>(frames.back().node);
          low[above] = std::min(low[above], low[at]);
        }
      }
    }
  }

  /// The instants from where the referring member starts to the one it waits for, so that the reference closes the
  /// circle; empty when there is none.
  std::vector<int> circle_through(int which) const {
    const reference& closing = references_[static_cast<std::size_t>(which)];
    const int first = starts(closing.from);
    const int last = closing.until == milestone::started ? starts(closing.to) : ready(closing.to);
    const int component = component_[static_cast<std::size_t>(first)];
    if (component != component_[static_cast<std::size_t>(last)])
      return {};
    std::vector<int> before(arrows_.size(), -1);
    std::deque<int> waiting{first};
    before[static_cast<std::size_t>(first)] = first;
    while (!waiting.empty() && before[static_cast<std::size_t>(last)] < 0) {
      const int at = waiting.front();
      waiting.pop_front();
      for (const arrow& one : arrows_[static_cast<std::size_t>(at)])
        if (before[static_cast<std::size_t>(one.to)] < 0 && component_[static_cast<std::size_t>(one.to)] == component) {
          before[static_cast<std::size_t>(one.to)] = at;
          waiting.push_back(one.to);
        }
    }
    std::vector<int> way{last};
    while (way.back() != first)
      way.push_back(before[static_cast<std::size_t>(way.back())]);
    std::ranges::reverse(way);
    return way;
  }

  const arrow& arrow_between(int from, int to) const {
    const std::vector<arrow>& all = arrows_[static_cast<std::size_t>(from)];
    const auto said = std::ranges::find_if(all, [&](const arrow& one) { return one.to == to && one.reference >= 0; });
    return said != all.end() ? *said : *std::ranges::find(all, to, &arrow::to);
  }

  const std::string& name(int member) const { return members_.all[static_cast<std::size_t>(member)].name; }
  std::string in_quotes(int member) const { return "\"" + name(member) + "\""; }

  finding finding_for(const reference& closing, const std::vector<int>& circle) const {
    const std::string key = closing.key.starts_with("uses") ? "uses" : "after";
    if (closing.from == closing.to)
      return {"E205", name(closing.from), closing.key, in_quotes(closing.from) + " waits for itself"};
    bool only_references = true;
    std::string round = name(closing.from);
    for (std::size_t i = 0; i + 1 < circle.size(); ++i) {
      const int from = member_of(circle[i]), to = member_of(circle[i + 1]);
      if (from == to)
        continue;
      only_references = only_references && arrow_between(circle[i], circle[i + 1]).reference >= 0;
      round = name(to) + " -> " + round;
    }
    round = name(closing.from) + " -> " + round;
    if (only_references)
      return {"E205", name(closing.from), closing.key, "these children wait for each other in a circle: " + round,
              "one of them has to start without the others"};
    return {"E206", name(closing.from), closing.key, contradiction(closing, key), help_for(closing)};
  }

  std::string contradiction(const reference& closing, const std::string& key) const {
    const auto [mine, other] = members_.siblings_above(closing.from, closing.to);
    const std::string waits = in_quotes(closing.from) + " waits for " + in_quotes(closing.to) + " (`" + key + "`)";
    if (mine < 0)
      return waits + ", which is not ready before " + in_quotes(closing.from) + " is: it is part of it";
    const member& above = members_.all[static_cast<std::size_t>(members_.all[static_cast<std::size_t>(mine)].above)];
    if (member_list::starts_in_sequence(*above.supervisor))
      return waits + ", but \"" + above.name + "\" starts " + in_quotes(other) + " only after " + in_quotes(mine);
    return waits + ", but " + in_quotes(other) + " starts only after " + in_quotes(mine);
  }
  std::string help_for(const reference& closing) const {
    const auto [mine, other] = members_.siblings_above(closing.from, closing.to);
    if (mine < 0)
      return "leave it out: a supervisor is ready when all its children are";
    return "move " + in_quotes(other) + " in front of " + in_quotes(mine) + " in `children`, or use start = \"graph\"";
  }

  const member_list& members_;
  std::vector<reference> references_;
  std::vector<std::vector<arrow>> arrows_;
  std::vector<int> component_;
};

} // namespace

void check_order(const member_list& members, std::vector<finding>& to) { start_graph(members).report(to); }

} // namespace troupe::rooms::supervision
