#include "house/file/resolve.hpp"

#include <algorithm>
#include <set>
#include <system_error>

#include "message/json_words.hpp"
#include "message/nearest.hpp"
#include "os/executable.hpp"
#include "os/local_socket.hpp"
#include "spawn/library.hpp"
#include "supervision/tree/option_fields.hpp"
#include "troupe/error.hpp"
#include "troupe/provides.hpp"

namespace troupe::rooms::house {
namespace {

namespace fs = std::filesystem;
namespace json = message::json;

#define TROUPE_QUOTED_(x) #x
#define TROUPE_QUOTED(x) TROUPE_QUOTED_(x)
constexpr std::string_view abi_name = TROUPE_QUOTED(TROUPE_ABI);

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

/// "libshop.so:shop::counter" in its two parts. A name has two colons where it has any.
struct behaviour_name {
  std::string library; ///< empty: the program itself
  std::string name;
};
behaviour_name split(const std::string& written) {
  for (std::size_t at = written.find(':'); at != written.npos; at = written.find(':', at + 1)) {
    if (written.substr(at, 2) == "::")
      ++at; // passes over both
    else
      return {written.substr(0, at), written.substr(at + 1)};
  }
  return {{}, written};
}

// A path that cannot be looked at, as of a link to itself, leads to nothing.
fs::file_type type_of(const fs::path& path) {
  std::error_code ignored;
  return fs::status(path, ignored).type();
}
bool is_there(const fs::path& path) {
  const fs::file_type type = type_of(path);
  return type != fs::file_type::none && type != fs::file_type::not_found;
}

std::string_view last_part(std::string_view name) {
  const std::size_t end = name.rfind("::");
  return end == name.npos ? name : name.substr(end + 2);
}

class resolver {
public:
  resolver(tree_file& file, const environment& variables) : file_(file), variables_(variables) {}

  void check_control() {
    const control_options& said = file_.control();
    const fs::path& socket = said.socket; // without one it is the environment that says where
    if (socket.native().size() > os::longest_socket_path)
      file_.report("E303", "", "socket",
                   "the path of the control socket has " + std::to_string(socket.native().size()) +
                     " bytes, and the system takes " + std::to_string(os::longest_socket_path) + ": " + socket.string(),
                   "write a shorter path");
    else if (!said.socket.empty() && type_of(socket.parent_path()) != fs::file_type::directory)
      file_.report("E303", "", "socket",
                   "the folder of the control socket is not there: " + socket.parent_path().string());
    if (!said.group.empty() && !os::is_group(said.group))
      file_.report("E303", "", "group", "there is no group " + in_quotes(said.group));
  }

  void run(tree_spec& below) {
    for (auto& one : below.children)
      if (auto* subtree = std::get_if<tree_spec>(&one))
        run(*subtree);
      else
        resolve_child(std::get<child>(one));
  }

private:
  void report(const char* code, const child& who, std::string_view key, std::string text, std::string help = {}) {
    file_.report(code, who.name, key, std::move(text), std::move(help));
  }

  void resolve_child(child& who) {
    if (who.command.empty() && who.shell.empty())
      resolve_actor(who);
    else
      check_program(who);
  }

  void resolve_actor(child& who) {
    if (who.run.name.empty())
      return;
    const behaviour_name wanted = split(who.run.name);
    const std::optional<std::string> library = wanted.library.empty() ? std::string() : load(who, wanted.library);
    if (!library)
      return;
    const std::optional<behaviour> found = find(who, wanted, *library);
    if (!found)
      return;
    who.run.entry = found->entry;
    fit_args(who, *found);
  }

