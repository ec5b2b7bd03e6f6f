/// Functions that a manager's process is asked to run, with their arguments: initialisers, makers of
/// objects, what `modify` and `call` are given.
///
/// Such a function is known by its place in the program image, and nothing is run that was not written
/// down as one: a damaged message names no function.
#pragma once

#include <atomic>
#include <tuple>

#include "troupe/any_value.hpp"
#include "troupe/fn.hpp"
#include "troupe/fn_arguments.hpp"

namespace troupe::managed {

/// The same in every process of the program.
struct function_place {
  std::uint64_t module = 0; ///< of its build id
  std::uint64_t offset = 0; ///< from where the module is loaded
  friend bool operator==(const function_place&, const function_place&) = default;
};

/// One function, in the one shape that all have.
struct function {
  /// `subject`: what it is to be run on, of the type below. `arguments`: a tuple of its parameters.
  void (*run)(void* subject, const any_value& arguments, any_value& result);
  const std::type_info* subject;
  std::string_view label;
  const function* next = nullptr;
};

/// Kept for ever. Any thread.
void know_function(function& which) noexcept;
/// Where it is. Some microseconds: ask once. Fails: contract_error for what is in no module.
[[nodiscard]] function_place place_of(const function& which);
/// The function at that place, if it is one for a `subject`. Fails: unknown_name, type_mismatch.
[[nodiscard]] const function& find_function(const function_place& where, const std::type_info& subject);

/// Parameters behind the first one, which is the subject.
template <class Parameters>
struct split;
template <class First, class... Rest>
struct split<std::tuple<First, Rest...>> {
  using first = First;
  using rest = std::tuple<Rest...>;
};

template <auto F, class Subject>
consteval void require_subject() {
  using parameters = typename fn_type<F>::parameters;
  static_assert(std::tuple_size_v<parameters> != 0,
                "troupe: the function has no parameter for the value that it is to be run on");
  if constexpr (std::tuple_size_v<parameters> != 0)
    static_assert(std::is_convertible_v<Subject&, typename split<parameters>::first>,
                  "troupe: the function's first parameter must take the shared value, as T& or const T&");
}

/// What a registered function does, as a class with
///   using subject = ...;
///   static constexpr std::string_view label = ...;
///   static void run(subject&, const any_value& arguments, any_value& result);
template <class Does>
struct known_function {
  static void run(void* subject, const any_value& arguments, any_value& result) {
    Does::run(*static_cast<typename Does::subject*>(subject), arguments, result);
  }
  static constinit inline function entry{&run, &typeid(typename Does::subject), Does::label};
  static inline const bool done = (know_function(entry), true);

  [[nodiscard]] static const function_place& place() {
    static_cast<void>(&done); // its initialiser is what registers
    static const function_place where = place_of(entry);
    return where;
  }
};

/// Calls `F(subject, arguments...)`.
template <auto F, class Subject, class Use>
void apply(Subject& subject, const any_value& arguments, Use use) {
  [&]<class... Ps>(std::type_identity<std::tuple<Ps...>>) {
    std::apply(
      [&](auto&... each) {
        use([&]() -> decltype(auto) { return std::invoke(F, subject, handed_over<Ps>(each)...); });
      },
      arguments.as<sent_parameters<std::tuple<Ps...>>>());
  }(std::type_identity<typename split<typename fn_type<F>::parameters>::rest>{});
}

template <class R>
struct travelling_result {
  using type = travelling_type<R>;
};
template <>
struct travelling_result<void> {
  using type = void;
};
/// What `F` gives back, as it travels.
template <auto F>
using result_of = typename travelling_result<typename fn_type<F>::result>::type;
/// What `modify` gives back: the function's result, or the new value when it has none.
template <auto F, class Subject>
using modified = std::conditional_t<std::is_void_v<result_of<F>>, Subject, result_of<F>>;

/// For `modify`: on a copy, so that the value is as before when the function throws.
template <auto F, class Subject>
struct modifies {
  using subject = Subject;
  static constexpr std::string_view label = fn_type<F>::label();
  static void run(Subject& value, const any_value& arguments, any_value& result) {
    Subject copy = value;
    apply<F>(copy, arguments, [&](auto call) {
      if constexpr (std::is_void_v<result_of<F>>) {
        call();
        result = any_value{copy};
      } else {
        result = any_value{call()};
      }
    });
    value = std::move(copy);
  }
};

/// For `call`: on the object itself.
template <auto F, class Subject>
struct calls {
  using subject = Subject;
  static constexpr std::string_view label = fn_type<F>::label();
  static void run(Subject& object, const any_value& arguments, any_value& result) {
    apply<F>(object, arguments, [&](auto call) {
      if constexpr (std::is_void_v<result_of<F>>)
        call();
      else
        result = any_value{call()};
    });
  }
};

/// Arguments for a function whose parameters are `Parameters`, as they travel.
template <class Parameters, class... Args>
any_value pack(Args&&... args) {
  require_arguments<Parameters, Args...>();
  return any_value{sent_parameters<Parameters>{std::forward<Args>(args)...}};
}

} // namespace troupe::managed
