/// The supervised tree of the house thread, and what other threads want of it. One at a time.
#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>

#include "house/control/control_server.hpp"
#include "house/control/tree_answers.hpp"
#include "supervision/tree_runner.hpp"

namespace troupe::rooms::house {

/// A tree that is to run.
struct tree_wish {
  tree_spec what;
  std::string name;
  std::function<void(const supervision::tree_news&)> tell; ///< called on the house thread
  std::optional<control_setting> control = {};             ///< empty: nobody can talk to it
  option_teller options = {};                              ///< called on the house thread, as long as the tree runs
};

class tree_seat {
public:
  // -- any thread; the house is woken by the caller -----------------------------------------------

  /// Fails: invalid_state when a tree runs already.
  void ask_begin(tree_wish what);
  /// One more child for the supervisor of that name, started at once; ready when it is one of the tree, or with why it
  /// cannot be: as `plant` says, or invalid_state when no tree runs or it has no such supervisor.
  [[nodiscard]] std::future<void> ask_add(std::string supervisor, std::variant<child, tree_spec> what);
  /// The tree is to end in order, with this exit code.
  void ask_end(int exit_code);
  /// Empty while it runs. Fails: as `plant` and `control_server` do, when it could not begin.
  [[nodiscard]] std::optional<int> exit_code() const;
  /// Whether all that is to start by itself has become ready, once.
  [[nodiscard]] bool is_ready() const noexcept { return is_ready_.load(std::memory_order_acquire); }

  // -- the house thread ---------------------------------------------------------------------------

  /// Before anything else: who hosts the actors of those who send messages. It outlives what is seated.
  void settle(actor::host& of) noexcept { host_ = &of; }
  using maker = std::function<std::unique_ptr<supervision::tree_runner>(tree_wish&&)>;
  /// Does what was asked for, and lets time pass. Whether there is something to be asked that was not there before: an
  /// exit code, a failure, a child that was added.
  [[nodiscard]] bool look(const maker& make);
  void on_end(mailbox::address who, const ending& how, const std::optional<mailbox::start_report>& report);
  [[nodiscard]] os::time_point next_look() const;
  /// Readable when somebody talks to it; -1 when nobody can.
  [[nodiscard]] int descriptor() const noexcept { return server_ ? server_->descriptor() : -1; }
  /// Readable when a program of it says something of itself; -1 when none can.
  [[nodiscard]] int notices() const noexcept { return present_ ? present_->descriptor() : -1; }
  /// Null while none runs.
  [[nodiscard]] supervision::tree_runner* present() const noexcept { return present_.get(); }
  /// Nothing is restarted any more, and nobody is answered.
  void leave();

private:
  struct addition {
    std::string supervisor;
    std::variant<child, tree_spec> what;
    std::promise<void> told;
  };

  void take_wishes(const maker& make);
  void take_additions();
  void add(addition& one);
  void begin(tree_wish&& what, const maker& make);
  void run();
  void end(std::optional<int> exit_code, std::exception_ptr failure);

  mutable std::mutex guard_; ///< of the six below
  bool is_taken_ = false;    ///< a tree is asked for, or runs
  std::vector<addition> additions_;
  std::optional<tree_wish> wish_;
  std::optional<int> end_wish_;
  std::optional<int> exit_code_;
  std::exception_ptr failure_;
  std::atomic<bool> is_ready_{false}; ///< released by the house thread
  actor::host* host_ = nullptr;
  std::unique_ptr<tree_answers> answers_;
  std::unique_ptr<supervision::tree_runner> present_;
  std::unique_ptr<control_server> server_;
  bool has_news_ = false;
};

} // namespace troupe::rooms::house
