#include "os/fault_point.hpp"

#ifdef TROUPE_FAULT_POINTS

#include <array>
#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <sys/syscall.h>
#include <unistd.h>

#include "troupe/error.hpp"

namespace troupe::rooms::os {

namespace {

struct armed_fault {
  std::array<char, 64> name{};
  fault_action action = fault_action::kill;
  int error_number = 0;
  std::atomic<unsigned> left{0}; ///< passings until it happens; 0 = never (again)
};

// Plain memory, so that a child of fork has it too.
constinit std::array<armed_fault, 16> faults{};
// Released by arm_fault when an entry is complete; pass_fault_point acquires it.
constinit std::atomic<unsigned> armed{0};

// To this very thread: a stop meant for the process may reach another thread first, and this one
// would go on for some instructions.
void signal_self(int number) noexcept { ::syscall(SYS_tgkill, ::getpid(), ::syscall(SYS_gettid), number); }

int act(const armed_fault& fault) noexcept {
  switch (fault.action) {
  case fault_action::kill: signal_self(SIGKILL); return 0;
  case fault_action::stop: signal_self(SIGSTOP); return 0;
  case fault_action::fail: return fault.error_number;
  }
  return 0;
}

// Counts down, not below 0, so that two threads cannot both make the nth passing.
bool is_due(armed_fault& fault) noexcept {
  unsigned left = fault.left.load(std::memory_order_relaxed);
  while (left != 0 && !fault.left.compare_exchange_weak(left, left - 1, std::memory_order_relaxed)) {
  }
  return left == 1;
}

std::string_view cut(std::string_view& rest, char at) {
  const auto end = rest.find(at);
  const auto head = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return head;
}

bool parse_number(std::string_view text, int& into) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), into);
  return text.empty() || (failed == std::errc{} && end == text.data() + text.size());
}

bool parse_action(std::string_view text, fault_action& into) {
  constexpr std::array<std::string_view, 3> words{"kill", "stop", "fail"};
  for (std::size_t i = 0; i < words.size(); ++i)
    if (text == words[i]) {
      into = static_cast<fault_action>(i);
      return true;
    }
  return false;
}

bool arm_from_words(std::string_view words) {
  const std::string name{cut(words, ':')};
  fault_action action{};
  int nth = 1;
  int number = 0;
  if (name.empty() || !parse_action(cut(words, ':'), action) || !parse_number(cut(words, ':'), nth) ||
      !parse_number(words, number) || nth < 1)
    return false;
  arm_fault(name.c_str(), action, static_cast<unsigned>(nth), number);
  return true;
}

// A misspelt fault would make a crash test pass without a crash: better no process at all.
[[gnu::constructor]] void arm_from_environment() {
  const char* all = std::getenv("TROUPE_FAULT");
  for (std::string_view rest = all == nullptr ? "" : all; !rest.empty();)
    if (const auto one = cut(rest, ','); !arm_from_words(one)) {
      std::fprintf(stderr, "TROUPE_FAULT: '%.*s' is not name:kill|stop|fail[:nth[:errno]]\n",
                   static_cast<int>(one.size()), one.data());
      ::_exit(2);
    }
}

} // namespace

void arm_fault(const char* name, fault_action action, unsigned nth, int error_number) {
  const unsigned index = armed.load(std::memory_order_relaxed);
  if (index == faults.size() || nth == 0)
    throw invalid_argument("a fault needs nth >= 1, and at most 16 can be armed");
  armed_fault& fault = faults[index];
  fault.name.fill(0);
  std::strncpy(fault.name.data(), name, fault.name.size() - 1);
  fault.action = action;
  fault.error_number = error_number;
  fault.left.store(nth, std::memory_order_relaxed);
  armed.store(index + 1, std::memory_order_release); // pairs with the load in pass_fault_point
}

void disarm_faults() noexcept { armed.store(0, std::memory_order_release); }

int pass_fault_point(const char* name) noexcept {
  const unsigned count = armed.load(std::memory_order_acquire); // pairs with the store in arm_fault
  for (unsigned i = 0; i < count; ++i)
    if (std::strncmp(faults[i].name.data(), name, faults[i].name.size() - 1) == 0 && is_due(faults[i]))
      if (const int reported = act(faults[i]))
        return reported;
  return 0;
}

} // namespace troupe::rooms::os

#endif