  /// The path under which it is loaded.
  std::optional<std::string> load(const child& who, const std::string& written) {
    const child_entry* entry = file_.find(who.name);
    const origin* at = entry == nullptr ? nullptr : find_origin(entry->origins, "run");
    const fs::path folder = at == nullptr ? file_.path().parent_path() : at->where.file->path.parent_path();
    const fs::path beside = (folder / written).lexically_normal();
    const bool is_beside = is_there(beside);
    if (written.find('/') != written.npos && !is_beside) {
      report("E301", who, "run", "the library " + in_quotes(written) + " is not there: " + beside.string());
      return std::nullopt;
    }
    if (is_beside && type_of(beside) != fs::file_type::regular) { // whoever opens a pipe waits for who writes to it
      report("E301", who, "run", "the library " + in_quotes(written) + " is not a file: " + beside.string());
      return std::nullopt;
    }
    try {
      std::string path = spawn::load_library(is_beside ? beside.string() : written);
      report_conflicts(who, written, path);
      if (conflicting_.contains(path))
        return std::nullopt; // whose layout its descriptions tell is not known
      return path;
    } catch (const unknown_name& why) {
      report_unloadable(who, written, why.what());
      return std::nullopt;
    }
  }
  void report_unloadable(const child& who, const std::string& written, const std::string& why) {
    if (why.find("undefined symbol: troupe_abi_") != why.npos)
      report("E301", who, "run",
             "the library " + in_quotes(written) + " was built for another troupe: it asks for " +
               why.substr(why.find("troupe_abi_")),
             "build it with the headers of this one (" + std::string(abi_name) + ")");
    else
      report("E301", who, "run", "the library " + in_quotes(written) + " cannot be loaded: " + why,
             why.find("undefined symbol") != why.npos ? "a library that needs troupe itself finds it in the `troupe` "
                                                        "command, or in a program that links troupe::command"
                                                      : "");
  }
  void report_conflicts(const child& who, const std::string& written, const std::string& path) {
    for (const std::string& one : type_conflicts())
      if (told_conflicts_.insert(one).second) {
        conflicting_.insert(path);
        report("E301", who, "run", "after loading " + in_quotes(written) + ": " + one);
      }
  }

  std::optional<behaviour> find(const child& who, const behaviour_name& wanted, const std::string& library) {
    std::vector<behaviour> candidates, meant;
    for (const behaviour& one : provided_behaviours())
      if (spawn::library_of(reinterpret_cast<const void*>(one.entry)) == library)
        candidates.push_back(one);
    for (const behaviour& one : candidates)
      if (one.name == wanted.name)
        return one;
    for (const behaviour& one : candidates)
      if (last_part(one.name) == wanted.name)
        meant.push_back(one);
    if (meant.size() == 1)
      return meant[0];
    report_unknown(who, wanted, candidates, meant);
    return std::nullopt;
  }
  void report_unknown(const child& who, const behaviour_name& wanted, const std::vector<behaviour>& candidates,
                      const std::vector<behaviour>& meant) {
    std::vector<std::string_view> names;
    std::string all;
    for (const behaviour& one : meant.empty() ? candidates : meant) {
      names.push_back(one.name);
      names.push_back(last_part(one.name));
      all.append(all.empty() ? "" : ", ").append(one.name);
    }
    if (!meant.empty())
      return report("E301", who, "run", in_quotes(wanted.name) + " may be any of " + all, "write the whole name");
    const std::string where = wanted.library.empty() ? "this program" : in_quotes(wanted.library);
    const auto near = message::nearest(wanted.name, names);
    report("E301", who, "run", "there is no behaviour " + in_quotes(wanted.name) + " in " + where,
           near ? "did you mean " + in_quotes(*near) + "?"
           : all.empty()
             ? wanted.library.empty()
                 ? "name the library that has it: \"lib.so:" + wanted.name + "\", or run a program of your own"
                 : "the library provides none: const troupe::provides here{troupe::fn<" + wanted.name + ">};"
             : "there are " + all);
  }

