/// What the actor of a manager's process is asked, beside what its objects are.
#pragma once

#include "troupe/actor_reference.hpp"
#include "troupe/batch_run.hpp"
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

/// Operations of one type of a batch, one behind the other on one object.
struct batch_run {
  actor_reference object;
  any_value messages; ///< a std::vector of them
};
/// All of them in order, without anything between. Answered with their outcomes: std::vector<managed::run_outcome>.
struct run_batch {
  std::vector<batch_run> runs;
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
