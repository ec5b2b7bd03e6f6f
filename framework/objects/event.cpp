#include "objects/event.hpp"

#include "objects/kinds.hpp"
#include "objects/waiting.hpp"

namespace troupe::rooms::objects {

namespace {

constexpr std::uint64_t flag = 1;
constexpr std::uint64_t one_setting = 2;

[[maybe_unused]] const bool known = set_rules(object_kind::event, {.name = "event"});

} // namespace

reference make_event(table& in) {
  return in.make(object_kind::event, [](object_entry&) {});
}

void set_event(const table& in, object_entry& of) noexcept {
  std::uint64_t now = of.state.load(std::memory_order_relaxed);
  do
    if ((now & flag) != 0)
      return;
  while (!of.state.compare_exchange_weak(now, (now | flag) + one_setting, std::memory_order_release));
  announce(in, of, of.waits);
}

void clear_event(object_entry& of) noexcept { of.state.fetch_and(~flag, std::memory_order_acq_rel); }

bool is_event_set(const object_entry& of) noexcept { return (event_word(of) & flag) != 0; }

std::string text_of_event(const object_entry& of) { return is_event_set(of) ? "event(set)" : "event(unset)"; }

std::uint64_t event_word(const object_entry& of) noexcept {
  return of.state.load(std::memory_order_acquire); // pairs with set_event
}

bool was_set_since(const object_entry& of, std::uint64_t then) noexcept {
  const std::uint64_t now = event_word(of);
  return (now & flag) != 0 || now / one_setting != then / one_setting;
}

bool wait_for_event(table& in, object_entry& of, os::time_point deadline) {
  const std::uint64_t now = event_word(of);
  return wait(in, of, of.waits, [&] { return was_set_since(of, now); }, deadline);
}

} // namespace troupe::rooms::objects
