/// What all handles of a manager's objects are: a reference to an object in another process, and one
/// way to ask it.
///
/// Copying a handle copies the reference; sent to another process, or put into another object of a
/// manager, it is the same object there. The object goes with its last handle anywhere, at the latest
/// with its manager.
/// Waits:   every operation is one message to the manager's process and its answer; the mail of this
///          process keeps flowing meanwhile. A manager does one operation at a time.
/// Callers: plain code and handlers, of any process and thread.
/// Fails:   manager_lost when the manager's process is over, in whatever way, and contract_error for
///          a handle that refers to nothing. What the object threw is thrown here as its class, and is
///          a `remote_info` too; a class that is not known here becomes remote_error.
#pragma once

#include <optional>
#include <string>

#include "troupe/actor_reference.hpp"
#include "troupe/handle_text.hpp"
#include "troupe/managed_kind.hpp"

namespace troupe::managed {

/// Where an answer goes.
struct wanted {
  const type_entry* type; ///< null: an answer of nothing
  void (*take)(void* into, void* value);
  void* into;
};

/// Asks the object behind `whom` and waits.
void ask(const actor_reference& whom, const any_value& question, const wanted& answer);
/// The object's readable form; behind the class's name "(lost)" when its manager is, "(none)" without an
/// object; and "(of another manager)" as a part of an object's text.
[[nodiscard]] std::string text_of(const actor_reference& whom, std::string_view name);

template <class R>
R ask(const actor_reference& whom, const any_value& question) {
  if constexpr (std::is_void_v<R>) {
    ask(whom, question, {nullptr, nullptr, nullptr});
  } else {
    std::optional<R> answer;
    ask(whom, question,
        {&type_entry_of<R>(),
         [](void* into, void* value) {
           static_cast<std::optional<R>*>(into)->emplace(std::move(*static_cast<R*>(value)));
         },
         &answer});
    return std::move(*answer);
  }
}

/// Base of the handles. `State` is the object's class in the manager's process.
template <class State>
class handle {
public:
  /// Refers to nothing.
  handle() noexcept = default;
  explicit handle(actor_reference object) noexcept : object_(std::move(object)) {}

  [[nodiscard]] explicit operator bool() const noexcept { return static_cast<bool>(object_); }
  /// Whether both are the same object.
  friend bool operator==(const handle& a, const handle& b) noexcept { return a.object_ == b.object_; }
  [[nodiscard]] const actor_reference& reference() const noexcept { return object_; }
  /// Waits, as every operation does; does not throw when the manager is lost.
  [[nodiscard]] std::string text() const { return text_of(object_, State::name); }

protected:
  /// What operations return here: the answer itself.
  template <class R>
  using result = R;

  template <class R, class M>
  R perform(M&& message) const {
    know_operation<State, std::remove_cvref_t<M>>();
    return ask<R>(object_, any_value::of(message));
  }

private:
  actor_reference object_;
};

/// For `address()`: whoever has the address may send any of these.
template <class State, class... Ms>
void know_operations() {
  (know_operation<State, Ms>(), ...);
}

/// How a handle travels; for the codec of each.
template <class Handle>
struct handle_codec {
  using wire_type = actor_reference;
  static const actor_reference& to_wire(const Handle& object) { return object.reference(); }
  static Handle from_wire(actor_reference&& object) { return Handle{std::move(object)}; }
};

} // namespace troupe::managed
