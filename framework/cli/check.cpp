#include <algorithm>
#include <array>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/tree_reading.hpp"
#include "house/file/explain.hpp"
#include "house/file/graph.hpp"
#include "supervision/tree/option_fields.hpp"

namespace troupe::rooms::cli {
namespace {

std::string plural(std::size_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/// "2 supervisors, 1 actor and 1 command"
std::string contents_text(const house::tree_file& file) {
  constexpr std::array<std::pair<unsigned, const char*>, 4> words{{{supervision::supervisors, "supervisor"},
                                                                   {supervision::actors, "actor"},
                                                                   {supervision::commands, "command"},
                                                                   {supervision::pools, "pool"}}};
  std::vector<std::string> parts;
  for (const auto& [kind, word] : words)
    if (const auto count = std::ranges::count(file.children(), kind, &house::child_entry::kind); count != 0)
      parts.push_back(plural(static_cast<std::size_t>(count), word));
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i)
    text += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
  return text;
}

house::graph_language graph_language_of(const invocation& asked) {
  return asked.graph == "dot" ? house::graph_language::dot : house::graph_language::mermaid;
}

json::value as_json(const invocation& asked, const house::tree_file& file, bool valid) {
  json::array problems;
  for (const house::problem& one : file.problems().all())
    problems.push_back(house::report_json(one));
  json::object made{{"schema", "troupe.check/1"},
                    {"file", asked.file},
                    {"tree", file.name()},
                    {"valid", valid},
                    {"errors", file.problems().errors()},
                    {"warnings", file.problems().warnings()},
                    {"problems", std::move(problems)}};
  if (!asked.graph.empty())
    made["graph"] =
      valid ? json::value(house::graph_text(file.tree(), graph_language_of(asked))) : json::value(nullptr);
  if (asked.explain)
    made["children"] = house::explain_json(file);
  return made;
}

void say_problems(const house::tree_file& file, const screen& out) {
  for (const house::problem& one : file.problems().all())
    out.say(house::report_text(one, out.colours()) + "\n");
}

} // namespace

int check(const invocation& asked, const screen& out) {
  const house::tree_file file = read_tree(asked);
  const bool valid = file.problems().errors() == 0 && (!asked.strict || file.problems().warnings() == 0);
  if (!asked.graph.empty() && valid && !out.wants_json()) {
    out.say(house::graph_text(file.tree(), graph_language_of(asked)));
  } else if (out.wants_json()) {
    out.say_json(as_json(asked, file, valid));
  } else {
    say_problems(file, out);
    if (asked.explain && file.problems().errors() == 0)
      out.say(house::explain_text(file) + "\n");
    out.say(file.problems().all().empty()
              ? asked.file + ": " + out.paint("1;32", "well") + ", " + contents_text(file) + "\n"
              : asked.file + ": " + house::count_text(file.problems()) + "\n");
  }
  return valid ? done : not_ready;
}

} // namespace troupe::rooms::cli
