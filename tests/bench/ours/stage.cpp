#include "ours/stage.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <stdexcept>

namespace bench {
namespace {

// A caller that an earlier measurement has pinned would hand its pin down to all it starts.
const program& unpinned() {
  pin_caller(placement::free);
  return this_program();
}

} // namespace

program& this_program() {
  static program it;
  return it;
}

stage::stage() : system_(unpinned().argc, this_program().argv, {.start = this_program().start}) {}

caf::actor stage::worker() {
  caf::actor out = troupe::spawn(troupe::fn<echo>);
  flush(out);
  return out;
}

// A call of spawn waits for the process, so several threads call it: then the next one is forked while the
// one before makes its actor.
std::vector<caf::actor> stage::workers(int count) {
  constexpr int starters = 4;
  std::vector<caf::actor> out(static_cast<std::size_t>(count));
  std::atomic<std::size_t> next = 0;
  const auto start_some = [&] {
    for (std::size_t mine = next++; mine < out.size(); mine = next++)
      out[mine] = troupe::spawn(troupe::fn<echo>);
  };
  std::vector<std::future<void>> parts;
  for (int i = 0; i < std::min(starters, count); ++i)
    parts.push_back(std::async(std::launch::async, start_some));
  for (std::future<void>& each : parts)
    each.get();
  for (const caf::actor& each : out)
    flush(each);
  return out;
}

void stage::place(const caf::actor& worker, placement where) const {
  pin_caller(where);
  pin_second(troupe::process_of(worker).pid(), where);
}

void stage::fail(const troupe::error_value& why) { throw std::runtime_error("a request failed: " + troupe::text(why)); }

} // namespace bench
