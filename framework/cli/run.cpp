#include <cerrno>
#include <cstdlib>

#include "cli/commands.hpp"
#include "cli/connection.hpp"
#include "cli/exit_code.hpp"
#include "cli/fields.hpp"
#include "cli/run_output.hpp"
#include "cli/tree_reading.hpp"
#include "house/control/socket_path.hpp"
#include "house/file/explain.hpp"
#include "house/run_tree.hpp"
#include "house/selection.hpp"
#include "os/detached.hpp"
#include "os/local_socket.hpp"
#include "os/process_facts.hpp"
#include "supervision/tree/plant.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::cli {

namespace {

namespace fs = std::filesystem;

void require_default_socket(const std::string& tree) {
  os::require_private_folder(house::socket_folder());
  if (const std::string path = house::default_socket(tree).string(); path.size() > os::longest_socket_path)
    throw no_resource("the path of the control socket has " + std::to_string(path.size()) +
                        " bytes, and the system takes " + std::to_string(os::longest_socket_path) + ": " + path +
                        "; write a shorter one into [control], or set XDG_RUNTIME_DIR",
                      ENAMETOOLONG);
}

fs::path socket_of(const house::tree_file& file) {
  return file.control().socket.empty() ? house::default_socket(file.name()) : file.control().socket;
}

house::control_setting control_of(const house::tree_file& file) {
  const house::control_options& said = file.control();
  if (said.socket.empty())
    require_default_socket(file.name());
  return {socket_of(file), said.mode, said.group, said.read_only};
}

tree_spec wanted_part(const tree_spec& whole, const invocation& asked) {
  try {
    return house::selected(whole, asked.only, asked.without);
  } catch (const unknown_name& why) {
    throw refusal{"unknown_address", why.what(), "", unknown_address};
  } catch (const invalid_argument& why) {
    throw refusal{"usage", why.what(), "", wrong_usage};
  }
}

/// Empty: nobody is told.
std::string manager_of(const invocation& asked) {
  const char* const address = asked.notify ? std::getenv("NOTIFY_SOCKET") : nullptr;
  return address == nullptr ? "" : address;
}

fs::path output_of(const invocation& asked, const house::tree_file& file) {
  return fs::absolute(asked.output.empty() ? default_output(file.name()) : fs::path(asked.output));
}

/// Of a tree that is detached: what its launcher prints.
json::object start_of(const house::tree_file& file, const fs::path& socket, const fs::path& output) {
  return {{"schema", "troupe.run/1"},
          {"tree", file.name()},
          {"pid", os::own_pid()},
          {"socket", socket.string()},
          {"output", output.string()}};
}

std::string start_text(const json::object& start) {
  const std::string tree = text_field(start, "tree"), socket = text_field(start, "socket");
  const bool is_found_by_name = socket == house::default_socket(tree).string();
  return tree + " is ready, process " + text_field(start, "pid") + "\n  it prints to  " + text_field(start, "output") +
         "\n  end it with   troupe " + (is_found_by_name ? "--tree " + tree : "--socket " + socket) + " stop root\n";
}

/// Why a tree that is detached has ended before it was ready: what it prints, and what is said of it.
json::object failure_of(std::string_view code, const std::string& text, const std::string& help, std::string printed) {
  return {{"error", {{"code", code}, {"message", text}, {"hint", help}}}, {"printed", std::move(printed)}};
}

void say_failure(const json::object& what, const json::object& error, const screen& out) {
  if (!out.wants_json())
    std::fputs(text_field(what, "printed").c_str(), stderr);
  out.complain(text_field(error, "code"), text_field(error, "message"), text_field(error, "hint"));
}

int say_end(const os::launcher& tree, const ending& how, const screen& out) {
  constexpr int signal_base = 128;
  if (how.kind != ending_kind::signalled)
    return how.code; // it has said why
  out.complain("failed", "the process of the tree (pid " + std::to_string(tree.pid()) + ") was " + text(how));
  return signal_base + how.code;
}

/// The command that has started a detached tree, until that is ready.
int wait_for_start(os::launcher& tree, const invocation& asked, const screen& out) {
  const os::time_point deadline = asked.timeout ? os::deadline_after(*asked.timeout) : os::never;
  while (true) {
    const os::launcher::outcome got = tree.wait(deadline);
    if (got.end)
      return say_end(tree, *got.end, out);
    if (!got.said) {
      out.complain("timeout", "the tree is not ready yet; it goes on", "`troupe ps` shows how far it is");
      return timed_out;
    }
    const message::reading<json::value> said = message::parse_json(*got.said);
    const json::object& what = said.value->as_object();
    if (const json::object* const error = object_field(what, "error")) {
      say_failure(what, *error, out);
      continue; // its end follows
    }
    if (out.wants_json())
      out.say_json(*said.value);
    else
      out.say(start_text(what));
    return done;
  }
}

/// A tree that is run: its file, the command, and the side it is on when it is detached.
class tree_run {
public:
  tree_run(const invocation& asked, const screen& out, os::detached* apart) : asked_(asked), out_(out), apart_(apart) {}

