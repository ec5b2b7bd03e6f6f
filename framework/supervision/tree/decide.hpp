/// Supervision as a pure decision: what has happened, and when, gives what is to be done.
///
/// No system call, no clock, no thread. The same events at the same times with the same random numbers give the same
/// commands; so a simulation in a test is the real thing. Semantics: docs/supervision.md.
#pragma once

#include <random>

#include "supervision/tree/command.hpp"

namespace troupe::rooms::supervision {

/// Of jitter. Seeded by who runs the tree.
using random_source = std::mt19937_64;

/// What follows from `event` at `now` is done to the tree, and what is to be done and told is appended to `out`.
/// `now` never goes backwards. Events are told in the order in which they happened, `time_passed` after all others that
/// are there to be told: a child that has answered in time is not killed because its supervisor was late.
void decide(tree& of, const tree_event& event, instant now, random_source& random, std::vector<tree_command>& out);

/// When to come back with `time_passed` if nothing happens before; `never` when nothing is due. Coming late is noticed,
/// and what was waiting for a process gets as much longer.
[[nodiscard]] instant next_look(const tree& of) noexcept;

} // namespace troupe::rooms::supervision
