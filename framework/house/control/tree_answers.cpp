#include "house/control/tree_answers.hpp"

#include <algorithm>

#include "house/control/letter_answers.hpp"
#include "house/control/meant_nodes.hpp"
#include "house/control/request_options.hpp"
#include "house/tree_account.hpp"
#include "mailbox/onlooker.hpp"
#include "mailbox/status.hpp"
#include "message/one_line.hpp"
#include "os/process_usage.hpp"
#include "supervision/tree/option_words.hpp"
#include "supervision/tree/plant.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::house {

namespace {

using namespace supervision;
namespace json = message::json;

constexpr std::size_t ends_kept = 20;

enum exit_code : int { done = 0, failed = 1, wrong_usage = 2, unknown_address = 4, partly_done = 5 };

double seconds_in(os::duration length) { return std::chrono::duration<double>(length).count(); }

json::value seconds_or_null(const std::optional<os::duration>& length) {
  return length ? json::value(seconds_in(*length)) : json::value(nullptr);
}

json::object end_record(const tree_news& news, const told::end& what) {
  json::object made{{"cause", name(what.cause)},
                    {"code", what.how.kind == ending_kind::exited ? json::value(what.how.code) : json::value(nullptr)},
                    {"signal", nullptr},
                    {"uptime_s", news.pid == 0 ? json::value(nullptr) : json::value(seconds_in(news.lived))},
                    {"decision", name(what.next)},
                    {"delay_s", what.next == then::restart || what.next == then::hold
                                  ? json::value(seconds_in(what.delay))
                                  : json::value(nullptr)},
                    {"lost", news.lost}};
  if (what.how.kind == ending_kind::signalled)
    made["signal"] = text(signal_number{what.how.code});
  return made;
}

std::string type_text(std::uint64_t id) {
  const type_entry* const type = find_type(id);
  return type != nullptr ? std::string{type->name} : "?";
}

// Read from shared memory: whoever is asked about may hang.
void add_mail(const mailbox::region& region, mailbox::address who,
              const std::map<mailbox::slot_id, mailbox::mail_seen>& mail, json::object& row) {
  const mailbox::slot_status* const status = region.status(who.slot);
  if (status == nullptr || region.look(who.slot).incarnation != who.incarnation)
    return;
  if (const auto seen = mail.find(who.slot); seen != mail.end())
    row["mailbox"] = json::object{{"messages", seen->second.records}, {"bytes", seen->second.bytes}};
  const auto since = static_cast<std::int64_t>(status->doing.since.load(std::memory_order_relaxed));
  if (since == 0)
    return;
  const std::uint64_t from = status->doing.sender.load(std::memory_order_relaxed);
  const os::duration lasted = os::clock::now().time_since_epoch() - std::chrono::nanoseconds(since);
  row["in_hand"] = json::object{{"type", type_text(status->doing.type.load(std::memory_order_relaxed))},
                                {"sender", region.look(static_cast<mailbox::slot_id>(from >> 48)).name},
                                {"since_s", std::max(0.0, seconds_in(lasted))}};
}

// Empty where the kernel has no memory to look.
std::map<mailbox::slot_id, mailbox::mail_seen> mail_in(const mailbox::region& region,
                                                       const std::vector<mailbox::slot_id>& who) try {
  std::map<mailbox::slot_id, mailbox::mail_seen> made;
  const std::vector<mailbox::mail_seen> seen = mailbox::look_at_mail(region, who);
  for (std::size_t i = 0; i < who.size(); ++i)
    made[who[i]] = seen[i];
  return made;
} catch (const no_resource&) {
  return {};
}

std::string event_kind(const tree_command& what) {
  if (const auto* state = std::get_if<told::state>(&what))
    return "child." + std::string{name(state->now)};
  if (std::holds_alternative<told::end>(what))
    return "child.ended";
  return std::holds_alternative<told::over>(what) ? "tree.over" : "child.removed";
}

bool changed_nothing(const json::object& result) {
  return result.at("changed").get_array().empty() && result.at("unchanged").get_array().empty();
}

std::string reason_in(const control_request& asked) {
  const std::string reason = message::one_line(text_in(asked.options, "reason"));
  return reason.empty() ? "" : ": " + reason;
}

} // namespace

