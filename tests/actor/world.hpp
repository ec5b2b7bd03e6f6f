/// A system of forked processes without a spawner: a region, a host in each process, one actor each.
///
/// Children are forked before this process has a host; after `open` it is the program's main part
/// and keeps the slot table as the house would.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "actor/host.hpp"
#include "mailbox/region.hpp"

#include <gtest/gtest.h>

#include "support/child.hpp"
#include "support/shared_object.hpp"

namespace troupe::tests {

namespace mailbox = rooms::mailbox;
namespace os = rooms::os;
using rooms::actor::host;
using rooms::actor::host_options;
using namespace std::chrono_literals;

class world {
public:
  using maker = std::function<caf::actor(host&)>;
  using body = std::function<void(host&, const std::function<bool()>& asked_to_stop)>;

  explicit world(mailbox::region_options memory = {.slots = 64});
  ~world();
  world(const world&) = delete;
  world& operator=(const world&) = delete;

  /// A process that hosts the actor which `make` makes there, until it ends or the world does.
  mailbox::address add(const char* name, const maker& make, host_options options = {});
  /// A process with a host that runs `what`.
  mailbox::address add_running(const char* name, const body& what, host_options options = {});
  /// Makes the host of this process. No child may be added afterwards.
  host& open(host_options options = {});
  void close() { here_.reset(); }

  [[nodiscard]] host& here() { return *here_; }
  [[nodiscard]] mailbox::region& where() { return *where_; }
  /// Its actor, when it is ready.
  [[nodiscard]] caf::actor actor_of(mailbox::address who);

  [[nodiscard]] child& process_of(mailbox::address who);
  /// SIGKILL; returns when it is dead and the slot table says so.
  void kill(mailbox::address who);
  /// Waits until it has ended by itself, and tells.
  ending reap(mailbox::address who);

private:
  struct member {
    mailbox::address where;
    std::string name;
    std::optional<child> process;
    bool over = false;
  };
  member& find(mailbox::address who);
  mailbox::address fork_member(const char* name, const std::function<int(mailbox::address)>& body);

  std::shared_ptr<mailbox::region> where_;
  shared_object<std::array<std::atomic<std::uint64_t>, 64>> ids_;
  mailbox::address house_, main_;
  std::vector<std::unique_ptr<member>> members_;
  std::optional<host> here_;
};

/// Pumps until `condition`; a test failure when it takes too long.
void pump_until(host& at, const std::function<bool()>& condition);
/// Pumps for as long as what nobody uses stays warm there, and more.
void let_it_cool(world& all);

} // namespace troupe::tests
