#include "house/control/tree_waits.hpp"

#include <algorithm>

namespace troupe::rooms::house {

namespace {

using namespace supervision;
namespace json = message::json;

enum exit_code : int { done = 0, failed = 1, partly_done = 5, timed_out = 8 };
enum class progress { going_on, reached, missed };

// Whose supervisor is being restarted has not failed for good.
bool may_be_started_anew(const tree& in, node_id who) {
  for (node_id each = in.nodes[who].parent; each != no_node; each = in.nodes[each].parent)
    if (const child_state above = in.nodes[each].state;
        above == child_state::stopping || above == child_state::backoff || above == child_state::blocked)
      return true;
  return false;
}

bool is_removed(const tree& in, const life_of& life) {
  const node& one = in.nodes[life.who];
  return one.is_removed || one.tenant != life.tenant;
}

bool is_failed(const tree& in, node_id who) {
  return in.nodes[who].state == child_state::failed && !may_be_started_anew(in, who);
}

bool is_lost(const tree& in, node_id who) { return is_failed(in, who) || in.nodes[who].state == child_state::held; }

/// Whom a blocked node waits for in vain, at once or further away: nobody starts them. Null when there is none.
const node* nobody_starts(const tree& in, node_id who) {
  if (in.nodes[who].state != child_state::blocked)
    return nullptr;
  for (const wait_for& each : in.nodes[who].waits) {
    const node& one = in.nodes[each.who];
    if (is_down(one) && one.state != child_state::done && one.state != child_state::held)
      return &one;
    if (const node* const further = nobody_starts(in, each.who))
      return further;
  }
  return nullptr;
}

progress look_at(const tree& in, const life_of& life, const std::string& command, const std::string& until) {
  const node& one = in.nodes[life.who];
  const auto when = [](bool reached, bool missed) {
    return reached ? progress::reached : missed ? progress::missed : progress::going_on;
  };
  if (is_removed(in, life))
    return command == "stop" || until == "stopped" ? progress::reached : progress::missed;
  if (command == "stop")
    return when(is_down(one), one.is_wanted);
  if (until == "stopped")
    return when(is_down(one), false);
  if (until == "done")
    return when(one.state == child_state::done, is_failed(in, life.who));
  if (command == "wait")
    return when(is_well(one), is_failed(in, life.who));
  const bool is_hindered =
    (!is_up(one.state) && !hindrance(in, life.who).empty()) || nobody_starts(in, life.who) != nullptr;
  const bool is_another = command == "start" || one.incarnation != life.incarnation;
  return when(is_well(one) && is_another, is_lost(in, life.who) || is_hindered || !one.is_wanted);
}

std::string why_missed(const tree& in, const life_of& life, const std::string& command) {
  if (is_removed(in, life))
    return "it has been removed";
  if (command == "stop")
    return "somebody has started it again";
  if (const node* const other = nobody_starts(in, life.who))
    return "it waits for " + other->name + ", which is " + std::string{name(other->state)};
  const std::string above = is_lost(in, life.who) ? "" : hindrance(in, life.who);
  if (!above.empty())
    return above;
  const bool is_stopped = command != "wait" && !in.nodes[life.who].is_wanted && !is_lost(in, life.who);
  return is_stopped ? "somebody has stopped it" : "it is " + std::string{name(in.nodes[life.who].state)};
}

/// How far all are that somebody waits for.
struct sight {
  json::array states;
  json::array missed;
  bool is_going_on = false;
};

sight look_at_all(const tree& in, const tree_wait& one) {
  sight seen;
  for (const awaited& each : one.who) {
    const progress far = look_at(in, each.life, one.command, one.until);
    seen.is_going_on |= far == progress::going_on;
    const child_state now = is_removed(in, each.life) ? child_state::stopped : in.nodes[each.life.who].state;
    seen.states.emplace_back(json::object{{"address", each.name}, {"state", name(now)}});
    if (far == progress::missed)
      seen.missed.emplace_back(
        json::object{{"address", each.name}, {"message", why_missed(in, each.life, one.command)}});
  }
  return seen;
}

// Whoever is named as failed has not been changed.
void take_out(json::object& result, const json::array& missed) {
  json::array left;
  for (const json::value& each : result.at("changed").get_array())
    if (std::ranges::none_of(missed, [&](const json::value& other) { return other.at("address") == each; }))
      left.push_back(each);
  result["changed"] = std::move(left);
}

void finish(tree_wait& one, sight&& seen) {
  if (one.command == "wait") {
    const std::size_t count = seen.missed.size();
    one.result["children"] = std::move(seen.states);
    return one.reply.finish(std::move(one.result), count == 0 ? done : count == one.who.size() ? failed : partly_done);
  }
  take_out(one.result, seen.missed);
  json::array& all = one.result.at("failed").get_array();
  all.insert(all.end(), seen.missed.begin(), seen.missed.end());
  const bool has_done = one.who.size() > seen.missed.size();
  const int code = all.empty() ? done : has_done ? partly_done : failed;
  one.reply.finish(std::move(one.result), code);
}

} // namespace

// A restart that is only delayed is not down.
bool is_down(const node& one) {
  return !is_up(one.state) && one.state != child_state::blocked && one.state != child_state::backoff;
}

bool is_well(const node& one) { return one.state == child_state::ready || one.state == child_state::done; }

std::string hindrance(const tree& in, node_id who) {
  for (node_id each = in.nodes[who].parent; each != no_node; each = in.nodes[each].parent) {
    const node& above = in.nodes[each];
    if (is_down(above))
      return std::string{above.kind == node_kind::pool ? "its pool " : "its supervisor "} + above.name + " is " +
             std::string{name(above.state)};
  }
  return {};
}

void tree_waits::look(const tree& in) {
  const os::time_point now = os::clock::now();
  std::erase_if(all_, [&](tree_wait& one) {
    sight seen = look_at_all(in, one);
    if (!seen.is_going_on) {
      finish(one, std::move(seen));
      return true;
    }
    if (now < one.deadline && !one.reply.is_gone())
      return false;
    one.reply.fail("timeout", "not so far yet; what was asked for goes on", "", timed_out);
    return true;
  });
}

os::time_point tree_waits::next_deadline() const noexcept {
  os::time_point first = os::never;
  for (const tree_wait& each : all_)
    first = std::min(first, each.deadline);
  return first;
}

} // namespace troupe::rooms::house
