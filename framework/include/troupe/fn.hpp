/// Naming a function for another process: `fn<square>`, `fn<&counter::add>`, `fn<[](int x) { ... }>`.
///
/// A constant that says at compile time which function is meant: its parameters, its result, a label
/// for people, and an address by which every process of this program finds it.
/// Threads: constants.
#pragma once

#include <functional>
#include <string_view>
#include <tuple>

#include "troupe/function_signature.hpp"
#include "troupe/travelling_type.hpp"
#include "troupe/type_name.hpp"

namespace troupe {

namespace names {

/// "shop::square" from the compiler's "&shop::square" or "(& shop::square)".
consteval std::string_view without_address(std::string_view spelling) {
  if (spelling.starts_with("<lambda closure object>"))
    spelling.remove_prefix(23);
  while (!spelling.empty() && (spelling.front() == '&' || spelling.front() == '(' || spelling.front() == ' ') &&
         !spelling.starts_with("(anonymous") && !spelling.starts_with("(lambda"))
    spelling.remove_prefix(1);
  while (!spelling.empty() && (spelling.back() == '}' || spelling.back() == '{'))
    spelling.remove_suffix(1);
  return spelling;
}

template <auto F>
consteval std::string_view function_spelling() {
  const std::string_view whole = __PRETTY_FUNCTION__;
  const std::size_t from = whole.find("F = ") + 4;
  const std::size_t semicolon = whole.find("; std::string_view", from);
  return without_address(whole.substr(from, (semicolon == whole.npos ? whole.size() - 1 : semicolon) - from));
}

template <auto F>
struct function_label {
  static constexpr auto letters = [] {
    spelling<function_spelling<F>().size() + 16> out;
    normalise(function_spelling<F>(), out);
    return out;
  }();
  static constexpr std::string_view value = letters.view();
};

} // namespace names

/// The code that stands for `F` in every process of this program. Its address tells functions of
/// equal name, lambdas and statics apart.
template <auto F>
struct invoker {
  template <class... Args>
  static decltype(auto) call(Args&&... args) {
    return std::invoke(F, std::forward<Args>(args)...);
  }
  /// What is looked up as (module, offset). Mentioning `fn<F>` keeps it in the program.
  static const void* anchor() noexcept { return reinterpret_cast<const void*>(&invoker::anchor); }
};

template <auto F>
struct fn_type {
  using signature = function_signature<std::remove_cv_t<decltype(F)>>;
  using result = typename signature::result;
  /// Parameters as written; a member function's object comes first.
  using parameters = typename signature::parameters;

  static constexpr auto function = F;

  /// The qualified name, e.g. "shop::square" or "counter::add"; a lambda's shows where it is.
  static constexpr std::string_view label() noexcept { return names::function_label<F>::value; }
  /// Whether other programs and tree files can name it too: lambdas cannot be.
  static constexpr bool has_name = !std::is_class_v<std::remove_cv_t<decltype(F)>>;
  /// The same in every process that runs this image, up to where its module is loaded.
  [[nodiscard]] const void* place() const noexcept { return reinterpret_cast<const void*>(anchor_); }

  /// Calls it, here.
  template <class... Args>
  decltype(auto) operator()(Args&&... args) const {
    return invoker<F>::call(std::forward<Args>(args)...);
  }

  constexpr explicit fn_type(const void* (*anchor)() noexcept) noexcept : anchor_(anchor) {}

private:
  const void* (*anchor_)() noexcept;
};

/// The function F by name: `fn<square>`.
template <auto F>
inline constexpr fn_type<F> fn{&invoker<F>::anchor};

/// Whether T is the type of some `fn<f>`.
template <class T>
inline constexpr bool is_fn = false;
template <auto F>
inline constexpr bool is_fn<fn_type<F>> = true;

/// A struct that travels and can be called, by `operator()` or `run()`: accepted wherever an fn is.
template <class T>
concept callable_aggregate =
  std::is_class_v<T> && !is_fn<T> && (requires { &T::run; } || requires { &T::operator(); }) && travels<T>;

/// Calls a callable aggregate in the process where it arrived.
template <callable_aggregate T, class... Args>
decltype(auto) run(T& what, Args&&... args) {
  if constexpr (requires { what.run(std::forward<Args>(args)...); })
    return what.run(std::forward<Args>(args)...);
  else
    return what(std::forward<Args>(args)...);
}

} // namespace troupe
