#include "house/control/mail_answers.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "house/control/request_options.hpp"
#include "house/control/tree_waits.hpp"
#include "message/json_words.hpp"
#include "message/nearest.hpp"
#include "message/type_search.hpp"
#include "message/wanted_text.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::house {

namespace {

namespace json = message::json;

enum exit_code : int { failed = 1, wrong_usage = 2, not_ready = 3, timed_out = 8 };

constexpr std::chrono::seconds usual_patience{30};

/// Why nothing is sent.
struct refusal {
  std::string code, text, help;
  int exit_code;
};

bool is_message(const type_entry* type) { return type->actor_hooks.load(std::memory_order_acquire) != nullptr; }

/// "troupe::..." in it, and not "mytroupe::...".
bool is_of_troupe(std::string_view name) {
  const std::size_t at = name.find("troupe::");
  const auto is_of_word = [](char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; };
  return at != name.npos && (at == 0 || !is_of_word(name[at - 1]));
}

/// Without the framework's own: nobody writes those.
std::vector<const type_entry*> writable_types() {
  std::vector<const type_entry*> all = message::registered_types();
  std::erase_if(all, [](const type_entry* one) {
    return !is_message(one) || is_of_troupe(one->name) || one->name.starts_with("caf::");
  });
  return all;
}

const type_entry& type_named(const std::string& written) {
  std::vector<const type_entry*> found = message::find_types(written);
  std::erase_if(found, [](const type_entry* one) { return !is_message(one); });
  if (found.size() == 1)
    return *found.front();
  std::vector<std::string_view> names;
  for (const type_entry* one : found.empty() ? writable_types() : found)
    names.push_back(one->name);
  if (found.empty()) {
    if (written.find("::") == std::string::npos) // as it is written, so is what was meant
      for (std::string_view& one : names)
        one = one.substr(one.rfind(':') + 1); // npos + 1 is 0
    const auto meant = message::nearest(written, names);
    throw refusal{"usage", "no type of messages is called \"" + written + "\"",
                  meant ? "did you mean \"" + *meant + "\"?" : "`troupe send ADDRESS --list` lists them", wrong_usage};
  }
  std::string all;
  for (const std::string_view one : names)
    all.append(all.empty() ? "" : ", ").append(one);
  throw refusal{"usage", "\"" + written + "\" may be any of " + all, "write the whole name", wrong_usage};
}

caf::message message_in(const json::object& options) {
  const type_entry& type = type_named(text_in(options, "type"));
  const json::value* const written = options.if_contains("value");
  const message::fitted made =
    message::words_of(type.described(), written != nullptr ? *written : json::value(json::object{}));
  if (!made.misfits.empty()) {
    const message::misfit& first = made.misfits.front();
    throw refusal{"usage", (first.path.empty() ? std::string{type.name} : first.path) + ": " + first.problem,
                  first.help, wrong_usage};
  }
  return actor::message_of(type, {made.words, 0});
}

/// Of no program in particular: "int", "unsigned char", "std::string".
bool is_standard(const type_entry* one) {
  constexpr std::array<std::string_view, 9> words{"bool", "char",  "double", "float",   "int",
                                                  "long", "short", "signed", "unsigned"};
  const std::string_view name = one->name;
  return name.starts_with("std::") || std::ranges::find(words, name.substr(0, name.find(' '))) != words.end();
}

/// Those of this program first.
json::object types_listed() {
  json::array all;
  std::vector<const type_entry*> types = writable_types();
  std::ranges::stable_partition(types, [](const type_entry* one) { return !is_standard(one); });
  for (const type_entry* one : types)
    all.emplace_back(json::object{{"name", one->name}, {"wanted", message::wanted_text(one->described())}});
  return {{"schema", "troupe.send/1"}, {"reply", nullptr}, {"types", std::move(all)}};
}

json::value shown(const actor::carried_value& one) {
  return message::json_of(one.type->described(), {one.words, 0}).value_or(nullptr);
}

/// A message of one value is that value; of none null; of several their list.
json::object answer_of(const std::vector<actor::carried_value>& values) {
  if (values.size() == 1)
    return {{"type", values.front().type->name}, {"value", shown(values.front())}};
  if (values.empty())
    return {{"type", nullptr}, {"value", nullptr}};
  json::array all;
  for (const actor::carried_value& each : values)
    all.emplace_back(shown(each));
  return {{"type", nullptr}, {"value", std::move(all)}};
}

std::string refusal_text(const caf::error& why) {
  return why == caf::sec::unexpected_message ? "the actor takes no message of that type" : text(why);
}

// A pool has its role from when somebody first sends to it.
caf::actor receiver_in(supervision::tree_runner& of, supervision::node_id who) {
  const supervision::node& one = of.present().nodes[who];
  try {
    if (one.kind == supervision::node_kind::pool)
      static_cast<void>(of.role_named(one.name));
  } catch (const unknown_name&) { // it has ended, or is none of actors
  }
  return of.actor_of(who);
}

/// Why `who` takes no message now, and what to do about it.
refusal no_receiver(const supervision::tree& in, supervision::node_id who) {
  const supervision::node& one = in.nodes[who];
  const bool is_pool = one.kind == supervision::node_kind::pool;
  const bool is_supervisor = one.kind == supervision::node_kind::supervisor;
  const bool is_actor =
    is_pool ? one.spec->command.empty() && one.spec->shell.empty() : one.process.is_actor && !is_supervisor;
  if (!is_actor)
    return {"not_ready", one.name + " is no actor", "", not_ready};
  const std::string above = hindrance(in, who);
  const std::string help = !above.empty()                   ? above
                           : is_down(one) || one.is_removed ? "start it: troupe start " + one.name
                                                            : "wait for it: troupe wait " + one.name;
  return {"not_ready", one.name + " is not up: it is " + std::string{name(one.state)}, help, not_ready};
}

void tell(const caf::message& answer, const control_reply& reply) {
  if (answer.match_elements<caf::error>())
    return reply.fail("failed", refusal_text(answer.get_as<caf::error>(0)), "", failed);
  const auto values = actor::values_in(answer);
  if (!values)
    return reply.fail("failed", "the actor answered with what cannot be shown here", "", failed);
  reply.finish({{"schema", "troupe.send/1"}, {"reply", answer_of(*values)}});
}

} // namespace

