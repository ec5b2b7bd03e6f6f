#include "os/local_socket.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "os/poll.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::os {

namespace {

static_assert(sizeof(sockaddr_un::sun_path) == longest_socket_path + 1);

/// False when the path does not fit.
bool set_path(sockaddr_un& address, const std::string& path) noexcept {
  address.sun_family = AF_UNIX;
  if (path.size() > longest_socket_path)
    return false;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return true;
}

const sockaddr* as_address(const sockaddr_un& address) noexcept { return reinterpret_cast<const sockaddr*>(&address); }

fd new_socket() noexcept {
  if (const int fault = pass_fault_point("os.socket")) {
    errno = fault;
    return {};
  }
  return fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
}

} // namespace

fd listen_at(const std::string& path, std::uint32_t mode) {
  sockaddr_un address{};
  if (!set_path(address, path))
    throw invalid_argument("the path of a socket has at most " + std::to_string(longest_socket_path) + " bytes, '" +
                           path + "' has " + std::to_string(path.size()));
  fd listener = new_socket();
  if (!listener)
    throw_errno("making a socket");
  ::unlink(path.c_str());
  // Between bind and listen nobody can connect, so the mode is never wider than asked for.
  if (::bind(listener.get(), as_address(address), sizeof address) != 0)
    throw_errno("binding the socket " + path);
  if (::chmod(path.c_str(), mode) != 0)
    throw_errno("setting the mode of the socket " + path);
  if (::listen(listener.get(), SOMAXCONN) != 0)
    throw_errno("listening at the socket " + path);
  return listener;
}

fd accept_client(const fd& listener) noexcept {
  if (const int fault = pass_fault_point("os.accept")) {
    errno = fault;
    return {};
  }
  return fd{::accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
}

void give_to_group(const std::string& path, const std::string& name) {
  std::vector<char> letters(std::size_t{16} << 10);
  group entry{}, *found = nullptr;
  if (::getgrnam_r(name.c_str(), &entry, letters.data(), letters.size(), &found) != 0 || found == nullptr)
    throw invalid_argument("there is no group '" + name + "'");
  if (::chown(path.c_str(), static_cast<uid_t>(-1), entry.gr_gid) != 0)
    throw_errno("giving " + path + " to the group " + name);
}

fd connect_to(const std::string& path, time_point deadline, int& why) noexcept {
  sockaddr_un address{};
  if (!set_path(address, path)) {
    why = ENAMETOOLONG;
    return {};
  }
  while (true) {
    fd end = new_socket();
    if (!end) {
      why = errno;
      return {};
    }
    if (::connect(end.get(), as_address(address), sizeof address) == 0)
      return end;
    why = errno;
    if ((why != EAGAIN && why != EINTR) || clock::now() >= deadline)
      return {};
    // The listener's queue is full, and nothing tells when it no longer is.
    static_cast<void>(wait_readable(-1, std::min(deadline, deadline_after(std::chrono::milliseconds(5)))));
  }
}

stream_state read_some(const fd& from, std::string& to, std::size_t most) noexcept {
  std::array<char, 16384> bytes;
  while (most != 0) {
    const ssize_t count = ::recv(from.get(), bytes.data(), std::min(most, bytes.size()), 0);
    if (count > 0) {
      to.append(bytes.data(), static_cast<std::size_t>(count));
      most -= static_cast<std::size_t>(count);
    } else if (count < 0 && errno == EINTR) {
      continue;
    } else {
      return count < 0 && errno == EAGAIN ? stream_state::open : stream_state::closed;
    }
  }
  return stream_state::open;
}

stream_state write_some(const fd& to, std::string& text) noexcept {
  std::size_t done = 0;
  if (pass_fault_point("os.stream.write") != 0)
    return stream_state::closed;
  stream_state state = stream_state::open;
  while (done < text.size()) {
    const ssize_t count = ::send(to.get(), text.data() + done, text.size() - done, MSG_NOSIGNAL);
    if (count >= 0) {
      done += static_cast<std::size_t>(count);
    } else if (errno != EINTR) {
      state = errno == EAGAIN ? stream_state::open : stream_state::closed;
      break;
    }
  }
  text.erase(0, done);
  return state;
}

std::optional<lock_file> lock_file::take(const std::string& path) {
  if (const int fault = pass_fault_point("os.open"))
    throw_errno("opening the lock " + path, fault);
  while (true) {
    fd file{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (!file)
      throw_errno("opening the lock " + path);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EINTR)
        continue;
      if (errno != EWOULDBLOCK)
        throw_errno("locking " + path);
      // Who holds it has it for itself. Shared, it is held for a moment by who looks whether it is.
      if (::flock(file.get(), LOCK_SH | LOCK_NB) != 0)
        return std::nullopt;
      file.reset(); // so that two who want it do not keep each other from it
      static_cast<void>(wait_readable(-1, deadline_after(std::chrono::milliseconds(1))));
      continue;
    }
    // Who held it may have removed the file between our open and our lock: then another can lock the new one.
    struct stat locked{}, named{};
    if (::fstat(file.get(), &locked) != 0 || ::stat(path.c_str(), &named) != 0 || locked.st_ino != named.st_ino ||
        locked.st_dev != named.st_dev)
      continue;
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(file.get(), 0) != 0 || ::pwrite(file.get(), pid.data(), pid.size(), 0) < 0)
      throw_errno("writing the lock " + path);
    return lock_file(path, std::move(file));
  }
}

bool lock_file::is_held(const std::string& path) noexcept {
  const fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
  return file && ::flock(file.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

int lock_file::holder(const std::string& path) noexcept {
  const fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  std::array<char, 16> letters{};
  const ssize_t count = file ? ::read(file.get(), letters.data(), letters.size()) : 0;
  int pid = 0;
  if (count > 0)
    std::from_chars(letters.data(), letters.data() + count, pid);
  return pid;
}

lock_file::~lock_file() {
  if (file_)
    ::unlink(path_.c_str());
}

void require_private_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
    throw_errno("making the folder " + path);
  struct stat facts{};
  if (::lstat(path.c_str(), &facts) != 0)
    throw_errno("looking at the folder " + path);
  if (!S_ISDIR(facts.st_mode) || facts.st_uid != ::geteuid())
    throw no_resource(path + " is not a folder of this user: remove it, or set XDG_RUNTIME_DIR", EACCES);
  if ((facts.st_mode & 022) != 0)
    throw no_resource("others may write to " + path + ": chmod 700 it, or set XDG_RUNTIME_DIR", EACCES);
}

} // namespace troupe::rooms::os
