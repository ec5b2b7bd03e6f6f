/// The thread at slot 0: the supervisor actor, the deaths of workers, and the order of stopping.
#pragma once

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <thread>

#include "actor/host.hpp"
#include "house/tree_seat.hpp"
#include "objects/table.hpp"
#include "supervision/lives.hpp"
#include "supervision/supervisor.hpp"

namespace troupe::rooms::house {

class house_thread {
public:
  /// Waits until it runs. Fails: as `host` and `spawner` do.
  house_thread(std::shared_ptr<mailbox::region> where, mailbox::address own, objects::table& objects,
               spawn::start_method method);
  ~house_thread();

  /// Begins steps 1 to 5 of stopping, with at most `grace` for step 2. Never waits.
  void stop(std::chrono::milliseconds grace) noexcept;
  /// Whether they are done.
  [[nodiscard]] bool has_stopped() const noexcept { return stopped_.load(); }
  /// A tree to be supervised here: runs until it has ended, or the house stops.
  /// Fails: invalid_state when there is one already.
  void begin_tree(tree_wish what);
  /// See tree_seat::ask_add. Main is woken when it is done.
  [[nodiscard]] std::future<void> add_to_tree(std::string supervisor, std::variant<child, tree_spec> what);
  void end_tree(int exit_code);
  /// See tree_seat::exit_code. Main is woken when it has one.
  [[nodiscard]] std::optional<int> tree_exit_code() const { return tree_.exit_code(); }
  [[nodiscard]] bool tree_is_ready() const { return tree_.is_ready(); }
  /// The doorbell of slot 0, to wake this thread with.
  [[nodiscard]] mailbox::endpoint& mail() noexcept { return *mail_; }

private:
  struct running;

  void live(std::shared_ptr<mailbox::region> where, mailbox::address own, objects::table& objects,
            spawn::start_method method, std::promise<mailbox::endpoint*> ready);
  void keep_house(running& all);
  [[noreturn]] void end_program(running& all);

  std::atomic<std::int64_t> stop_grace_{-1}; // milliseconds; -1 until `stop`
  std::atomic<bool> stopped_{false};
  tree_seat tree_;
  mailbox::endpoint* mail_ = nullptr;
  std::thread thread_;
};

} // namespace troupe::rooms::house
