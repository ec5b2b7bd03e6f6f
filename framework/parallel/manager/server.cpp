#include "parallel/manager/server.hpp"

#include "actor/exception_error.hpp"
#include "os/fault_point.hpp"
#include "parallel/manager/shared_object.hpp"
#include "troupe/error.hpp"
#include "troupe/managed_start.hpp"

namespace troupe::rooms::parallel {
namespace {

managed::run_outcome do_run(batch_run& one) {
  shared_object* const object = one.object ? object_here(one.object) : nullptr;
  if (object == nullptr)
    throw invalid_argument("an object in the batch is no object of this manager: make a batch for each manager");
  const any_value done = object->run({one.messages.type(), one.messages.data()});
  return std::move(done.as<managed::run_outcome>());
}

managed::run_outcome outcome_of(batch_run& one) {
  try {
    return do_run(one);
  } catch (...) {
    const type_entry* const type = one.messages.type();
    return {{}, {}, capture(std::current_exception(), type != nullptr ? std::string{type->name} : "", "batch")};
  }
}

void run_initializer(const manager_start& start) {
  if (start.initializer == managed::function_place{})
    return;
  managed::no_subject none;
  any_value nothing;
  managed::find_function(start.initializer, typeid(managed::no_subject)).run(&none, start.arguments, nothing);
}

} // namespace

caf::actor make_object_here(caf::actor_system& system, const make_object& what) {
  managed::body made;
  any_value nothing;
  managed::find_function(what.maker, typeid(managed::body)).run(&made, what.arguments, nothing);
  os::pass_fault_point("manager.object.made");
  return system.spawn<shared_object>(std::move(made));
}

std::vector<managed::run_outcome> run_batch_here(run_batch& what) {
  std::vector<managed::run_outcome> out;
  out.reserve(what.runs.size());
  for (batch_run& one : what.runs)
    out.push_back(outcome_of(one));
  return out;
}

troupe::behavior manager_server(troupe::stateful_actor<kept_handles>* self, const manager_start& start) {
  run_initializer(start);
  return {
    [self](const make_object& what) -> caf::result<caf::actor> {
      try {
        return make_object_here(self->system(), what);
      } catch (...) {
        return actor::error_of(capture(std::current_exception(), "making an object", "manager"));
      }
    },
    [self](keep_handle& what) { self->state.all.push_back(std::move(what.handle)); },
    [](run_batch& what) { return run_batch_here(what); },
    [](count_objects) { return static_cast<std::uint64_t>(count_objects_here()); },
    [](list_objects) { return describe_objects_here(); },
    [self](end_manager) { self->quit(); },
  };
}

} // namespace troupe::rooms::parallel
