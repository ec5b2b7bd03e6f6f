#include "house/file/layers.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "house/file/names.hpp"
#include "house/file/option_table.hpp"
#include "message/nearest.hpp"
#include "supervision/tree/option_fields.hpp"

namespace troupe::rooms::house {
namespace {

namespace json = message::json;

constexpr std::size_t deepest_chain = 64; // each child is read with all of it

class layer_reader {
public:
  layer_reader(const definitions& from, const environment& variables, problem_list& problems)
    : from_(from), variables_(variables), problems_(problems) {
    for (const definition& one : from.templates)
      templates_.emplace(one.name, &one);
  }

  child_entry read(const definition& one) {
    child_entry made{.kind = one.kind, .name = one.name, .at = one.at};
    made.options.name = one.name;
    written_.clear();
    set_kind_defaults(made, one);
    for (const node* defaults : from_.defaults)
      apply(*defaults, "defaults", true, made);
    for (const definition* each : chain_of(one))
      apply(*each->table, "template." + each->name, false, made);
    apply(*one.table, "", false, made);
    require_keys(made, one);
    return made;
  }

  /// What no child takes is looked at all the same.
  void read_unused() {
    for (const node* defaults : from_.defaults)
      look_at(*defaults, "defaults");
    for (const definition& one : from_.templates) {
      if (!used_.contains(one.name))
        look_at(*one.table, "template." + one.name);
      static_cast<void>(chain_of(one));
    }
  }

private:
  void refuse(std::string code, const spot& at, std::string text, std::string help = {}) {
    problems_.add({std::move(code), at, std::move(text), std::move(help), {}});
  }

  /// What a file has by default and C++ has not.
  static void set_kind_defaults(child_entry& made, const definition& one) {
    if (one.kind == supervision::commands && one.at.file != nullptr)
      made.options.cwd = one.at.file->path.parent_path();
    if (one.kind == supervision::pools)
      made.options.count = child_count(1);
  }

  /// The templates that `one` takes, the furthest first.
  std::vector<const definition*> chain_of(const definition& one) {
    std::vector<const definition*> chain;
    const node* table = one.table;
    while (const entry* use = table->find("use")) {
      const definition* next = template_at(*use);
      if (next == nullptr)
        break;
      if (next == &one || std::ranges::find(chain, next) != chain.end()) {
        refuse_circle(*use, one, chain, *next);
        break;
      }
      if (chain.size() == deepest_chain) {
        refuse("E107", use->value.where, "templates use each other deeper than " + std::to_string(deepest_chain));
        break;
      }
      used_.insert(next->name);
      chain.push_back(next);
      table = next->table;
    }
    std::ranges::reverse(chain);
    return chain;
  }
  const definition* template_at(const entry& use) {
    if (use.value.is != node::kind::text) {
      refuse("E104", use.value.where, "expected the name of a template, not " + std::string(kind_text(use.value)));
      return nullptr;
    }
    if (const auto found = templates_.find(use.value.text); found != templates_.end())
      return found->second;
    std::vector<std::string> names;
    for (const definition& one : from_.templates)
      names.push_back(one.name);
    const auto meant = message::nearest(use.value.text, names);
    refuse("E207", use.value.where, "unknown template \"" + use.value.text + "\"",
           meant           ? "did you mean \"" + *meant + "\"?"
           : names.empty() ? "define it: [template." + use.value.text + "]"
                           : "");
    return nullptr;
  }
  void refuse_circle(const entry& use, const definition& one, const std::vector<const definition*>& chain,
                     const definition& again) {
    if (!circled_.insert(again.name).second)
      return;
    for (const definition* each : chain)
      circled_.insert(each->name);
    std::string circle = one.kind == 0 ? one.name + " -> " : "";
    for (const definition* each : chain)
      circle += each->name + " -> ";
    refuse("E107", use.value.where, "the templates use each other in a circle: " + circle + again.name);
  }

  value_reader reader_for(const spot& where, std::string layer, bool for_all, unsigned kinds, origin_map& origins) {
    const std::filesystem::path folder = where.file == nullptr ? "" : where.file->path.parent_path();
    return value_reader({problems_, variables_, origins, kinds, std::move(layer), folder, for_all});
  }

