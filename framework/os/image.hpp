/// Running this very program anew: beside this process, or in its place.
///
/// The image is /proc/self/exe: good even when the file was replaced or removed since.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <vector>

namespace troupe::rooms::os {

/// argv and environment of a new image.
struct image_start {
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
};

/// This process's environment ("NAME=value") without the variables named.
[[nodiscard]] std::vector<std::string> environment_without(std::initializer_list<const char*> names);
/// argv[0] as this program was started with.
[[nodiscard]] std::string program_name();

/// Starts it in a child with a process group of its own, all signals at their defaults and blocked;
/// `inherited`: descriptors it gets under the same numbers. Others stay open there unless they are
/// close-on-exec. Gives the pid.
/// Threads: any; of the caller's threads only this one waits, until the image is there.
/// Fails: no_resource.
[[nodiscard]] int start_own_image(image_start what, std::span<const int> inherited);

/// Becomes it; keeps pid, signals and what is not close-on-exec. Returns the errno when it cannot.
[[nodiscard]] int become_own_image(image_start what) noexcept;

} // namespace troupe::rooms::os
