#include "troupe/wait.hpp"

#include <string>
#include <thread>

#include "actor/host.hpp"
#include "objects/waiting.hpp"
#include "os/event_fd.hpp"
#include "os/poll.hpp"
#include "os/signals.hpp"
#include "troupe/error.hpp"

namespace troupe {

waitable::waitable(int descriptor) : source_{.descriptor = descriptor} {
  if (descriptor < 0)
    throw invalid_argument("there is no descriptor " + std::to_string(descriptor) +
                           " to wait for: what gave it has none open");
}

namespace {

using namespace rooms;

bool is_ready(const wait_source& source) {
  return source.is_ready != nullptr ? source.is_ready(source.self) : os::is_readable(source.descriptor);
}

std::vector<std::size_t> find_ready(std::span<const waitable> things) {
  std::vector<std::size_t> ready;
  for (std::size_t i = 0; i < things.size(); ++i)
    if (is_ready(things[i].source()))
      ready.push_back(i);
  return ready;
}

/// Of what nobody is told otherwise.
std::vector<int> descriptors_of(std::span<const waitable> things) {
  std::vector<int> all;
  for (const waitable& each : things)
    if (each.source().enrol == nullptr && each.source().descriptor >= 0)
      all.push_back(each.source().descriptor);
  return all;
}

/// In the wait lists of all things that have one.
class enrolment {
public:
  enrolment(std::span<const waitable> things, objects::waiter& who) : things_(things), who_(who) {
    for (const waitable& each : things_)
      if (each.source().enrol != nullptr)
        each.source().enrol(each.source().self, who_);
  }
  ~enrolment() {
    for (const waitable& each : things_)
      if (each.source().strike_off != nullptr)
        each.source().strike_off(each.source().self, who_);
  }
  enrolment(const enrolment&) = delete;
  enrolment& operator=(const enrolment&) = delete;

private:
  std::span<const waitable> things_;
  objects::waiter& who_;
};

/// Polls on behalf of a thread that sleeps elsewhere, and wakes it.
class poller {
public:
  poller(std::vector<int> descriptors, objects::waiter& whom) : descriptors_(std::move(descriptors)), whom_(whom) {
    if (descriptors_.empty())
      return;
    descriptors_.push_back(stop_.descriptor());
    const os::blocked_signals none; // inherited by the thread: handlers run on the user's threads
    thread_ = std::thread{[this] {
      os::wait_any_of_many_readable(descriptors_, os::never);
      whom_.wake();
    }};
  }
  ~poller() {
    stop_.set();
    if (thread_.joinable())
      thread_.join();
  }
  poller(const poller&) = delete;
  poller& operator=(const poller&) = delete;

private:
  std::vector<int> descriptors_;
  objects::waiter& whom_;
  os::event_fd stop_;
  std::thread thread_;
};

void sleep(std::span<const waitable> things, os::time_point deadline) {
  const std::vector<int> descriptors = descriptors_of(things);
  if (descriptors.size() == things.size() && !actor::has_host()) {
    os::wait_any_of_many_readable(descriptors, deadline);
    return;
  }
  objects::waiter self{objects::current_table()};
  const enrolment everywhere{things, self};
  const poller other{descriptors, self};
  self.until([&] { return !find_ready(things).empty(); }, deadline);
}

std::vector<std::size_t> wait_until(std::span<const waitable> things, os::time_point deadline) {
  for (;;) {
    const bool is_late = os::clock::now() >= deadline;
    std::vector<std::size_t> ready = find_ready(things);
    if (!ready.empty() || is_late)
      return ready;
    sleep(things, deadline);
  }
}

} // namespace

std::vector<std::size_t> wait(std::span<const waitable> things, std::chrono::nanoseconds limit) {
  return wait_until(things, os::deadline_after(limit));
}

std::vector<std::size_t> wait(std::span<const waitable> things) { return wait_until(things, os::never); }

} // namespace troupe
