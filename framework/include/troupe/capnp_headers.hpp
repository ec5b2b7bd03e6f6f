/// Cap'n Proto's own headers. Include this before generated ones: Cap'n Proto 0.9 leaves out two
/// comparisons in C++20 that clang then misses.
#pragma once

#include <kj/string.h>

#if defined(__clang__) && defined(__cpp_impl_three_way_comparison)
namespace kj {
inline bool operator==(const char* a, const StringPtr& b) { return b == StringPtr(a); }
inline bool operator!=(const char* a, const StringPtr& b) { return b != StringPtr(a); }
} // namespace kj
#endif

#include <capnp/message.h>
