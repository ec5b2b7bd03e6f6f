/// What this kernel (or the sandbox around it) can do, found out once per process by trying.
///
/// | feature     | since | without it                                                       |
/// |-------------|-------|------------------------------------------------------------------|
/// | memfd       | 3.17  | shared memory is a nameless file in /dev/shm, not sealed          |
/// | close_range | 5.9   | descriptors are closed one by one from /proc/self/fd              |
/// | pidfd       | 5.4   | none: `system` refuses to start, since a pid may be another's     |
#pragma once

namespace troupe::rooms::os {

/// The two ways a kernel says "not there": ENOSYS, and EPERM from a seccomp filter.
[[nodiscard]] bool is_missing(int error_number) noexcept;

struct features {
  bool memfd = false;
  bool close_range = false;
  bool pidfd = false; ///< pidfd_open, pidfd_send_signal and waitid(P_PIDFD), all three
};

/// Tried at the first call, the same afterwards. Threads: any.
[[nodiscard]] const features& kernel_features();

/// Fails: no_resource, when something without a fallback is missing.
void require_features(const features& found = kernel_features());

} // namespace troupe::rooms::os
