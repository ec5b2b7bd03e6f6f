/// Who waits, or has somebody below that waits, stops before whoever is waited for, or has him below. That two
/// supervisors have to stop before each other no order of starts tells: each may be half started when the other begins.
#include <algorithm>
#include <deque>

#include "supervision/tree/members.hpp"

namespace troupe::rooms::supervision {

namespace {

/// One `after` or `uses`, and what it means for the siblings above both ends.
struct reference {
  int from, to;
  std::string key;   ///< "after[0]"
  int first, second; ///< stops first, stops second
};

class stop_graph {
public:
  explicit stop_graph(const member_list& members) : members_(members), later_(members.all.size()) {
    for (std::size_t i = 0; i < members_.all.size(); ++i) {
      add_sequence(members_.all[i]);
      add_references(static_cast<int>(i));
    }
  }

  // One for each circle: who is on one that was told is not told again.
  void report(std::vector<finding>& to) const {
    std::vector<bool> is_left = who_is_left();
    for (const reference& each : references_) {
      const bool may_circle =
        is_left[static_cast<std::size_t>(each.first)] && is_left[static_cast<std::size_t>(each.second)];
      const std::vector<int> round = may_circle ? way(each.second, each.first) : std::vector<int>{};
      if (round.empty())
        continue;
      for (const int one : round)
        is_left[static_cast<std::size_t>(one)] = false;
      to.push_back(finding_for(each, round));
    }
  }

private:
  std::vector<int>& behind(int member) { return later_[static_cast<std::size_t>(member)]; }

  void add_sequence(const member& who) {
    if (who.supervisor == nullptr || !member_list::starts_in_sequence(*who.supervisor))
      return;
    for (std::size_t i = 0; i + 1 < who.below.size(); ++i)
      behind(who.below[i + 1]).push_back(who.below[i]);
  }

  void add_references(int from) {
    const member& who = members_.all[static_cast<std::size_t>(from)];
    for (std::size_t i = 0; i < who.after().size(); ++i)
      add_reference(from, who.after()[i].child, "after[" + std::to_string(i) + "]");
    for (const auto& [local, child] : who.uses())
      add_reference(from, child, "uses." + local);
  }
  void add_reference(int from, const std::string& name, std::string key) {
    const int to = members_.find(name);
    const auto [first, second] = to < 0 ? std::pair{-1, -1} : members_.siblings_above(from, to);
    if (first < 0)
      return;
    behind(first).push_back(second);
    references_.push_back({from, to, std::move(key), first, second});
  }

  /// When one after the other has stopped whom nobody that is left stops before (Kahn 1962).
  [[nodiscard]] std::vector<bool> who_is_left() const {
    std::vector<bool> is_left(later_.size(), true);
    std::vector<int> before(later_.size(), 0), free;
    for (const std::vector<int>& each : later_)
      for (const int one : each)
        ++before[static_cast<std::size_t>(one)];
    for (std::size_t i = 0; i < before.size(); ++i)
      if (before[i] == 0)
        free.push_back(static_cast<int>(i));
    while (!free.empty()) {
      const auto one = static_cast<std::size_t>(free.back());
      free.pop_back();
      is_left[one] = false;
      for (const int next : later_[one])
        if (--before[static_cast<std::size_t>(next)] == 0)
          free.push_back(next);
    }
    return is_left;
  }

  /// The shortest, from `begin` to `end`; empty when there is none.
  [[nodiscard]] std::vector<int> way(int begin, int end) const {
    std::vector<int> before(later_.size(), -1);
    std::deque<int> waiting{begin};
    before[static_cast<std::size_t>(begin)] = begin;
    while (!waiting.empty() && before[static_cast<std::size_t>(end)] < 0) {
      const int at = waiting.front();
      waiting.pop_front();
      for (const int next : later_[static_cast<std::size_t>(at)])
        if (before[static_cast<std::size_t>(next)] < 0) {
          before[static_cast<std::size_t>(next)] = at;
          waiting.push_back(next);
        }
    }
    if (before[static_cast<std::size_t>(end)] < 0)
      return {};
    std::vector<int> made{end};
    while (made.back() != begin)
      made.push_back(before[static_cast<std::size_t>(made.back())]);
    std::ranges::reverse(made);
    return made;
  }

  [[nodiscard]] std::string quoted(int member) const {
    return "\"" + members_.all[static_cast<std::size_t>(member)].name + "\"";
  }

  [[nodiscard]] finding finding_for(const reference& closing, const std::vector<int>& round) const {
    const std::string key = closing.key.starts_with("uses") ? "uses" : "after";
    std::string circle = members_.all[static_cast<std::size_t>(closing.first)].name;
    for (const int each : round)
      circle += " -> " + members_.all[static_cast<std::size_t>(each)].name;
    return {"E206", members_.all[static_cast<std::size_t>(closing.from)].name, closing.key,
            quoted(closing.from) + " waits for " + quoted(closing.to) + " (`" + key + "`), so " +
              quoted(closing.first) + " stops before " + quoted(closing.second) + "; but that has to stop before " +
              quoted(closing.first) + ", too: " + circle,
            "put who needs each other below one supervisor"};
  }

  const member_list& members_;
  std::vector<std::vector<int>> later_; ///< who stops after it
  std::vector<reference> references_;
};

} // namespace

void check_stop_order(const member_list& members, std::vector<finding>& to) { stop_graph(members).report(to); }

} // namespace troupe::rooms::supervision
