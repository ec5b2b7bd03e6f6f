/// What queues and pipes know of the type of their items. For them alone.
#pragma once

#include <concepts>
#include <new>
#include <utility>

#include <troupe/travels.hpp>
#include <troupe/type_entry.hpp>

namespace troupe::queues {

/// As what a T is put and got: a struct generated from a Cap'n Proto schema in a box.
template <class T>
struct boxed {
  using type = T;
};

/// Fills a struct generated from a schema.
template <class Build, class T>
concept builds = requires { typename T::Builder; } && std::invocable<Build, typename T::Builder>;

/// What can be put as a T. A copy of what has one owner is refused later, in a sentence.
template <class Item, class T>
concept fits = std::convertible_to<Item, T> || std::same_as<std::remove_cvref_t<Item>, T>;

struct item_kind {
  const type_entry* type;
  bool may_refer; ///< handles of shared objects or actors may be in it
};

/// Whether a T may hold a handle somewhere: whatever has a codec may.
template <class T, class... Within>
consteval bool may_refer();

template <class Parts, class... Within>
struct parts_may_refer;
template <class... Parts, class... Within>
struct parts_may_refer<wire::types<Parts...>, Within...> {
  static constexpr bool value = (... || may_refer<Parts, Within...>());
};

template <class T, class... Within>
consteval bool may_refer() {
  if constexpr ((... || std::is_same_v<T, Within>))
    return false;
  else if constexpr (has_codec<T>)
    return true;
  else
    return parts_may_refer<typename wire::form<T>::parts, T, Within...>::value;
}

/// A function, since what a T is made of may be complete only where it is called.
template <class T>
const item_kind& kind_of() {
  require_travels<T>();                  // before what would not compile
  static_cast<void>(type_entry_of<T>()); // registers it
  static constinit const item_kind kind{&wire::registered<T, layout_of<T>>::entry, may_refer<T>()};
  return kind;
}

/// Memory in which a value is read.
template <class T>
class room {
public:
  room() noexcept {}
  room(const room&) = delete;
  room& operator=(const room&) = delete;
  ~room() {}

  [[nodiscard]] void* memory() noexcept { return &value_; }
  /// Once, when there is one.
  [[nodiscard]] T take() {
    struct ending {
      T& value;
      ~ending() { value.~T(); }
    } at_last{value_};
    return std::move(value_);
  }

private:
  union {
    T value_;
  };
};

} // namespace troupe::queues
