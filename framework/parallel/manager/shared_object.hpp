/// One object of a manager, in the manager's process: an actor that runs its operations.
#pragma once

#include "actor/any_message.hpp"
#include "troupe/actor_reference.hpp"
#include "troupe/exception.hpp"
#include "troupe/managed_kind.hpp"
#include "troupe/manager_info.hpp"

namespace troupe::rooms::parallel {

/// Threads: the pump of the manager's process; construction and destruction any.
class shared_object final : public caf::event_based_actor {
public:
  shared_object(caf::actor_config& config, managed::body what);
  ~shared_object() override;

  /// Runs the operation that the message asks for. Fails: type_mismatch when there is no such
  /// operation, contract_error when the object is at work already; else as the operation does.
  [[nodiscard]] any_value run(const actor::seen_value& message);
  [[nodiscard]] object_info info() const;
  /// Whether the calling thread makes the readable form of an object.
  [[nodiscard]] static bool is_in_text() noexcept;

  caf::behavior make_behavior() override;
  const char* name() const override { return "shared object"; }

private:
  caf::result<caf::message> answer(const actor::seen_value& question);
  /// Its readable form; "..." while it is at work, is being read already, or is deep within others.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::string text_or_why_not() const;

  managed::body body_;
  mutable bool at_work_ = false;
};

/// The object behind a handle if it is one of this process, else null.
[[nodiscard]] shared_object* object_here(const actor_reference& who) noexcept;

/// All objects of this process. Threads: any.
[[nodiscard]] std::size_t count_objects_here();
/// Threads: the pump.
[[nodiscard]] std::vector<object_info> describe_objects_here();

/// As an error that carries it, for whoever has asked; `task` and `where` say what failed.
[[nodiscard]] exception_value capture(const std::exception_ptr& thrown, std::string task, std::string where);

} // namespace troupe::rooms::parallel
