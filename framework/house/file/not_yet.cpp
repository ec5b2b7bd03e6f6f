#include "house/file/not_yet.hpp"

#include "supervision/tree/option_fields.hpp"

namespace troupe::rooms::house {

namespace {

struct unsupported {
  const char* key;
  const char* what;
  bool (*is_asked_for)(const child_entry&);
};

const unsupported all[] = {
  {"run", "a pool", [](const child_entry& one) { return one.kind == supervision::pools; }},
  {"uses", "handing one child to another (`after` has the order)",
   [](const child_entry& one) { return !one.options.uses.empty() || !one.supervisor.uses.empty(); }},
  {"ready", "ready = \"notify\"",
   [](const child_entry& one) { return one.options.ready == std::optional{readiness::notify}; }},
  {"stop", "a command in place of the stop signal",
   [](const child_entry& one) { return !one.options.stop.run.empty(); }},
  {"mailbox", "a limit for the mailbox",
   [](const child_entry& one) { return one.options.mailbox != mailbox_options{}; }},
  {"delivery", "delivery = \"at-least-once\"",
   [](const child_entry& one) { return one.options.delivery == at_least_once; }},
};

} // namespace

void report_not_yet(tree_file& file) {
  for (const child_entry& one : file.children())
    for (const unsupported& each : all)
      if (each.is_asked_for(one))
        file.report("E103", one.name, each.key, std::string{"not yet: `troupe run` does not know "} + each.what);
  file.sort_problems();
}

} // namespace troupe::rooms::house
