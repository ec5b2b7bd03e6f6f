#include "parallel/stream_descriptor.hpp"

#include <system_error>

#include "objects/waiting.hpp"
#include "objects/word_sleep.hpp"
#include "os/signals.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::parallel {

stream_descriptor::stream_descriptor(objects::item_stream& of) : of_(of), end_(*of.chain().in, [this] { stop(); }) {
  const os::blocked_signals none; // inherited by the thread: handlers run on the user's threads
  try {
    thread_ = std::thread{[this] { follow(); }};
  } catch (const std::system_error& why) {
    throw no_resource(std::string{"a thread that follows a connection for its descriptor: "} + why.what(),
                      why.code().value());
  }
}

stream_descriptor::~stream_descriptor() { end_.call_now(); }

// Cleared before the look: what comes behind it is seen by the thread, which sets it again. Under the lock, or the
// thread could set it for what it saw before this was received, and who polls would be told to receive nothing.
void stream_descriptor::look() noexcept {
  const std::scoped_lock hold{lock_};
  ready_.clear();
  if (of_.is_ready())
    ready_.set();
}

void stream_descriptor::follow() {
  objects::sleep_on_word(
    of_.entry().waits,
    [this] {
      if (const std::scoped_lock hold{lock_}; of_.is_ready())
        ready_.set();
      return is_over_.load(std::memory_order_seq_cst);
    },
    os::never);
}

void stream_descriptor::stop() noexcept {
  is_over_.store(true, std::memory_order_seq_cst);
  objects::rouse(*of_.chain().in, of_.entry(), of_.entry().waits);
  thread_.join();
}

} // namespace troupe::rooms::parallel
