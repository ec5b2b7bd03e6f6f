#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "os/process_facts.hpp"
#include "spawn/duty.hpp"
#include "spawn/guard.hpp"
#include "spawn/spawner.hpp"
#include "spawn/worker.hpp"

namespace troupe::rooms::spawn {

namespace {

constexpr int exit_not_started = 127;

[[noreturn]] void fail(const char* why) {
  std::fprintf(stderr, "troupe: process %d cannot serve: %s\n", os::own_pid(), why);
  std::_Exit(exit_not_started);
}

void serve(const char* text) {
  const auto duty = parse_duty(text);
  ::unsetenv(duty_variable);
  if (const char* const value = ::getenv(bind_now_variable);
      value != nullptr && std::string_view{value} == bind_now_by_troupe)
    ::unsetenv(bind_now_variable);
  if (const auto* guard = std::get_if<guard_duty>(&duty))
    be_guard(*guard);
  if (const auto* worker = std::get_if<worker_duty>(&duty))
    be_fresh_worker(*worker);
  fail("TROUPE_SERVE is set by troupe alone, for processes that it starts itself; unset it");
}

} // namespace

void serve_if_asked() {
  const char* const text = ::getenv(duty_variable);
  if (text == nullptr)
    return;
  try {
    serve(text);
  } catch (const std::exception& why) {
    fail(why.what());
  }
}

} // namespace troupe::rooms::spawn
