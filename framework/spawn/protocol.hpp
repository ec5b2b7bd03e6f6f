/// The messages of schemas/spawner.capnp as C++ values, and the packets that carry them.
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "os/fd.hpp"
#include "os/socket_pair.hpp"
#include "spawn/spawner.hpp"

namespace troupe::rooms::spawn {

/// One packet before it is sent: bytes, and a descriptor that goes with them.
struct letter {
  std::vector<std::byte> bytes;
  os::fd attached;
};

struct stop {};
/// Kill that one.
struct drop {
  std::uint32_t number = 0;
  std::uint32_t incarnation = 0;
};
struct hello {
  int pid = 0;
  os::fd pidfd;
};
/// `not_spawned`: a plan that found no room here, and the answer to it.
using to_spawner = std::variant<stop, plan, drop, not_spawned>;
using from_spawner = std::variant<hello, spawned, not_spawned, gone>;

/// Fails: no_resource, when a plan longer than a packet finds no memory for its file.
[[nodiscard]] letter write(const plan& what);
[[nodiscard]] letter write(stop);
[[nodiscard]] letter write(const drop& what);
/// These take the pidfd with them.
[[nodiscard]] letter write(hello&& what);
[[nodiscard]] letter write(spawned&& what);
[[nodiscard]] letter write(const not_spawned& what);
[[nodiscard]] letter write(const gone& what);

/// A plan alone, at the start of a memory file: for a worker that begins with exec.
[[nodiscard]] os::fd write_to_file(const plan& what);
[[nodiscard]] plan read_from_file(os::fd file);

/// What has arrived, without waiting. A packet whose descriptor found no room in this process comes without it.
[[nodiscard]] os::packet_result receive_next(const os::packet_socket& from, os::packet& into);

/// An answer whose descriptor found no room in this process comes with an empty one.
/// Fails: decode_error, for a packet that no side of this build has written.
[[nodiscard]] to_spawner read_request(os::packet&& from);
[[nodiscard]] from_spawner read_answer(os::packet&& from);

} // namespace troupe::rooms::spawn
