/// Children of a running tree by their names: the caller's side of asking for them.
#include "troupe/role.hpp"

#include <algorithm>

#include "mailbox/role.hpp"
#include "message/nearest.hpp"
#include "supervision/ask.hpp"
#include "supervision/this_process.hpp"
#include "troupe/error.hpp"

namespace troupe {

using namespace rooms;

namespace {

void require_role(const caf::actor& which) {
  if (!mailbox::is_role(actor::current_host().address_of(which)))
    throw invalid_argument("this is the handle of one life; whereis() gives that of a role");
}

[[noreturn]] void throw_no_peer(const std::string& name, const std::vector<supervision::used_child>& uses) {
  std::vector<std::string> names;
  std::string all;
  for (const supervision::used_child& each : uses) {
    names.push_back(each.name);
    all += (all.empty() ? "" : ", ") + each.name;
  }
  const auto meant = message::nearest(name, names);
  throw unknown_name("nothing is used here under the name '" + name + "'" +
                     (meant ? "; did you mean '" + *meant + "'?" : "") +
                     (all.empty() ? "; `uses` of this child is empty" : "; there are " + all));
}

} // namespace

caf::actor whereis(std::string_view name) {
  return supervision::ask_supervisor<caf::actor>(supervision::role_request{std::string{name}});
}

caf::actor find(std::string_view name) {
  try {
    return whereis(name);
  } catch (const unknown_name&) {
    return {};
  }
}

caf::actor peer(std::string_view local_name) {
  const auto& uses = supervision::this_process().uses;
  const auto found = std::ranges::find(uses, local_name, &supervision::used_child::name);
  if (found == uses.end())
    throw_no_peer(std::string{local_name}, uses);
  return whereis(found->child);
}

caf::actor incarnation_of(const caf::actor& role) {
  require_role(role);
  return supervision::ask_supervisor<caf::actor>(supervision::incarnation_request{role});
}

void watch(const caf::actor& watcher, const caf::actor& role) {
  require_role(role);
  static_cast<void>(supervision::ask_supervisor<caf::actor>(supervision::watch_request{role, watcher, true}));
}

void unwatch(const caf::actor& watcher, const caf::actor& role) {
  require_role(role);
  static_cast<void>(supervision::ask_supervisor<caf::actor>(supervision::watch_request{role, watcher, false}));
}

} // namespace troupe
