/// Names with values of any types, for many processes: `m.ns()` of a `troupe::manager`.
///
///   troupe::name_space config = m.ns();
///   config.set("host", "localhost");  config.set("port", 8080);
///   int port = config.get<int>("port");
///
/// Each operation is one message and is done as a whole. What a handle is, what operations wait for and
/// how they fail: troupe/managed_handle.hpp. Its text has all names that do not begin with an underscore.
#pragma once

#include "troupe/insertion_map.hpp"
#include "troupe/managed_handle.hpp"

namespace troupe {

// -- the messages, for actors that ask its `address()` ------------------------------------------------

/// Answered with nothing.
struct ns_set {
  std::string name;
  any_value value;
};
/// Answered with the value itself, or with key_not_found.
struct ns_get {
  std::string name;
};
/// Answered with a bool.
struct ns_contains {
  std::string name;
};
/// Answered with a bool: whether there was one.
struct ns_erase {
  std::string name;
};
/// Answered with a std::vector<std::string>, in the order in which they came.
struct ns_names {};

namespace managed {

/// As it is in the manager's process.
class ns_state {
public:
  static constexpr std::string_view name = "troupe::name_space";

  [[nodiscard]] std::string text() const;

  void answer(ns_set&& m);
  any_value answer(const ns_get& m) const;
  bool answer(const ns_contains& m) const { return all_.find(m.name) != nullptr; }
  bool answer(const ns_erase& m) { return all_.erase(m.name); }
  std::vector<std::string> answer(ns_names) const;

private:
  insertion_map<std::string, any_value> all_;
};

/// The operations, for handles and for batches: see `dict_operations`.
template <class Access>
class ns_operations : public Access {
  template <class R>
  using result = typename Access::template result<R>;

public:
  using Access::Access;

  /// Another value of that name, of whatever type, goes.
  template <class T>
  result<void> set(std::string attribute, T&& value) const {
    return this->template perform<void>(ns_set{std::move(attribute), any_value{std::forward<T>(value)}});
  }
  /// Fails: key_not_found; type_mismatch, naming both types.
  template <class T>
  result<T> get(std::string attribute) const {
    return this->template perform<T>(ns_get{std::move(attribute)});
  }
  result<bool> contains(std::string attribute) const {
    return this->template perform<bool>(ns_contains{std::move(attribute)});
  }
  /// Whether there was one.
  result<bool> erase(std::string attribute) const {
    return this->template perform<bool>(ns_erase{std::move(attribute)});
  }
  /// In the order in which they came.
  result<std::vector<std::string>> names() const {
    return this->template perform<std::vector<std::string>>(ns_names{});
  }
};

} // namespace managed

/// The handle. Operations: see above.
class name_space : public managed::ns_operations<managed::handle<managed::ns_state>> {
public:
  using ns_operations::ns_operations;
  /// The operations with another access than waiting for each: for batches.
  template <template <class State> class Access>
  using operations_by = managed::ns_operations<Access<managed::ns_state>>;

  /// Takes the messages above; include <troupe/actor.hpp> first.
  [[nodiscard]] caf::actor address() const;
};

/// How it travels.
template <>
struct codec<name_space> : managed::handle_codec<name_space> {};

} // namespace troupe
