#include "house/not_yet.hpp"

namespace troupe::rooms::house {

namespace {

struct unsupported {
  const char* key;
  const char* what;
  bool (*is_asked_for)(const child&);
};

bool asks_for_more(work_options what) {
  what.delivery = {};
  what.max_deliveries = 0;
  return what != work_options{.delivery = {}, .max_deliveries = 0};
}

const unsupported all[] = {
  {"queue", "a queue of the pool: what waits is in its slots' mailboxes, which have limits",
   [](const child& one) { return one.queue != waiting_options{}; }},
  {"work", "more of `work` than delivery and max_deliveries", [](const child& one) { return asks_for_more(one.work); }},
};

void look_below(const tree_spec& above, std::vector<supervision::finding>& found) {
  const auto report = [&](const std::string& who, const char* key, const char* what) {
    found.push_back(
      {.code = "E103", .child = who, .key = key, .text = std::string{"not yet: a running tree does not know "} + what});
  };
  for (const auto& one : above.children)
    if (const auto* below = std::get_if<tree_spec>(&one))
      look_below(*below, found);
    else
      for (const unsupported& each : all)
        if (each.is_asked_for(std::get<child>(one)))
          report(std::get<child>(one).name, each.key, each.what);
}

} // namespace

std::vector<supervision::finding> not_yet(const tree_spec& what) {
  std::vector<supervision::finding> found;
  look_below(what, found);
  return found;
}

} // namespace troupe::rooms::house
