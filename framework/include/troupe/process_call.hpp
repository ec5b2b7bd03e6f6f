/// How a function and its arguments get into a new process. For `troupe::process` alone: thin templates over named
/// functions.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <troupe/fn_arguments.hpp>
#include <troupe/value_words.hpp>

namespace troupe::rooms::spawn {
struct birth;
}

namespace troupe::calls {

/// What a new process runs.
struct call {
  void (*entry)(rooms::spawn::birth&); ///< its address is what travels
  std::string_view label;              ///< for people
  std::string name_root;               ///< what default names begin with: "Process-3"
  const type_entry* type;              ///< of what `arguments` points to
  std::shared_ptr<void> arguments;     ///< written when the process is started
};

/// The whole life of a process that runs a function: `run` gets the arguments as words, and what it throws leaves here.
void serve(rooms::spawn::birth& born, std::string_view label, void (*run)(std::span<const wire::word> arguments));

/// "consumer" for shop::consumer.
[[nodiscard]] std::string class_name(std::string_view type_name);

/// What looks as if a process could run it, and cannot.
template <class F>
concept uncallable =
  nameless<F> || (std::is_class_v<std::remove_cvref_t<F>> && !is_fn<std::remove_cvref_t<F>> &&
                  requires { &std::remove_cvref_t<F>::run; } && !callable_aggregate<std::remove_cvref_t<F>>);
/// Here to say why not.
template <class F>
consteval void require_callable() {
  using plain = std::remove_cvref_t<F>;
  if constexpr (std::is_class_v<plain> && (std::is_aggregate_v<plain> || requires { &plain::run; }))
    require_travels<plain>();
  else
    require_name<F>();
}

template <auto F>
struct of_function {
  using written = called_parameters<F>;
  using sent = sent_parameters<written>;

  template <std::size_t... Is>
  static void run_with(sent& with, std::index_sequence<Is...>) {
    static_cast<void>(std::invoke(F, handed_over<std::tuple_element_t<Is, written>>(std::get<Is>(with))...));
  }
  static void run(std::span<const wire::word> arguments) {
    sent with = wire::value_of<sent>(arguments);
    run_with(with, std::make_index_sequence<std::tuple_size_v<sent>>{});
  }
  static void entry(rooms::spawn::birth& born) { serve(born, fn_type<F>::label(), &run); }

  template <class... Args>
  static call with(Args&&... args) {
    return {&entry, fn_type<F>::label(), "Process", &type_entry_of<sent>(),
            std::make_shared<sent>(std::forward<Args>(args)...)};
  }
};

template <class T>
struct of_object {
  static void run(std::span<const wire::word> arguments) {
    T object = wire::value_of<T>(arguments);
    static_cast<void>(troupe::run(object));
  }
  static void entry(rooms::spawn::birth& born) { serve(born, type_name<T>, &run); }

  static call of(T object) {
    return {&entry, type_name<T>, class_name(type_name<T>), &type_entry_of<T>(),
            std::make_shared<T>(std::move(object))};
  }
};

} // namespace troupe::calls