  /// `args` as the tuple of parameters: a list is that; a table is the fields of the only one.
  void fit_args(child& who, const behaviour& what) {
    const wire::description& tuple = what.parameters->described();
    const child_entry* entry = file_.find(who.name);
    const std::optional<json::value> written = entry == nullptr ? std::nullopt : entry->args;
    const bool takes_table = tuple.parts.size() == 1 && (tuple.parts[0].type().kind == wire::described_as::structure ||
                                                         tuple.parts[0].type().kind == wire::described_as::map);
    const bool is_table = !written || written->is_object();
    if (is_table && !takes_table && !(tuple.parts.empty() && (!written || written->get_object().empty())))
      return report("E302", who, "args",
                    in_quotes(what.name) + " takes " + parameters_text(tuple) +
                      (written ? ", not a table" : ", and none are given"),
                    "write args = [...], in this order");
    if (!is_table && written->get_array().size() != tuple.parts.size())
      return report("E302", who, "args",
                    in_quotes(what.name) + " takes " + parameters_text(tuple) + ", not " +
                      std::to_string(written->get_array().size()));
    json::value list = written.value_or(json::object());
    if (is_table)
      list = tuple.parts.empty() ? json::array() : json::array{std::move(list)};
    const message::fitted made = message::words_of(tuple, list);
    for (const message::misfit& one : made.misfits)
      report_misfit(who, what, one, is_table);
    if (made.misfits.empty())
      take_parameters(who, what, made.words);
  }
  static std::string parameters_text(const wire::description& tuple) {
    if (tuple.parts.empty())
      return "no arguments";
    std::string text = std::to_string(tuple.parts.size()) + (tuple.parts.size() == 1 ? " argument (" : " arguments (");
    for (const wire::described_part& one : tuple.parts)
      text.append(&one == tuple.parts.data() ? "" : ", ").append(one.type().name);
    return text + ")";
  }
  void report_misfit(const child& who, const behaviour& what, const message::misfit& one, bool is_table) {
    // The list around the only parameter is not in the file: "[0].start" is at args.start.
    constexpr std::string_view first = "[0]";
    std::string path = one.path;
    if (is_table && path.starts_with(first))
      path.erase(0, first.size());
    const bool is_field = !path.empty() && path[0] != '[' && path[0] != '.';
    const std::string key = "args" + std::string(is_field ? "." : "") + path;
    file_.report("E302", who.name, key, key + " of " + in_quotes(what.name) + ": " + one.problem, one.help,
                 one.is_key ? tree_file::place::key : tree_file::place::value);
  }
  /// Reads them once, as the actor's process will: a class with a codec may refuse what has the right form.
  void take_parameters(child& who, const behaviour& what, const std::vector<wire::word>& words) {
    const type_entry& type = *what.parameters;
    void* const room = ::operator new(type.size, std::align_val_t{type.alignment});
    const bool good = type.read({words, 0}, room);
    if (good)
      type.destroy(room);
    ::operator delete(room, std::align_val_t{type.alignment});
    if (!good)
      return report("E302", who, "args", "the parameters of " + in_quotes(what.name) + " refuse these values");
    who.run.parameters = words;
  }

  void check_program(const child& who) {
    if (const bool has_folder = has_placeholder(who.cwd.native()) || type_of(who.cwd) == fs::file_type::directory;
        !has_folder)
      report("E303", who, "cwd", "the working directory is not there: " + who.cwd.string());
    if (!who.command.empty())
      check_executable(who);
    for (std::size_t i = 0; i < who.env_file.size(); ++i)
      if (const env_file& one = who.env_file[i];
          !has_placeholder(one.path.native()) && type_of(one.path) != fs::file_type::regular)
        check_env_file(who, i, one);
    if (who.stdin.from == input_source::kind::file && !has_placeholder(who.stdin.path.native()) &&
        !is_there(who.stdin.path))
      report("E303", who, "stdin", "the file is not there: " + who.stdin.path.string());
    for (std::size_t i = 0; i < who.groups.size(); ++i)
      if (!os::is_group(who.groups[i]))
        report("E303", who, "groups[" + std::to_string(i) + "]", "there is no group " + in_quotes(who.groups[i]));
    if (!who.user.empty() && !os::user_named(who.user))
      report("E303", who, "user", "there is no user " + in_quotes(who.user));
    else if (!who.user.empty() && !os::may_change_user())
      report("E303", who, "user", "running as " + in_quotes(who.user) + " needs privilege");
  }
  void check_env_file(const child& who, std::size_t i, const env_file& one) {
    const std::string key = "env_file[" + std::to_string(i) + "]";
    if (is_there(one.path))
      report("E303", who, key, "that is not a file: " + one.path.string());
    else if (!one.may_be_missing)
      report("E303", who, key, "the file is not there: " + one.path.string(),
             "write \"?" + one.path.filename().string() + "\" if it may be missing");
  }
  static bool has_placeholder(std::string_view text) { return text.find('{') != text.npos; }

  void check_executable(const child& who) {
    const std::string& name = who.command[0];
    if (name.empty() || has_placeholder(name) || has_placeholder(who.cwd.native())) // the first has been said
      return;
    const auto own = who.env.find("PATH");
    const std::string path = own != who.env.end() ? own->second : variables_("PATH").value_or("/usr/bin:/bin");
    const os::executable found = os::find_executable(name, path, who.cwd.string());
    if (!found.problem.empty())
      report(
        "E303", who, "run[0]",
        in_quotes(name) + " " + found.problem +
          (found.path.empty() || found.path == name ? "" : ": " + fs::path(found.path).lexically_normal().string()));
  }

  tree_file& file_;
  const environment& variables_;
  std::set<std::string> told_conflicts_, conflicting_;
};

} // namespace

void resolve(tree_file& file, const environment& variables) {
  resolver all{file, variables};
  all.check_control();
  all.run(file.tree());
  file.sort_problems();
}

} // namespace troupe::rooms::house
