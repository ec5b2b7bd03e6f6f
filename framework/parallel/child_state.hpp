/// What all handles of one process in this process share: what was described, what is known, how to reach it.
///
/// What can be known without asking is not asked for: whether it runs stands in the slot table. Everything else is a
/// message to the process's address, whose answer is kept when it cannot change any more.
/// Threads: any; no lock is held while an answer is awaited.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "troupe/actor.hpp"
#include "mailbox/region.hpp"
#include "os/fd.hpp"
#include "supervision/requests.hpp"
#include "troupe/process.hpp"

namespace troupe::rooms::parallel {

using time_limit = std::optional<std::chrono::nanoseconds>; // empty: for ever

class child_state : public std::enable_shared_from_this<child_state> {
public:
  /// One that this process describes.
  child_state(const process_options& options, calls::call&& what);
  /// One of which this process has heard. An address that is not known is asked for when it is needed.
  child_state(process_view known, caf::actor address);

  void start();
  /// Whether it is over.
  bool wait(time_limit limit);
  [[nodiscard]] bool is_alive();
  [[nodiscard]] std::optional<int> exitcode();
  /// What is known now.
  [[nodiscard]] process_view view();
  void set_name(const std::string& name);
  void set_daemon(bool daemon);
  void terminate();
  void kill();
  void terminate_tree();
  [[nodiscard]] int sentinel();
  void close();
  [[nodiscard]] caf::actor address();
  [[nodiscard]] process_reference reference();
  /// What its text forms show, whatever happens: "unknown" and the like for what cannot be had.
  [[nodiscard]] std::string state_text() noexcept;
  [[nodiscard]] process_view last_view() const;
  [[nodiscard]] std::string_view label() const noexcept { return what_.label; }

  /// For who keeps the children of this process; never asks anybody.
  [[nodiscard]] bool is_running() const noexcept;
  [[nodiscard]] bool is_daemon() const;

private:
  using guard = std::unique_lock<std::mutex>;
  class claim;

  [[nodiscard]] guard open() const;
  [[nodiscard]] bool is_initial() const noexcept { return view_.state == process_state::initial; }
  [[nodiscard]] bool is_own() const noexcept;     ///< this very process
  [[nodiscard]] bool is_program() const noexcept; ///< the root, which has no address
  [[nodiscard]] mailbox::region& region() const;
  [[nodiscard]] bool is_in_table() const;
  [[nodiscard]] bool is_over() const; ///< as a started one

  /// Asks for the process: its description has left this process then.
  void order(bool start_now);
  void learn(const process_view& now);
  void learn(const supervision::process_reply& now);
  bool learn_end(std::optional<std::int32_t> code);
  /// The supervisor has them, and keeps what they refer to.
  void drop_arguments() noexcept;
  bool wait_for_program(time_limit limit) const;
  /// No actor when it is over and nobody remembers it.
  [[nodiscard]] caf::actor address_if_any();
  template <class Request>
  void signal(const Request& which);
  template <class Request>
  void change(const Request& to);
  void apply(const process_set_name& to) { view_.name = to.name; }
  void apply(const process_set_daemon& to) { view_.daemon = to.daemon; }

  mutable std::mutex lock_;
  process_view view_;
  caf::actor address_;
  bool busy_ = false; ///< a thread is starting it, or asking for its address
  bool closed_ = false;
  std::uint64_t run_mark_ = 0; ///< of the system that knows the address and the slot; 0: none yet
  os::fd sentinel_;
  // of one that is described here
  std::vector<std::uint32_t> lineage_;
  std::optional<start_method> method_;
  calls::call what_{};
};

} // namespace troupe::rooms::parallel