void tree_answers::hear(const tree_news& news) {
  const node_id who = subject_of(news);
  if (who == no_node)
    return;
  const node& one = news.of.nodes[who];
  std::string words = news_text(news);
  if (const auto* end = std::get_if<told::end>(&news.what)) {
    json::object record = end_record(news, *end);
    if (one.process.is_actor && news.where.slot != mailbox::no_slot)
      add_mail(region_, news.where, mail_in(region_, {news.where.slot}),
               record); // settled, and not yet the next life's
    note_end(who, record, words);
    restarts_[who] += end->next == then::restart ? 1 : 0;
    return events_.remember(who, one, event_kind(news.what), std::move(words), std::move(record));
  }
  if (const auto* state = std::get_if<told::state>(&news.what))
    return events_.remember(who, one, event_kind(news.what),
                            words.empty() ? std::string{name(state->now)} : std::move(words));
  if (!words.empty())
    events_.remember(who, one, event_kind(news.what), std::move(words));
  if (std::holds_alternative<told::removed>(news.what))
    forget(who);
}

// Another may have its number from now on.
void tree_answers::forget(node_id who) {
  ends_.erase(who);
  restarts_.erase(who);
  events_.forget(who);
}

void tree_answers::note_end(node_id who, const json::object& record, const std::string& words) {
  json::object row = record;
  row["at"] = present_time_text();
  row["text"] = words;
  ends_[who].push_front(std::move(row));
  if (ends_[who].size() > ends_kept)
    ends_[who].pop_back();
}

void tree_answers::answer(runner& of, control_request&& asked, control_reply reply) {
  const std::vector<std::string> filters = texts_in(asked.options, "filters");
  const chosen who = choose(addressees_of(of.present()), asked.addresses, filters);
  if (!who.problem.empty())
    return reply.fail(who.code, who.problem, who.help, who.code == "usage" ? wrong_usage : unknown_address);
  if (asked.command == "ps" || asked.command == "tree" || asked.command == "status")
    return show(of, asked, reply, who.who);
  if (asked.command == "events") {
    const bool is_of_all = asked.addresses.empty() && filters.empty();
    return events_.show(asked, reply, is_of_all ? std::nullopt : std::optional{who.who}, result_of("events"));
  }
  if (asked.command == "start" || asked.command == "stop" || asked.command == "restart")
    return change(of, asked, reply, who.who);
  if (asked.command == "wait")
    return wait_for(of, asked, reply, who.who);
  if (asked.command == "send")
    return send(of, asked, reply, who.who);
  if (asked.command == "dead-letters") {
    std::set<std::string> wanted;
    for (std::size_t i = 0; !asked.addresses.empty() && i < who.who.size(); ++i)
      wanted.insert(of.present().nodes[who.who[i]].name);
    const auto hear = [&](const dead_letter& one, const std::string& words) {
      if (const node_id whom = find_node(of.present(), one.address); whom != no_node)
        events_.remember(whom, of.present().nodes[whom], "child.asked", words + reason_in(asked));
    };
    return answer_about_letters(of.mail(), asked, reply, wanted, result_of(asked.command), hear);
  }
  reply.fail("unknown_command", "this tree does not know the command \"" + asked.command + "\"", "", wrong_usage);
}

json::object tree_answers::result_of(const std::string& command) const {
  return {{"schema", "troupe." + command + "/1"}, {"tree", tree_}, {"time", present_time_text()}};
}

