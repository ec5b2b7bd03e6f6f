/// A handle of any actor, for code that does not include CAF.
///
/// Copying copies the reference: the actor lives as long as any handle to it, anywhere. It travels as
/// a `caf::actor` does, and the same actor is equal to itself in every process.
/// Threads: a value, as `std::shared_ptr` is.
#pragma once

#include <utility>

#include <troupe/actor_place.hpp>
#include <troupe/aggregate.hpp>

namespace caf {
class actor;
class actor_control_block;
} // namespace caf

namespace troupe {

class actor_reference {
public:
  /// Refers to no actor.
  actor_reference() noexcept = default;
  explicit actor_reference(const caf::actor& who) noexcept;
  actor_reference(const actor_reference& other) noexcept;
  actor_reference(actor_reference&& other) noexcept : who_(std::exchange(other.who_, nullptr)) {}
  actor_reference& operator=(actor_reference other) noexcept {
    std::swap(who_, other.who_);
    return *this;
  }
  ~actor_reference();

  explicit operator bool() const noexcept { return who_ != nullptr; }
  friend bool operator==(const actor_reference&, const actor_reference&) = default;

  /// CAF's handle; <troupe/actor.hpp> says what can be done with it.
  [[nodiscard]] caf::actor handle() const noexcept;
  /// For troupe's own code.
  [[nodiscard]] caf::actor_control_block* get() const noexcept { return who_; }

private:
  caf::actor_control_block* who_ = nullptr;
};

/// How it travels.
template <>
struct codec<actor_reference> {
  using wire_type = handles::place;
  static wire_type to_wire(const actor_reference& handle);
  static actor_reference from_wire(wire_type&& where);
};

} // namespace troupe
