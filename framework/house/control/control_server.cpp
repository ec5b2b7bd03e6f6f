#include "house/control/control_server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include "house/control/control_client.hpp"
#include "house/control/socket_path.hpp"
#include "message/units.hpp"
#include "troupe/error.hpp"
#include "troupe/log.hpp"

namespace troupe::rooms::house {
namespace {

namespace json = message::json;

constexpr std::size_t most_clients = 256; // further ones wait to be accepted
constexpr std::size_t most_accepted_at_once = 32;
constexpr std::size_t most_lines_at_once = 16; // of one client
constexpr std::size_t around_value = 2;        // the request itself, and its options

constexpr std::array<std::string_view, 6> read_commands{"ps", "tree", "status", "events", "wait", "version"};

json::object error_line(std::string_view code, std::string text, std::string help, int exit_code) {
  return {
    {"error",
     {{"code", code}, {"message", std::move(text)}, {"hint", help.empty() ? json::value(nullptr) : json::value(help)}}},
    {"exit", exit_code}};
}

os::lock_file take_lock(const std::filesystem::path& socket) {
  auto lock = os::lock_file::take(lock_path(socket));
  if (!lock)
    throw invalid_state("already running: process " + std::to_string(os::lock_file::holder(lock_path(socket))) +
                        " has the control socket " + socket.string());
  return std::move(*lock);
}

/// What a request has to be, and what of it is not.
struct opened_request {
  control_request request;
  std::string problem;
};

opened_request open_request(std::string_view line) {
  const message::reading<json::value> read = message::parse_json(line, message::deepest_value + around_value);
  if (!read)
    return {{}, "a request is one line of JSON: " + read.problem};
  const json::object* all = read.value->if_object();
  if (all == nullptr)
    return {{}, "a request is a JSON object"};
  const json::value* protocol = all->if_contains("protocol");
  if (protocol == nullptr || *protocol != control_protocol)
    return {{},
            "this tree speaks protocol " + std::to_string(control_protocol) +
              ": use the `troupe` command that "
              "belongs to it"};
  const json::value* command = all->if_contains("command");
  if (command == nullptr || !command->is_string())
    return {{}, "a request names its `command`"};
  opened_request opened{{std::string(command->get_string()), {}, {}}, {}};
  if (const json::value* addresses = all->if_contains("addresses")) {
    const json::array* list = addresses->if_array();
    if (list == nullptr || !std::ranges::all_of(*list, [](const json::value& one) { return one.is_string(); }))
      return {{}, "`addresses` is a list of texts"};
    for (const json::value& one : *list)
      opened.request.addresses.emplace_back(one.get_string());
  }
  if (const json::value* options = all->if_contains("options")) {
    if (!options->is_object())
      return {{}, "`options` is an object"};
    opened.request.options = options->get_object();
  }
  return opened;
}

/// Whether it changes nothing.
bool only_shows(const control_request& what) {
  if (std::ranges::find(read_commands, what.command) != read_commands.end())
    return true;
  const auto has = [&](std::string_view option, const json::value& word) {
    const json::value* const found = what.options.if_contains(option);
    return found != nullptr && *found == word;
  };
  if (what.command == "dead-letters")
    return !what.options.contains("action") || has("action", "list") || has("action", "show");
  return what.command == "send" && has("list", true);
}

void say_closed(std::string_view why) {
  logger().warning("a connection to the control socket is closed: " + std::string(why));
}

void drop_unread(control_client& who) {
  say_closed("it leaves too much unread");
  who.give_up();
}

} // namespace

void control_reply::event(json::object what) const {
  if (const auto to = to_.lock(); to && to->in_request() && !to->say(json::object{{"event", std::move(what)}}))
    drop_unread(*to);
}

void control_reply::finish(json::object result, int exit_code) const {
  const auto to = to_.lock();
  if (!to || !to->in_request())
    return;
  if (!to->say(json::object{{"result", std::move(result)}, {"exit", exit_code}}))
    return fail("failed", "the answer has more than " + message::size_text(control_client::most_unread),
                "ask for less of it: name somebody", 1);
  to->end_request();
}

void control_reply::fail(std::string_view code, std::string text, std::string help, int exit_code) const {
  if (const auto to = to_.lock(); to && to->in_request()) {
    if (!to->say(error_line(code, std::move(text), std::move(help), exit_code)))
      drop_unread(*to);
    to->end_request();
  }
}

bool control_reply::is_gone() const noexcept {
  const auto to = to_.lock();
  return !to || to->is_over() || !to->in_request();
}

bool control_reply::has_room() const noexcept {
  const auto to = to_.lock();
  return to && to->unread() < control_client::little_unread;
}

control_server::control_server(const control_setting& how, handler handle)
  : lock_(take_lock(how.socket)), socket_(how.socket), read_only_(how.read_only), patience_(how.patience),
    handle_(std::move(handle)), listener_(os::listen_at(how.socket.string(), how.mode)) {
  if (!how.group.empty())
    os::give_to_group(socket_.string(), how.group);
  poller_.watch(listener_.get(), 0, true, false);
  keep_reserve();
}

control_server::~control_server() {
  clients_.clear();
  std::error_code ignored;
  std::filesystem::remove(socket_, ignored); // under the lock, so it is ours
}

os::time_point control_server::next_deadline() const noexcept {
  os::time_point next = os::never;
  for (const auto& [key, one] : clients_)
    next = std::min(next, one->deadline());
  return next;
}

void control_server::dispatch() {
  std::array<os::poller::event, 64> room;
  for (const os::poller::event& one : poller_.ready(room)) {
    if (one.key == 0)
      accept_some();
    else
      serve(one);
  }
  serve_left_lines();
  close_late_ones();
}

void control_server::accept_some() {
  for (std::size_t i = 0; i < most_accepted_at_once && clients_.size() < most_clients; ++i) {
    os::fd end = accept_one();
    if (!end)
      break;
    admit(std::move(end));
  }
  watch_listener(clients_.size() < most_clients && (reserve_ || clients_.empty()));
}

// Who cannot be watched finds its connection closed.
void control_server::admit(os::fd end) try {
  const std::uint64_t key = next_key_++;
  clients_.emplace(key, std::make_shared<control_client>(std::move(end), poller_, key, patience_));
} catch (const no_resource&) {
}

os::fd control_server::accept_one() {
  os::fd end = os::accept_client(listener_);
  if (end || (errno != EMFILE && errno != ENFILE))
    return end;
  reserve_.reset();
  return os::accept_client(listener_);
}

// Whoever waits for a tree without descriptors is served when the one before has gone.
void control_server::keep_reserve() noexcept try {
  if (!reserve_)
    reserve_ = listener_.duplicate();
} catch (const error&) { // the next one that goes gives it back
}

void control_server::watch_listener(bool on) {
  if (on != listening_)
    poller_.change(listener_.get(), 0, listening_ = on, false);
}

void control_server::serve(const os::poller::event& what) {
  const auto found = clients_.find(what.key);
  if (found == clients_.end())
    return;
  control_client& who = *found->second;
  who.write();
  if (what.readable)
    who.read();
  take_lines(what.key, who);
  if (what.broken)
    who.give_up();
}

// Lines that came while a request of the same client was worked on, or more than one turn takes.
void control_server::serve_left_lines() {
  std::vector<std::uint64_t> left;
  for (const auto& [key, one] : clients_)
    if (one->can_ask())
      left.push_back(key);
  for (const std::uint64_t key : left)
    take_lines(key, *clients_.at(key));
}

void control_server::take_lines(std::uint64_t key, control_client& who) {
  std::string line;
  for (std::size_t i = 0; i < most_lines_at_once && who.can_ask() && !who.is_over() && who.next_line(line); ++i)
    take_request(clients_.at(key), line);
  if (who.is_too_long() && !who.is_over()) {
    who.begin_request();
    control_reply{clients_.at(key)}.fail("protocol", "a request is at most 1 MiB long", "", 2);
    who.close_when_written();
  }
}

void control_server::take_request(const std::shared_ptr<control_client>& who, std::string_view line) {
  who->begin_request();
  const control_reply reply{who};
  opened_request opened = open_request(line);
  if (!opened.problem.empty()) {
    reply.fail("protocol", std::move(opened.problem), "", 2);
    who->close_when_written();
  } else if (read_only_ && !only_shows(opened.request)) {
    reply.fail("not_permitted", "this tree is read-only: [control] read_only = true", "", 7);
  } else {
    answer(std::move(opened.request), reply);
  }
}

// Nothing that is only asked ends the tree: no memory to look into a mailbox, no descriptor to count.
void control_server::answer(control_request&& what, const control_reply& reply) {
  try {
    handle_(std::move(what), reply);
  } catch (const error& why) {
    reply.fail("failed", why.what(), "", 1);
  }
}

void control_server::close_late_ones() {
  const os::time_point now = os::clock::now();
  std::vector<std::uint64_t> late;
  for (const auto& [key, one] : clients_) {
    const std::string_view why = one->is_over() ? "" : one->lateness(now);
    if (!why.empty())
      say_closed(why);
    if (one->is_over() || !why.empty())
      late.push_back(key);
  }
  for (const std::uint64_t key : late)
    drop(key);
}

void control_server::drop(std::uint64_t key) {
  clients_.erase(key);
  keep_reserve();
  watch_listener(clients_.size() < most_clients);
}

} // namespace troupe::rooms::house