json::object tree_answers::row_of(const runner& of, node_id who, const mail_sight& mail) const {
  const node& one = of.present().nodes[who];
  const int pid = of.pid_of(who);
  const std::optional<std::uint32_t> slot = slot_of(of.present(), who);
  const auto ends = ends_.find(who);
  const auto restarts = restarts_.find(who);
  json::object made{
    {"address", one.name},
    {"name", slot ? of.present().nodes[one.parent].name : one.name},
    {"slot", slot ? json::value(*slot) : json::value(nullptr)},
    {"kind", kind_of(one)},
    {"supervisor", one.parent == no_node ? json::value(nullptr) : json::value(of.present().nodes[one.parent].name)},
    {"state", name(one.state)},
    {"incarnation", one.incarnation},
    {"pid", pid == 0 ? json::value(nullptr) : json::value(pid)},
    {"up_s", seconds_or_null(of.up_time(who))},
    {"restarts", restarts == restarts_.end() ? 0 : restarts->second},
    {"last_end", ends == ends_.end() ? json::value(nullptr) : json::value(ends->second.front())},
    {"next_start_s", seconds_or_null(of.time_to_start(who))}};
  json::array blocked;
  if (one.state == child_state::blocked)
    for (const supervision::wait_for& each : one.waits)
      if (!is_well(of.present().nodes[each.who]))
        blocked.emplace_back(of.present().nodes[each.who].name);
  made["blocked_by"] = std::move(blocked);
  if (const auto usage = pid != 0 ? os::usage_of(pid) : std::nullopt) {
    made["memory_bytes"] = usage->memory;
    made["cpu_s"] = seconds_in(usage->cpu);
    made["fds"] = usage->descriptors ? json::value(*usage->descriptors) : json::value(nullptr);
  }
  if (one.process.is_actor && pid != 0)
    add_mail(region_, of.slot_of(who), mail, made);
  if (one.process.is_actor)
    made["lost"] = of.mail().view(who).lost;
  return made;
}

tree_answers::mail_sight tree_answers::look_at_mail(const runner& of, const std::vector<std::size_t>& who) const {
  std::vector<mailbox::slot_id> slots;
  for (const std::size_t each : who)
    if (const auto id = static_cast<node_id>(each); of.present().nodes[id].process.is_actor && of.pid_of(id) != 0)
      slots.push_back(of.slot_of(id).slot);
  return mail_in(region_, slots);
}

json::object tree_answers::status_of(const runner& of, node_id who, std::size_t history, const mail_sight& mail) const {
  json::object made = row_of(of, who, mail);
  const auto ends = ends_.find(who);
  json::array past;
  for (std::size_t i = 0; ends != ends_.end() && i < std::min(history, ends->second.size()); ++i)
    past.emplace_back(ends->second[i]);
  made["history"] = std::move(past);
  add_limits(of, who, made);
  made["options"] = options_ ? options_(made.at("name").as_string().c_str()) : json::value(nullptr);
  return made;
}

json::object tree_answers::branch_of(const runner& of, node_id who, const mail_sight& mail) const {
  json::object made = row_of(of, who, mail);
  const node& one = of.present().nodes[who];
  json::array after;
  for (const supervision::wait_for& each : one.waits)
    after.emplace_back(json::object{{"child", of.present().nodes[each.who].name}, {"until", word_of(each.until)}});
  made["after"] = std::move(after);
  if (one.kind == node_kind::process)
    return made;
  made["strategy"] = supervision::word_of(one.supervisor.strategy);
  json::array below;
  for (const node_id each : one.children)
    below.emplace_back(branch_of(of, each, mail));
  made["children"] = std::move(below);
  return made;
}

void tree_answers::add_branches(const runner& of, const control_request& asked, const std::vector<std::size_t>& who,
                                const mail_sight& mail, json::object& to) const {
  if (asked.addresses.empty()) {
    to["root"] = branch_of(of, root_node, mail);
    return;
  }
  json::array branches;
  for (const node_id each : topmost(of.present(), who))
    branches.emplace_back(branch_of(of, each, mail));
  to["branches"] = std::move(branches);
}

