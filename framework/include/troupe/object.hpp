/// An object of any class of the user's, kept by a manager: `m.make<counter>(10)`.
///
///   struct counter { int n; int add(int by) { return n += by; } };
///   troupe::object<counter> c = m.make<counter>(10);
///   int now = c.call(troupe::fn<&counter::add>, 5);
///
/// The object stays in the manager's process and need not travel; arguments and results do. Calls are
/// done one after the other, each as a whole. What a handle is, what a call waits for and how it fails:
/// troupe/managed_handle.hpp. A call that takes long holds up all objects of its manager.
#pragma once

#include "troupe/managed_function.hpp"
#include "troupe/managed_handle.hpp"

namespace troupe {

/// Made by `object::call_message`. Answered with what the function gave.
struct object_call {
  managed::function_place function;
  any_value arguments;
};

template <class T>
class object;
namespace names {
/// How its name begins.
inline constexpr std::string_view object_head = "troupe::object<";
template <class T>
struct of<object<T>> : listed<object_head, T> {};
} // namespace names

namespace managed {

/// As it is in the manager's process.
template <class T>
class object_state {
public:
  static constexpr std::string_view name = type_name<object<T>>;

  template <class... Args>
  explicit object_state(Args&&... args) : object_(std::forward<Args>(args)...) {}
  /// The class's own `text()`, if it has one.
  [[nodiscard]] std::string text() const {
    if constexpr (requires { std::string{object_.text()}; })
      return object_.text();
    else
      return std::string{type_name<T>};
  }

  any_value answer(object_call&& m) {
    any_value result;
    find_function(m.function, typeid(T)).run(&object_, m.arguments, result);
    return result;
  }

private:
  T object_;
};

/// The operations, for handles and for batches: see `dict_operations`.
template <class T, class Access>
class object_operations : public Access {
  template <class R>
  using result = typename Access::template result<R>;

public:
  using Access::Access;

  /// Calls `F`, a member function of T or a function whose first parameter is a T&, where the object is.
  template <auto F, class... Args>
  result<result_of<F>> call(fn_type<F> function, Args&&... args) const {
    return this->template perform<result_of<F>>(call_message(function, std::forward<Args>(args)...));
  }
  /// The message of `call`, to be sent to `address()`.
  template <auto F, class... Args>
  [[nodiscard]] static object_call call_message(fn_type<F>, Args&&... args) {
    require_subject<F, T>();
    using parameters = typename split<typename fn_type<F>::parameters>::rest;
    return {known_function<calls<F, T>>::place(), pack<parameters>(std::forward<Args>(args)...)};
  }
};

} // namespace managed

/// The handle. Operations: see above.
template <class T>
class object : public managed::object_operations<T, managed::handle<managed::object_state<T>>> {
  using base = managed::object_operations<T, managed::handle<managed::object_state<T>>>;

public:
  using base::base;
  /// The operations with another access than waiting for each: for batches.
  template <template <class State> class Access>
  using operations_by = managed::object_operations<T, Access<managed::object_state<T>>>;

  /// A caf::actor that takes what `call_message` makes; include <troupe/actor.hpp> first.
  [[nodiscard]] auto address() const {
    managed::know_operations<managed::object_state<T>, object_call>();
    return this->reference().handle();
  }
};

/// How it travels.
template <class T>
struct codec<object<T>> : managed::handle_codec<object<T>> {};

} // namespace troupe
