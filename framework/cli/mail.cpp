/// `send` and `dead-letters`: messages from the shell.
#include <fstream>
#include <iterator>

#include "cli/commands.hpp"
#include "cli/connection.hpp"
#include "cli/exit_code.hpp"
#include "cli/fields.hpp"
#include "cli/table.hpp"

namespace troupe::rooms::cli {
namespace {

std::string value_written(const invocation& asked) {
  if (asked.file.empty())
    return asked.value.empty() ? "{}" : asked.value;
  std::ifstream in(asked.file, std::ios::binary);
  if (!in)
    throw refusal{"usage", "cannot read " + asked.file, "", wrong_usage};
  return {std::istreambuf_iterator<char>(in), {}};
}

json::object send_options(const invocation& asked) {
  if (asked.list)
    return {{"list", true}};
  if (asked.type.empty())
    throw refusal{"usage", "send needs the type of the message", "`troupe send ADDRESS --list` lists them",
                  wrong_usage};
  const message::reading<json::value> value = message::parse_json(value_written(asked));
  if (!value)
    throw refusal{"usage", "the message is no JSON: " + value.problem, "", wrong_usage};
  json::object made{{"type", asked.type}, {"value", *value.value}, {"request", asked.request}, {"list", false}};
  if (asked.timeout)
    made["timeout_s"] = std::chrono::duration<double>(*asked.timeout).count();
  return made;
}

json::object letter_options(const invocation& asked) {
  const auto ids = [](const std::vector<std::string>& all) { return json::array(all.begin(), all.end()); };
  const json::value reason = asked.reason.empty() ? json::value(nullptr) : json::value(asked.reason);
  if (!asked.requeue.empty())
    return {{"action", "requeue"}, {"id", ids(asked.requeue)}, {"reason", reason}};
  if (!asked.drop.empty())
    return {{"action", "drop"}, {"id", ids(asked.drop)}, {"reason", reason}};
  if (!asked.show.empty())
    return {{"action", "show"}, {"id", ids(asked.show)}};
  return {{"action", "list"}};
}

std::string letters_text(const json::object& result, bool in_full) {
  std::vector<std::vector<std::string>> rows;
  std::string text;
  for_each_object(result, "letters", [&](const json::object& one) {
    rows.push_back({text_field(one, "id"), text_field(one, "at"), text_field(one, "address"), text_field(one, "type"),
                    text_field(one, "sender", "-"), text_field(one, "deliveries", "-"), text_field(one, "cause")});
    if (const json::value* value = in_full ? field(one, "value") : nullptr)
      text += text_field(one, "id") + ": " + text_field(one, "type") + " " + message::json_text(*value) + "\n";
  });
  if (rows.empty())
    return "no dead letters\n";
  return columns({"ID", "AT", "TO", "TYPE", "FROM", "TRIES", "CAUSE"}, rows) + text;
}

void say_change(const json::object& result, const std::string& what, const screen& out) {
  out.say(what + text_field(result, "count", "0") + "\n");
  for_each_object(result, "failed", [&](const json::object& one) {
    out.complain("failed", text_field(one, "id") + ": " + text_field(one, "message"),
                 "`troupe dead-letters` lists them");
  });
}

} // namespace

int send(const invocation& asked, const screen& out) {
  const json::object options = send_options(asked);
  connection tree(asked);
  const answer got = tree.ask("send", options);
  if (out.wants_json()) {
    out.say_json(json::value(got.result));
  } else if (asked.list) {
    for_each_object(got.result, "types", [&](const json::object& one) {
      out.say(text_field(one, "name") + "  " + text_field(one, "wanted") + "\n");
    });
  } else if (const json::object* reply = object_field(got.result, "reply")) {
    const json::value* value = field(*reply, "value");
    out.say((value == nullptr ? "null" : message::json_text(*value)) + "\n");
  }
  return got.exit_code;
}

int dead_letters(const invocation& asked, const screen& out) {
  connection tree(asked);
  const answer got = tree.ask("dead-letters", letter_options(asked));
  if (out.wants_json())
    out.say_json(json::value(got.result));
  else if (!asked.requeue.empty() || !asked.drop.empty())
    say_change(got.result, asked.drop.empty() ? "sent again: " : "dropped: ", out);
  else
    out.say(letters_text(got.result, !asked.show.empty()));
  return got.exit_code;
}

} // namespace troupe::rooms::cli
