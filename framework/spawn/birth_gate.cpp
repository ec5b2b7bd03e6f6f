#include "spawn/birth_gate.hpp"

#include <new>
#include <sys/mman.h>

#include "os/failure.hpp"
#include "os/futex.hpp"

namespace troupe::rooms::spawn {

birth_gate::birth_gate() : decided_(nullptr) {
  void* where = ::mmap(nullptr, sizeof *decided_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (where == MAP_FAILED)
    os::throw_errno("mapping the gate of the spawner");
  decided_ = new (where) std::atomic<std::uint32_t>{0};
}

birth_gate::~birth_gate() { ::munmap(decided_, sizeof *decided_); }

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
