/// `start`, `stop`, `restart`, `wait`: what changes a tree, and waits for it.
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/connection.hpp"
#include "cli/exit_code.hpp"
#include "cli/fields.hpp"
#include "os/terminal.hpp"

namespace troupe::rooms::cli {
namespace {

constexpr int standard_input = 0;

json::value seconds_or_null(const std::optional<std::chrono::nanoseconds>& span) {
  return span ? json::value(std::chrono::duration<double>(*span).count()) : json::value(nullptr);
}

json::object options_of(const invocation& asked, bool dry_run) {
  json::object made{{"wait", asked.wait},
                    {"timeout_s", seconds_or_null(asked.timeout)},
                    {"dry_run", dry_run},
                    {"reason", asked.reason.empty() ? json::value(nullptr) : json::value(asked.reason)}};
  if (asked.command == "start")
    made["no_deps"] = asked.no_deps;
  if (asked.command == "stop") {
    made["kill"] = asked.kill;
    made["drain_s"] = seconds_or_null(asked.drain);
  }
  return made;
}

std::string listed(const json::object& result, std::string_view key) {
  std::string text;
  const json::value* found = field(result, key);
  if (found != nullptr && found->is_array())
    for (const json::value& one : found->get_array())
      if (one.is_string())
        text.append(text.empty() ? "" : ", ").append(one.get_string());
  return text;
}

std::string done_word(const invocation& asked, bool dry_run) {
  if (dry_run)
    return "would " + asked.command;
  if (!asked.wait)
    return "asked for the " + asked.command + " of"; // nobody has looked whether it came about
  return asked.command + (asked.command == "stop" ? "ped" : "ed");
}

void say_result(const invocation& asked, const json::object& result, bool dry_run, const screen& out) {
  if (const std::string changed = listed(result, "changed"); !changed.empty())
    out.say(done_word(asked, dry_run) + " " + changed + "\n");
  if (const std::string unchanged = listed(result, "unchanged"); !unchanged.empty())
    out.say("nothing to do for " + unchanged + "\n");
  for_each_object(result, "failed", [&](const json::object& one) {
    out.complain("failed", text_field(one, "address") + ": " + text_field(one, "message"));
  });
}

/// Says what would end, and asks, when a person is there to answer.
bool is_meant(const invocation& asked, const screen& out) {
  const bool ends_something = asked.command == "stop" || asked.command == "restart";
  if (!ends_something || asked.yes || asked.dry_run || out.wants_json() || !os::is_terminal(standard_input))
    return true;
  connection tree(asked);
  const answer plan = tree.ask(asked.command, options_of(asked, true));
  const std::string ends = listed(plan.result, "changed");
  if (ends.empty())
    return true;
  std::printf("this ends %s. Go on? [y/N] ", ends.c_str());
  std::fflush(stdout);
  const int said = std::getchar();
  return said == 'y' || said == 'Y';
}

} // namespace

int act(const invocation& asked, const screen& out) {
  if (!is_meant(asked, out)) {
    out.say("nothing was done\n");
    return failed;
  }
  connection tree(asked);
  const answer got = tree.ask(asked.command, options_of(asked, asked.dry_run));
  if (out.wants_json())
    out.say_json(json::value(got.result));
  else
    say_result(asked, got.result, asked.dry_run, out);
  return got.exit_code;
}

int wait(const invocation& asked, const screen& out) {
  connection tree(asked);
  const answer got = tree.ask("wait", {{"for", asked.until}, {"timeout_s", seconds_or_null(asked.timeout)}},
                              [](const json::object&) {}); // no limit of our own
  if (out.wants_json())
    out.say_json(json::value(got.result));
  else
    for_each_object(got.result, "children", [&](const json::object& one) {
      out.say(text_field(one, "address") + " is " + text_field(one, "state") + "\n");
    });
  return got.exit_code;
}

} // namespace troupe::rooms::cli
