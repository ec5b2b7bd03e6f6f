/// A run of a batch: operations of one kind on one object, one behind the other. How they are put
/// together where the batch is made, and done where the object is. For <troupe/batch.hpp>.
///
/// A run is one value and one operation of its object, so a batch costs per operation what its fields cost.
#pragma once

#include <optional>
#include <vector>

#include "troupe/exception.hpp"
#include "troupe/managed_kind.hpp"

namespace troupe::managed {

struct failed_operation {
  std::uint64_t number; ///< in its run
  exception_value why;
};

/// What became of a run.
struct run_outcome {
  any_value values; ///< std::vector of what those gave that did not fail, in order; nothing when they give nothing
  std::vector<failed_operation> failures; ///< in order
  std::optional<exception_value> refusal; ///< why not one of them was done
};

// -- where the batch is made --------------------------------------------------------------------------

/// How operations of one type are put together.
struct run_kind {
  const type_entry* type; ///< of what `begin` makes
  any_value (*begin)();
  void (*add)(void* run, void* message); ///< moves it there
};

template <class M>
struct run_of {
  static any_value begin() { return any_value{std::vector<M>{}}; }
  static void add(void* run, void* message) {
    static_cast<std::vector<M>*>(run)->push_back(std::move(*static_cast<M*>(message)));
  }
  [[nodiscard]] static run_kind kind() { return {&type_entry_of<std::vector<M>>(), &begin, &add}; }
};

// -- where the object is ------------------------------------------------------------------------------

/// What the operations of a run give.
template <class R>
struct run_values {
  std::vector<R> all;
  template <class Operation>
  void add(Operation one) {
    all.push_back(one());
  }
  any_value take() { return any_value{std::move(all)}; }
};
template <>
struct run_values<void> {
  template <class Operation>
  void add(Operation one) {
    one();
  }
  any_value take() { return {}; }
};

/// The messages of a run, without their type.
struct run_messages {
  std::string_view name; ///< of their type
  char* first;
  std::size_t count, size;
};
/// Does one after the other, whether those before failed or not.
[[nodiscard]] std::vector<failed_operation> do_each(const run_messages& all, void* state, void* values,
                                                    void (*one)(void* state, void* message, void* values));

/// Registered by being mentioned, as `known_operation`.
template <class State, class M>
struct known_run {
  using answer = plain_answer<State, M>;
  static void one(void* state, void* message, void* values) {
    static_cast<run_values<answer>*>(values)->add(
      [&]() -> decltype(auto) { return static_cast<State*>(state)->answer(std::move(*static_cast<M*>(message))); });
  }
  static void run(void* state, void* messages, any_value& result) {
    std::vector<M>& all = *static_cast<std::vector<M>*>(messages);
    run_values<answer> values;
    run_outcome out;
    out.failures =
      do_each({type_name<M>, reinterpret_cast<char*>(all.data()), all.size(), sizeof(M)}, state, &values, &one);
    out.values = values.take();
    result = any_value{std::move(out)};
  }
  static constinit inline operation entry{type_id<std::vector<M>>, &run};
  static inline const bool done = [] {
    type_entry_of<std::vector<M>>();
    if constexpr (!std::is_void_v<answer>)
      type_entry_of<std::vector<answer>>();
    kind_of<State>.add(entry);
    return true;
  }();
};

template <class State, class M>
void know_run() {
  static_cast<void>(&known_run<State, M>::done); // its initialiser is what registers
}

} // namespace troupe::managed
