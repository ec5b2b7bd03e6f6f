/// What the framework has to say about itself, and a place for the program's own lines beside it.
///
/// Silent until one of `log_to_stderr`, `set_log_level` and `add_log_sink` is called. Workers inherit
/// the settings that hold when they are started. A line is `[LEVEL/process-name] text`. It has left
/// the process when the call returns, so what a worker wrote before it was killed is not lost; lines
/// of all threads and processes come out whole.
/// Threads: all of it may be called by any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace troupe {

/// How much a line matters. Values travel between processes: append, never renumber.
enum class level : std::uint8_t {
  trace = 0, ///< every message and every wait
  debug,     ///< every process and actor
  info,      ///< what the program's owner wants to read
  notice,    ///< worth a look, nothing wrong
  warning,
  error,
  critical,
  off, ///< as a threshold: nothing passes
};

/// "DEBUG", "WARNING", ...
[[nodiscard]] std::string_view name(level which) noexcept;

/// One line on its way to a sink; the views are valid during the call.
struct log_line {
  troupe::level level;
  std::string_view process;
  std::string_view text; ///< as it was logged, without the prefix; may hold newlines
};
using log_sink = std::function<void(const log_line&)>;
using log_function = void (*)(const log_line&);

/// Lines of `least` and above go to standard error: one write per line, a text with newlines is as
/// many lines, and one longer than 4 KB is divided, each part with its prefix.
void log_to_stderr(level least = level::info);
/// Lines below `least` are dropped from now on. With no sink added, the rest goes to standard error.
void set_log_level(level least);
/// Every line that passes the level (`info` unless set) is given to `sink`, one at a time. What it
/// throws is dropped, and so is what it logs. A sink is never removed.
void add_log_sink(log_sink sink);
/// The same for a plain function, which workers inherit with the level.
void add_log_sink(log_function sink);
/// A lambda without captures is a plain function; any other callable stays in this process.
template <class Callable>
  requires std::is_invocable_v<Callable&, const log_line&>
void add_log_sink(Callable sink) {
  if constexpr (std::is_convertible_v<Callable, log_function>)
    add_log_sink(static_cast<log_function>(sink));
  else
    add_log_sink(log_sink{std::move(sink)});
}

/// The one logger of this process.
class log_writer {
public:
  /// Whether a line of this level would go anywhere; asks before a costly text is made.
  [[nodiscard]] bool enabled(level which) const noexcept;
  /// Fails: never; a line that cannot be written is dropped.
  void write(level which, std::string_view text) const noexcept;

  void trace(std::string_view text) const noexcept { write(level::trace, text); }
  void debug(std::string_view text) const noexcept { write(level::debug, text); }
  void info(std::string_view text) const noexcept { write(level::info, text); }
  void notice(std::string_view text) const noexcept { write(level::notice, text); }
  void warning(std::string_view text) const noexcept { write(level::warning, text); }
  void error(std::string_view text) const noexcept { write(level::error, text); }
  void critical(std::string_view text) const noexcept { write(level::critical, text); }
};
[[nodiscard]] log_writer logger() noexcept;

} // namespace troupe
