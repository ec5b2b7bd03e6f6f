/// What the process of a manager knows of the classes of its objects: what they are called, and which
/// messages they answer. For troupe's own containers; thin, because it is instantiated for each.
///
/// An object of a manager is a `State`, a class with an `answer(M&&)` for each message M it takes. What
/// is written down anywhere in the program is known in every process of it, before `main`.
#pragma once

#include <array>
#include <atomic>
#include <memory>

#include "troupe/any_value.hpp"

namespace troupe::managed {

/// How one message is answered. `result` is left empty for an answer of nothing.
struct operation {
  std::uint64_t message; ///< type_entry::id
  void (*run)(void* state, void* message, any_value& result);
  const operation* next = nullptr;
};

/// A class of objects.
class kind {
public:
  constexpr kind(std::string_view name, std::string (*text)(const void* state)) noexcept : name_(name), text_(text) {}

  /// Kept for ever. Any thread.
  void add(operation& one) noexcept;
  /// Null when no such message is known. Any thread.
  [[nodiscard]] const operation* find(std::uint64_t message) const noexcept;
  [[nodiscard]] std::string_view name() const noexcept { return name_; }
  /// The readable form of an object.
  [[nodiscard]] std::string text(const void* state) const { return text_(state); }

private:
  static constexpr std::size_t chains = 32;

  std::string_view name_;
  std::string (*text_)(const void* state);
  std::array<std::atomic<const operation*>, chains> first_{};
};

/// An object, without its class.
struct body {
  const kind* of = nullptr;
  std::shared_ptr<void> state;
};

template <class State>
std::string print(const void* state) {
  return static_cast<const State*>(state)->text();
}
/// `State::name` is the name of its handle's class.
template <class State>
constinit inline kind kind_of{State::name, &print<State>};

template <class State, class M>
using plain_answer = decltype(std::declval<State&>().answer(std::declval<M>()));

/// Registered by being mentioned.
template <class State, class M>
struct known_operation {
  static void run(void* state, void* message, any_value& result) {
    auto answer = [&]() -> decltype(auto) {
      return static_cast<State*>(state)->answer(std::move(*static_cast<M*>(message)));
    };
    if constexpr (std::is_void_v<plain_answer<State, M>>)
      answer();
    else if constexpr (std::is_same_v<plain_answer<State, M>, any_value>)
      result = answer();
    else
      result = any_value{answer()};
  }
  static constinit inline operation entry{type_id<M>, &run};
  static inline const bool done = [] {
    type_entry_of<M>();
    if constexpr (!std::is_void_v<plain_answer<State, M>>)
      type_entry_of<plain_answer<State, M>>();
    kind_of<State>.add(entry);
    return true;
  }();
};

template <class State, class M>
void know_operation() {
  static_cast<void>(&known_operation<State, M>::done); // its initialiser is what registers
}

} // namespace troupe::managed
