/// What a manager's `address()` understands: for actors, which ask it and do not wait. Its objects have messages of
/// their own (list_messages.hpp, dict_messages.hpp and so on).
///
///   self->request(m.address(), caf::infinite, troupe::make_list<int>({1, 2}))        // troupe/managed_makers.hpp
///     .then([](const caf::actor& made) { troupe::list<int> all{troupe::actor_reference{made}}; });
///
/// Each does what the function of `manager` does that has that purpose. What fails is answered with an error_value of
/// the code that the function throws, and with what was thrown; of a manager that is over, with worker_lost.
/// Plain structs; the same as in schemas/manager.capnp. Threads: values.
#pragma once

#include <vector>

#include "troupe/actor_reference.hpp"
#include "troupe/batch_run.hpp"
#include "troupe/managed_function.hpp"
#include "troupe/manager_info.hpp"

namespace troupe {

/// A new object; made by the functions of troupe/managed_makers.hpp. Answered with the handle of its actor, which lives
/// as long as somebody has it, or with what its constructor threw.
struct make_object {
  managed::function_place maker;
  any_value arguments;
};

/// The handle of a queue or of a synchronisation object, which is to live as long as the manager. Answered with
/// nothing.
struct keep_handle {
  any_value handle;
};

/// Operations of one type, one behind the other on one object of that manager; made by `run_on`.
struct batch_run {
  actor_reference object;
  any_value messages; ///< a std::vector of them
};
/// All of them in order, without anything between. Answered with a std::vector<managed::run_outcome>, one for each run:
/// its `values` are a std::vector of what the messages of the run are answered with.
struct run_batch {
  std::vector<batch_run> runs;
};

/// Answered with a std::uint64_t.
struct count_objects {};
/// Answered with a std::vector<object_info>, the oldest first.
struct list_objects {};
/// To one of its objects. Answered with a std::string: its readable form.
struct show_text {};
/// The process ends, with exit code 0. Answered with nothing, before. Any process may send it: whoever has a handle.
struct end_manager {};

} // namespace troupe
