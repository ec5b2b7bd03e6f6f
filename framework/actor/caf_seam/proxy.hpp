/// Stands for an actor in another process: whatever CAF asks of it becomes a frame.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "troupe/actor.hpp"
#include "mailbox/role.hpp"
#include "message/envelope.hpp"

#include <caf/actor_proxy.hpp>

namespace troupe::rooms::actor {

class pool_choice;
class switchboard;

/// Threads: any.
class proxy final : public caf::actor_proxy {
public:
  proxy(caf::actor_config& config, switchboard& board, mailbox::address home);
  ~proxy() override;

  [[nodiscard]] mailbox::address home() const noexcept { return home_; }
  /// Stands for the actor of a role: ends with the role, over which nobody's handles have a say.
  [[nodiscard]] bool is_role() const noexcept { return mailbox::is_role(home_); }
  /// Of a pool, which slot each message goes to; null for all others.
  [[nodiscard]] pool_choice* slots() const noexcept { return slots_.get(); }
  [[nodiscard]] message::party party() const noexcept { return {id(), home_.incarnation, home_.slot}; }

  /// One more handle to it has arrived, counted by its owner.
  /// `for_role`: in mail for the role that is led here, and counted for that.
  void received(bool for_role) noexcept {
    (for_role ? received_for_role_ : received_).fetch_add(1, std::memory_order_relaxed);
  }
  /// One that came in such mail is left there, for the role's next life.
  void left_for_role() noexcept { received_for_role_.fetch_sub(1, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t take_received(bool for_role) noexcept {
    return (for_role ? received_for_role_ : received_).exchange(0, std::memory_order_relaxed);
  }
  /// Whether its owner counts a handle for this process.
  [[nodiscard]] bool is_counted() const noexcept {
    return received_.load(std::memory_order_relaxed) != 0 || received_for_role_.load(std::memory_order_relaxed) != 0;
  }
  /// Whether it was looked up since the last call.
  [[nodiscard]] bool take_touched() noexcept { return touched_.exchange(false, std::memory_order_relaxed); }
  void touch() noexcept { touched_.store(true, std::memory_order_relaxed); }
  /// See `proxies::keep`; under the lock of that.
  struct keeping {
    bool is_kept = false;
    bool is_wanted = false; ///< something is attached
  };
  [[nodiscard]] keeping& kept() noexcept { return kept_; }
  /// The system ends; handles may outlive it and lead nowhere.
  void detach_from_board() noexcept { board_ = nullptr; }
  [[nodiscard]] bool is_over() const noexcept { return getf(is_terminated_flag); }

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* unit) override;
  void attach(caf::attachable_ptr what) override;
  std::size_t detach(const caf::attachable::token& what) override;
  bool add_backlink(caf::abstract_actor* from) override;
  bool remove_backlink(caf::abstract_actor* from) override;
  void kill_proxy(caf::execution_unit* unit, caf::error reason) override;
  void on_destroy() override;
  const char* name() const override { return "proxy"; }

private:
  void answer_for_the_dead(const caf::mailbox_element& what);
  void watch_while_attached();
  bool keep_while_attached(switchboard& board);

  std::atomic<switchboard*> board_; ///< null after the system's end
  const mailbox::address home_;
  const std::unique_ptr<pool_choice> slots_;
  std::atomic<std::uint64_t> received_{0};
  std::atomic<std::uint64_t> received_for_role_{0};
  std::atomic<bool> touched_{true};
  keeping kept_;
  std::mutex watch_lock_; ///< held while its process is told, so that it is told in order
  bool watching_ = false;
};

/// Null for an actor that lives here. An asker is taken for the sender it stands for.
[[nodiscard]] proxy* as_proxy(caf::actor_control_block* actor) noexcept;

/// In its scope links are made and dissolved on behalf of a peer, which is not told of it again.
class on_behalf_of_peer {
public:
  on_behalf_of_peer() noexcept;
  on_behalf_of_peer(const on_behalf_of_peer&) = delete;
  on_behalf_of_peer& operator=(const on_behalf_of_peer&) = delete;
  ~on_behalf_of_peer();
  [[nodiscard]] static bool active() noexcept;
};

} // namespace troupe::rooms::actor