  int run(house::tree_file& file) try {
    const tree_spec what = wanted_part(file.tree(), asked_);
    const house::control_setting control = control_of(file);
    house::run_options how{.control = control,
                           .options = [&file](const std::string& child) { return house::explain_json(file, child); },
                           .quiet = asked_.quiet,
                           .colours = out_.colours() && apart_ == nullptr,
                           .notify = manager_of(asked_)};
    if (apart_ == nullptr)
      return house::run_tree(what, file.name(), how);
    const fs::path output = output_of(asked_, file);
    apart_->divert_output(output.string());
    how.on_ready = [&] {
      apart_->say(message::json_text(start_of(file, control.socket, output)));
      apart_->part();
    };
    return end_with(house::run_tree(what, file.name(), how), output);
  } catch (const invalid_state& why) {
    return refuse("already_running", why.what(), "", already_running);
  } catch (const no_resource& why) {
    return refuse("cannot_create", why.what(), "", cannot_create);
  } catch (const invalid_argument& why) { // what is wrong with the tree, and `check` has not found
    return refuse("invalid", why.what(), "nothing was started", not_ready);
  } catch (const interrupted&) {
    throw; // it ends the program with its own code
  } catch (const std::exception& why) {
    return refuse("failed", why.what(), "", failed);
  }

private:
  int refuse(std::string_view code, const std::string& text, const std::string& help, int exit_code,
             const std::string& printed = {}) const {
    if (apart_ != nullptr && apart_->is_diverted() && !apart_->has_parted())
      apart_->say(message::json_text(failure_of(code, text, help, printed)));
    else
      out_.complain(code, text, help);
    return exit_code;
  }
  /// Whoever waits for a start that fails sees what it has printed.
  int end_with(int exit_code, const fs::path& output) const {
    constexpr std::size_t most_shown = std::size_t{8} << 10; // six letters each as JSON, and still one packet
    if (exit_code == done || apart_->has_parted())
      return exit_code;
    return refuse("failed", "the tree has ended before it was ready", "what it printed is in " + output.string(),
                  exit_code, apart_->diverted(most_shown));
  }

  const invocation& asked_;
  const screen& out_;
  os::detached* apart_;
};

/// Everything but the start of processes.
int say_plan(const invocation& asked, const screen& out, const house::tree_file& file) try {
  const supervision::tree planted = supervision::plant(wanted_part(file.tree(), asked), os::usable_cpus());
  const fs::path socket = socket_of(file);
  if (os::lock_file::is_held(house::lock_path(socket))) {
    out.complain("already_running", "already running: the control socket " + socket.string() + " is in use");
    return already_running;
  }
  json::array children;
  std::string text = "would run " + file.name() + ":";
  for (const supervision::node& one : planted.nodes) {
    children.emplace_back(one.name);
    text += " " + one.name;
  }
  if (out.wants_json())
    out.say_json(json::object{{"schema", "troupe.run/1"},
                              {"tree", file.name()},
                              {"socket", socket.string()},
                              {"dry_run", true},
                              {"children", std::move(children)}});
  else
    out.say(text + "\n");
  return done;
} catch (const invalid_argument& why) { // what is wrong with the tree, and `check` has not found
  out.complain("invalid", why.what(), "nothing was started");
  return not_ready;
}

int refuse_file(const invocation& asked, const screen& out, const house::tree_file& file) {
  const std::string text = asked.file + ": " + house::count_text(file.problems());
  if (!out.wants_json()) {
    out.complain("invalid", text, "nothing was started");
    return not_ready;
  }
  json::array problems;
  for (const house::problem& one : file.problems().all())
    problems.push_back(house::report_json(one));
  out.complain({{"code", "invalid"}, {"message", text}, {"hint", "nothing was started"}, {"problems", problems}});
  return not_ready;
}

int run_file(const invocation& asked, const screen& out, os::detached* apart) {
  house::tree_file file = read_tree(asked);
  const bool is_wrong = file.problems().errors() != 0;
  for (const house::problem& one : file.problems().all())
    if (!out.wants_json() || !is_wrong) // then they are in the error
      std::fputs((house::report_text(one, out.colours()) + "\n").c_str(), stderr);
  if (is_wrong)
    return refuse_file(asked, out, file);
  return asked.dry_run ? say_plan(asked, out, file) : tree_run(asked, out, apart).run(file);
}

} // namespace

int run(const invocation& asked, const screen& out) try {
  if (!asked.detach)
    return run_file(asked, out, nullptr);
  std::variant<os::launcher, os::detached> side = os::detach(); // before anything has a thread
  if (auto* const waiting = std::get_if<os::launcher>(&side))
    return wait_for_start(*waiting, asked, out);
  return run_file(asked, out, &std::get<os::detached>(side));
} catch (const no_resource& why) {
  out.complain("cannot_create", why.what());
  return cannot_create;
}

} // namespace troupe::rooms::cli
