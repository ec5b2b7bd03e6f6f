#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>

#include "cli/exit_code.hpp"
#include "message/nearest.hpp"
#include "message/units.hpp"

namespace troupe::rooms::cli {
namespace {

constexpr const char* address_help = "NAME, NAME[SLOT], NAME[*], SUPERVISOR/ (all below it), or a pattern: 'res*'";

constexpr const char* footer = R"(Addresses:
  resize        a child by name          pipeline/     a supervisor and all below it
  resize[3]     one slot of a pool       'res*'        a pattern
  resize[*]     all slots of a pool
One running tree of this user is found without --tree. All commands take --tree,
--socket, --json, --jsonl, --quiet, --no-color and --timeout: see `troupe help`.

Exit codes:
  0  done, and the thing asked about is as wanted
  1  it was tried and failed              6  no supervisor answers
  2  wrong usage                          7  not permitted
  3  not running, not ready, or the       8  timed out; the operation goes on
     tree file is wrong                  70  run: the root supervisor gave up
  4  unknown address                     71  run: no spawner or socket could be made
  5  partly done                         75  run: the same tree runs already
  128+n  run: ended by signal n, in order
With auto_shutdown `run` ends with the code of its significant child.)";

/// An option that is a duration: "30s".
CLI::Option* add_duration(CLI::App& to, const std::string& name, std::optional<std::chrono::nanoseconds>& into,
                          const std::string& help) {
  return to
    .add_option_function<std::string>(
      name,
      [&into](const std::string& text) {
        const auto read = message::parse_duration(text);
        if (!read)
          throw CLI::ValidationError(read.problem + "; " + read.help);
        into = *read.value;
      },
      help)
    ->type_name("DURATION");
}

class grammar {
public:
  grammar() : app_("Runs trees of supervised actors and programs, and talks to them.", "troupe") {
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.footer(footer);
    app_.add_option("--tree", made_.tree, "The running tree of this name")->type_name("NAME");
    app_.add_option("--socket", made_.socket, "The running tree with this control socket")->type_name("PATH");
    app_.add_flag("--json", made_.json, "One JSON object, with a schema number");
    app_.add_flag("--jsonl", made_.jsonl, "One JSON object per line");
    app_.add_flag("-q,--quiet", made_.quiet, "Say nothing but errors");
    app_.add_flag("--no-color", made_.no_color, "No colours, on a terminal either");
    add_duration(app_, "--timeout", made_.timeout, "How long to wait for the answer");
    add_file_commands();
    add_showing_commands();
    add_acting_commands();
    add_mail_commands();
    add_command("version", "Say which version this is");
    add_command("help", "Explain a command")->add_option("COMMAND", made_.topic, "The command");
  }

  std::variant<invocation, answered> read(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
      return answered{done, help_for(app_)};
    } catch (const CLI::ParseError& why) {
      return wrong(argc, argv, why);
    }
    made_.command = app_.get_subcommands().front()->get_name();
    if (made_.command != "help")
      return made_;
    const CLI::App* about = made_.topic.empty() ? &app_ : find(made_.topic);
    if (about != nullptr) // not about->help(), which is that of the command that was given
      return answered{done, about->get_formatter()->make_help(
                              about, about == &app_ ? "troupe" : "troupe " + made_.topic, CLI::AppFormatMode::Normal)};
    const auto meant = message::nearest(made_.topic, names());
    return answered{wrong_usage, "unknown command \"" + made_.topic + "\"",
                    meant ? "did you mean \"" + *meant + "\"?" : ""};
  }

private:
  CLI::App* add_command(const std::string& name, const std::string& help) { return app_.add_subcommand(name, help); }

  void add_addresses(CLI::App& to, bool required) {
    to.add_option("ADDRESS", made_.addresses, address_help)->required(required)->type_name("");
  }
  void add_filter(CLI::App& to, const std::string& names = "-f,--filter") {
    to.add_option(names, made_.filters, "Only those with KEY=VALUE or KEY!=VALUE, e.g. state=backoff")
      ->allow_extra_args(false)
      ->type_name("FILTER");
  }
  void add_acting_options(CLI::App& to) {
    to.add_flag_callback("--wait", [this] { made_.wait = true; }, "Wait until it is done; that is the default");
    to.add_flag_callback("--no-wait", [this] { made_.wait = false; }, "Do not wait until it is done");
    to.add_flag("--dry-run", made_.dry_run, "Say what would be done, and do nothing");
    to.add_flag("-y,--yes", made_.yes, "Do not ask");
    add_reason(to);
  }
  void add_reason(CLI::App& to) {
    to.add_option("--reason", made_.reason, "Why; it appears in the events")->type_name("TEXT");
  }