  void apply(const node& table, const std::string& layer, bool for_all, child_entry& to) {
    value_reader how = reader_for(table.where, layer, for_all, to.kind, to.origins);
    for (const entry& one : table.entries) {
      written_.insert(one.key);
      if (layer == "defaults" && is_one_childs(one.key))
        how.refuse("E103", one.at, "\"" + one.key + "\" is each child's own, and no key of [defaults]",
                   "[template.X] may have it");
      else if (!read_special(one, to, how) && !read_option(one, to, how))
        refuse_key(one, known_keys(for_all ? supervision::all_kinds : to.kind), kinds_with_key(one.key), how);
    }
  }
  static bool is_one_childs(std::string_view key) {
    constexpr std::array<std::string_view, 8> keys{"use", "run", "shell", "args", "children", "after", "uses", "alias"};
    return std::ranges::find(keys, key) != keys.end();
  }
  static std::vector<std::string_view> known_keys(unsigned kinds) {
    std::vector<std::string_view> all = keys_of<child>(kinds);
    for (const std::string_view key : keys_of<supervisor_options>(kinds))
      all.push_back(key);
    return all;
  }
  static bool read_option(const entry& one, child_entry& to, value_reader& how) {
    return to.kind == supervision::supervisors ? read_member(one, to.supervisor, how)
                                               : read_member(one, to.options, how);
  }
  /// Keys that are no member of a struct.
  bool read_special(const entry& one, child_entry& to, value_reader& how) {
    const value_reader::step into(how, one.key);
    if (one.key.starts_with("x_")) {
      auto& extra = to.kind == supervision::supervisors ? to.supervisor.extra : to.options.extra;
      extra.insert_or_assign(one.key, message::json_text(json_of(one.value)));
      how.note_origin(one.value.where);
    } else if (one.key == "children" && to.kind == supervision::supervisors) {
      option_type<std::vector<std::string>>::read(one.value, to.children, how);
    } else if (one.key == "args" && (to.kind & supervision::with_actors) != 0) {
      read_args(one.value, to, how);
    } else {
      return one.key == "use" && !how.is_for_all_kinds(); // it has been followed already
    }
    return true;
  }

  static void read_args(const node& from, child_entry& to, value_reader& how) {
    if (from.is != node::kind::table && from.is != node::kind::list)
      return how.expect("a list of the parameters in order, or a table of their fields", from);
    json::value read = args_of(from, how);
    if (to.args && to.args->is_object() && read.is_object())
      for (auto& [key, value] : read.as_object())
        to.args->as_object()[key] = std::move(value);
    else
      to.args = std::move(read);
  }
  static json::value args_of(const node& from, value_reader& how) {
    how.note_origin(from.where);
    if (from.is == node::kind::text)
      return json::value(how.text_of(from));
    if (from.is == node::kind::table) {
      json::object all;
      for (const entry& one : from.entries) {
        const value_reader::step into(how, one.key);
        all[one.key] = args_of(one.value, how);
        how.note_key(one.at);
      }
      return all;
    }
    if (from.is != node::kind::list)
      return json_of(from);
    json::array all;
    for (std::size_t i = 0; i < from.elements.size(); ++i) {
      const value_reader::step into(how, i);
      all.push_back(args_of(from.elements[i], how));
    }
    return all;
  }

  void require_keys(const child_entry& made, const definition& one) {
    // Well or not; and what could not be parsed may be it.
    const auto has = [&](std::string_view key) { return !from_.is_whole || written_.contains(key); };
    if (made.kind == supervision::supervisors && !has("children"))
      refuse("E105", one.at, "the supervisor \"" + one.name + "\" has no `children`",
             "write children = [...]; it may be empty");
    if ((made.kind & supervision::with_actors) != 0 && !has("run"))
      refuse("E105", one.at, "\"" + one.name + "\" has no `run`",
             "say which behaviour it is: run = \"" + one.name + "\"");
    if (made.kind == supervision::commands && !has("run") && !has("shell"))
      refuse("E105", one.at, "the command \"" + one.name + "\" has neither `run` nor `shell`",
             "write run = [\"./" + one.name + "\"]");
    const auto run = made.origins.find("run");
    if (run != made.origins.end() && made.options.run.name.empty() && (made.kind & supervision::with_actors) != 0)
      refuse("E105", run->second.where, "`run` names no behaviour");
    if (run != made.origins.end() && made.options.command.empty() && made.kind == supervision::commands &&
        !has("shell"))
      refuse("E105", run->second.where, "`run` names no executable");
  }

  void look_at(const node& table, const std::string& layer) {
    child_entry nobody;
    for (const unsigned kind :
         {supervision::actors, supervision::commands, supervision::pools, supervision::supervisors}) {
      nobody.kind = kind;
      apply(table, layer, true, nobody);
    }
  }

  const definitions& from_;
  const environment& variables_;
  problem_list& problems_;
  std::map<std::string_view, const definition*, std::less<>> templates_;
  std::set<std::string> used_;
  std::set<std::string, std::less<>> written_; ///< keys of the child that is read, in any layer
  std::set<std::string> circled_;              ///< templates whose circle has been told
};

} // namespace

std::vector<child_entry> lay_over(const definitions& from, const environment& variables, problem_list& problems) {
  layer_reader reader(from, variables, problems);
  std::vector<child_entry> all;
  for (const definition& one : from.children)
    all.push_back(reader.read(one));
  reader.read_unused();
  return all;
}

} // namespace troupe::rooms::house
