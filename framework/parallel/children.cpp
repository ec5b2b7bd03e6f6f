#include "parallel/children.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>

#include "parallel/child_state.hpp"
#include "supervision/this_process.hpp"
#include "supervision/workplace.hpp"
#include "troupe/log.hpp"

namespace troupe::rooms::parallel {

namespace {

std::atomic<std::uint32_t> count{0};

std::mutex lock;
std::vector<std::shared_ptr<child_state>> started; // guarded by the lock

bool is_over(const std::shared_ptr<child_state>& which) { return !which->is_running(); }

std::shared_ptr<child_state> next_to_join() {
  const auto living = living_children();
  const auto found = std::ranges::find_if(living, [](const auto& one) { return !one->is_daemon(); });
  return found != living.end() ? *found : nullptr;
}

} // namespace

std::vector<std::uint32_t> next_lineage() {
  std::vector<std::uint32_t> lineage = supervision::this_process().from.lineage;
  lineage.push_back(++count);
  return lineage;
}

void adopt_child(const std::shared_ptr<child_state>& which) {
  supervision::before_leaving(&join_children);
  const std::scoped_lock hold{lock};
  std::erase_if(started, is_over);
  started.push_back(which);
}

std::vector<std::shared_ptr<child_state>> living_children() {
  const std::scoped_lock hold{lock};
  std::erase_if(started, is_over);
  return started;
}

void join_children() {
  while (const auto next = next_to_join())
    next->wait({});
}

} // namespace troupe::rooms::parallel
