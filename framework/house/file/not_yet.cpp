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
  {"ready", "ready = \"notify\"",
   [](const child_entry& one) { return one.options.ready == std::optional{readiness::notify}; }},
  {"stop", "a command in place of the stop signal",
   [](const child_entry& one) { return !one.options.stop.run.empty(); }},
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
