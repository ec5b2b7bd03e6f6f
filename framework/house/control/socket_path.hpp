/// Where control sockets are, and which trees of this user run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace troupe::rooms::house {

/// $XDG_RUNTIME_DIR/troupe, or /tmp/troupe-<uid> where that is not set.
[[nodiscard]] std::filesystem::path socket_folder();
/// The tree's socket there.
[[nodiscard]] std::filesystem::path default_socket(const std::string& tree);

/// The lock beside a socket.
[[nodiscard]] std::string lock_path(const std::filesystem::path& socket);

/// The sockets in that folder whose lock is held: trees that run, by name.
[[nodiscard]] std::vector<std::filesystem::path> running_sockets();

} // namespace troupe::rooms::house
