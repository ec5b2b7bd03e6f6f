/// Both ends of a control socket: a client as bytes, and a tree with answers of its own.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "house/control/control_server.hpp"
#include "os/poll.hpp"
#include "support/child.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {

namespace fs = std::filesystem;
namespace json = rooms::message::json;
namespace os = rooms::os;

/// The other end, as bytes.
class client {
public:
  explicit client(const fs::path& socket) {
    int why = 0;
    end_ = os::connect_to(socket.string(), os::deadline_after(patience), why);
    EXPECT_TRUE(end_) << why;
  }
  void write(std::string text) {
    while (!text.empty() && os::write_some(end_, text) == os::stream_state::open)
      if (!text.empty() && !os::wait_writable(end_.get(), os::deadline_after(patience)))
        FAIL() << "nobody reads";
  }
  void ask(const std::string& command, const std::string& rest = "") {
    write(R"({"protocol":1,"command":")" + command + "\"" + rest + "}\n");
  }
  /// The next line; "closed" when there is none.
  std::string line() {
    while (input_.find('\n') == std::string::npos) {
      if (!os::wait_readable(end_.get(), os::deadline_after(patience)))
        return "nothing";
      if (os::read_some(end_, input_, 1 << 16) == os::stream_state::closed && input_.find('\n') == std::string::npos)
        return "closed";
    }
    std::string line = input_.substr(0, input_.find('\n'));
    input_.erase(0, line.size() + 1);
    return line;
  }
  void close() { end_.reset(); }

private:
  os::fd end_;
  std::string input_;
};

/// A tree that answers: echo at once, `later` when the next `go` comes, `stream` with three events, `much` with a
/// megabyte, `too much` with 33.
class a_tree {
public:
  explicit a_tree(const rooms::house::control_setting& how)
    : server_(how, [this](auto&& what, auto reply) { answer(what, reply); }) {
    thread_ = std::thread([this] { serve(); });
  }
  ~a_tree() {
    ends_ = true;
    thread_.join();
  }
  /// The longest that one turn of the loop took.
  [[nodiscard]] os::duration longest_turn() const { return os::duration(longest_.load()); }
  [[nodiscard]] int answered() const { return answered_.load(); }
  [[nodiscard]] std::size_t clients() const { return clients_.load(); }

private:
  void answer(rooms::house::control_request& what, const rooms::house::control_reply& reply) {
    ++answered_;
    if (what.command == "later") {
      waiting_.push_back(reply);
    } else if (what.command == "go") {
      for (const rooms::house::control_reply& one : waiting_)
        one.finish({{"late", true}});
      waiting_.clear();
      reply.finish({});
    } else if (what.command == "stream") {
      for (int i = 0; i < 3; ++i)
        reply.event({{"number", i}});
      reply.finish({{"events", 3}});
    } else if (what.command == "much") {
      reply.finish({{"text", std::string(std::size_t{1} << 20, 'x')}});
    } else if (what.command == "too much") {
      reply.finish({{"text", std::string(std::size_t{33} << 20, 'x')}});
    } else {
      reply.finish({{"command", what.command}, {"addresses", static_cast<int>(what.addresses.size())}}, 3);
    }
  }
  void serve() {
    while (!ends_) {
      const os::time_point next = std::min(server_.next_deadline(), os::deadline_after(std::chrono::milliseconds(5)));
      os::wait_readable(server_.descriptor(), next);
      const os::time_point before = os::clock::now();
      server_.dispatch();
      clients_ = server_.clients();
      longest_ = std::max(longest_.load(), (os::clock::now() - before).count());
    }
  }

  rooms::house::control_server server_;
  std::vector<rooms::house::control_reply> waiting_;
  std::atomic<bool> ends_{false};
  std::atomic<int> answered_{0};
  std::atomic<std::size_t> clients_{0};
  std::atomic<os::duration::rep> longest_{0};
  std::thread thread_;
};

} // namespace troupe::tests
