#include "actor/caf_seam/printer.hpp"

#include <caf/make_actor.hpp>

#include "os/write_at_once.hpp"

namespace troupe::rooms::actor {

namespace {

// One call for whole lines: processes that share a terminal or a pipe do not break into each other's.
void write_out(std::string_view text) noexcept { os::write_at_once(1, text); }

} // namespace

// CAF speaks to its printer with messages; nobody waits for an answer, so they are carried out at once.
void printer::enqueue(caf::mailbox_element_ptr what, caf::execution_unit* unit) {
  auto& content = what->content();
  if (content.match_elements<caf::add_atom, caf::actor_id, std::string>())
    append(content.get_as<caf::actor_id>(1), content.get_as<std::string>(2));
  else if (content.match_elements<caf::flush_atom, caf::actor_id>())
    flush(content.get_as<caf::actor_id>(1), false);
  else if (content.match_elements<caf::delete_atom, caf::actor_id>())
    flush(content.get_as<caf::actor_id>(1), true);
  else if (content.match_elements<caf::exit_msg>())
    cleanup(caf::exit_reason::user_shutdown, unit);
}

void printer::append(caf::actor_id who, const std::string& text) {
  const std::scoped_lock hold{lock_};
  std::string& line = unfinished_[who];
  line += text;
  const std::size_t end = line.rfind('\n');
  if (end == std::string::npos)
    return;
  write_out({line.data(), end + 1});
  line.erase(0, end + 1);
}

void printer::flush(caf::actor_id who, bool forget) {
  const std::scoped_lock hold{lock_};
  const auto found = unfinished_.find(who);
  if (found == unfinished_.end())
    return;
  write_out(found->second);
  found->second.clear();
  if (forget)
    unfinished_.erase(found);
}

caf::actor make_printer(caf::actor_system& system) {
  caf::actor_config config;
  config.add_flag(caf::abstract_actor::is_hidden_flag);
  return caf::make_actor<printer, caf::actor>(system.next_actor_id(), system.node(), &system, config);
}

} // namespace troupe::rooms::actor
