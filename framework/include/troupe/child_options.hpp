/// What a child may be given besides its restart policy: how it starts and stops, where it runs, what its mailbox and
/// its pool do. The words and numbers are the same in C++ and in a tree file.
///
/// Threads: values.
#pragma once

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "troupe/restart_policy.hpp"

namespace troupe {

/// A number of children or of starts at one time. A number converts; "cpus", "cpus-1", "50%" in a tree file.
class child_count {
public:
  constexpr child_count(std::uint32_t number) noexcept : number_(number), kind_(kind::number) {}
  /// As many as this program may use CPUs, less `fewer`; at least 1.
  [[nodiscard]] static constexpr child_count cpus(std::uint32_t fewer = 0) noexcept { return {fewer, kind::cpus}; }
  /// Of the CPUs; at least 1.
  [[nodiscard]] static constexpr child_count percent(std::uint32_t of_cpus) noexcept {
    return {of_cpus, kind::percent};
  }

  [[nodiscard]] std::uint32_t on(std::uint32_t cpus) const noexcept;
  friend constexpr bool operator==(child_count, child_count) = default;
  /// As a tree file has it.
  friend std::string text(child_count count);

private:
  enum class kind : std::uint8_t { number, cpus, percent };
  constexpr child_count(std::uint32_t number, kind of) noexcept : number_(number), kind_(of) {}

  std::uint32_t number_;
  kind kind_;
};

/// Bytes; what `KiB`, `MiB` and `GiB` give converts. "8MiB" in a tree file.
struct byte_size {
  std::uint64_t bytes = 0;
  constexpr byte_size(std::uint64_t count) noexcept : bytes(count) {}
  friend constexpr bool operator==(byte_size, byte_size) = default;
};

/// How far another child has to be.
enum class milestone : std::uint8_t {
  started, ///< its process runs
  ready,   ///< it can be used
  done,    ///< it has ended in success
};

/// Another child that has to be so far before this one starts. A name converts.
struct prerequisite {
  std::string child;
  milestone until = milestone::ready;
  prerequisite(std::string name, milestone point = milestone::ready) : child(std::move(name)), until(point) {}
  prerequisite(const char* name) : child(name) {}
  friend bool operator==(const prerequisite&, const prerequisite&) = default;
};

/// When a started process counts as ready.
enum class readiness : std::uint8_t {
  handshake, ///< actors: the factory has returned
  exec,      ///< the program runs
  notify,    ///< it has written READY=1 to the socket that NOTIFY_SOCKET names (as systemd has it)
  exit,      ///< it has ended in success: for what runs once
};

/// How a child is asked to end; each step is taken if the one before was not enough.
struct stop_options {
  signal_number signal = SIGTERM;            ///< actors: after the exit message
  duration drain = std::chrono::seconds(5);  ///< actors: no new mail, and this long for what is there
  duration grace = std::chrono::seconds(10); ///< from the request to SIGKILL of the whole group; 0: at once
  std::vector<std::string> run = {};         ///< programs: a command instead of the signal
  bool group = true;                         ///< the signal goes to the process group, not to the first process alone
  friend bool operator==(const stop_options&, const stop_options&) = default;
};

/// What a full mailbox or queue does to who sends.
enum class overflow_policy : std::uint8_t { block, reject };
/// What a request does whose receiver waits for its restart.
enum class down_policy : std::uint8_t { queue, fail };

/// Limits of what waits for a child. Control messages are exempt.
struct mailbox_options {
  byte_size limit = 8U << 20;
  overflow_policy overflow =
    overflow_policy::block; ///< a rejected send is a dead letter, a rejected request `mailbox_full`
  down_policy while_down = down_policy::queue;
  friend bool operator==(const mailbox_options&, const mailbox_options&) = default;
};

/// What becomes of the message in hand when its receiver dies.
enum class delivery_kind : std::uint8_t {
  at_most_once,  ///< it is lost, and counted
  at_least_once, ///< the next incarnation gets it, up to `max_deliveries` times
};
inline constexpr delivery_kind at_most_once = delivery_kind::at_most_once;
inline constexpr delivery_kind at_least_once = delivery_kind::at_least_once;

/// Which worker of a pool gets a message.
enum class dispatch_kind : std::uint8_t {
  least_loaded, ///< the one with the fewest in hand
  by_key,       ///< the same for the same key
};
inline constexpr dispatch_kind least_loaded = dispatch_kind::least_loaded;
inline constexpr dispatch_kind by_key = dispatch_kind::by_key;

/// What waits at the pool, not at its workers.
struct waiting_options {
  std::uint32_t limit = 10000; ///< messages
  overflow_policy overflow = overflow_policy::block;
  friend bool operator==(const waiting_options&, const waiting_options&) = default;
};

/// The delay before a message is tried again.
struct retry_options {
  duration initial = duration::zero();
  duration max = std::chrono::seconds(30);
  friend bool operator==(const retry_options&, const retry_options&) = default;
};

/// How a pool's messages are worked on.
struct work_options {
  std::uint32_t in_flight = 1; ///< messages that a worker has in hand
  delivery_kind delivery = delivery_kind::at_least_once;
  std::uint32_t max_deliveries = 3; ///< only those are charged that were in a handler
  duration timeout = infinity;      ///< in a handler
  retry_options retry = {};
  friend bool operator==(const work_options&, const work_options&) = default;
};

/// A file of NAME=value lines for the environment. A path converts; "?path": nothing when it is not there.
struct env_file {
  std::filesystem::path path;
  bool may_be_missing = false;
  env_file(std::string_view written);
  env_file(const char* written) : env_file(std::string_view{written}) {}
  friend bool operator==(const env_file&, const env_file&) = default;
};

/// Which variables of troupe's own environment a program sees: all, none, or those named.
struct inherited_env {
  bool all = true;
  std::vector<std::string> names = {}; ///< when not all
  inherited_env(bool all_of_it) noexcept : all(all_of_it) {}
  inherited_env(std::initializer_list<std::string> only) : all(false), names(only) {}
  inherited_env(std::vector<std::string> only) : all(false), names(std::move(only)) {}
  friend bool operator==(const inherited_env&, const inherited_env&) = default;
};

/// Where a program's standard input comes from: "null", "close" or "file:<path>".
struct input_source {
  enum class kind : std::uint8_t { null, close, file } from = kind::null;
  std::filesystem::path path = {}; ///< of the file
  input_source() = default;
  /// Fails: invalid_argument.
  input_source(std::string_view written);
  input_source(const char* written) : input_source(std::string_view{written}) {}
  friend bool operator==(const input_source&, const input_source&) = default;
};

} // namespace troupe
