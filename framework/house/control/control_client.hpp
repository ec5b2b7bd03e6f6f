/// One connection of the control server: what came, what is still to be written, and until when.
#pragma once

#include <string>

#include "message/json.hpp"
#include "os/clock.hpp"
#include "os/local_socket.hpp"
#include "os/poller.hpp"

namespace troupe::rooms::house {

class control_client {
public:
  static constexpr std::size_t longest_line = std::size_t{1} << 20;
  static constexpr std::size_t most_unread = std::size_t{8} << 20;
  /// For the rest of a line that has begun, and for a client that does not read what it asked for.
  static constexpr auto patience = std::chrono::seconds(10);
  /// Without a request.
  static constexpr auto idle_patience = std::chrono::seconds(60);

  control_client(os::fd end, os::poller& watched_by, std::uint64_t key);
  ~control_client();
  control_client(const control_client&) = delete;
  control_client& operator=(const control_client&) = delete;

  /// Reads what is there, a bounded part of it.
  void read();
  /// The next whole line, without its end; it may be changed afterwards. Empty when there is none.
  [[nodiscard]] bool next_line(std::string& line);
  [[nodiscard]] bool has_line() const noexcept { return input_.find('\n') != std::string::npos; }
  /// Whether what came is longer than a line may be.
  [[nodiscard]] bool is_too_long() const noexcept { return input_.size() > longest_line; }

  /// Says it now, as far as there is room.
  void say(const message::json::value& what);
  /// Writes what is waiting.
  void write();

  void begin_request() noexcept { in_request_ = true; }
  void end_request() noexcept;
  [[nodiscard]] bool in_request() const noexcept { return in_request_; }
  /// What is written still goes out, and then it is closed.
  void close_when_written() noexcept { closing_ = true; }
  /// The other side is gone: nobody reads what would be written.
  void give_up() noexcept { broken_ = true; }
  [[nodiscard]] bool is_over() const noexcept;
  [[nodiscard]] os::time_point deadline() const noexcept;

private:
  void watch();

  os::fd end_;
  os::poller& poller_;
  std::uint64_t key_;
  std::string input_, output_;
  bool in_request_ = false, closing_ = false, broken_ = false;
  bool ended_ = false; ///< the client writes no more, and may still read
  bool writes_ = false;
  os::time_point line_began_ = os::never;  ///< when the first byte of an unfinished line came
  os::time_point stuck_since_ = os::never; ///< when the output last moved
  os::time_point idle_since_;
};

} // namespace troupe::rooms::house
