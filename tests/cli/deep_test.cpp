/// What nests deeply: at every door an error where it is too deep, and shown where it is not.
#include <csignal>

#include "tree_run.hpp"

namespace troupe::tests {
namespace {

class Deep : public TreeRun {
protected:
  void expect_refused(const std::string& text, std::string_view code) {
    tree(text);
    for (const char* const command : {"check", "run"}) {
      ask({command, path()});
      EXPECT_EQ(code_, 3) << said_.substr(0, 1000);
      at(code);
    }
  }
  static std::string repeated(std::string_view part, int times) {
    std::string made;
    for (int i = 0; i < times; ++i)
      made += part;
    return made;
  }
};

TEST_F(Deep, values_keys_supervisors_templates_and_includes_of_a_file_are_refused) {
  expect_refused("x_a = " + repeated("[", 100'000) + "\n", "E101");
  expect_refused("x_a = " + repeated("[", 100'000) + repeated("]", 100'000) + "\n", "E101");
  expect_refused("x_a = " + repeated("{a=", 100'000) + "1" + repeated("}", 100'000) + "\n", "E101");
  expect_refused("x_a" + repeated(".\"\u00e9\"", 100'000) + " = 1\n", "E101");
  expect_refused("[x_a" + repeated(".\"\u00e9\"", 100'000) + "]\n", "E101");
  std::string supervisors = "[supervisor.root]\nchildren = [\"s0\"]\n", templates;
  for (int i = 0; i < 5000; ++i) {
    const std::string own = std::to_string(i), next = std::to_string(i + 1);
    supervisors += "[supervisor.s" + own + "]\nchildren = [\"s" + next + "\"]\n";
    templates += "[template.t" + own + "]\nuse = \"t" + next + "\"\n";
    std::ofstream(folder_.path() / ("f" + own + ".toml")) << "include = [\"f" + next + ".toml\"]\n";
  }
  expect_refused(supervisors + "[supervisor.s5000]\nchildren = []\n", "E203");
  expect_refused(templates + "[template.t5000]\n", "E107");
  std::ofstream(folder_.path() / "f5000.toml") << "";
  expect_refused("include = [\"f0.toml\"]\n", "E107");
}

TEST_F(Deep, what_is_set_on_the_command_line_is_refused_or_a_text) {
  tree("[command.web]\nrun = [\"sleep\", \"1\"]\n");
  ask({"check", path(), "--set", "web" + repeated(".a", 20'000) + "=1"});
  EXPECT_EQ(code_, 3) << said_.substr(0, 1000);
  ask({"check", path(), "--set", "web.x_a=" + repeated("[", 50'000)});
  EXPECT_EQ(code_, 0) << said_.substr(0, 1000);
}

TEST_F(Deep, a_tree_of_the_deepest_supervisors_is_run_and_shown) {
  std::string text = "[supervisor.root]\nchildren = [\"s1\"]\n";
  for (int i = 1; i < 63; ++i)
    text += "[supervisor.s" + std::to_string(i) + "]\nchildren = [\"s" + std::to_string(i + 1) + "\"]\n";
  text += "[supervisor.s63]\nchildren = [\"web\"]\n[command.web]\nrun = [\"sleep\", \"1000\"]\n";
  running_program command(TROUPE_COMMAND, tree(text));
  command.wait_for_line("root             ready");
  ask({"tree"});
  EXPECT_EQ(code_, 0) << said_;
  at("s63  ready");
  at("web  ready");
  ask({"status", "web", "--json"});
  EXPECT_EQ(code_, 0) << said_;
  command.signal(SIGINT);
  EXPECT_EQ(exit_code(command.wait()), 128 + SIGINT) << command.said();
}

TEST_F(Deep, a_message_is_refused_and_an_answer_is_printed) {
  running_program command(TROUPE_PROGRAM, tree("[actor.one]\nrun = \"shop::fragile\"\n"));
  command.wait_for_line("root             ready");
  for (const char* const open : {"[", "{\"a\":"}) {
    ask({"send", "one", "point", repeated(open, 20'000)});
    EXPECT_EQ(code_, 2) << said_;
    at("the message is no JSON");
  }
  const std::string file = (folder_.path() / "deep.json").string();
  std::ofstream(file) << repeated("[", 100'000) << repeated("]", 100'000);
  ask({"send", "one", "point", "--file", file});
  EXPECT_EQ(code_, 2) << said_;
  at("the message is no JSON");
  ask({"send", "one", "point", repeated("[", 64) + repeated("]", 64)});
  EXPECT_EQ(code_, 2) << said_;
  at("expected a table with the fields x, y");
  ask({"send", "one", "nest", R"({"depth":30})", "--request"});
  EXPECT_EQ(code_, 0) << said_;
  EXPECT_EQ(count("inside"), 31U) << said_;
  command.signal(SIGINT);
  EXPECT_EQ(exit_code(command.wait()), 128 + SIGINT) << command.said();
}

} // namespace
} // namespace troupe::tests
