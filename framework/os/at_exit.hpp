/// What a process does when it leaves by std::exit, knowing with which code.
#pragma once

namespace troupe::rooms::os {

/// `what` runs on the thread that calls std::exit, or returns from main: after handlers that are registered later, and
/// before those registered earlier and the destructors of what was constructed earlier. Not when the process is killed
/// or leaves by _exit. Must not throw. Fails: no_resource.
void at_exit(void (*what)(int code));

} // namespace troupe::rooms::os
