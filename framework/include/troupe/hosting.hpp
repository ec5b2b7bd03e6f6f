/// How an actor's factory gets from the caller's process into another one. For `troupe::spawn` alone:
/// thin templates over named functions.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include <troupe/actor.hpp> // before any other CAF header

#include <troupe/fn_arguments.hpp>
#include <troupe/value_words.hpp>

namespace troupe::rooms::spawn {
struct birth;
}

namespace troupe::hosting {

/// Makes the actor, in its own process. Throws decode_error when the words are not its parameters.
using starter = caf::actor (*)(caf::actor_system&, std::span<const std::uint64_t> parameters);

/// What the caller asks for.
struct order {
  std::string name;
  void (*entry)(rooms::spawn::birth&); ///< what the new process runs
  std::string_view label;
  std::vector<std::uint64_t> parameters;
};
[[nodiscard]] caf::actor spawn(const order& what);

/// The whole life of a process with one actor. Throws what left one of the actor's handlers.
void serve(rooms::spawn::birth& born, std::string_view label, starter start);

/// The process is ready when the factory has returned, and refused when it has thrown.
void factory_returned() noexcept;
void factory_threw(const std::exception_ptr& what) noexcept;
/// An exception has left a handler: it is why the process will end. Gives the actor's exit reason.
[[nodiscard]] caf::error handler_threw(const std::exception_ptr& what) noexcept;

/// A factory's parameters without the actor's own pointer, and the type of that pointer.
template <class Parameters>
struct taken {
  using self = event_based_actor*;
  using parameters = Parameters;
  static constexpr bool self_first = false;
};
template <class S, class... P>
  requires std::is_base_of_v<caf::local_actor, S>
struct taken<std::tuple<S*, P...>> {
  using self = S*;
  using parameters = std::tuple<P...>;
  static constexpr bool self_first = true;
};

/// What CAF makes an actor of: a behaviour, a typed behaviour, or nothing when the function is its whole life.
template <class Result>
consteval void require_actor() {
  static_assert(
    std::is_void_v<Result> || std::is_same_v<Result, caf::behavior> || requires { typename Result::signatures; },
    "troupe: an actor's function returns troupe::behavior, a typed behaviour, or nothing");
}

template <auto F>
struct factory {
  using wants = taken<typename fn_type<F>::parameters>;
  using written_parameters = typename wants::parameters;
  using parameters = sent_parameters<written_parameters>;
  using result = typename fn_type<F>::result;

  static result call(typename wants::self self, parameters& with) {
    if constexpr (!std::is_base_of_v<caf::blocking_actor, std::remove_pointer_t<typename wants::self>>)
      self->set_exception_handler([](std::exception_ptr& what) { return handler_threw(what); });
    return std::apply(
      [&](auto&... each) -> result {
        if constexpr (wants::self_first)
          return F(self, std::move(each)...);
        else
          return F(std::move(each)...);
      },
      with);
  }

  /// A blocking actor's function is its whole life: it is ready when it begins.
  static result run(typename wants::self self, parameters& with) {
    constexpr bool blocking = std::is_base_of_v<caf::blocking_actor, std::remove_pointer_t<typename wants::self>>;
    try {
      if constexpr (blocking)
        factory_returned();
      if constexpr (std::is_void_v<result>) {
        call(self, with);
        factory_returned();
      } else {
        result made = call(self, with);
        factory_returned();
        return made;
      }
    } catch (...) {
      factory_threw(std::current_exception());
      throw;
    }
  }

  static auto make(caf::actor_system& in, parameters with) {
    // As an argument of CAF's: without any it dereferences a null pointer to no arguments, which hardened
    // standard libraries (_GLIBCXX_ASSERTIONS) end the program for.
    return in.spawn([](typename wants::self self, const std::shared_ptr<parameters>& with) { return run(self, *with); },
                    std::make_shared<parameters>(std::move(with)));
  }
  /// `caf::actor`, or the typed handle of a typed factory.
  using handle = decltype(make(std::declval<caf::actor_system&>(), std::declval<parameters>()));

  static caf::actor start(caf::actor_system& in, std::span<const std::uint64_t> words) {
    return caf::actor_cast<caf::actor>(make(in, wire::value_of<parameters>(words)));
  }
  /// The function that the new process runs; its address is what travels.
  static void entry(rooms::spawn::birth& born) { serve(born, fn_type<F>::label(), &start); }
};

} // namespace troupe::hosting
