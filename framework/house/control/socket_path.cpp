#include "house/control/socket_path.hpp"

#include <algorithm>
#include <cstdlib>

#include "os/local_socket.hpp"
#include "os/process_facts.hpp"

namespace troupe::rooms::house {

namespace fs = std::filesystem;

fs::path socket_folder() {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  if (runtime != nullptr && *runtime != '\0')
    return fs::path(runtime) / "troupe";
  return "/tmp/troupe-" + std::to_string(os::own_user());
}

fs::path default_socket(const std::string& tree) { return socket_folder() / (tree + ".sock"); }

std::string lock_path(const fs::path& socket) { return socket.string() + ".lock"; }

std::vector<fs::path> running_sockets() {
  std::vector<fs::path> all;
  std::error_code failed;
  for (const fs::directory_entry& one : fs::directory_iterator(socket_folder(), failed))
    if (one.path().extension() == ".sock" && os::lock_file::is_held(lock_path(one.path())))
      all.push_back(one.path());
  std::ranges::sort(all);
  return all;
}

} // namespace troupe::rooms::house
