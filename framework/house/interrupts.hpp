/// SIGINT and SIGTERM while a system exists, as far as the program has not taken them itself.
///
/// The first one is noted; the next wait inside troupe of the thread that made the system throws
/// `interrupted`, which unwinds the program in order. The second one finds the default disposition
/// again and ends the program at once: no worker outlives it by more than a moment.
#pragma once

#include <memory>
#include <string>

#include "mailbox/endpoint.hpp"
#include "os/signals.hpp"

namespace troupe::rooms::house {

class interrupts {
public:
  /// Takes each of the two signals whose disposition is the default. `main` and `house` are woken
  /// by one; both outlive this. At most one object at a time.
  interrupts(mailbox::endpoint& main, mailbox::endpoint& house);
  /// Gives back what was taken; afterwards no handler of it runs any more.
  ~interrupts();
  interrupts(const interrupts&) = delete;
  interrupts& operator=(const interrupts&) = delete;

private:
  std::unique_ptr<os::signal_disposition> on_interrupt_;
  std::unique_ptr<os::signal_disposition> on_terminate_;
};

/// Whether a signal has come that nobody has taken note of yet. Any thread.
[[nodiscard]] bool interrupt_is_pending() noexcept;
/// Whether `throw_if_interrupted` would throw now, were it not held (objects/interruption.hpp).
[[nodiscard]] bool interrupt_is_due_here() noexcept;
/// Takes note of it: on the thread that made the present `interrupts`, throws `interrupted` once for
/// each signal; does nothing on other threads, nor where it is held.
void throw_if_interrupted();
/// An interrupt was taken note of where nothing can be thrown: the program says so when its main returns.
void report_at_end() noexcept;
/// Whether `report_at_end` was called since the system was made.
[[nodiscard]] bool is_to_be_reported() noexcept;
/// "interrupted by Ctrl-C (SIGINT)", "ended by SIGTERM"
[[nodiscard]] std::string interrupt_text();
/// 128 + the last signal's number.
[[nodiscard]] int interrupt_exit_code() noexcept;
/// Whether a signal has come since the system was made, noted or not.
[[nodiscard]] bool was_interrupted() noexcept;

} // namespace troupe::rooms::house
