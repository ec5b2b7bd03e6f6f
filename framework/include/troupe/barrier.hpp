/// A place where processes wait for each other: when all parties have come, all go on.
///
///   troupe::barrier b{4};
///   std::size_t index = b.wait();                     // 0 to 3, each once
///
///   troupe::barrier b{{.action = troupe::fn<swap_buffers>, .timeout = 1s}, 4};
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include <troupe/fn.hpp>
#include <troupe/object_messages.hpp>
#include <troupe/shared_reference.hpp>

namespace caf {
class actor;
}

namespace troupe {

/// What a barrier runs once per turn: a function without parameters, or nothing.
class barrier_action {
public:
  barrier_action() = default;
  /// `fn<f>`; what f returns is dropped.
  template <auto F>
  barrier_action(fn_type<F>) : run_(&run<F>), label_(fn_type<F>::label()) {
    static_assert(std::tuple_size_v<typename fn_type<F>::parameters> == 0,
                  "troupe: the action of a barrier takes no parameters");
  }

  [[nodiscard]] void (*function() const noexcept)() { return run_; }
  [[nodiscard]] std::string_view label() const noexcept { return label_; }

private:
  template <auto F>
  static void run() {
    static_cast<void>(F());
  }

  void (*run_)() = nullptr;
  std::string_view label_;
};

struct barrier_options {
  barrier_action action = {}; ///< run by one of the parties when all have come, before anybody goes on
  std::chrono::nanoseconds timeout = std::chrono::nanoseconds::max(); ///< of each `wait()`; for ever
};

/// A handle: copies, here or in other processes, are the same barrier.
/// A party that dies while it waits, is too late, or whose action throws, breaks it: all who wait and all
/// who come then fail, until somebody resets it. Nobody waits for the dead.
/// Threads and processes: any, all functions. Fails: contract_error once the system is over.
class barrier {
public:
  /// A new one for so many parties. Nobody else is asked.
  /// Fails: invalid_argument for none or more than 65,535, or an action that other processes cannot find;
  /// contract_error without a system, no_resource.
  explicit barrier(std::size_t parties) : barrier(barrier_options{}, parties) {}
  barrier(const barrier_options& options, std::size_t parties);

  /// Waits until all parties have come. Gives the order of coming in this turn, 0 for the first. The last
  /// one runs the action.
  /// Fails: broken_barrier (also when it took longer than the barrier's timeout), interrupted, what the
  /// action throws. All of these break the barrier.
  std::size_t wait() const;
  /// The same with a limit of its own: false, with the barrier broken, when not all came in time. Zero or negative:
  /// who is not the last to come breaks it at once.
  /// Fails: broken_barrier when it was broken otherwise; as `wait`.
  bool wait_for(std::chrono::nanoseconds limit) const;

  /// Breaks it.
  void abort() const;
  /// Makes it as new; whoever waits gets broken_barrier.
  void reset() const;
  [[nodiscard]] std::size_t parties() const;
  /// How many wait at this moment.
  [[nodiscard]] std::size_t n_waiting() const;
  [[nodiscard]] bool broken() const;

  /// The actor that does the same by messages: `wait_at_barrier abort_barrier reset_barrier
  /// get_barrier_state describe`.
  /// Waits: for one answer of the house.
  [[nodiscard]] caf::actor address() const;
  /// "barrier(2 of 3)", "barrier(broken)"
  [[nodiscard]] std::string text() const;

  /// Whether it is the same barrier.
  friend bool operator==(const barrier&, const barrier&) = default;

private:
  friend codec<barrier>;
  explicit barrier(const shared::reference& known) : self_(known) {}

  shared::reference self_;
};

/// To a barrier's address: the asking actor is a party. Answered with its index, a std::uint64_t, when
/// all have come; broken_barrier. A request that times out breaks the barrier, as any party that leaves.
struct wait_at_barrier {};
/// Answered with nothing.
struct abort_barrier {};
/// The same.
struct reset_barrier {};
/// Answered with `barrier_state`.
struct get_barrier_state {};
struct barrier_state {
  std::uint64_t parties = 0;
  std::uint64_t n_waiting = 0;
  bool broken = false;
};

template <>
struct codec<barrier> {
  using wire_type = shared::ticket;
  static wire_type to_wire(const barrier& value);
  static barrier from_wire(wire_type&& wire);
};

} // namespace troupe
