/// One value that many processes use, of any type that travels: `m.value<double>(2.5)` of a
/// `troupe::manager`.
///
/// Each operation is one message and is done as a whole. What a handle is, what operations wait for and
/// how they fail: troupe/managed_handle.hpp.
#pragma once

#include "troupe/error.hpp"
#include "troupe/list_messages.hpp"
#include "troupe/managed_handle.hpp"
#include "troupe/value_order.hpp"

namespace troupe {

template <class T>
class managed_value;
namespace names {
/// How its name begins.
inline constexpr std::string_view managed_value_head = "troupe::managed_value<";
template <class T>
struct of<managed_value<T>> : listed<managed_value_head, T> {};
} // namespace names

namespace managed {

/// As it is in the manager's process.
template <class T>
class value_state {
public:
  static constexpr std::string_view name = type_name<managed_value<T>>;

  explicit value_state(T&& value) : value_(std::move(value)) {}
  [[nodiscard]] std::string text() const { return troupe::text(value_); }

  T answer(value_load) const { return value_; }
  T answer(value_exchange<T>&& m) { return std::exchange(value_, std::move(m.value)); }
  bool answer(value_compare_exchange<T>&& m) {
    if (!equal_values(value_, m.expected))
      return false;
    value_ = std::move(m.desired);
    return true;
  }
  any_value answer(value_modify&& m) {
    any_value result;
    find_function(m.function, typeid(T)).run(&value_, m.arguments, result);
    return result;
  }

private:
  T value_;
};

template <class T>
void add_to(T& value, const T& by) {
  value += by;
}

/// The operations, for handles and for batches: see `dict_operations`.
template <class T, class Access>
class value_operations : public Access {
  template <class R>
  using result = typename Access::template result<R>;

public:
  using Access::Access;

  result<T> load() const { return ask<T>(value_load{}); }
  /// Gives what was there before, as `exchange` does; it may be ignored.
  result<T> store(T value) const { return exchange(std::move(value)); }
  result<T> exchange(T value) const { return ask<T>(value_exchange<T>{std::move(value)}); }
  /// Puts `desired` in the place of `expected`; whether it did.
  result<bool> compare_exchange(T expected, T desired) const {
    return ask<bool>(value_compare_exchange<T>{std::move(expected), std::move(desired)});
  }
  /// Adds to it, by `+=`. Gives the new value.
  result<T> add(T by) const { return modify(fn<&add_to<T>>, std::move(by)); }
  /// As `dict::modify`.
  template <auto F, class... Args>
  result<modified<F, T>> modify(fn_type<F> function, Args&&... args) const {
    return ask<modified<F, T>>(modify_message(function, std::forward<Args>(args)...));
  }
  /// The message of `modify`, to be sent to `address()`.
  template <auto F, class... Args>
  [[nodiscard]] static value_modify modify_message(fn_type<F>, Args&&... args) {
    require_subject<F, T>();
    using parameters = typename split<typename fn_type<F>::parameters>::rest;
    return {known_function<modifies<F, T>>::place(), pack<parameters>(std::forward<Args>(args)...)};
  }

private:
  template <class R, class M>
  result<R> ask(M&& message) const {
    return this->template perform<R>(std::forward<M>(message));
  }
};

} // namespace managed

/// The handle. Operations: see above.
template <class T>
class managed_value : public managed::value_operations<T, managed::handle<managed::value_state<T>>> {
  using base = managed::value_operations<T, managed::handle<managed::value_state<T>>>;

public:
  using base::base;
  /// The operations with another access than waiting for each: for batches.
  template <template <class State> class Access>
  using operations_by = managed::value_operations<T, Access<managed::value_state<T>>>;

  /// A caf::actor that takes the messages of values in troupe/list_messages.hpp; include <troupe/actor.hpp> first.
  [[nodiscard]] auto address() const {
    managed::know_operations<managed::value_state<T>, value_load, value_exchange<T>, value_compare_exchange<T>,
                             value_modify>();
    return this->reference().handle();
  }
};

/// How it travels.
template <class T>
struct codec<managed_value<T>> : managed::handle_codec<managed_value<T>> {};

} // namespace troupe
