/// Where the `troupe` command reaches a running tree: a socket that takes requests as lines of JSON, and answers them.
/// docs/formats/control.md has the protocol.
///
/// Whoever connects is taken to be wrong in every way: a client that writes garbage, too much, half a line or nothing,
/// that does not read, or that is one of a thousand, costs itself an error or its connection, and nobody else anything.
/// Threads: one.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "house/control/control_client.hpp"

namespace troupe::rooms::house {

inline constexpr int control_protocol = 1;

struct control_setting {
  std::filesystem::path socket;
  std::uint32_t mode = 0600;
  std::string group = {}; ///< empty: the user's own
  bool read_only = false; ///< commands that change something are refused
  client_patience patience = {};
};

struct control_request {
  std::string command;
  std::vector<std::string> addresses;
  message::json::object options;
};

/// The answer to one request, to be given now or later. Copies are the same answer; what is said to a client that has
/// gone, or after the last word, is forgotten.
class control_reply {
public:
  explicit control_reply(std::weak_ptr<control_client> to) : to_(std::move(to)) {}
  /// One line of a stream.
  void event(message::json::object what) const;
  /// The last word. `exit_code` is what the command ends with.
  void finish(message::json::object result, int exit_code = 0) const;
  void fail(std::string_view code, std::string text, std::string help, int exit_code) const;
  /// Whether the client has read most of what it was told: the rest of a stream waits for that.
  [[nodiscard]] bool has_room() const noexcept;
  /// Whether nobody waits for it any more.
  [[nodiscard]] bool is_gone() const noexcept;

private:
  std::weak_ptr<control_client> to_;
};

class control_server {
public:
  using handler = std::function<void(control_request&&, control_reply)>;

  /// Takes the lock beside the socket and listens; a socket that a killed process left is replaced.
  /// Fails: invalid_state when another process holds the lock (its text has the pid), no_resource, invalid_argument.
  control_server(const control_setting& how, handler handle);
  /// Closes every connection and removes socket and lock.
  ~control_server();
  control_server(const control_server&) = delete;
  control_server& operator=(const control_server&) = delete;

  /// Readable when `dispatch` has something to do.
  [[nodiscard]] int descriptor() const noexcept { return poller_.descriptor(); }
  /// When it has something to do though nothing is readable.
  [[nodiscard]] os::time_point next_deadline() const noexcept;
  /// Accepts, reads, calls the handler, writes. Never waits; a bounded piece of work, the rest at the next call.
  void dispatch();

  /// For a process that outlives this one and has to keep others from starting the same tree.
  [[nodiscard]] int lock_descriptor() const noexcept { return lock_.descriptor(); }
  [[nodiscard]] std::size_t clients() const noexcept { return clients_.size(); }

private:
  void accept_some();
  void serve(const os::poller::event& what);
  void serve_left_lines();
  void take_lines(std::uint64_t key, control_client& who);
  void admit(os::fd end);
  void answer(control_request&& what, const control_reply& reply);
  void take_request(const std::shared_ptr<control_client>& who, std::string_view line);
  void close_late_ones();
  void drop(std::uint64_t key);
  void watch_listener(bool on);
  [[nodiscard]] os::fd accept_one();
  void keep_reserve() noexcept;

  os::lock_file lock_;
  std::filesystem::path socket_;
  bool read_only_;
  client_patience patience_;
  handler handle_;
  os::poller poller_;
  os::fd listener_;
  os::fd reserve_; ///< given up for one client when there are no descriptors left
  bool listening_ = true;
  std::uint64_t next_key_ = 1; // 0 is the listener
  std::map<std::uint64_t, std::shared_ptr<control_client>> clients_;
};

/// Whether the command only shows something.
[[nodiscard]] bool is_read_command(std::string_view command) noexcept;

} // namespace troupe::rooms::house
