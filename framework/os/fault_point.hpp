/// Named places where a test kills, stops or fails a process.
///
/// Built with TROUPE_FAULT_POINTS (tests only) each place is a look at one pointer; otherwise it is
/// nothing at all. Names are "<room>.<what>.<step>", listed in docs/formats/.
#pragma once

#include <cstdint>

namespace troupe::rooms::os {

enum class fault_action : std::uint8_t { kill, stop, fail };

#ifdef TROUPE_FAULT_POINTS
/// Arms one place in this process: at its `nth` passing (1 = the next) the action happens: SIGKILL
/// or SIGSTOP to this process, or `fail`: the place reports `error_number` as if the kernel had.
/// Also armed at process start by the environment: TROUPE_FAULT="name:kill:3" or "name:fail:1:28",
/// several separated by commas.
void arm_fault(const char* name, fault_action action, unsigned nth = 1, int error_number = 0);
void disarm_faults() noexcept;
/// Passing by. Gives 0, or the errno that the place must report as its own failure.
int pass_fault_point(const char* name) noexcept;
#else
inline int pass_fault_point(const char*) noexcept { return 0; }
#endif

} // namespace troupe::rooms::os
