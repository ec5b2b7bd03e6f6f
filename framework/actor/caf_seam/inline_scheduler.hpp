/// CAF's scheduler without threads: actors wait in a queue until the pump runs them.
#pragma once

#include "troupe/actor.hpp"
#include "actor/caf_seam/clock.hpp"
#include "actor/caf_seam/ready_queue.hpp"

#include <caf/scheduler/abstract_coordinator.hpp>

namespace troupe::rooms::actor {

class pump;

/// What actors run on, and by which they pass on what they have made ready.
class pump_unit final : public caf::execution_unit {
public:
  explicit pump_unit(pump& runs) noexcept : pump_(runs) {}
  void attach(caf::actor_system& system) noexcept { system_ = &system; }
  void exec_later(caf::resumable* what) override;

private:
  pump& pump_;
};

class inline_scheduler final : public caf::scheduler::abstract_coordinator {
public:
  inline_scheduler(caf::actor_system& system, pump& runs, actor::clock& clock)
    : caf::scheduler::abstract_coordinator(system), pump_(runs), clock_(clock) {}

  void enqueue(caf::resumable* what) override;
  caf::actor_clock& clock() noexcept override { return clock_; }
  bool detaches_utility_actors() const override { return false; }
  void start() override;
  void stop() override;

private:
  pump& pump_;
  actor::clock& clock_;
};

} // namespace troupe::rooms::actor
