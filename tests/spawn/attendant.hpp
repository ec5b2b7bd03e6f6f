/// A spawner with somebody who listens, and a pipe through which its workers talk to the test.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "os/fd.hpp"
#include "os/random.hpp"
#include "os/shared_file.hpp"
#include "spawn/spawner.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {

namespace spawn = rooms::spawn;
namespace os = rooms::os;

class attendant final : public spawn::listener {
public:
  attendant();
  /// Without a test around it: in the child that plays the root.
  explicit attendant(std::string run_mark);
  ~attendant() = default;

  /// Asks for a process; its number, from 1 on.
  std::uint32_t ask(spawn::plan what);
  std::uint32_t ask(spawn::entry_function entry, std::vector<std::uint64_t> arguments = {});
  /// Dispatches until `is_true`; a test failure when that takes too long.
  bool wait_for(const std::function<bool()>& is_true);
  /// Dispatches until that process was started or not, and asserts that it was.
  const spawn::spawned& started(std::uint32_t number);
  const spawn::not_spawned& refused(std::uint32_t number);
  /// How that process ended, as the spawner says.
  ending end_of(std::uint32_t number);
  void signal(std::uint32_t number, int signal);

  /// What workers wrote, up to the next end of line.
  std::string line();
  /// Lines "key=value" up to a line "end".
  std::map<std::string, std::string> facts();

  /// pids of the two processes in between, found by their names.
  [[nodiscard]] int pid_named(const std::string& name) const;
  [[nodiscard]] std::size_t alive() const; ///< processes of this run

  void end() { spawner.reset(); }

  // spawn::listener
  void on_spawned(spawn::spawned&& event) override;
  void on_not_spawned(spawn::not_spawned&& event) override;
  void on_gone(spawn::gone&& event) override;
  void on_spawner_lost(const std::string& why) override;

  std::string mark;
  os::fd pipe_read;
  os::fd pipe_write;
  os::shared_file file;
  std::unique_ptr<spawn::spawner> spawner;
  std::map<std::uint32_t, spawn::spawned> spawned_ones;
  std::map<std::uint32_t, spawn::not_spawned> refused_ones;
  std::map<std::uint32_t, ending> gone_ones;
  std::vector<std::string> events; ///< "spawned 1", "gone 1", ... in order
  std::string lost;                ///< why, or empty

private:
  std::uint32_t next_ = 0;
  std::string unread_;
};

[[nodiscard]] spawn::plan plan_for(spawn::entry_function entry, const char* label = "entry");

/// Processes of a run, by its mark.
[[nodiscard]] std::vector<int> processes_of(const std::string& mark);
[[nodiscard]] std::string comm_of(int pid);
/// Waits until no process of that run is alive; a test failure when some stay.
void expect_nothing_left(const std::string& mark);

} // namespace troupe::tests
