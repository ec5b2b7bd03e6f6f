/// Messages that ask a manager for a new object, or for operations on some (troupe/manager_messages.hpp). They are what
/// the functions of `troupe::manager` send.
///
/// Each is answered with the actor of the object: `troupe::list<T>{troupe::actor_reference{answer}}`. T, K and V travel
/// and can be copied. Threads: pure functions.
#pragma once

#include "troupe/dict.hpp"
#include "troupe/list.hpp"
#include "troupe/managed_start.hpp"
#include "troupe/managed_value.hpp"
#include "troupe/manager_messages.hpp"
#include "troupe/name_space.hpp"
#include "troupe/object.hpp"

namespace troupe {

namespace managed {

template <class T>
consteval void require_kept() {
  require_travels<T>();
  static_assert(std::is_copy_constructible_v<T>,
                "troupe: what a manager keeps must be copyable, because each reader gets a copy");
}

/// A State made of the arguments.
template <class State, class... Args>
make_object request_of(Args... args) {
  return {known_function<makes<State, Args...>>::place(), any_value{std::tuple<Args...>{std::move(args)...}}};
}

} // namespace managed

/// Of a troupe::list<T>.
template <class T>
[[nodiscard]] make_object make_list(std::vector<T> initial = {}) {
  managed::require_kept<T>();
  return managed::request_of<managed::list_state<T>>(std::move(initial));
}
/// Of a troupe::dict<K, V>. The later of two equal keys counts.
template <class K, class V>
[[nodiscard]] make_object make_dict(std::vector<std::pair<K, V>> initial = {}) {
  managed::require_kept<K>();
  managed::require_kept<V>();
  return managed::request_of<managed::dict_state<K, V>>(std::move(initial));
}
/// Of a managed_array<T>.
template <class T>
[[nodiscard]] make_object make_array(std::vector<T> values) {
  managed::require_kept<T>();
  return managed::request_of<managed::array_state<T>>(std::move(values));
}
/// Of a managed_value<T>.
template <class T>
[[nodiscard]] make_object make_value(T initial = {}) {
  managed::require_kept<T>();
  return managed::request_of<managed::value_state<T>>(std::move(initial));
}
/// Of a name_space.
[[nodiscard]] inline make_object make_name_space() { return managed::request_of<managed::ns_state>(); }
/// Of an object<T>: `T(args...)`, made there. The arguments travel; T need not. Answered also with what the constructor
/// threw.
template <class T, class... Args>
[[nodiscard]] make_object make_instance(Args&&... args) {
  (require_travels<travelling_type<Args>>(), ...);
  static_assert(std::is_constructible_v<T, travelling_type<Args>...>,
                "troupe: the class has no constructor that takes these arguments (as they travel: literals are "
                "std::string)");
  return managed::request_of<managed::object_state<T>>(as_travelling(std::forward<Args>(args))...);
}

/// A part of a `run_batch`: messages of one type to one object of that manager.
template <class State, class M>
[[nodiscard]] batch_run run_on(const managed::handle<State>& object, std::vector<M> messages) {
  managed::know_run<State, M>();
  return {object.reference(), any_value{std::move(messages)}};
}

} // namespace troupe
