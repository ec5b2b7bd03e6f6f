#include "house/outer_manager.hpp"

#include <cstdio>
#include <utility>

#include "os/failure.hpp"
#include "os/process_facts.hpp"

namespace troupe::rooms::house {

namespace {

using namespace supervision;

constexpr std::size_t most_names = 3; // of those that are not ready

bool is_well(const node& one) { return one.state == child_state::ready || one.state == child_state::done; }

bool is_ending(const tree& of) {
  const node& root = of.nodes[root_node];
  return of.is_over || (root.incarnation != 0 && !root.is_wanted) || root.state == child_state::draining ||
         root.state == child_state::stopping;
}

bool counts(const node& one) {
  return one.kind == node_kind::process && !one.is_removed && one.state != child_state::disabled &&
         one.state != child_state::stopped;
}

/// "3 of 4 children ready; web is backoff". Who is down because somebody wants it to be is not counted.
std::string status_of(const tree& of) {
  std::size_t all = 0, well = 0, named = 0;
  std::string others;
  for (const node& one : of.nodes) {
    if (!counts(one))
      continue;
    ++all;
    well += is_well(one) ? 1 : 0;
    if (!is_well(one) && ++named <= most_names)
      others += (others.empty() ? "; " : ", ") + one.name + " is " + std::string{name(one.state)};
  }
  return std::to_string(well) + " of " + std::to_string(all) + (all == 1 ? " child" : " children") + " ready" + others +
         (named > most_names ? " and so on" : "");
}

std::string stopping_text(const tree& of) {
  std::size_t up = 0;
  for (const node& one : of.nodes)
    up += one.kind == node_kind::process && is_up(one.state) ? 1 : 0;
  return "stopping, " + std::to_string(up) + (up == 1 ? " child" : " children") + " still up";
}

} // namespace

void outer_manager::hear(const tree_news& news) {
  const bool ends = is_ending(news.of);
  std::string status = ends ? stopping_text(news.of) : status_of(news.of);
  const std::scoped_lock hold{guard_};
  heard_.is_ready |= news.of.nodes[root_node].state == child_state::ready;
  heard_.is_stopping |= ends;
  heard_.status = std::move(status);
}

outer_manager::sight outer_manager::heard() {
  const std::scoped_lock hold{guard_};
  return heard_;
}

void outer_manager::tell() {
  const sight now = heard();
  if (now == told_)
    return;
  std::string lines;
  if (now.is_ready && !told_.is_ready)
    lines += "READY=1\nMAINPID=" + std::to_string(os::own_pid()) + "\n";
  if (now.is_stopping && !told_.is_stopping)
    lines += "STOPPING=1\n";
  lines += "STATUS=" + now.status + "\n";
  told_ = now;
  const int failed = to_.say(lines);
  if (failed != 0 && !std::exchange(has_failed_, true))
    std::fprintf(stderr, "NOTIFY_SOCKET is not told how far the tree is: %s\n", os::errno_text(failed).c_str());
}

} // namespace troupe::rooms::house
