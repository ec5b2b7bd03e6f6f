/// Values to words and back, the way the actor room does it.
#pragma once

#include <gtest/gtest.h>

#include "troupe/type_entry.hpp"

namespace troupe::tests {

using words = std::vector<wire::word>;

/// [pointer to the payload | payload]
template <class T>
words encoded(const T& value) {
  const type_entry& type = type_entry_of<T>();
  // What was in the memory before must not show through.
  words out(1 + type.words(&value), 0xa5a5a5a5a5a5a5a5U);
  out[0] = type.write(&value, out.data() + 1);
  return out;
}

/// A value made by `type_entry::read`, destroyed with this.
template <class T>
class decoded {
public:
  explicit decoded(const words& from, std::size_t pointer_at = 0)
    : is_whole_(type_entry_of<T>().read({from, pointer_at}, room_)) {}
  decoded(const decoded&) = delete;
  decoded& operator=(const decoded&) = delete;
  ~decoded() {
    if (is_whole_)
      type_entry_of<T>().destroy(room_);
  }
  explicit operator bool() const { return is_whole_; }
  T& operator*() { return *std::launder(reinterpret_cast<T*>(room_)); }
  T* operator->() { return &**this; }

private:
  alignas(T) std::byte room_[sizeof(T)];
  bool is_whole_;
};

template <class T>
void expect_round_trip(const T& value) {
  decoded<T> back(encoded(value));
  ASSERT_TRUE(back) << type_name<T>;
  EXPECT_EQ(*back, value) << text(value);
}

} // namespace troupe::tests
