#include "house/file/schema.hpp"

#include "house/file/option_table.hpp"

namespace troupe::rooms::house {
namespace {

using namespace supervision; // the kinds

json::object text_schema(std::string_view description) { return {{"type", "string"}, {"description", description}}; }

/// Keys that are no member of a struct.
void add_file_keys(json::object& properties, unsigned kinds, const auto& fields) {
  std::apply(
    [&](const auto&... rows) {
      const auto add = [&]<class Row>(const Row& row) {
        if constexpr (!is_member<Row>) {
          if ((row.kinds & kinds) == 0)
            return;
          json::object made{{"description", row.meaning}};
          if (row.key == "use")
            made["type"] = "string";
          else if (row.key == "children")
            made["type"] = "array", made["items"] = json::object{{"type", "string"}};
          else
            made["type"] = json::array{"array", "object"};
          made["x-when-changed"] = row.when_changed == change::live ? "live" : "restart";
          properties[row.key] = std::move(made);
        }
      };
      (add(rows), ...);
    },
    fields);
}

json::object table_schema(json::object properties, std::string_view description) {
  return {{"type", "object"},
          {"description", description},
          {"properties", std::move(properties)},
          {"patternProperties", {{"^x_", json::object{}}}},
          {"additionalProperties", false}};
}

json::object properties_of(unsigned kind) {
  json::object properties;
  if (kind == supervisors) {
    properties = option_schemas<supervisor_options>(kind);
    add_file_keys(properties, kind, option_fields<supervisor_options>);
  } else {
    properties = option_schemas<child>(kind);
    add_file_keys(properties, kind, option_fields<child>);
  }
  return properties;
}

/// `run` is a text for actors and a list for programs; where the kind is not known it is either.
json::object any_properties() {
  json::object all = properties_of(supervisors);
  for (const unsigned kind : {commands, actors, pools})
    for (auto& [key, value] : properties_of(kind))
      all[key] = value;
  for (const std::string_view key : {"run", "limit"})
    all[key] = json::object{};
  return all;
}

json::object named_tables(json::object each, std::string_view description) {
  return {{"type", "object"},
          {"description", description},
          {"patternProperties", {{"^[a-z][a-z0-9_-]{0,62}$", std::move(each)}}},
          {"additionalProperties", false}};
}

json::object control_schema() {
  return table_schema(
    {{"socket", text_schema("Path of the control socket; by default in the user's runtime directory")},
     {"mode",
      {{"type", "string"},
       {"pattern", "^[0-7]{1,4}$"},
       {"default", "0600"},
       {"description", "Who may connect, as a file mode"}}},
     {"group", text_schema("The group that owns the socket")},
     {"read_only",
      {{"type", "boolean"},
       {"default", false},
       {"description", "Whether commands that change something are refused"}}}},
    "Where `troupe` commands reach the running tree");
}

} // namespace

json::value tree_file_schema() {
  json::object properties{
    {"troupe", {{"const", 1}, {"description", "Version of the format"}}},
    {"name",
     {{"type", "string"},
      {"pattern", "^[a-z][a-z0-9_-]{0,62}$"},
      {"description", "Name of the tree; by default the file's"}}},
    {"include",
     {{"type", "array"}, {"items", {{"type", "string"}}}, {"description", "Files and patterns that are read first"}}},
    {"control", control_schema()},
    {"defaults", table_schema(any_properties(), "For all children, below templates and their own keys")},
    {"template", named_tables(table_schema(any_properties(), "Keys to be taken with `use`"), "Templates by name")}};
  properties["supervisor"] =
    named_tables(table_schema(properties_of(supervisors), "A supervisor"), "Supervisors by name");
  properties["actor"] =
    named_tables(table_schema(properties_of(actors), "An actor in a process of its own"), "Actors by name");
  properties["command"] = named_tables(table_schema(properties_of(commands), "A program"), "Programs by name");
  properties["pool"] =
    named_tables(table_schema(properties_of(pools), "Actors that share their work"), "Pools by name");
  json::object made = table_schema(std::move(properties), "A tree of supervised actors and programs");
  made["required"] = json::array{"troupe"};
  made["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  made["title"] = "troupe tree file";
  return made;
}

} // namespace troupe::rooms::house
