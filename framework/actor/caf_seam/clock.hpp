/// CAF's clock, driven by the pump. Deadlines of requests are kept with the requests, because CAF
/// 0.17 never takes them back when the answer comes.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>

#include "actor/caf_seam/requests.hpp"

#include <caf/detail/simple_actor_clock.hpp>

namespace troupe::rooms::actor {

/// Threads: any; `fire` is for the pump.
class clock final : public caf::detail::simple_actor_clock {
public:
  /// `on_earlier` is called after something was set that may be due before all else; `on_late` for each
  /// request that timed out, after its requester was told; `on_unsent` for each message that was due and
  /// could not be sent.
  clock(requests& open, std::function<void()> on_earlier, std::function<void(const failed_request&)> on_late,
        std::function<void(const std::exception_ptr&)> on_unsent)
    : requests_(open), on_earlier_(std::move(on_earlier)), on_late_(std::move(on_late)),
      on_unsent_(std::move(on_unsent)) {}

  [[nodiscard]] os::time_point next() const noexcept {
    return std::min(next_.load(std::memory_order_relaxed), requests_.next_deadline());
  }
  /// Sends what is due at `present`. Gives how many.
  std::size_t fire(os::time_point present, bool in_handler = false);

  void set_ordinary_timeout(time_point when, caf::abstract_actor* self, caf::atom_value type,
                            std::uint64_t id) override;
  void set_multi_timeout(time_point when, caf::abstract_actor* self, caf::atom_value type, std::uint64_t id) override;
  void set_request_timeout(time_point when, caf::abstract_actor* self, caf::message_id id) override;
  void cancel_ordinary_timeout(caf::abstract_actor* self, caf::atom_value type) override;
  void cancel_request_timeout(caf::abstract_actor* self, caf::message_id id) override;
  void cancel_timeouts(caf::abstract_actor* self) override;
  void schedule_message(time_point when, caf::strong_actor_ptr receiver, caf::mailbox_element_ptr content) override;
  void schedule_message(time_point when, caf::group target, caf::strong_actor_ptr sender,
                        caf::message content) override;
  void cancel_all() override;

private:
  using base = caf::detail::simple_actor_clock;

  /// `change` with the lock held; what it removed is released after it.
  template <class Change>
  void apply(Change change);
  bool update_next() noexcept;
  void try_ship(delayed_event& which);

  requests& requests_;
  std::function<void()> on_earlier_;
  std::function<void(const failed_request&)> on_late_;
  std::function<void(const std::exception_ptr&)> on_unsent_;
  std::mutex lock_;
  std::atomic<os::time_point> next_{os::never};
};

} // namespace troupe::rooms::actor
