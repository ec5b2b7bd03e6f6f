#include "spawn/birth_gate.hpp"

#include <new>

#include "os/failure.hpp"
#include "os/futex.hpp"
#include "os/shared_file.hpp"

namespace troupe::rooms::spawn {

namespace {

os::mapping shared_page() {
  auto file = os::shared_file::create("troupe-gate", os::page_size);
  if (const int failed = file.reserve(0, os::page_size))
    os::throw_errno("making the gate of the spawner", failed);
  return {file, 0, os::page_size, os::access::read_write};
}

} // namespace

birth_gate::birth_gate() : page_(shared_page()), decided_(new(page_.data()) std::atomic<std::uint32_t>{0}) {}

void birth_gate::begin() noexcept { ++births_; }

void birth_gate::decide(bool may_live) noexcept {
  decided_->store(births_ * 2 + (may_live ? 1 : 0), std::memory_order_release); // pairs with pass
  os::futex_wake(*decided_);
}

bool birth_gate::pass() const noexcept {
  for (;;) {
    const auto decided = decided_->load(std::memory_order_acquire); // pairs with decide
    const auto ahead = static_cast<std::int32_t>(decided - births_ * 2);
    if (ahead >= 0)
      return ahead > 0; // further than the own birth: who may not live is waited for before the next one
    os::futex_wait(*decided_, decided, os::never);
  }
}

} // namespace troupe::rooms::spawn
