/// Named places where a test kills, stops or fails a process.
///
/// Built with TROUPE_FAULT_POINTS (tests only) each place is a look at one word; otherwise it is
/// nothing at all. Names are "<room>.<what>.<step>", those of a layout in its page of docs/formats/.
#pragma once

#include <cstdint>

namespace troupe::rooms::os {

enum class fault_action : std::uint8_t { kill, stop, fail };

#ifdef TROUPE_FAULT_POINTS
/// Arms one place in this process: at its `nth` passing (1 = the next) the action happens: SIGKILL
/// or SIGSTOP to this process, or `fail`: the place reports `error_number` as if the kernel had.
/// Also armed at process start by the environment: TROUPE_FAULT="name:kill:3" or "name:fail:1:28",
/// several separated by commas; words that do not parse end the process with a line saying so.
/// A child of fork inherits what is armed and how often each place was passed; a new image reads
/// the environment afresh. At most 16 places; names are cut to 63 bytes.
/// Threads: arming and disarming by one thread at a time, passing by any.
/// Fails: invalid_argument when 16 are armed already or `nth` is 0.
void arm_fault(const char* name, fault_action action, unsigned nth = 1, int error_number = 0);
void disarm_faults() noexcept;
/// Passing by. Gives 0, or the errno that the place must report as its own failure. Async-signal-safe.
int pass_fault_point(const char* name) noexcept;
#else
inline int pass_fault_point(const char*) noexcept { return 0; }
#endif

} // namespace troupe::rooms::os
