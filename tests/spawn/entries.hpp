/// What the workers of these tests do.
#pragma once

#include "spawn/spawner.hpp"

namespace troupe::tests::entries {

using rooms::spawn::birth;

/// One line to the test.
void say(const birth& self, const std::string& line);

void nothing(birth&);
/// Says "here" and waits to be killed.
void wait_for_end(birth& self);
/// Like wait_for_end without a word.
void silent(birth&);
/// Says all that it finds about itself.
void tell_facts(birth& self);
/// Says how many arguments it has and their sum.
void add_up(birth& self);
/// Exits with its first argument, after an atexit handler that says "atexit".
void exit_with(birth& self);
void leave_at_once(birth& self); ///< _exit with its first argument
void kill_itself(birth& self);   ///< with the signal in its first argument
void throw_runtime_error(birth&);
void throw_number(birth&);
/// Has a child in its group, a helper that forked twice and called setsid, and a child of that one;
/// says their pids, then waits to be killed.
void with_family(birth& self);
/// The same and returns at once.
void leave_family(birth& self);
/// Starts a helper that forks twice, calls setsid and execs, with an environment that is kept.
void with_exec_helper(birth& self);

} // namespace troupe::tests::entries