void tree_answers::show(const runner& of, const control_request& asked, const control_reply& reply,
                        const std::vector<std::size_t>& who) {
  json::object result = result_of(asked.command);
  const mail_sight mail = look_at_mail(of, who);
  if (asked.command == "tree") {
    add_branches(of, asked, who, mail, result);
    return reply.finish(std::move(result));
  }
  const auto history = static_cast<std::size_t>(std::clamp(number_in(asked.options, "history", 0), 0.0, 1000.0));
  json::array rows;
  for (const std::size_t each : who)
    rows.emplace_back(asked.command == "status" ? status_of(of, static_cast<node_id>(each), history, mail)
                                                : row_of(of, static_cast<node_id>(each), mail));
  result["children"] = std::move(rows);
  reply.finish(std::move(result));
}

void tree_answers::change(runner& of, const control_request& asked, const control_reply& reply,
                          const std::vector<std::size_t>& who) {
  json::array changed, unchanged, hindered;
  tree_wait made{reply, asked.command, {}, {}, deadline_in(asked.options), result_of(asked.command)};
  const bool is_dry = flag_in(asked.options, "dry_run");
  const bool with_needs = asked.command == "start" && !flag_in(asked.options, "no_deps");
  for (const node_id id : topmost(of.present(), with_needs ? with_what_they_need(of.present(), who) : who)) {
    const node& one = of.present().nodes[id];
    const std::string above = asked.command == "stop" ? "" : hindrance(of.present(), id);
    if (!above.empty()) {
      hindered.emplace_back(json::object{{"address", one.name}, {"message", above}});
      continue;
    }
    const bool has_nothing_to_do =
      (asked.command == "start" && is_up(one.state)) || (asked.command == "stop" && is_down(one));
    (has_nothing_to_do ? unchanged : changed).emplace_back(one.name);
    if (has_nothing_to_do || is_dry)
      continue;
    made.who.push_back({life_in(of.present(), id), one.name});
    events_.remember(id, one, "child.asked", asked.command + " is asked for" + reason_in(asked));
    if (asked.command == "start")
      of.note(happened::start_asked{id});
    else if (asked.command == "stop")
      of.note(happened::stop_asked{id, duration_in(asked.options, "drain_s")});
    else
      of.note(happened::restart_asked{id});
    if (asked.command == "stop" && flag_in(asked.options, "kill"))
      of.kill_below(id);
  }
  made.result["changed"] = std::move(changed);
  made.result["unchanged"] = std::move(unchanged);
  const bool is_refused = !hindered.empty(), is_all = changed_nothing(made.result);
  made.result["failed"] = std::move(hindered);
  if (made.who.empty() || !flag_in(asked.options, "wait", true))
    return reply.finish(std::move(made.result), !is_refused ? done : is_all ? failed : partly_done);
  waits_.add(std::move(made));
}

void tree_answers::send(runner& of, const control_request& asked, const control_reply& reply,
                        const std::vector<std::size_t>& who) {
  const std::vector<node_id> meant = topmost(of.present(), who);
  if (meant.size() != 1)
    return reply.fail("usage", "a message is for one actor, and that are " + std::to_string(meant.size()), "",
                      wrong_usage);
  mail_.answer(of, asked, reply, meant.front());
}

void tree_answers::wait_for(const runner& of, const control_request& asked, const control_reply& reply,
                            const std::vector<std::size_t>& who) {
  const std::string until = text_in(asked.options, "for");
  if (!until.empty() && until != "ready" && until != "done" && until != "stopped")
    return reply.fail("usage", "`for` is ready, done or stopped, and not \"" + until + "\"", "", wrong_usage);
  tree_wait made{reply, "wait", until, {}, deadline_in(asked.options), result_of("wait")};
  for (const std::size_t each : who)
    made.who.push_back({life_in(of.present(), static_cast<node_id>(each)), of.present().nodes[each].name});
  waits_.add(std::move(made));
}

void tree_answers::look(const runner& of) {
  mail_.look();
  waits_.look(of.present());
  if (of.exit_code())
    events_.end();
  else
    events_.look();
}

os::time_point tree_answers::next_deadline() const noexcept {
  return std::min(mail_.next_deadline(), waits_.next_deadline());
}

} // namespace troupe::rooms::house
