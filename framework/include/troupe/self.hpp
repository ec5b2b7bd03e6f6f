/// A blocking actor for plain code: it sends, asks and receives, and while it waits the mail of its
/// process keeps flowing and the actors of its process keep running.
#pragma once

#include <troupe/behavior.hpp>

#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <caf/scoped_execution_unit.hpp>

namespace troupe {

namespace rooms::actor {
class host;
}

/// What `self->` leads to: CAF's blocking actor that waits in troupe's way.
class self_actor : public caf::blocking_actor {
public:
  self_actor(caf::actor_config& config, rooms::actor::host& host);

  /// `receive(handlers..., [caf::after(d) >> f])`, as CAF's; the time is counted from the call.
  template <class... Handlers>
  void receive(Handlers&&... handlers) {
    deadline_.reset();
    caf::blocking_actor::receive(std::forward<Handlers>(handlers)...);
  }

  /// As CAF's; the time is counted anew for each message that is handled.
  receive_while_helper receive_while(std::function<bool()> go_on) {
    return caf::blocking_actor::receive_while([this, go_on = std::move(go_on)] {
      deadline_.reset();
      return go_on();
    });
  }
  receive_while_helper receive_while(const bool& go_on) {
    return receive_while([&go_on] { return go_on; });
  }
  template <class T>
  receive_while_helper receive_for(T& begin, T end) {
    return receive_while([&begin, end, first = true]() mutable {
      if (!std::exchange(first, false))
        ++begin;
      return begin != end;
    });
  }
  template <class... Handlers>
  auto do_receive(Handlers&&... handlers) {
    return repeated{*this, caf::blocking_actor::do_receive(std::forward<Handlers>(handlers)...)};
  }

  /// As CAF's. In a handler: contract_error for an actor that only this very handler keeps from
  /// running, because it lives in the same process.
  template <caf::message_priority P = caf::message_priority::normal, class Handle = caf::actor, class Timeout,
            class... Values>
  auto request(const Handle& whom, const Timeout& timeout, Values&&... values) {
    refuse_deadlock(caf::actor_cast<caf::actor_control_block*>(whom));
    auto answer = caf::blocking_actor::request<P>(whom, timeout, std::forward<Values>(values)...);
    note_asked(answer.id());
    return answer;
  }

  void act() override {}
  const char* name() const override { return "self"; }
  void launch(caf::execution_unit* unit, bool lazy, bool hide) override;
  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* unit) override;
  void await_data() override;
  bool await_data(timeout_type timeout) override;

private:
  struct repeated {
    self_actor& of;
    do_receive_helper all;
    template <class Statement>
    void until(Statement is_done) {
      of.deadline_.reset();
      all.until([&] {
        of.deadline_.reset();
        return is_done();
      });
    }
    void until(const bool& is_done) {
      until([&is_done] { return is_done; });
    }
  };

  friend class self;
  bool wait_until(std::chrono::steady_clock::time_point deadline);
  void refuse_deadlock(caf::actor_control_block* whom) const;
  void note_asked(caf::message_id answer);
  bool take_open(std::uint64_t number);
  void end();

  rooms::actor::host& host_;
  std::optional<std::chrono::steady_clock::time_point> deadline_; ///< of the running `receive`
  std::mutex open_lock_;
  std::vector<std::uint64_t> open_, answered_early_; ///< numbers of requests
  std::uint64_t last_asked_ = 0;
};

/// The handle of plain code. Each thread makes its own; several in one process share its mail: one
/// of the waiting threads reads for all.
/// Fails: contract_error when there is no `troupe::system`.
class self {
public:
  self();
  ~self();
  self(const self&) = delete;
  self& operator=(const self&) = delete;

  [[nodiscard]] self_actor* operator->() const noexcept { return actor_; }
  [[nodiscard]] self_actor& operator*() const noexcept { return *actor_; }
  /// To be put into messages and compared.
  [[nodiscard]] operator caf::actor() const { return caf::actor_cast<caf::actor>(keep_); }
  [[nodiscard]] caf::actor_addr address() const { return actor_->address(); }

private:
  caf::strong_actor_ptr keep_;
  self_actor* actor_;
};

} // namespace troupe
