/// A descriptor that is readable while a message, or the end of the stream, can be received.
///
/// Whoever polls it is in no function of troupe, so a thread sleeps at the stream for it. Processes that
/// share the end may have received what made it readable: it is right again after this one has looked.
/// Threads: any. It ends with its stream's table at the latest.
#pragma once

#include <atomic>
#include <mutex>
#include <thread>

#include "objects/item_stream.hpp"
#include "objects/table_end.hpp"
#include "os/event_fd.hpp"

namespace troupe::rooms::parallel {

class stream_descriptor {
public:
  /// `of` outlives it. Fails: no_resource.
  explicit stream_descriptor(objects::item_stream& of);
  ~stream_descriptor();
  stream_descriptor(const stream_descriptor&) = delete;
  stream_descriptor& operator=(const stream_descriptor&) = delete;

  [[nodiscard]] int get() const noexcept { return ready_.descriptor(); }
  /// Something was received.
  void look() noexcept;

private:
  void follow();
  void stop() noexcept;

  objects::item_stream& of_;
  std::mutex lock_; ///< of `ready_`: set and cleared together with the look that says so
  os::event_fd ready_;
  std::atomic<bool> is_over_{false};
  objects::table_end end_;
  std::thread thread_;
};

} // namespace troupe::rooms::parallel
