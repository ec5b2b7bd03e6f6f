#include "spawn/lifeline.hpp"

#include <csignal>

#include "spawn/children.hpp"

namespace troupe::rooms::spawn {

namespace {

// The guard's exit codes: see guard.hpp.
constexpr int unable = 127;
constexpr int signal_base = 128;

// A process that is just becoming another program has no environment for a moment.
constexpr int enough_looks = 3;

} // namespace

lifeline::lifeline(int guard_pid, std::string run_mark)
  : run_mark_(std::move(run_mark)), guard_pid_(guard_pid), guard_(os::pidfd::open(guard_pid)) {}

bool lifeline::are_both_gone() const noexcept { return guard_.has_ended() && (!spawner_ || spawner_.has_ended()); }

bool lifeline::wait_both_gone(os::time_point deadline) const noexcept {
  return guard_.wait_ended(deadline) && (!spawner_ || spawner_.wait_ended(deadline));
}

void lifeline::kill_both() const noexcept {
  guard_.signal(SIGKILL);
  if (spawner_)
    spawner_.signal(SIGKILL);
}

void lifeline::reap_guard() {
  if (!guard_ending_)
    guard_ending_ = guard_.reap();
}

// A guard that ended in order has seen to it itself. Otherwise whatever carries the mark is the run's.
bool lifeline::sweep() {
  reap_guard();
  const bool is_swept = guard_ending_ && guard_ending_->kind == ending_kind::exited && guard_ending_->code != unable;
  if (is_swept)
    return true;
  clean_looks_ = kill_marked(run_mark_) == 0 ? clean_looks_ + 1 : 0;
  return clean_looks_ >= enough_looks;
}

std::string lifeline::story() {
  reap_guard();
  const std::string guard = "the guard (pid " + std::to_string(guard_pid_) + ")";
  if (!guard_ending_)
    return guard + " is gone";
  if (guard_ending_->kind == ending_kind::signalled)
    return guard + ' ' + text(*guard_ending_);
  const int code = guard_ending_->code;
  const ending spawner =
    code > signal_base ? ending{ending_kind::signalled, code - signal_base} : ending{ending_kind::exited, code};
  return "the spawner " + text(spawner);
}

} // namespace troupe::rooms::spawn
