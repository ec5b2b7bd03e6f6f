#include "house/interrupts.hpp"

#include <atomic>
#include <csignal>
#include <thread>

#include "mailbox/status.hpp"
#include "objects/interruption.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::house {

namespace {

// Written by the handler, which may run on any thread at any instant; `running` lets the destructor
// wait for one that is under way. `bells` and `running` are sequentially consistent with each other:
// a handler that saw the bells is counted before they are taken away.
std::atomic<int> pending{0};
std::atomic<int> last{0};
std::atomic<int> running{0};
std::atomic<bool> to_be_reported{false};
struct both {
  mailbox::endpoint* main;
  mailbox::endpoint* house;
};
std::atomic<const both*> bells{nullptr};
both present{};
std::thread::id owner;

void note(int number) {
  running.fetch_add(1);
  std::signal(number, SIG_DFL);
  last.store(number);
  pending.store(number);
  if (const both* const ring = bells.load()) {
    ring->main->status().is_interrupted.store(1, std::memory_order_release); // pairs with workplace
    ring->main->wake();
    ring->house->wake();
  }
  running.fetch_sub(1);
}

std::unique_ptr<os::signal_disposition> take(int number) {
  if (!os::has_default_disposition(number))
    return nullptr;
  return std::make_unique<os::signal_disposition>(number, &note);
}

} // namespace

interrupts::interrupts(mailbox::endpoint& main, mailbox::endpoint& house) {
  pending = 0;
  last = 0;
  to_be_reported = false;
  present = {&main, &house};
  owner = std::this_thread::get_id();
  bells = &present;
  on_interrupt_ = take(SIGINT);
  on_terminate_ = take(SIGTERM);
}

interrupts::~interrupts() {
  on_interrupt_.reset();
  on_terminate_.reset();
  bells = nullptr;
  while (running.load() != 0)
    std::this_thread::yield();
}

bool interrupt_is_pending() noexcept { return pending.load() != 0; }

bool interrupt_is_due_here() noexcept { return pending.load() != 0 && std::this_thread::get_id() == owner; }

void throw_if_interrupted() {
  if (!objects::interruption_is_held() && interrupt_is_due_here() && pending.exchange(0) != 0)
    throw interrupted(interrupt_text());
}

void report_at_end() noexcept { to_be_reported = true; }

bool is_to_be_reported() noexcept { return to_be_reported; }

std::string interrupt_text() { return last.load() == SIGINT ? "interrupted by Ctrl-C (SIGINT)" : "ended by SIGTERM"; }

int interrupt_exit_code() noexcept { return 128 + last.load(); }

bool was_interrupted() noexcept { return last.load() != 0; }

} // namespace troupe::rooms::house
