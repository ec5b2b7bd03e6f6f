#include "supervision/program.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>

#include "os/failure.hpp"
#include "os/program.hpp"
#include "troupe/error.hpp"
#include "troupe/value_words.hpp"

namespace troupe::rooms::supervision {

namespace {

constexpr int exit_not_executed = 127;
constexpr const char* notify_variable = "NOTIFY_SOCKET";

std::string in_capitals(std::string text) {
  for (char& letter : text)
    letter = letter == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return text;
}

// Of troupe's own bookkeeping: the program and whatever it starts are found by them.
bool is_always_inherited(std::string_view name) { return name == "TROUPE_RUN" || name == "TROUPE_WORKER"; }

std::vector<std::string> environment_of(const program_order& what) {
  std::vector<std::string> all;
  for (std::string& line : os::own_environment_lines()) {
    const std::string name = line.substr(0, line.find('='));
    const bool is_wanted =
      is_always_inherited(name) || what.inherits_all || std::ranges::find(what.inherited, name) != what.inherited.end();
    const bool is_own = name == notify_variable; // of troupe, towards what has started it
    if (is_wanted && !is_own && !what.variables.contains(name))
      all.push_back(std::move(line));
  }
  for (const auto& [name, value] : what.variables)
    all.push_back(name + '=' + value);
  return all;
}

// NAME=value lines; empty ones and those that begin with # are left out, quotes around a value too.
// The supervisor reads them: whoever opens a pipe waits for who writes to it.
void read_variables(const env_file& from, std::map<std::string, std::string>& into) {
  std::error_code ignored;
  const bool is_there = std::filesystem::exists(from.path, ignored);
  if (is_there && !std::filesystem::is_regular_file(from.path, ignored))
    throw invalid_argument("the variables in '" + from.path.string() + "' cannot be read: that is not a file");
  std::ifstream file{from.path};
  if (!file && from.may_be_missing)
    return;
  if (!file)
    os::throw_errno("reading the variables in '" + from.path.string() + "'");
  for (std::string line; std::getline(file, line);) {
    const std::size_t sign = line.find('=');
    if (line.empty() || line.front() == '#' || sign == std::string::npos)
      continue;
    std::string value = line.substr(sign + 1);
    if (value.size() >= 2 && value.front() == value.back() && (value.front() == '"' || value.front() == '\''))
      value = value.substr(1, value.size() - 2);
    into[line.substr(0, sign)] = std::move(value);
  }
}

std::vector<std::string> command_of(const child& what) {
  return what.shell.empty() ? what.command : std::vector<std::string>{"/bin/sh", "-c", what.shell};
}

os::program program_of(const program_order& what) {
  os::program made{.command = what.command,
                   .environment = environment_of(what),
                   .folder = what.folder,
                   .input = what.input,
                   .input_is_closed = what.input_is_closed,
                   .user = what.user,
                   .groups = what.groups};
  if (what.umask >= 0)
    made.umask = static_cast<std::uint32_t>(what.umask);
  return made;
}

} // namespace

std::string filled(const std::string& text, const placeholders& with) {
  const std::pair<std::string_view, std::string> all[] = {
    {"{{", "{"},           {"{name}", with.name},
    {"{slot}", with.slot}, {"{incarnation}", std::to_string(with.incarnation)},
    {"{node}", "self"},    {"{tree}", with.tree}};
  std::string made;
  for (std::size_t at = 0; at < text.size();) {
    const auto found =
      std::ranges::find_if(all, [&](const auto& each) { return text.compare(at, each.first.size(), each.first) == 0; });
    const bool is_one = found != std::end(all);
    made += is_one ? found->second : std::string(1, text[at]);
    at += is_one ? found->first.size() : 1;
  }
  return made;
}

program_order order_for(const child& what, const placeholders& with, const std::string& notify) {
  program_order made{.inherits_all = what.env_inherit.all,
                     .inherited = what.env_inherit.names,
                     .folder = filled(what.cwd.string(), with),
                     .input = filled(what.stdin.path.string(), with),
                     .input_is_closed = what.stdin.from == input_source::kind::close,
                     .user = what.user,
                     .groups = what.groups};
  for (const std::string& each : command_of(what))
    made.command.push_back(filled(each, with));
  for (const env_file& each : what.env_file)
    read_variables(each, made.variables);
  for (const auto& [local, name] : what.uses)
    made.variables["TROUPE_PEER_" + in_capitals(local)] = name;
  for (const auto& [name, value] : what.env)
    made.variables[name] = filled(value, with);
  if (!notify.empty())
    made.variables[notify_variable] = notify;
  if (what.umask)
    made.umask = *what.umask;
  return made;
}

void run_program(spawn::birth& born) {
  const auto order = wire::from_words<program_order>(born.arguments);
  if (!order || order->command.empty())
    throw decode_error("a program was started with an order that its process cannot read");
  os::tell_exec_failure(born.exec_report, os::become_program(program_of(*order)));
  std::_Exit(exit_not_executed);
}

} // namespace troupe::rooms::supervision
