#include <array>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/connection.hpp"
#include "cli/exit_code.hpp"
#include "troupe/error.hpp"
#include "troupe/main.hpp"

namespace troupe {

namespace {

using namespace rooms::cli;

struct command {
  std::string_view name;
  int (*run)(const invocation&, const screen&);
};
constexpr std::array<command, 14> commands{{{"run", &run},
                                            {"check", &check},
                                            {"schema", &schema},
                                            {"version", &version},
                                            {"ps", &ps},
                                            {"tree", &tree},
                                            {"status", &status},
                                            {"events", &events},
                                            {"start", &act},
                                            {"stop", &act},
                                            {"restart", &act},
                                            {"wait", &wait},
                                            {"send", &send},
                                            {"dead-letters", &dead_letters}}};

int say_answer(const answered& what) try {
  invocation how;
  how.json = what.json;
  const screen out{how};
  if (what.code == done)
    out.say(what.text);
  else
    out.complain("usage", what.text, what.help);
  out.flush();
  return what.code;
} catch (const no_resource& why) {
  screen{invocation{}}.complain("failed", why.what());
  return failed;
}

// What a tree prints is no answer: it ran, whatever became of that.
int run_whole(const command& one, const invocation& asked, const screen& out) {
  const int code = one.run(asked, out);
  if (one.name != "run" || asked.dry_run)
    out.flush();
  return code;
}

int obey(const invocation& asked) {
  const screen out{asked};
  try {
    for (const command& one : commands)
      if (one.name == asked.command)
        return run_whole(one, asked, out);
    throw contract_error("no code for the command " + asked.command);
  } catch (const refusal& no) {
    out.complain(no.code, no.text, no.help);
    return no.exit_code;
  } catch (const interrupted&) {
    throw; // it ends the program with its own code
  } catch (const std::exception& why) {
    out.complain("failed", why.what());
    return failed;
  }
}

} // namespace

int run_tree(const std::filesystem::path& file) {
  invocation asked;
  asked.command = "run";
  asked.file = file.string();
  return obey(asked);
}

int run_command(int argc, char** argv) {
  const auto read = read_command_line(argc, argv);
  if (const auto* answer = std::get_if<answered>(&read))
    return say_answer(*answer);
  return obey(std::get<invocation>(read));
}

} // namespace troupe
