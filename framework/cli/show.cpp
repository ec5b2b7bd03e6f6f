/// `ps`, `tree`, `status` and `events`: what a tree says about itself, for a person.
#include <algorithm>

#include "cli/commands.hpp"
#include "cli/connection.hpp"
#include "cli/exit_code.hpp"
#include "cli/fields.hpp"
#include "cli/table.hpp"
#include "house/file/explain.hpp"

namespace troupe::rooms::cli {
namespace {

const char* colour_of(std::string_view state) {
  if (state == "ready" || state == "done")
    return "32";
  if (state == "failed" || state == "held" || state == "backoff")
    return "31";
  return state == "stopped" || state == "disabled" ? "2" : "33";
}

std::string span_field(const json::object& row, std::string_view key) {
  const auto seconds = number_field(row, key);
  return seconds ? span_text(*seconds) : "-";
}

std::string end_text(const json::object& row) {
  const json::object* end = object_field(row, "last_end");
  return end == nullptr ? "-" : text_field(*end, "text", text_field(*end, "cause", "-"));
}

std::string next_text(const json::object& row) {
  std::string text;
  if (const auto next = number_field(row, "next_start_s"))
    text = "next in " + span_text(*next);
  if (const json::value* blocked = field(row, "blocked_by"); blocked != nullptr && blocked->is_array())
    for (const json::value& one : blocked->get_array())
      if (one.is_string())
        text.append(text.empty() ? "waits for " : ", ").append(one.get_string());
  return text;
}

std::string mailbox_text(const json::object& row) {
  const json::object* mailbox = object_field(row, "mailbox");
  const auto value = mailbox == nullptr ? std::nullopt : number_field(*mailbox, "messages");
  return value ? std::to_string(static_cast<long long>(*value)) : "-";
}

std::string hand_text(const json::object& row) {
  const json::object* hand = object_field(row, "in_hand");
  if (hand == nullptr)
    return "-";
  const auto since = number_field(*hand, "since_s");
  return text_field(*hand, "type", "?") + (since ? " for " + span_text(*since) : "");
}

/// The rows that are wanted, in the wanted order.
std::vector<const json::object*> chosen_rows(const invocation& asked, const json::object& result) {
  std::vector<const json::object*> rows;
  for_each_object(result, "children", [&](const json::object& row) {
    const std::string state = text_field(row, "state");
    if (!asked.only_failed || state == "failed" || state == "held" || state == "backoff")
      rows.push_back(&row);
  });
  const auto number = [&](const json::object* row) -> double {
    if (asked.sort == "up")
      return number_field(*row, "up_s").value_or(-1);
    if (asked.sort == "restarts")
      return number_field(*row, "restarts").value_or(-1);
    if (asked.sort == "memory")
      return number_field(*row, "memory_bytes").value_or(-1);
    const json::object* mailbox = object_field(*row, "mailbox");
    return mailbox == nullptr ? -1 : number_field(*mailbox, "messages").value_or(-1);
  };
  if (asked.sort == "name" || asked.sort == "state")
    std::ranges::stable_sort(
      rows, {}, [&](const json::object* row) { return text_field(*row, asked.sort == "name" ? "address" : "state"); });
  else if (!asked.sort.empty())
    std::ranges::stable_sort(rows, std::ranges::greater{}, number);
  return rows;
}

std::string ps_text(const invocation& asked, const std::vector<const json::object*>& rows, const screen& out) {
  std::vector<std::string> head{"NAME", "STATE", "INC", "PID", "UP", "RST", "MBOX", "MEM", "LAST END"};
  if (asked.columns == "wide")
    head.insert(head.end() - 1, {"IN HAND", "CPU", "FDS", "KIND", "SUPERVISOR"});
  std::vector<std::vector<std::string>> cells;
  for (const json::object* row : rows) {
    const auto memory = number_field(*row, "memory_bytes");
    std::vector<std::string> line{
      text_field(*row, "address"),  text_field(*row, "state"),         text_field(*row, "incarnation", "-"),
      text_field(*row, "pid", "-"), span_field(*row, "up_s"),          text_field(*row, "restarts", "-"),
      mailbox_text(*row),           memory ? bytes_text(*memory) : "-"};
    if (asked.columns == "wide")
      line.insert(line.end(), {hand_text(*row), span_field(*row, "cpu_s"), text_field(*row, "fds", "-"),
                               text_field(*row, "kind", "-"), text_field(*row, "supervisor", "-")});
    line.push_back(end_text(*row));
    if (const std::string next = next_text(*row); !next.empty())
      line.push_back(next);
    cells.push_back(std::move(line));
  }
  std::string text = columns(head, cells);
  if (!out.colours())
    return text;
  // Painted afterwards, so that colours do not count as letters.
  std::size_t at = text.find('\n') + 1;
  for (const json::object* row : rows) {
    const std::string state = text_field(*row, "state"), painted = out.paint(colour_of(state), state);
    const std::size_t found = text.find(state, at + text_field(*row, "address").size());
    text.replace(found, state.size(), painted);
    at = text.find('\n', found) + 1;
  }
  return text;
}

/// "after store, feed until started"
std::string after_text(const json::object& row) {
  std::string text;
  for_each_object(row, "after", [&](const json::object& one) {
    const std::string until = text_field(one, "until");
    text += (text.empty() ? "after " : ", ") + text_field(one, "child") + (until == "ready" ? "" : " until " + until);
  });
  return text;
}

struct tree_look {
  const screen& out;
  bool deps;
};

void append_tree(std::string& to, const json::object& one, const std::string& indent, bool is_last, bool is_root,
                 const tree_look& how) {
  const std::string state = text_field(one, "state");
  to += indent +
        (is_root   ? ""
         : is_last ? "└─ "
                   : "├─ ") +
        text_field(one, "address", text_field(one, "name")) + "  " + how.out.paint(colour_of(state), state);
  if (const std::string strategy = text_field(one, "strategy"); !strategy.empty())
    to += "  " + strategy;
  if (const std::string after = how.deps ? after_text(one) : ""; !after.empty())
    to += "  " + after;
  if (const std::string next = next_text(one); !next.empty())
    to += "  (" + next + ")";
  to += "\n";
  std::vector<const json::object*> below;
  for_each_object(one, "children", [&](const json::object& child) { below.push_back(&child); });
  for (const json::object* child : below)
    append_tree(to, *child, indent + (is_root ? "" : is_last ? "   " : "│  "), child == below.back(), false, how);
}

/// "2 of 5 restarts in 1m0s"
std::string use_text(const json::object& row, std::string_view key, const std::string& what) {
  const json::object* use = object_field(row, key);
  if (use == nullptr)
    return "";
  if (field(*use, "restarts") == nullptr)
    return "unlimited";
  std::string text = text_field(*use, "used") + " of " + text_field(*use, "restarts") + what;
  if (const auto within = number_field(*use, "within_s"))
    text += " in " + span_text(*within);
  if (const auto frees = number_field(*use, "frees_in_s"))
    text += ", one is free again after " + span_text(*frees) + " more";
  return text;
}

std::string limit_text(const json::object& row) {
  const json::object* limit = object_field(row, "limit");
  std::string text = use_text(row, "limit", " restarts");
  if (text.empty() || text == "unlimited")
    return text;
  if (text_field(*limit, "scope") == "supervisor")
    text += ", together with its siblings";
  return text + "; then " + text_field(*limit, "on_limit");
}

/// As `check --explain` has them.
std::string options_text(const json::object& row) {
  std::vector<std::vector<std::string>> lines;
  for_each_object(row, "options", [&](const json::object& one) {
    const json::value* value = field(one, "value");
    lines.push_back({"    " + text_field(one, "key") + " = " + (value == nullptr ? "null" : house::toml_text(*value)),
                     "# " + text_field(one, "origin")});
  });
  if (lines.empty())
    return "";
  return columns({"  options"}, lines);
}

std::string status_text(const json::object& row, const screen& out) {
  std::vector<std::vector<std::string>> facts;
  const auto add = [&](const char* name, std::string value) {
    if (!value.empty() && value != "-")
      facts.push_back({std::string("  ") + name, std::move(value)});
  };
  add("kind", text_field(row, "kind"));
  add("supervisor", text_field(row, "supervisor"));
  add("process", text_field(row, "pid"));
  add("incarnation", text_field(row, "incarnation"));
  add("up", span_field(row, "up_s"));
  add("restarts", text_field(row, "restarts"));
  if (object_field(row, "mailbox") != nullptr)
    add("mailbox", mailbox_text(row) + " messages");
  if (number_field(row, "lost").value_or(0) > 0)
    add("lost", text_field(row, "lost") + " messages that were in hand when it died");
  add("in hand", hand_text(row));
  add("next", next_text(row));
  add("limit", limit_text(row));
  add("budget", use_text(row, "budget", " restarts of all below"));
  const std::string state = text_field(row, "state");
  std::string text = text_field(row, "address") + "  " + out.paint(colour_of(state), state) + "\n";
  if (!facts.empty()) {
    const std::string lines = columns({"", ""}, facts);
    text += lines.substr(lines.find('\n') + 1);
  }
  for_each_object(row, "history", [&](const json::object& end) {
    text += "  ended " + text_field(end, "at") + ": " + text_field(end, "text", text_field(end, "cause")) + "\n";
  });
  return text + options_text(row);
}

std::string event_text(const json::object& event) {
  const std::string time = text_field(event, "time");
  // "2026-11-21T07:11:33.123456789Z": a person wants the time of day, to the millisecond.
  const std::string shown = time.size() > 11 ? time.substr(11, std::min<std::size_t>(12, time.size() - 12)) : time;
  return shown + "  " + text_field(event, "address") + "  " + text_field(event, "text", text_field(event, "kind")) +
         "\n";
}

/// Whether nobody is short of being ready.
bool all_are_well(const std::vector<const json::object*>& rows) {
  return std::ranges::all_of(rows, [](const json::object* row) {
    const std::string state = text_field(*row, "state");
    return state == "ready" || state == "done";
  });
}

/// The answer with these rows, in their order.
json::object with_children(const json::object& result, const std::vector<const json::object*>& rows) {
  json::array children;
  for (const json::object* row : rows)
    children.emplace_back(*row);
  json::object made = result;
  made["children"] = std::move(children);
  return made;
}

} // namespace

int ps(const invocation& asked, const screen& out) {
  connection tree(asked);
  const answer got = tree.ask("ps", {});
  const std::vector<const json::object*> rows = chosen_rows(asked, got.result);
  if (asked.jsonl)
    for (const json::object* row : rows)
      out.say_json(json::value(*row));
  else if (asked.json)
    out.say_json(json::value(with_children(got.result, rows)));
  else if (asked.columns == "name")
    for (const json::object* row : rows)
      out.say(text_field(*row, "address") + "\n");
  else
    out.say(ps_text(asked, rows, out));
  return asked.assert_ready && !all_are_well(rows) ? not_ready : got.exit_code;
}

int tree(const invocation& asked, const screen& out) {
  connection running(asked);
  const answer got = running.ask("tree", {});
  if (out.wants_json()) {
    out.say_json(json::value(got.result));
    return got.exit_code;
  }
  std::string text;
  if (const json::object* root = object_field(got.result, "root"))
    append_tree(text, *root, "", true, true, {out, asked.deps});
  for_each_object(got.result, "branches",
                  [&](const json::object& branch) { append_tree(text, branch, "", true, true, {out, asked.deps}); });
  out.say(text);
  return got.exit_code;
}

int status(const invocation& asked, const screen& out) {
  connection running(asked);
  const answer got = running.ask("status", {{"history", asked.history}});
  if (out.wants_json())
    out.say_json(json::value(got.result));
  else
    for_each_object(got.result, "children", [&](const json::object& row) { out.say(status_text(row, out)); });
  return got.exit_code;
}

int events(const invocation& asked, const screen& out) {
  connection running(asked);
  const auto show = [&](const json::object& event) {
    if (out.wants_json())
      out.say_json(json::value(event));
    else
      out.say(event_text(event));
    out.flush(); // who reads a stream waits for the line
  };
  const json::value last = asked.last ? json::value(*asked.last) : json::value(nullptr);
  return running.ask("events", {{"from", asked.from}, {"last", last}, {"follow", asked.follow}}, show).exit_code;
}

} // namespace troupe::rooms::cli
