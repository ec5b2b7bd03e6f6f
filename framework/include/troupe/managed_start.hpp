/// How a manager and its objects begin: initialisers, and makers of objects. For <troupe/manager.hpp>.
#pragma once

#include "troupe/managed_function.hpp"
#include "troupe/managed_kind.hpp"

namespace troupe::managed {

/// What functions are run on that are run on nothing.
struct no_subject {};

/// For initialisers.
template <auto F>
struct initializes {
  using subject = no_subject;
  static constexpr std::string_view label = fn_type<F>::label();
  static void run(no_subject&, const any_value& arguments, any_value&) {
    [&]<class... Ps>(std::type_identity<std::tuple<Ps...>>) {
      std::apply([](auto&... each) { static_cast<void>(std::invoke(F, handed_over<Ps>(each)...)); },
                 arguments.as<sent_parameters<std::tuple<Ps...>>>());
    }(std::type_identity<typename fn_type<F>::parameters>{});
  }
};

/// For makers: a State made of a tuple of `Args`.
template <class State, class... Args>
struct makes {
  using subject = body;
  static constexpr std::string_view label = State::name;
  static void run(body& made, const any_value& arguments, any_value&) {
    std::apply([&](Args&... each) { made = {&kind_of<State>, std::make_shared<State>(std::move(each)...)}; },
               arguments.as<std::tuple<Args...>>());
  }
};

} // namespace troupe::managed

namespace troupe {

/// A function and its arguments, to be run once in a new process before it serves:
/// `{troupe::fn<init>, "hi"}`.
class initializer {
public:
  /// None.
  initializer() = default;
  template <auto F, class... Args>
  initializer(fn_type<F>, Args&&... args) // NOLINT(google-explicit-constructor)
    : where_(managed::known_function<managed::initializes<F>>::place()),
      arguments_(managed::pack<typename fn_type<F>::parameters>(std::forward<Args>(args)...)) {}

  /// For the process that starts it.
  [[nodiscard]] const managed::function_place& where() const noexcept { return where_; }
  [[nodiscard]] const any_value& arguments() const noexcept { return arguments_; }

private:
  managed::function_place where_;
  any_value arguments_;
};

} // namespace troupe
