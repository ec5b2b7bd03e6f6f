/// A value, or why there is none: what `pool.try_map` gives for each task.
#pragma once

#include <optional>
#include <utility>
#include <variant>

#include <troupe/exception.hpp>
#include <troupe/standard_names.hpp>

namespace troupe {

template <class T>
struct codec;
template <class T>
class outcome;
namespace names {
/// How its name begins.
inline constexpr std::string_view outcome_head = "troupe::outcome<";
template <class T>
struct of<outcome<T>> : listed<outcome_head, T> {};
template <>
struct of<outcome<void>> {
  static constexpr std::string_view value = "troupe::outcome<void>";
};
} // namespace names

/// Threads: as a value.
template <class T>
class outcome {
public:
  using value_type = T;
  outcome(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  outcome(exception_value why) : held_(std::in_place_index<1>, std::move(why)) {}

  [[nodiscard]] bool has_value() const noexcept { return held_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }
  /// Fails: throws the error, as its own class where it is known here (`rethrow`).
  [[nodiscard]] const T& value() const& { return has_value() ? std::get<0>(held_) : fail(); }
  [[nodiscard]] T&& value() && { return std::move(has_value() ? std::get<0>(held_) : fail()); }
  /// Only with a value.
  [[nodiscard]] const T& operator*() const& noexcept { return *std::get_if<0>(&held_); }
  [[nodiscard]] const T* operator->() const noexcept { return std::get_if<0>(&held_); }
  template <class U>
  [[nodiscard]] T value_or(U&& otherwise) const {
    return has_value() ? **this : static_cast<T>(std::forward<U>(otherwise));
  }
  /// Only without a value.
  [[nodiscard]] const exception_value& error() const noexcept { return *std::get_if<1>(&held_); }

private:
  friend struct codec<outcome>;
  outcome(std::in_place_t, std::variant<T, exception_value>&& held) : held_(std::move(held)) {}
  [[noreturn]] T& fail() const { rethrow(error()); }
  std::variant<T, exception_value> held_;
};

/// Of a function without result: whether it came to its end.
template <>
class outcome<void> {
public:
  using value_type = void;
  outcome() = default;
  outcome(exception_value why) : error_(std::move(why)) {}

  [[nodiscard]] bool has_value() const noexcept { return !error_; }
  explicit operator bool() const noexcept { return has_value(); }
  /// Fails: throws the error, as its own class where it is known here (`rethrow`).
  void value() const {
    if (error_)
      rethrow(*error_);
  }
  /// Only of one that failed.
  [[nodiscard]] const exception_value& error() const noexcept { return *error_; }

private:
  std::optional<exception_value> error_;
};

/// How it travels.
template <class T>
struct codec<outcome<T>> {
  using wire_type = std::variant<T, exception_value>;
  static const wire_type& to_wire(const outcome<T>& value) { return value.held_; }
  static outcome<T> from_wire(wire_type&& wire) { return {std::in_place, std::move(wire)}; }
};
template <>
struct codec<outcome<void>> {
  using wire_type = std::optional<exception_value>;
  static wire_type to_wire(const outcome<void>& value) { return value ? std::nullopt : wire_type{value.error()}; }
  static outcome<void> from_wire(wire_type&& wire) { return wire ? outcome<void>{std::move(*wire)} : outcome<void>{}; }
};

} // namespace troupe
