#include "objects/interruption.hpp"

#include <atomic>

namespace troupe::rooms::objects {

namespace {

std::atomic<const interruption_source*> source{nullptr}; // what it points to is constant
thread_local constinit int holders = 0;

} // namespace

void set_interruption_source(const interruption_source* from) noexcept { source = from; }

held_interruption::held_interruption() noexcept { ++holders; }
held_interruption::~held_interruption() { --holders; }

bool held_interruption::is_due() const noexcept {
  const interruption_source* const from = source;
  return from != nullptr && from->is_due();
}

bool interruption_is_held() noexcept { return holders != 0; }

void tell_interruption() {
  if (const interruption_source* const from = source)
    from->tell();
}

} // namespace troupe::rooms::objects
