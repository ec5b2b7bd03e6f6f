#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "house/control/control_server.hpp"
#include "house/file/schema.hpp"
#include "troupe/provides.hpp"

namespace troupe::rooms::cli {
namespace {

std::string behaviours_text(const std::vector<behaviour>& all) {
  std::string text;
  for (const behaviour& one : all)
    text += (text.empty() ? "" : ", ") + std::string(one.name);
  return text.empty() ? "none" : text;
}

} // namespace

int schema(const invocation&, const screen& out) {
  out.say_json(house::tree_file_schema());
  return done;
}

int version(const invocation&, const screen& out) {
  const std::vector<behaviour> behaviours = provided_behaviours();
  if (out.wants_json()) {
    json::array names;
    for (const behaviour& one : behaviours)
      names.push_back(json::value(one.name));
    out.say_json(json::object{{"schema", "troupe.version/1"},
                              {"version", TROUPE_VERSION},
                              {"format", 1},
                              {"protocol", house::control_protocol},
                              {"cgroup", false},
                              {"behaviours", std::move(names)}});
    return done;
  }
  out.say(
    "troupe " TROUPE_VERSION "\n"
    "tree files: version 1; control sockets: protocol " +
    std::to_string(house::control_protocol) + "\nbehaviours of this program: " + behaviours_text(behaviours) +
    "\nno cgroup is used: when command, guard and spawner are all killed in one instant, what children have started "
    "themselves lives on; the children do not\n");
  return done;
}

} // namespace troupe::rooms::cli
