#include "house/file/definitions.hpp"

#include <algorithm>

#include "house/file/names.hpp"
#include "house/file/option_table.hpp"
#include "house/file/toml_text.hpp"
#include "message/nearest.hpp"
#include "os/matching_paths.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::house {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<std::string_view, unsigned>, 4> kinds{{{"supervisor", supervision::supervisors},
                                                                      {"actor", supervision::actors},
                                                                      {"command", supervision::commands},
                                                                      {"pool", supervision::pools}}};
constexpr std::array<std::string_view, 10> top_keys{"troupe",  "name",       "include", "defaults", "template",
                                                    "control", "supervisor", "actor",   "command",  "pool"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> later_tables{{{"log", "log destinations"},
                                                                                     {"metrics", "metrics"},
                                                                                     {"cluster", "other hosts"},
                                                                                     {"node", "other hosts"},
                                                                                     {"socket", "sockets kept open"},
                                                                                     {"hook", "hooks"}}};

constexpr std::size_t deepest_include = 64; // a file is read while those that include it are open

unsigned kind_of(std::string_view key) {
  const auto* found = std::ranges::find(kinds, key, &std::pair<std::string_view, unsigned>::first);
  return found == kinds.end() ? 0 : found->second;
}

bool is_pattern(std::string_view text) { return text.find_first_of("*?[") != text.npos; }

class definitions_reader {
public:
  definitions_reader(const environment& variables, const settings& set, problem_list& problems)
    : variables_(variables), set_(set), problems_(problems) {}

  definitions read(const fs::path& path) {
    all_.name = as_name(path.stem().string());
    read_file(path, path.string(), nullptr);
    for (const node& one : set_.keys())
      set_in_definitions(one.entries.front());
    return std::move(all_);
  }

private:
  void refuse(std::string code, const spot& at, std::string text, std::string help = {}, std::vector<note> notes = {}) {
    problems_.add({std::move(code), at, std::move(text), std::move(help), std::move(notes)});
  }
  bool expect(node::kind kind, std::string_view wanted, const node& found) {
    if (found.is == kind)
      return true;
    refuse("E104", found.where, "expected " + std::string(wanted) + ", not " + std::string(kind_text(found)));
    return false;
  }

  /// `included_at`: null for the first file.
  void read_file(const fs::path& path, const std::string& shown, const spot* included_at) {
    const source* from = open(path, shown, included_at);
    if (from == nullptr)
      return;
    parsed_text parsed = parse_toml(*from, problems_);
    all_.is_whole = all_.is_whole && parsed.is_whole;
    if (included_at == nullptr)
      set_on_top(parsed.document);
    all_.documents.push_back(std::move(parsed.document));
    const node& document = all_.documents.back();
    open_.push_back(from->path);
    check_version(document, *from, parsed.is_whole, included_at == nullptr);
    if (const entry* includes = document.find("include"))
      read_includes(includes->value, *from);
    const std::size_t first_child = all_.children.size();
    for (const entry& one : document.entries)
      read_top(one, *from, included_at == nullptr);
    // The parser gives tables by name; here they are in the order in which they are written.
    std::ranges::sort(all_.children.begin() + static_cast<std::ptrdiff_t>(first_child), all_.children.end(), {},
                      [](const definition& one) { return std::pair(one.at.line, one.at.column); });
    open_.pop_back();
  }

  const source* open(const fs::path& path, const std::string& shown, const spot* included_at) {
    try {
      all_.sources.push_back(read_source(path, shown));
      return &all_.sources.back();
    } catch (const invalid_argument& why) {
      all_.is_whole = false;
      if (included_at != nullptr)
        refuse("E100", *included_at, "\"" + shown + "\": " + why.what());
      else
        refuse("E100", {&all_.sources.emplace_back(source{shown, path, {}}), 0, 0, 1}, why.what());
      return nullptr;
    }
  }

  void check_version(const node& document, const source& from, bool is_whole, bool is_first) {
    const entry* version = document.find("troupe");
    if (version == nullptr) {
      if (is_whole && is_first)
        refuse("E102", {&from, 1, 1, 1}, "the file does not say which version of the format it has",
               "begin it with: troupe = 1");
    } else if (version->value.is != node::kind::integer || version->value.integer != 1) {
      refuse("E102", version->value.where, "this program knows version 1 of the format", "write: troupe = 1");
    }
  }

  void read_includes(const node& list, const source& from) {
    if (!expect(node::kind::list, "a list of paths", list))
      return;
    for (const node& one : list.elements)
      if (expect(node::kind::text, "a path", one))
        read_include(one, from);
  }
  void read_include(const node& written, const source& from) {
    origin_map ignored;
    value_reader how({problems_, variables_, ignored, 0, "", from.path.parent_path()});
    const std::string text = how.text_of(written);
    const fs::path wanted = how.path_of(text);
    if (!is_pattern(text))
      return include(wanted, shown_beside(from, text), written.where);
    for (const std::string& path : os::matching_paths(wanted.string())) // sorted
      include(path, shown_beside(from, fs::path(path).lexically_relative(from.path.parent_path()).string()),
              written.where);
  }
  /// As the user would name it: beside the file that includes it.
  static std::string shown_beside(const source& from, const fs::path& path) {
    return path.is_absolute() ? path.string() : (fs::path(from.shown).parent_path() / path).lexically_normal().string();
  }
  void include(const fs::path& path, const std::string& shown, const spot& at) {
    if (const auto found = std::ranges::find(open_, path); found != open_.end()) {
      std::string circle;
      for (auto each = found; each != open_.end(); ++each)
        circle += each->filename().string() + " -> ";
      return refuse("E107", at, "the files include each other in a circle: " + circle + path.filename().string());
    }
    if (std::ranges::find(included_, path) != included_.end())
      return; // read once is enough
    if (open_.size() > deepest_include)
      return refuse("E107", at, "files include each other deeper than " + std::to_string(deepest_include));
    included_.push_back(path);
    const spot where = at;
    read_file(path, shown, &where);
  }

  void read_top(const entry& one, const source& from, bool is_first) {
    if (one.key == "troupe" || one.key == "include" || one.key.starts_with("x_"))
      return;
    if (const unsigned kind = kind_of(one.key))
      return read_definitions_of(kind, one);
    if (one.key == "template")
      return read_definitions_of(0, one);
    if (one.key == "defaults") {
      if (expect(node::kind::table, "a table", one.value))
        all_.defaults.push_back(&one.value);
    } else if (one.key == "name") {
      read_name(one, is_first);
    } else if (one.key == "control") {
      read_control(one.value, from);
    } else {
      refuse_top(one);
    }
  }

  void refuse_top(const entry& one) {
    const auto* later = std::ranges::find(later_tables, one.key, &std::pair<std::string_view, std::string_view>::first);
    if (later != later_tables.end())
      return refuse("E103", one.at,
                    "[" + one.key + "] (" + std::string(later->second) + ") is not yet there in this version",
                    "leave it out for now");
    const auto meant = message::nearest(one.key, top_keys);
    const bool is_child_key = kinds_with_key(one.key) != 0;
    refuse("E103", one.at, "unknown key \"" + one.key + "\"",
           is_child_key ? "it belongs into the table of a child, or into [defaults]"
           : meant      ? "did you mean \"" + *meant + "\"?"
                        : "a key of your own begins with x_");
  }

  void read_name(const entry& one, bool is_first) {
    if (!expect(node::kind::text, "a name", one.value))
      return;
    if (!is_first)
      return refuse("E105", one.at, "an included file cannot name the tree", "the name is in the file that is run");
    if (!is_name(one.value.text))
      return refuse_name(one.value.where, one.value.text);
    all_.name = one.value.text;
  }
  void refuse_name(const spot& at, const std::string& text) {
    refuse("E201", at, "\"" + text + "\" is no name: a small letter, then up to 62 of a-z, 0-9, _ and -",
           "\"" + as_name(text) + "\" is one");
  }

  void read_control(const node& table, const source& from) {
    if (!expect(node::kind::table, "a table", table))
      return;
    value_reader how({problems_, variables_, all_.control_origins, 0, "", from.path.parent_path()});
    for (const entry& one : table.entries) {
      const value_reader::step into(how, one.key);
      if (one.key == "socket")
        option_type<fs::path>::read(one.value, all_.control.socket, how);
      else if (one.key == "mode")
        read_mode(one.value, how);
      else if (one.key == "group")
        option_type<std::string>::read(one.value, all_.control.group, how);
      else if (one.key == "read_only")
        option_type<bool>::read(one.value, all_.control.read_only, how);
      else
        how.refuse("E103", one.at, "unknown key \"" + one.key + "\" of [control]",
                   "there are socket, mode, group and read_only");
    }
  }
  /// "0660"
  void read_mode(const node& written, value_reader& how) {
    if (written.is != node::kind::text)
      return how.expect(R"(a file mode as a text, as in "0600")", written);
    std::uint32_t mode = 0;
    const bool digits = !written.text.empty() && written.text.size() <= 4 &&
                        std::ranges::all_of(written.text, [](char c) { return c >= '0' && c <= '7'; });
    for (const char c : written.text)
      mode = mode * 8 + static_cast<std::uint32_t>(c - '0');
    if (!digits || mode > 0777)
      return how.refuse("E105", written.where, "\"" + written.text + "\" is no file mode", R"(write it as "0600")");
    all_.control.mode = mode;
    how.note_origin(written.where);
  }

  void read_definitions_of(unsigned kind, const entry& tables) {
    if (!expect(node::kind::table, "a table", tables.value))
      return;
    for (const entry& one : tables.value.entries) {
      if (one.value.is != node::kind::table) {
        refuse("E104", one.at, "\"" + one.key + "\" stands where a name is expected",
               "write [" + tables.key + ".name], and its keys below");
        continue;
      }
      define(kind, one);
    }
  }
  void define(unsigned kind, const entry& one) {
    if (!is_name(one.key))
      refuse_name(one.at, one.key);
    else if (kind != 0 && (one.key == "self" || one.key == "all"))
      refuse("E201", one.at, "the name \"" + one.key + "\" is reserved");
    else if (one.key == "root" && kind != 0 && kind != supervision::supervisors)
      refuse("E201", one.at, "\"root\" is the name of the topmost supervisor, and of nothing else");
    std::vector<definition>& among = kind == 0 ? all_.templates : all_.children;
    const auto first = std::ranges::find(among, one.key, &definition::name);
    if (first != among.end())
      return refuse("E107", one.at, "\"" + one.key + "\" is defined twice", "names are unique over all kinds",
                    {{first->at, "the first is here"}});
    among.push_back({kind, one.key, one.at, &one.value});
  }

  /// Keys that the command line sets and that are no child's.
  void set_on_top(node& document) {
    for (const node& one : set_.keys())
      if (is_set_on_top(one.entries.front().key))
        merge_keys(document, one);
  }
  static bool is_set_on_top(std::string_view key) { return key == "name" || key == "control" || key == "defaults"; }

  /// `web.restart`, `command.web.restart`, `template.web.restart`
  void set_in_definitions(const entry& one) {
    const bool is_template = one.key == "template";
    if (is_set_on_top(one.key))
      return;
    if (!is_template && kind_of(one.key) == 0)
      return set_in(one, all_.children, 0);
    if (expect(node::kind::table, "a table", one.value))
      for (const entry& each : one.value.entries)
        set_in(each, is_template ? all_.templates : all_.children, kind_of(one.key));
  }
  /// `kind`: 0 for any.
  void set_in(const entry& one, std::vector<definition>& among, unsigned kind) {
    const auto found = std::ranges::find_if(
      among, [&](const definition& each) { return each.name == one.key && (kind == 0 || each.kind == kind); });
    if (found == among.end())
      return refuse_set(one, among);
    if (!expect(node::kind::table, "a table", one.value))
      return;
    node& table = all_.documents.emplace_back(*found->table);
    merge_keys(table, one.value);
    found->table = &table;
  }
  void refuse_set(const entry& one, const std::vector<definition>& among) {
    if (!all_.is_whole) // it may stand in what could not be parsed
      return;
    std::vector<std::string> names;
    for (const definition& each : among)
      names.push_back(each.name);
    const auto meant = message::nearest(one.key, names);
    refuse("E207", one.at, "the file does not define \"" + one.key + "\"",
           meant               ? "did you mean \"" + *meant + "\"?"
           : one.key == "root" ? "write [supervisor.root] with its children, to give it options"
                               : "");
  }

  const environment& variables_;
  const settings& set_;
  problem_list& problems_;
  definitions all_;
  std::vector<fs::path> open_;     ///< the files that are being read, outermost first
  std::vector<fs::path> included_; ///< all that have been included
};

} // namespace

definitions read_definitions(const fs::path& path, const environment& variables, const settings& set,
                             problem_list& problems) {
  return definitions_reader(variables, set, problems).read(path);
}

} // namespace troupe::rooms::house
