/// Sockets with a name in the file system, as streams of bytes that never block. Close-on-exec.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "os/clock.hpp"
#include "os/fd.hpp"

namespace troupe::rooms::os {

/// Listens at `path`, replacing whatever has that name; the socket has `mode` from the moment it can be connected to.
/// Fails: no_resource; invalid_argument when the path is too long for a socket (107 bytes).
[[nodiscard]] fd listen_at(const std::string& path, std::uint32_t mode);
/// The next client, or none: nobody waits, or no descriptor is left (then it waits on).
[[nodiscard]] fd accept_client(const fd& listener) noexcept;
/// Bytes in the path of a socket, at most.
inline constexpr std::size_t longest_socket_path = 107;

/// Gives `path` to a group. Fails: invalid_argument when there is none of that name, no_resource.
void give_to_group(const std::string& path, const std::string& group);

/// An end connected to `path`, or none with the errno in `why`. Waits for room in the listener's queue, until
/// `deadline`.
[[nodiscard]] fd connect_to(const std::string& path, time_point deadline, int& why) noexcept;

enum class stream_state : std::uint8_t { open, closed };

/// Reads what is there and appends it, at most `most` bytes. Never waits.
stream_state read_some(const fd& from, std::string& to, std::size_t most) noexcept;
/// Writes the front of `text` as far as there is room and removes it. Never waits, never raises SIGPIPE.
stream_state write_some(const fd& to, std::string& text) noexcept;

/// A file that one process at a time holds locked, through all processes that inherit its descriptor: the lock is gone
/// when the last of them is. The file holds the pid of who locked it.
class lock_file {
public:
  /// Empty when another holds it. Fails: no_resource.
  [[nodiscard]] static std::optional<lock_file> take(const std::string& path);
  /// Whether a process holds it now.
  [[nodiscard]] static bool is_held(const std::string& path) noexcept;
  /// The pid in the file; 0 when there is none.
  [[nodiscard]] static int holder(const std::string& path) noexcept;

  lock_file(lock_file&&) noexcept = default;
  lock_file& operator=(lock_file&&) = delete;
  /// Removes the file, if this process took it.
  ~lock_file();
  [[nodiscard]] int descriptor() const noexcept { return file_.get(); }

private:
  lock_file(std::string path, fd file) noexcept : path_(std::move(path)), file_(std::move(file)) {}

  std::string path_;
  fd file_;
};

/// Makes the folder for this user alone (0700) where it is missing. Fails: no_resource, also (EACCES) when it is
/// another user's, or others may write there.
void require_private_folder(const std::string& path);

} // namespace troupe::rooms::os
