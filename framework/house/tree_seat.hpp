/// The supervised tree of the house thread, and what other threads want of it. One at a time.
#pragma once

#include <atomic>
#include <functional>
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
};

class tree_seat {
public:
  // -- any thread; the house is woken by the caller -----------------------------------------------

  void ask_begin(tree_wish what);
  /// The tree is to end in order, with this exit code.
  void ask_end(int exit_code);
  /// Empty while it runs. Fails: as `plant` and `control_server` do, when it could not begin.
  [[nodiscard]] std::optional<int> exit_code() const;

  // -- the house thread ---------------------------------------------------------------------------

  using maker = std::function<std::unique_ptr<supervision::tree_runner>(tree_wish&&)>;
  /// Does what was asked for, and lets time pass. Whether there is an exit code, or a failure, that was not there
  /// before.
  [[nodiscard]] bool look(const maker& make);
  void on_end(mailbox::address who, const ending& how, const std::optional<mailbox::start_report>& report);
  [[nodiscard]] os::time_point next_look() const;
  /// Readable when somebody talks to it; -1 when nobody can.
  [[nodiscard]] int descriptor() const noexcept { return server_ ? server_->descriptor() : -1; }
  /// Null while none runs.
  [[nodiscard]] supervision::tree_runner* present() const noexcept { return present_.get(); }
  /// Nothing is restarted any more, and nobody is answered.
  void leave();

private:
  void take_wishes(const maker& make);
  void begin(tree_wish&& what, const maker& make);
  void run();

  mutable std::mutex guard_; ///< of the four below
  std::optional<tree_wish> wish_;
  std::optional<int> end_wish_;
  std::optional<int> exit_code_;
  std::exception_ptr failure_;
  std::unique_ptr<tree_answers> answers_;
  std::unique_ptr<supervision::tree_runner> present_;
  std::unique_ptr<control_server> server_;
};

} // namespace troupe::rooms::house
