/// How worker processes are made.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace troupe {

/// Values travel between processes: append, never renumber.
enum class start_method : std::uint8_t {
  fork_server, ///< forked from a fresh, single-threaded image of this program
  exec,        ///< a fresh image for each (GPU libraries, sanitizers, valgrind)
};
inline constexpr start_method fork_server = start_method::fork_server;
inline constexpr start_method exec = start_method::exec;

/// All there are, the default first.
[[nodiscard]] constexpr std::array<start_method, 2> start_methods() noexcept { return {fork_server, exec}; }

/// "fork_server", "exec"
[[nodiscard]] constexpr std::string_view name(start_method which) noexcept {
  return which == fork_server ? "fork_server" : "exec";
}

} // namespace troupe
