/// What the actor of a manager's process is asked, beside what its objects are.
#pragma once

#include <optional>

#include "troupe/actor_reference.hpp"
#include "troupe/exception.hpp"
#include "troupe/managed_function.hpp"
#include "troupe/manager_info.hpp"

namespace troupe::rooms::parallel {

/// A new object. Answered with its handle, or with what its constructor threw.
struct make_object {
  managed::function_place maker;
  any_value arguments;
};

/// The handle of a shared object that is to live as long as the manager. Answered with nothing.
struct keep_handle {
  any_value handle;
};

/// One operation of a batch.
struct batched {
  actor_reference object;
  any_value message;
};
/// All of them in order, without anything between. Answered with their outcomes.
struct run_batch {
  std::vector<batched> operations;
};
struct batch_outcome {
  any_value value; ///< nothing: the answer is nothing, or it failed
  std::optional<exception_value> failure;
};

/// Answered with a std::uint64_t.
struct count_objects {};
/// Answered with a std::vector<object_info>.
struct list_objects {};
/// Of one object. Answered with a std::string: its readable form.
struct show_text {};
/// The process ends, with exit code 0. Answered before.
struct end_manager {};

} // namespace troupe::rooms::parallel
