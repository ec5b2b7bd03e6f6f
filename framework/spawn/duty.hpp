/// What a fresh image of this program is asked to be, as it stands in TROUPE_SERVE: a word and
/// numbers with colons between.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <variant>

namespace troupe::rooms::spawn {

inline constexpr const char* duty_variable = "TROUPE_SERVE";

/// The loader finds every function of a library when it is first called; in a worker that is each time
/// anew, for a sixth of its birth. So the image that forks them has found all before. The value is
/// for taking it out of the environment again.
inline constexpr const char* bind_now_variable = "LD_BIND_NOW";
inline constexpr const char* bind_now_by_troupe = "troupe";

/// "guard:<socket>:<root's pidfd>:<region>:<region>:<region>:<root's pid>"
struct guard_duty {
  int socket = -1;
  int root = -1;
  std::array<int, 3> region{};
  int root_pid = 0;
};

/// "worker:<plan's file>:<region>:<region>:<region>:<root's pid>:<spawner's pid>"
struct worker_duty {
  int plan = -1;
  std::array<int, 3> region{};
  int root_pid = 0;
  int spawner_pid = 0;
};

[[nodiscard]] std::string text(const guard_duty& what);
[[nodiscard]] std::string text(const worker_duty& what);

/// Empty for a text of another form, or whose descriptors are not open here.
[[nodiscard]] std::variant<std::monostate, guard_duty, worker_duty> parse_duty(std::string_view text);

} // namespace troupe::rooms::spawn
