/// How the arguments of a function travel to where it runs, and the sentences for those that cannot.
///
/// For whatever takes an `fn` and arguments: `spawn`, `process`, pools. Threads: types and constants.
#pragma once

#include <tuple>
#include <type_traits>

#include "troupe/fn.hpp"

namespace troupe {

namespace names {

template <class Parameter, class Arg>
consteval void require_argument() {
  static_assert(!std::is_lvalue_reference_v<Parameter> || std::is_const_v<std::remove_reference_t<Parameter>>,
                "troupe: a function in another process cannot change its caller's variable; take the parameter by "
                "value or by const reference");
  require_travels<travelling_type<Parameter>>();
  static_assert(std::is_constructible_v<travelling_type<Parameter>, Arg>,
                "troupe: this argument does not convert to the function's parameter; give what the function takes");
}

template <class Parameters>
struct argument_check;
template <class... Parameters>
struct argument_check<std::tuple<Parameters...>> {
  template <class... Args>
  static consteval void run() {
    static_assert(sizeof...(Parameters) == sizeof...(Args),
                  "troupe: the call gives another number of arguments than the function takes");
    if constexpr (sizeof...(Parameters) == sizeof...(Args))
      (require_argument<Parameters, Args>(), ...);
  }
};

template <class Parameters>
struct sent;
template <class... Parameters>
struct sent<std::tuple<Parameters...>> {
  using type = std::tuple<travelling_type<Parameters>...>;
};

template <class F, class Parameters>
struct called_with {
  using type = Parameters;
};
template <class F, class Object, class... Parameters>
  requires std::is_member_function_pointer_v<F>
struct called_with<F, std::tuple<Object&, Parameters...>> {
  using type = std::tuple<std::remove_const_t<Object>, Parameters...>;
};

} // namespace names

/// Ends the compilation with one sentence when `Args` are not what a function with `Parameters` (a
/// std::tuple of parameter types as written) can be sent. To be called where the user's call is.
template <class Parameters, class... Args>
consteval void require_arguments() {
  names::argument_check<Parameters>::template run<Args...>();
}

/// What is sent for `Parameters`: a tuple of their travelling types.
template <class Parameters>
using sent_parameters = typename names::sent<Parameters>::type;

/// The parameters of `fn<F>` where it runs: a member function's object is a copy there, which it may change.
template <auto F>
using called_parameters =
  typename names::called_with<std::remove_cv_t<decltype(F)>, typename fn_type<F>::parameters>::type;

/// What arrived for a parameter that is written as `Parameter`.
template <class Parameter, class Arrived>
decltype(auto) handed_over(Arrived& value) {
  if constexpr (std::is_same_v<std::remove_cvref_t<Parameter>, const char*>)
    return value.c_str();
  else if constexpr (std::is_convertible_v<Arrived&&, Parameter>)
    return std::move(value);
  else
    return (value);
}

/// A function or lambda as it stands: known here, and in no other process.
template <class F>
concept nameless = std::is_function_v<std::remove_pointer_t<std::remove_cvref_t<F>>> ||
                   (!is_fn<std::remove_cvref_t<F>> && !callable_aggregate<std::remove_cvref_t<F>> &&
                    requires { &std::remove_cvref_t<F>::operator(); });

/// Here to say what is missing.
template <class F>
consteval void require_name() {
  static_assert(!nameless<F>,
                "troupe: name the function as troupe::fn<the_function>, so that another process finds it");
}

} // namespace troupe