  void add_set(CLI::App& to) {
    to.add_option("--set", made_.set, "A key of the file, as in web.restart=transient, or a ${VARIABLE}: PORT=8080")
      ->allow_extra_args(false)
      ->check(
        [](const std::string& text) {
          return text.find('=') == std::string::npos ? "\"" + text + "\" is not KEY=VALUE" : std::string();
        },
        "")
      ->type_name("KEY=VALUE");
  }

  void add_file_commands() {
    CLI::App* run = add_command("run", "Run a tree until it ends, or Ctrl-C");
    run->add_option("FILE", made_.file, "The tree file")->required()->type_name("");
    const auto add_names = [run](const char* option, std::vector<std::string>& to, const char* help) {
      run->add_option(option, to, help)->delimiter(',')->allow_extra_args(false)->type_name("NAMES");
    };
    add_names("--only", made_.only, "Only these children, with what they need and wait for");
    add_names("--without", made_.without, "All children but these");
    CLI::Option* detach = run->add_flag("--detach", made_.detach, "Come back when all are ready; the tree goes on");
    run->add_option("--output", made_.output, "Where a detached tree prints; by default below ~/.local/state/troupe")
      ->needs(detach)
      ->type_name("PATH");
    run->add_flag("--notify", made_.notify, "Tell systemd, at NOTIFY_SOCKET, how far the tree is");
    add_set(*run);
    run->add_flag("--dry-run", made_.dry_run, "Say what would be run, and run nothing")->excludes(detach);
    CLI::App* check = add_command("check", "Say everything that is wrong with a tree file");
    check->add_option("FILE", made_.file, "The tree file")->required()->type_name("");
    check->add_flag("--strict", made_.strict, "Warnings are errors");
    check->add_flag("--explain", made_.explain, "Print every effective value and where it comes from");
    check->add_option("--graph", made_.graph, "Print the tree and who waits for whom as a mermaid or dot graph")
      ->check(CLI::IsMember({"mermaid", "dot"}))
      ->type_name("LANGUAGE");
    add_set(*check);
    check->add_flag("--no-resolve", made_.no_resolve, "Do not look for behaviours, libraries and executables");
    add_command("schema", "Print the format of tree files as JSON Schema");
  }

  void add_showing_commands() {
    CLI::App* ps = add_command("ps", "List children and slots: state, process, restarts, mailbox");
    add_addresses(*ps, false);
    add_filter(*ps);
    ps->add_option("-o,--output", made_.columns, "More columns, or the names alone")
      ->check(CLI::IsMember({"wide", "name"}))
      ->type_name("COLUMNS");
    ps->add_option("--sort", made_.sort, "By a column: name, state, up, restarts, mailbox, memory")
      ->check(CLI::IsMember({"name", "state", "up", "restarts", "mailbox", "memory"}))
      ->type_name("COLUMN");
    ps->add_flag("--failed", made_.only_failed, "Only those in failed, held or backoff");
    ps->add_flag("--assert-ready", made_.assert_ready, "Exit with 3 when any is not ready or done");
    CLI::App* tree =
      add_command("tree", "Show the tree, or parts of it, with states and what blocked children wait for");
    add_addresses(*tree, false);
    add_filter(*tree);
    tree->add_flag("--deps", made_.deps, "With what each waits for and uses");
    CLI::App* status =
      add_command("status", "Tell all about children: process, mailbox, message in hand, ends, limits, options");
    add_addresses(*status, true);
    add_filter(*status);
    status->add_option("--history", made_.history, "How many ends")->type_name("N");
    CLI::App* events = add_command("events", "Print what happens: starts, ends, restarts");
    add_addresses(*events, false);
    add_filter(*events, "--filter");
    events->add_option("-n,--last", made_.last, "No more than the last N of them")->type_name("N");
    events->add_option("--from", made_.from, "From this sequence number on")->type_name("SEQ");
    events->add_flag("-f,--follow", made_.follow, "Go on until interrupted");
  }

