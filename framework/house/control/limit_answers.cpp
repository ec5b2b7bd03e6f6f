#include "house/control/limit_answers.hpp"

#include "supervision/tree/limit_use.hpp"
#include "supervision/tree/option_words.hpp"

namespace troupe::rooms::house {

namespace {

using namespace supervision;
namespace json = message::json;

double seconds_in(duration length) { return std::chrono::duration<double>(length).count(); }

json::object use_json(const limit_use& what) {
  return {{"restarts", what.restarts.is_unlimited() ? json::value(nullptr) : json::value(what.restarts.value())},
          {"within_s", what.within == infinity ? json::value(nullptr) : json::value(seconds_in(what.within))},
          {"used", what.used.count},
          {"frees_in_s", what.used.frees_in ? json::value(seconds_in(*what.used.frees_in)) : json::value(nullptr)}};
}

json::value limit_json(const tree_runner& of, node_id who) {
  if (who == root_node)
    return nullptr;
  const child_policy& with = of.present().nodes[who].with;
  json::object made = use_json(use_of_limit(of.present(), who, of.now()));
  made["scope"] = word_of(with.limit.scope);
  made["on_limit"] = word_of(with.on_limit);
  return made;
}

} // namespace

void add_limits(const tree_runner& of, node_id who, json::object& row) {
  row["limit"] = limit_json(of, who);
  if (of.present().nodes[who].kind == node_kind::process)
    return;
  const auto budget = use_of_budget(of.present(), who, of.now());
  row["budget"] = budget ? json::value(use_json(*budget)) : json::value(nullptr);
}

} // namespace troupe::rooms::house
