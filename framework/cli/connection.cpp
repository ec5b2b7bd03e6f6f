#include "cli/connection.hpp"

#include <cerrno>

#include "cli/exit_code.hpp"
#include "house/control/control_server.hpp"
#include "house/control/socket_path.hpp"
#include "os/failure.hpp"
#include "os/poll.hpp"

namespace troupe::rooms::cli {
namespace {

constexpr std::chrono::seconds usual_patience{30};
constexpr std::size_t longest_answer = std::size_t{256} << 20;
// Of a message the parts nest 64 deep, and each may be a list of tables of tables; a tree nests as deep, in lists.
constexpr std::size_t deepest_answer = 1024;

std::string names_of(const std::vector<std::filesystem::path>& sockets) {
  std::string text;
  for (const auto& one : sockets)
    text += (text.empty() ? "" : ", ") + one.stem().string();
  return text;
}

std::string find_socket(const invocation& asked) {
  if (!asked.socket.empty())
    return asked.socket;
  if (!asked.tree.empty())
    return house::default_socket(asked.tree).string();
  const std::vector<std::filesystem::path> running = house::running_sockets();
  if (running.size() == 1)
    return running.front().string();
  if (running.empty())
    throw refusal{"unreachable", "no tree of this user is running",
                  "looked in " + house::socket_folder().string() + "; name its socket with --socket", unreachable};
  throw refusal{"usage", "several trees are running: " + names_of(running), "say which with --tree", wrong_usage};
}

refusal cannot_reach(const std::string& path, int why) {
  switch (why) {
  case ENOENT: return {"unreachable", "there is no control socket at " + path, "is the tree running?", unreachable};
  case ECONNREFUSED: return {"unreachable", "nobody listens at " + path, "the tree that had it is over", unreachable};
  case EACCES: return {"not_permitted", path + " belongs to another user", "", not_permitted};
  case EAGAIN: return {"unreachable", "the tree does not accept connections: " + path, "", unreachable};
  default: return {"unreachable", path + ": " + os::errno_text(why), "", unreachable};
  }
}

std::string text_of(const json::object& from, std::string_view key) {
  const json::value* found = from.if_contains(key);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
}

int code_of(const json::object& answer) {
  const json::value* code = answer.if_contains("exit");
  return code != nullptr && code->is_int64() && code->get_int64() >= 0 && code->get_int64() <= 255
           ? static_cast<int>(code->get_int64())
           : failed;
}

} // namespace

connection::connection(const invocation& asked) : asked_(asked), path_(find_socket(asked)) {
  int why = 0;
  end_ = os::connect_to(path_, os::deadline_after(asked.timeout.value_or(usual_patience)), why);
  if (!end_)
    throw cannot_reach(path_, why);
}

answer connection::ask(const std::string& command, json::object options,
                       const std::function<void(const json::object&)>& on_event) {
  json::array addresses(asked_.addresses.begin(), asked_.addresses.end());
  if (!asked_.filters.empty())
    options["filters"] = json::array(asked_.filters.begin(), asked_.filters.end());
  std::string line = message::json_text(json::object{{"protocol", house::control_protocol},
                                                     {"command", command},
                                                     {"addresses", std::move(addresses)},
                                                     {"options", std::move(options)}}) +
                     "\n";
  const os::time_point deadline = asked_.timeout ? os::deadline_after(*asked_.timeout)
                                  : on_event     ? os::never
                                                 : os::deadline_after(usual_patience);
  while (!line.empty() && os::write_some(end_, line) == os::stream_state::open)
    if (!line.empty() && !os::wait_writable(end_.get(), deadline))
      throw refusal{"timeout", "the tree does not read what it is asked", "", timed_out};
  while (true) {
    const message::reading<json::value> read = message::parse_json(next_line(deadline), deepest_answer);
    const json::object* said = read ? read.value->if_object() : nullptr;
    if (said == nullptr)
      throw refusal{"protocol", "what listens at " + path_ + " is no tree", "", unreachable};
    if (const json::value* event = said->if_contains("event"); event != nullptr && event->is_object()) {
      if (on_event)
        on_event(event->get_object());
    } else if (const json::value* result = said->if_contains("result"); result != nullptr && result->is_object()) {
      return {result->get_object(), code_of(*said)};
    } else if (const json::value* error = said->if_contains("error"); error != nullptr && error->is_object()) {
      const json::object& what = error->get_object();
      throw refusal{text_of(what, "code"), text_of(what, "message"), text_of(what, "hint"), code_of(*said)};
    } else {
      throw refusal{"protocol", "what listens at " + path_ + " is no tree", "", unreachable};
    }
  }
}

std::string connection::next_line(os::time_point deadline) {
  std::size_t looked_at = 0;
  while (true) {
    if (const std::size_t end = input_.find('\n', looked_at); end != std::string::npos) {
      std::string line = input_.substr(0, end);
      input_.erase(0, end + 1);
      return line;
    }
    looked_at = input_.size();
    if (input_.size() > longest_answer)
      throw refusal{"protocol", "the answer is too long", "", unreachable};
    if (!os::wait_readable(end_.get(), deadline))
      throw refusal{"timeout", "no answer in time; what was asked for goes on", "give it longer with --timeout",
                    timed_out};
    if (os::read_some(end_, input_, longest_answer) == os::stream_state::closed &&
        input_.find('\n', looked_at) == std::string::npos)
      throw refusal{"unreachable", "the tree closed the connection", "", unreachable};
  }
}

} // namespace troupe::rooms::cli