  void add_acting_commands() {
    CLI::App* start = add_command("start", "Start children");
    CLI::App* stop =
      add_command("stop", "Stop children, in order; they stay stopped. root: the whole tree, which ends");
    CLI::App* restart = add_command("restart", "Stop and start children; not counted as a failure");
    for (CLI::App* one : {start, stop, restart}) {
      add_addresses(*one, true);
      add_filter(*one);
      add_acting_options(*one);
    }
    start->add_flag("--no-deps", made_.no_deps, "Not what they wait for: without it that is started, too");
    CLI::Option* kill = stop->add_flag("--kill", made_.kill, "SIGKILL at once");
    add_duration(*stop, "--drain", made_.drain, "How long actors may finish what waits for them")->excludes(kill);
    CLI::App* wait = add_command("wait", "Wait until children are in a state");
    add_addresses(*wait, true);
    add_filter(*wait);
    wait->add_option("--for", made_.until, "ready, stopped or done")
      ->check(CLI::IsMember({"ready", "stopped", "done"}))
      ->type_name("STATE");
  }

  void add_mail_commands() {
    CLI::App* send = add_command("send", "Send one message to an actor, written as JSON");
    send
      ->add_option_function<std::string>(
        "ADDRESS", [this](const std::string& one) { made_.addresses = {one}; }, "The actor")
      ->required()
      ->type_name("");
    send->add_option("TYPE", made_.type, "The message's type, e.g. get or shop::get")->type_name("");
    send->add_option("JSON", made_.value, "Its fields, e.g. '{\"amount\": 2}'; by default {}")->type_name("");
    send->add_flag("--request", made_.request, "Wait for the answer and print it");
    send->add_flag("--list", made_.list, "List the types that can be sent");
    send->add_option("--file", made_.file, "Read the JSON from this file")->type_name("PATH");
    CLI::App* letters = add_command("dead-letters", "List messages that nobody handled; show, requeue or drop them");
    add_addresses(*letters, false);
    letters->add_option("--show", made_.show, "Show these in full, or 'all'")->type_name("ID");
    letters->add_option("--requeue", made_.requeue, "Send these again, or 'all'")->type_name("ID");
    letters->add_option("--drop", made_.drop, "Forget these, or 'all'")->type_name("ID");
    add_reason(*letters);
  }

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const CLI::App* one : app_.get_subcommands({}))
      all.push_back(one->get_name());
    return all;
  }
  [[nodiscard]] const CLI::App* find(const std::string& name) const {
    for (const CLI::App* one : app_.get_subcommands({}))
      if (one->get_name() == name)
        return one;
    return nullptr;
  }
  static std::string help_for(CLI::App& app) {
    for (CLI::App* one : app.get_subcommands())
      return one->help("troupe");
    return app.help();
  }

  /// What begins with "-" and is no option here; empty when there is none.
  [[nodiscard]] std::string unknown_option() const {
    for (const std::string& word : app_.remaining(true))
      if (word.starts_with('-') && word != "-")
        return word.substr(0, word.find('='));
    return {};
  }
  /// The options of the command that was given, and those of all.
  [[nodiscard]] std::vector<std::string> option_names() const {
    std::vector<std::string> all;
    const auto add = [&](const CLI::App& of) {
      for (const CLI::Option* one : of.get_options())
        for (const std::string& name : one->get_lnames())
          all.push_back("--" + name);
    };
    add(app_);
    for (const CLI::App* one : app_.get_subcommands())
      add(*one);
    return all;
  }

  answered wrong(int argc, const char* const* argv, const CLI::ParseError& why) const {
    answered made{wrong_usage, why.what()};
    for (int i = 1; i < argc; ++i) {
      const std::string_view word = argv[i];
      made.json = made.json || word == "--json" || word == "--jsonl";
      if (!word.empty() && word[0] != '-' && find(std::string(word)) == nullptr && app_.get_subcommands().empty() &&
          made.help.empty() &&
          (i == 1 || (std::string_view(argv[i - 1]) != "--tree" && std::string_view(argv[i - 1]) != "--socket" &&
                      std::string_view(argv[i - 1]) != "--timeout"))) {
        made.text = "unknown command \"" + std::string(word) + "\"";
        const auto meant = message::nearest(word, names());
        made.help = meant ? "did you mean \"" + *meant + "\"?" : "`troupe help` lists them";
      }
    }
    if (const std::string option = unknown_option(); !option.empty() && made.help.empty()) {
      made.text = "unknown option " + option;
      if (const auto meant = message::nearest(option, option_names()))
        made.help = "did you mean " + *meant + "?";
    }
    if (made.help.empty())
      made.help = app_.get_subcommands().empty()
                    ? "`troupe help` says more"
                    : "`troupe help " + app_.get_subcommands().front()->get_name() + "` says more";
    return made;
  }

  invocation made_;
  CLI::App app_;
};

} // namespace

std::variant<invocation, answered> read_command_line(int argc, const char* const* argv) {
  return grammar().read(argc, argv);
}

} // namespace troupe::rooms::cli
