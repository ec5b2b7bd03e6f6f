/// Cache lines that are about to be written.
#pragma once

namespace troupe::rooms::objects {

/// Has this CPU fetch the line to itself: it travels while other things are done. Any address, also one that is no
/// memory.
inline void fetch_to_write(const void* at) noexcept {
#if defined(__x86_64__)
  asm volatile("prefetchw %0" : : "m"(*static_cast<const char*>(at))); // what compilers leave out without an option
#else
  __builtin_prefetch(at, 1);
#endif
}

} // namespace troupe::rooms::objects
