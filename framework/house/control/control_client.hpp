/// One connection of the control server: what came, what is still to be written, and until when.
#pragma once

#include <string>
#include <string_view>

#include "message/json.hpp"
#include "os/clock.hpp"
#include "os/local_socket.hpp"
#include "os/poller.hpp"

namespace troupe::rooms::house {

/// How long a client is waited for.
struct client_patience {
  /// For the rest of a line that has begun, and for one that does not read what it asked for.
  os::duration moving = std::chrono::seconds(10);
  /// Without a request.
  os::duration idle = std::chrono::seconds(60);
};

class control_client {
public:
  static constexpr std::size_t longest_line = std::size_t{1} << 20;
  /// It is read from no further while it leaves more than this unread: nothing that it asks can pile up here.
  static constexpr std::size_t much_unread = std::size_t{1} << 20;
  /// What streams goes on when it has less than this to read.
  static constexpr std::size_t little_unread = std::size_t{256} << 10;
  /// Never more than this is kept for it.
  static constexpr std::size_t most_unread = std::size_t{32} << 20;

  control_client(os::fd end, os::poller& watched_by, std::uint64_t key, client_patience patience);
  ~control_client();
  control_client(const control_client&) = delete;
  control_client& operator=(const control_client&) = delete;

  /// Reads what is there, a bounded part of it.
  void read();
  /// The next whole line, without its end; it may be changed afterwards. Empty when there is none.
  [[nodiscard]] bool next_line(std::string& line);
  /// Whether a line is there, and it is its turn.
  [[nodiscard]] bool can_ask() const noexcept { return has_line_ && !in_request_ && output_.size() <= much_unread; }
  /// Whether what has begun is longer than a line may be.
  [[nodiscard]] bool is_too_long() const noexcept { return !has_line_ && input_.size() > longest_line; }

  /// Says it now, as far as there is room. False when it would be too much to keep; then nothing is said.
  bool say(const message::json::value& what);
  /// Writes what is waiting.
  void write();
  [[nodiscard]] std::size_t unread() const noexcept { return output_.size(); }

  void begin_request() noexcept { in_request_ = true; }
  void end_request() noexcept;
  [[nodiscard]] bool in_request() const noexcept { return in_request_; }
  /// What is written still goes out, and then it is closed.
  void close_when_written() noexcept { closing_ = true; }
  /// The other side is gone: nobody reads what would be written.
  void give_up() noexcept { broken_ = true; }
  [[nodiscard]] bool is_over() const noexcept;
  /// Why it is closed now though it is not over; empty when it is not.
  [[nodiscard]] std::string_view lateness(os::time_point now) const noexcept;
  /// When there is something to do for it though nothing comes.
  [[nodiscard]] os::time_point deadline() const noexcept;

private:
  void watch();
  [[nodiscard]] bool may_read() const noexcept;
  [[nodiscard]] os::time_point stuck_until() const noexcept;
  [[nodiscard]] os::time_point line_until() const noexcept;
  [[nodiscard]] os::time_point idle_until() const noexcept;

  os::fd end_;
  os::poller& poller_;
  std::uint64_t key_;
  client_patience patience_;
  std::string input_, output_;
  bool has_line_ = false; ///< a whole one is in `input_`
  bool in_request_ = false, closing_ = false, broken_ = false;
  bool ended_ = false;                     ///< the client writes no more, and may still read
  bool reads_ = true, writes_ = false;     ///< what it is watched for
  os::time_point line_began_ = os::never;  ///< when the first byte of an unfinished line came
  os::time_point stuck_since_ = os::never; ///< when the output last moved
  os::time_point idle_since_;
};

} // namespace troupe::rooms::house
