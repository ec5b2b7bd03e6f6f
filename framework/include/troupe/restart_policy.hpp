/// When a child comes back and when its supervisor gives up: the words and numbers of restarting, the same in C++ and
/// in a tree file.
///
/// Threads: values.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// A length of time. Every `std::chrono` duration converts.
using duration = std::chrono::nanoseconds;
/// Longer than any; "infinity" in a tree file, where it is allowed.
inline constexpr duration infinity = duration::max();

/// Which children are restarted when one of them has failed. What is restarted besides is stopped first, in the reverse
/// of the order in which it was started.
enum class restart_strategy : std::uint8_t {
  one_for_one,  ///< the failed one
  one_for_all,  ///< all of them
  rest_for_one, ///< it and those behind it in the list
  dependents,   ///< it and whatever waits for it or uses it, transitively
};
inline constexpr restart_strategy one_for_one = restart_strategy::one_for_one;
inline constexpr restart_strategy one_for_all = restart_strategy::one_for_all;
inline constexpr restart_strategy rest_for_one = restart_strategy::rest_for_one;
inline constexpr restart_strategy dependents = restart_strategy::dependents;

/// Whether a child that has ended comes back.
enum class restart_kind : std::uint8_t {
  permanent, ///< always
  transient, ///< unless it ended in success
  temporary, ///< never
};
inline constexpr restart_kind permanent = restart_kind::permanent;
inline constexpr restart_kind transient = restart_kind::transient;
inline constexpr restart_kind temporary = restart_kind::temporary;

/// What happens when a limit is passed.
enum class limit_action : std::uint8_t {
  escalate, ///< the supervisor stops its children and fails towards its own; at the root the program ends with 70
  hold,     ///< the child is held: one start in each `hold_retry`, siblings untouched
  stop,     ///< the child is left as it is
};

/// Whose failures a limit counts.
enum class limit_scope : std::uint8_t {
  child,      ///< each child's own
  supervisor, ///< those of all children together
};

/// How many restarts are allowed. A number converts.
class restart_count {
public:
  constexpr restart_count(std::uint32_t count) noexcept : value_(count) {}
  [[nodiscard]] constexpr std::uint32_t value() const noexcept { return value_; }
  [[nodiscard]] constexpr bool is_unlimited() const noexcept { return value_ == most; }
  friend constexpr bool operator==(restart_count, restart_count) = default;

private:
  friend constexpr restart_count make_unlimited() noexcept;
  static constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t value_;
};
constexpr restart_count make_unlimited() noexcept { return {restart_count::most}; }
/// "unlimited" in a tree file.
inline constexpr restart_count unlimited = make_unlimited();

/// More than so many failures within so long trip the limit. The clock stands still while a child waits for its
/// restart, so a crash loop always trips, whatever its delays are, and a rare crash never does.
struct restart_limit {
  restart_count restarts = 5; ///< 0: the first failure trips
  duration within = std::chrono::minutes(1);
  limit_scope scope = limit_scope::child;
  friend bool operator==(const restart_limit&, const restart_limit&) = default;
};

/// The same over a whole subtree, in real time: deep trees cannot multiply their restarts.
struct restart_budget {
  restart_count restarts = 100;
  duration within = std::chrono::minutes(10);
  friend bool operator==(const restart_budget&, const restart_budget&) = default;
};

/// The delay before the k-th restart in a row: min(max, initial * factor^(k-1)), up to `jitter` of it more or less.
/// `initial` counts again after `reset` spent ready.
struct backoff_options {
  duration initial = std::chrono::milliseconds(200);
  duration max = std::chrono::seconds(30);
  double factor = 2.0;
  double jitter = 0.2; ///< 0 to 1
  duration reset = std::chrono::minutes(1);
  friend bool operator==(const backoff_options&, const backoff_options&) = default;
};

/// A signal by number or name: `SIGUSR1`, "SIGUSR1".
class signal_number {
public:
  constexpr signal_number(int number) noexcept : number_(number) {}
  /// Fails: invalid_argument, for no signal's name.
  signal_number(std::string_view name);
  signal_number(const char* name) : signal_number(std::string_view{name}) {}
  [[nodiscard]] constexpr int number() const noexcept { return number_; }
  friend constexpr bool operator==(signal_number, signal_number) = default;

private:
  int number_;
};
/// "SIGTERM"; "signal 40" for one without a name.
[[nodiscard]] std::string text(signal_number which);

/// One way in which a process can end: an exit code 0 to 255, a signal, or the child's own stop signal.
class end_code {
public:
  /// Fails: invalid_argument, outside 0 to 255.
  end_code(int exit_code);
  end_code(signal_number which) : number_(which.number()), kind_(kind::signal) {}
  /// Of a signal, or "stop". Fails: invalid_argument.
  end_code(std::string_view name);
  end_code(const char* name) : end_code(std::string_view{name}) {}
  /// The signal in the child's `stop`, whatever it is; "stop" in a tree file.
  [[nodiscard]] static end_code stop_signal() noexcept;

  [[nodiscard]] bool is_exit_code(int code) const noexcept { return kind_ == kind::exit && number_ == code; }
  [[nodiscard]] bool is_signal(int number, signal_number stop_signal) const noexcept;
  friend bool operator==(const end_code&, const end_code&) = default;
  /// "3", "SIGUSR1", "stop"
  friend std::string text(const end_code& which);

private:
  enum class kind : std::uint8_t { exit, signal, stop };
  end_code(int number, kind of) noexcept : number_(number), kind_(of) {}

  int number_;
  kind kind_;
};
/// Ways of ending, in any order.
using code_list = std::vector<end_code>;

} // namespace troupe
