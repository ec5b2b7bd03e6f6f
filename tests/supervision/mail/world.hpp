/// A tree that runs in the test's own process.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <troupe/troupe.hpp>
#include <troupe/role.hpp>

#include "message/json.hpp"
#include "subjects.hpp"
#include "support/scoped.hpp"
#include "troupe/supervisor.hpp"

namespace troupe::rooms::house {
class household;
}

namespace troupe::tests {

/// A child that comes back at once, however often it dies.
child quick_child(std::string name, actor_run run, delivery_kind delivery = at_most_once);

/// Runs as long as this lives: these children in one_for_one.
class running_tree {
public:
  explicit running_tree(std::vector<child> children);
  ~running_tree();
  running_tree(const running_tree&) = delete;
  running_tree& operator=(const running_tree&) = delete;

  /// As the command does; the whole answer.
  rooms::message::json::object ask(const std::string& command, const rooms::message::json::object& options = {},
                                   const std::vector<std::string>& addresses = {}) const;
  /// A file that is not there yet.
  [[nodiscard]] std::string flag(const std::string& name) const;

private:
  temp_folder folder_;
  std::unique_ptr<rooms::house::household> house_;
};

/// Hears what subjects have begun with, in that order.
class witness {
public:
  [[nodiscard]] caf::actor handle() const { return self_; }
  troupe::self& self() { return self_; }
  /// A test failure when there is none.
  began next();

private:
  troupe::self self_;
};

/// SIGKILL to what runs in that role now.
void kill_life_of(const caf::actor& role);

} // namespace troupe::tests