void mail_answers::answer(supervision::tree_runner& of, const control_request& asked, const control_reply& reply,
                          supervision::node_id who) {
  if (flag_in(asked.options, "list"))
    return reply.finish(types_listed());
  const caf::actor whom = receiver_in(of, who);
  try {
    if (!whom)
      throw no_receiver(of.present(), who);
    caf::message what = message_in(asked.options);
    if (flag_in(asked.options, "request"))
      return ask(whom, std::move(what), asked, reply);
    if (const caf::error why = actor::send_typeless(whom, std::move(what)))
      return reply.fail("failed", text(why), "", failed);
    reply.finish({{"schema", "troupe.send/1"}, {"reply", nullptr}});
  } catch (const refusal& no) {
    reply.fail(no.code, no.text, no.help, no.exit_code);
  } catch (const error& why) {
    reply.fail("usage", why.what(), "", wrong_usage);
  }
}

void mail_answers::ask(const caf::actor& whom, caf::message what, const control_request& asked,
                       const control_reply& reply) {
  open_.push_back({reply, deadline_in(asked.options, usual_patience)});
  open_.back().asker = actor::ask_typeless(in_, whom, std::move(what),
                                           [reply, done = open_.back().is_answered](const caf::message& answer) {
                                             *done = true;
                                             tell(answer, reply);
                                           });
}

void mail_answers::look() {
  const os::time_point now = os::clock::now();
  open_.remove_if([&](const question& one) {
    const bool is_open = !*one.is_answered && !one.reply.is_gone();
    if (is_open && now < one.deadline)
      return false;
    if (is_open)
      one.reply.fail("timeout", "no answer in time; the message is with the actor", "", timed_out);
    caf::anon_send_exit(one.asker, caf::exit_reason::user_shutdown);
    return true;
  });
}

os::time_point mail_answers::next_deadline() const noexcept {
  os::time_point first = os::never;
  for (const question& each : open_)
    first = std::min(first, each.deadline);
  return first;
}

} // namespace troupe::rooms::house
