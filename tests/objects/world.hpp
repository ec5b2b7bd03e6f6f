/// A region with its house, seen from the test's own process, and children that have slots in it.
#pragma once

#include <functional>
#include <memory>

#include "mailbox/endpoint.hpp"
#include "objects/caretaker.hpp"
#include "objects/event.hpp"
#include "objects/transit.hpp"
#include "os/fault_point.hpp"
#include "support/child.hpp"
#include "troupe/error.hpp"

namespace troupe::tests {

namespace mailbox = rooms::mailbox;
namespace objects = rooms::objects;
namespace os = rooms::os;

class world {
public:
  explicit world(std::uint64_t memory = std::uint64_t{1} << 30);

  /// A process with a slot and a table of its own; `body` gives its exit code.
  class citizen {
  public:
    citizen(world& in, const std::function<int(objects::table&)>& body);
    [[nodiscard]] mailbox::address where() const noexcept { return where_; }
    [[nodiscard]] child& process() noexcept { return process_; }
    /// Waits for its end and tells the house.
    ending wait();

  private:
    world& in_;
    mailbox::address where_;
    child process_;
  };

  /// What the house does when its bell rings for objects.
  void keep_house();
  /// Objects that there are now, after the house has looked.
  [[nodiscard]] std::uint32_t count();

  std::shared_ptr<mailbox::region> region;
  mailbox::address house, main;
  objects::table table;
  objects::caretaker caretaker;
};

/// Exit code of a child whose ticket led nowhere.
inline constexpr int gone = 9;

/// A word in shared memory by which processes of a test tell each other how far they are.
class step {
public:
  explicit step(std::atomic<std::uint32_t>& word) noexcept : word_(word) {}
  void reach(std::uint32_t what) const noexcept { word_.store(what); }
  [[nodiscard]] bool await(std::uint32_t what) const {
    return wait_until([&] { return word_.load() >= what; });
  }

private:
  std::atomic<std::uint32_t>& word_;
};

} // namespace troupe::tests
