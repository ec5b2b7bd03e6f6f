/// `--set KEY=VALUE`: what the command line says in place of the file.
#include <csignal>
#include <sstream>

#include "tree_run.hpp"

namespace troupe::tests {
namespace {

struct Set : TreeRun {
  /// `check` of the file with these settings.
  void check(const std::string& text, const std::vector<std::string>& settings,
             const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"check", tree(text)[1], "--no-resolve"};
    for (const std::string& each : settings)
      words.insert(words.end(), {"--set", each});
    words.insert(words.end(), more.begin(), more.end());
    ask(words);
  }
  void explain(const std::string& text, const std::vector<std::string>& settings) {
    check(text, settings, {"--explain"});
    EXPECT_EQ(code_, 0) << said_;
  }
  /// How many lines of what was explained are so, and from there.
  [[nodiscard]] std::size_t lines(const std::string& option, const std::string& origin) const {
    std::size_t found = 0;
    std::istringstream all(said_);
    for (std::string line; std::getline(all, line);)
      found += line.starts_with(option + " ") && line.ends_with("# " + origin) ? 1 : 0;
    return found;
  }
};

const std::string web = R"([defaults]
restart = "temporary"
[template.plain]
backoff = { initial = "1s" }
[command.web]
use = "plain"
run = ["sleep", "${LONG:-1000}"]
env = { MODE = "test" }
[command.job]
run = ["true"]
after = ["web"]
)";

TEST_F(Set, a_key_of_a_child_is_replaced_and_explained_with_its_origin) {
  explain(web, {"web.restart=transient", "web.backoff.max=5s", "command.job.autostart=false"});
  EXPECT_EQ(lines(R"(restart = "transient")", "--set"), 1U) << said_;
  at(R"(backoff.initial = "1s")");
  EXPECT_EQ(lines(R"(backoff.max = "5s")", "--set"), 1U) << said_;
  EXPECT_EQ(lines("autostart = false", "--set"), 1U) << said_;
  EXPECT_EQ(count("restart = \"temporary\""), 1U) << "that of job: " << said_;
}

TEST_F(Set, a_value_is_toml_and_a_text_where_it_is_none) {
  explain(web, {R"(web.run=["echo", "1"])", "web.env.PORT=8080", "web.env.NAME=a b", "web.env.EMPTY=", "job.after=[]",
                R"(web.env.QUOTED="x")"});
  at(R"(run = ["echo", "1"])");
  at(R"(PORT = "8080")");
  at(R"(NAME = "a b")");
  at(R"(EMPTY = "")");
  at(R"(QUOTED = "x")");
  at(R"(MODE = "test")");
  at("after = []");
}

TEST_F(Set, templates_defaults_the_name_and_the_control_socket_can_be_set_too) {
  explain(web, {"template.plain.backoff.initial=2s", "defaults.restart=permanent", "name=other"});
  at("name = \"other\"");
  EXPECT_EQ(lines(R"(backoff.initial = "2s")", "--set [template.plain]"), 1U) << said_;
  EXPECT_EQ(lines(R"(restart = "permanent")", "--set [defaults]"), 2U) << said_;
  check(web, {"control.mode=rwx"});
  EXPECT_EQ(code_, 3);
  at("--set: error[E105]: \"rwx\" is no file mode");
}

TEST_F(Set, a_variable_of_the_texts_has_the_value_of_the_command_line_first) {
  const scoped_variable environment{"LONG", "1"};
  explain(web, {"LONG=2000"});
  at(R"(run = ["sleep", "2000"])");
  explain(web, {"LONG=2000", "LONG=3000"});
  at(R"(run = ["sleep", "3000"])");
}

TEST_F(Set, what_is_wrong_is_shown_with_the_option_as_its_place) {
  check(web, {"web.restrat=transient", "web.restart=sometimes", "wbe.restart=transient", "web.backoff.max=5"});
  EXPECT_EQ(code_, 3);
  at(R"(--set: error[E103]: unknown key "restrat" of a command
      | web.restrat=transient
      |     ^^^^^^^
      = help: did you mean "restart"?
)");
  at(R"(--set: error[E105]: "sometimes" is none of)");
  at("      | web.restart=sometimes\n      |             ^^^^^^^^^\n");
  at("--set: error[E207]: the file does not define \"wbe\"\n");
  at("did you mean \"web\"?");
  at("--set: error[E104]: expected a duration");
  at("4 errors");
}

TEST_F(Set, a_variable_that_no_text_has_and_a_key_that_is_none_are_mistakes) {
  check(web, {"LOGN=1"});
  EXPECT_EQ(code_, 3);
  at("--set: error[E106]: no text of the file has ${LOGN}");
  at("did you mean \"LONG\"?");
  check(web, {"restart=transient"});
  at("a key is written with the name of its child");
  check(web, {"web..restart=1"});
  EXPECT_EQ(code_, 3);
  at("--set: error[E101]: \"web..restart\" is no address of a key");
  check(web, {"web[0].restart=1"});
  EXPECT_EQ(code_, 3);
  at("is no address of a key");
  check(web, {"root.strategy=one_for_all"});
  at("write [supervisor.root]");
}

TEST_F(Set, without_a_value_is_wrong_usage) {
  check(web, {"web.restart"});
  EXPECT_EQ(code_, 2) << said_;
  at("KEY=VALUE");
}

TEST_F(Set, as_json_the_place_of_a_problem_is_the_option) {
  check(web, {"web.restrat=transient"}, {"--json"});
  at(R"("option":"--set web.restrat=transient")");
  at(R"("column":5)");
}

TEST_F(Set, a_wrong_value_of_the_file_that_is_replaced_is_none) {
  explain("[command.web]\nrun = [\"true\"]\nrestart = \"sometimes\"\n", {"web.restart=transient"});
}

TEST_F(Set, the_tree_runs_with_it) {
  std::vector<std::string> words = tree(R"([supervisor.root]
children = ["job"]
auto_shutdown = "any"
[command.job]
shell = "echo =$COLOUR=${SHADE}="
restart = "permanent"
significant = true
)");
  words.insert(words.end(), {"--set", "job.restart=temporary", "--set", "job.env.COLOUR=5", "--set", "SHADE=dark"});
  running_program command(TROUPE_COMMAND, words);
  EXPECT_EQ(exit_code(command.wait()), 0) << command.said();
  said_ = command.said();
  at("=5=dark=\n");
}

TEST_F(Set, two_trees_of_one_file_run_side_by_side_under_two_names) {
  const std::string text = "[command.web]\nrun = [\"sleep\", \"1000\"]\n";
  running_program one(TROUPE_COMMAND, tree(text));
  one.wait_for_line("root             ready");
  running_program other(TROUPE_COMMAND, {"run", path(), "--set", "name=other"});
  other.wait_for_line("root             ready");
  ask({"ps"});
  EXPECT_EQ(code_, 2);
  at("several trees are running: other, tree");
  ask({"--tree", "other", "ps", "-o", "name"});
  EXPECT_EQ(code_, 0) << said_;
  for (running_program* each : {&one, &other}) {
    each->signal(SIGINT);
    EXPECT_EQ(exit_code(each->wait()), 128 + SIGINT);
  }
}

} // namespace
} // namespace troupe::tests
