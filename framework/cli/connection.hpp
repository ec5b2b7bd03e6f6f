/// A running tree, reached through its control socket.
#pragma once

#include <functional>
#include <optional>

#include "cli/invocation.hpp"
#include "message/json.hpp"
#include "os/local_socket.hpp"

namespace troupe::rooms::cli {

namespace json = message::json;

/// Why a question has no answer: the code and text of an error, and what the command ends with.
struct refusal {
  std::string code, text, help;
  int exit_code;
};

struct answer {
  json::object result;
  int exit_code = 0;
};

class connection {
public:
  /// The tree that `asked` means: by socket, by name, or the only one of this user that runs. Throws refusal.
  explicit connection(const invocation& asked);

  /// Asks and waits. `on_event` gets each line of a stream. Throws refusal: what the tree answered, or that it did not,
  /// in `asked.timeout` (30 s; no limit for streams).
  answer ask(const std::string& command, json::object options,
             const std::function<void(const json::object&)>& on_event = {});

private:
  std::string next_line(os::time_point deadline);

  const invocation& asked_;
  std::string path_;
  os::fd end_;
  std::string input_;
};

} // namespace troupe::rooms::cli
