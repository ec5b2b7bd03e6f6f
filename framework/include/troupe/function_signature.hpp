/// Result and parameters of everything that can be called by name.
#pragma once

#include <tuple>
#include <type_traits>

namespace troupe {

/// Has `result` and `parameters` (a std::tuple of the types as written). Undefined for what has no
/// single signature: a generic lambda, a class with overloaded call operators.
template <class F>
struct function_signature;

/// What every kind of function boils down to.
template <class R, class... P>
struct plain_signature {
  using result = R;
  using parameters = std::tuple<P...>;
};

/// Functions and static members.
template <class R, class... P>
struct function_signature<R (*)(P...)> : plain_signature<R, P...> {};
template <class R, class... P>
struct function_signature<R (*)(P...) noexcept> : plain_signature<R, P...> {};

/// Members: the object comes first.
template <class R, class C, class... P>
struct function_signature<R (C::*)(P...)> : plain_signature<R, C&, P...> {};
template <class R, class C, class... P>
struct function_signature<R (C::*)(P...) noexcept> : plain_signature<R, C&, P...> {};
template <class R, class C, class... P>
struct function_signature<R (C::*)(P...) const> : plain_signature<R, const C&, P...> {};
template <class R, class C, class... P>
struct function_signature<R (C::*)(P...) const noexcept> : plain_signature<R, const C&, P...> {};

/// Of a call operator, without the object it belongs to.
template <class Operator>
struct operator_signature;
template <class R, class C, class... P>
struct operator_signature<R (C::*)(P...)> : plain_signature<R, P...> {};
template <class R, class C, class... P>
struct operator_signature<R (C::*)(P...) noexcept> : plain_signature<R, P...> {};
template <class R, class C, class... P>
struct operator_signature<R (C::*)(P...) const> : plain_signature<R, P...> {};
template <class R, class C, class... P>
struct operator_signature<R (C::*)(P...) const noexcept> : plain_signature<R, P...> {};

/// Lambdas and other callable classes.
template <class F>
  requires std::is_class_v<F>
struct function_signature<F> : operator_signature<decltype(&F::operator())> {};

} // namespace troupe
