/// The installed command as a person uses it: what it prints and what it ends with.
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "house/control/control_server.hpp"
#include "message/json.hpp"
#include "os/poll.hpp"
#include "support/running_program.hpp"
#include "support/scoped.hpp"

namespace troupe::tests {
namespace {

namespace fs = std::filesystem;
namespace json = rooms::message::json;
using namespace rooms;
using namespace rooms::house;
using namespace std::chrono_literals;

struct outcome {
  int code;
  std::string said; ///< stdout and stderr
};

outcome troupe(const std::vector<std::string>& arguments) {
  running_program program(TROUPE_COMMAND, arguments);
  const ending how = program.wait();
  return {exit_code(how), program.said()};
}

json::object as_json(const std::string& text) {
  const auto read = message::parse_json(text);
  EXPECT_TRUE(read && read.value->is_object()) << text;
  return read && read.value->is_object() ? read.value->get_object() : json::object{};
}

TEST(Command, without_a_word_it_is_wrong_usage) {
  const outcome got = troupe({});
  EXPECT_EQ(got.code, 2) << got.said;
  EXPECT_NE(got.said.find("troupe help"), std::string::npos) << got.said;
}

TEST(Command, an_unknown_word_is_met_with_the_nearest) {
  const outcome got = troupe({"chekc", "x"});
  EXPECT_EQ(got.code, 2);
  EXPECT_EQ(got.said, "troupe: unknown command \"chekc\"\n        did you mean \"check\"?\n");
  const outcome in_json = troupe({"chekc", "--json"});
  EXPECT_EQ(in_json.code, 2);
  EXPECT_EQ(as_json(in_json.said)["error"].as_object()["code"], "usage");
}

TEST(Command, an_unknown_option_is_met_with_the_nearest) {
  const outcome got = troupe({"run", "tree.toml", "--detatch"});
  EXPECT_EQ(got.code, 2);
  EXPECT_EQ(got.said, "troupe: unknown option --detatch\n        did you mean --detach?\n");
  EXPECT_EQ(troupe({"ps", "--tre=x"}).said, "troupe: unknown option --tre\n        did you mean --tree?\n");
  EXPECT_EQ(troupe({"ps", "--colour-blind"}).said,
            "troupe: unknown option --colour-blind\n        `troupe help ps` says more\n");
}

TEST(Command, help_has_every_command_and_the_exit_codes) {
  const outcome got = troupe({"help"});
  EXPECT_EQ(got.code, 0);
  for (const char* word : {"check", "schema", "ps", "tree", "status", "events", "start", "stop", "restart", "wait",
                           "send", "dead-letters", "version", "help", "75  run:"})
    EXPECT_NE(got.said.find(word), std::string::npos) << word;
  const outcome about = troupe({"help", "check"});
  EXPECT_EQ(about.code, 0);
  EXPECT_NE(about.said.find("--explain"), std::string::npos) << about.said;
  EXPECT_EQ(troupe({"check", "--help"}).said, about.said);
  EXPECT_EQ(troupe({"--help"}).said, got.said);
  EXPECT_NE(got.said.find("\nUsage: troupe [OPTIONS] SUBCOMMAND\n"), std::string::npos) << got.said;
  EXPECT_EQ(troupe({"help", "nobody"}).code, 2);
}

TEST(Command, version_says_what_it_speaks) {
  const outcome got = troupe({"version"});
  EXPECT_EQ(got.code, 0);
  EXPECT_EQ(got.said.substr(0, 7), "troupe ");
  const json::object facts = as_json(troupe({"version", "--json"}).said);
  EXPECT_EQ(facts.at("schema"), "troupe.version/1");
  EXPECT_EQ(facts.at("protocol"), 1);
}

TEST(Command, check_is_content_with_a_good_file) {
  const outcome got = troupe({"check", CASES "/well.toml", "--no-resolve"});
  EXPECT_EQ(got.code, 0);
  EXPECT_EQ(got.said, CASES "/well.toml: well, 3 supervisors, 1 actor, 2 commands and 1 pool\n");
}

TEST(Command, check_of_a_wrong_file_is_exit_3_with_all_that_is_wrong) {
  const outcome got = troupe({"check", CASES "/E202_two_supervisors.toml"});
  EXPECT_EQ(got.code, 3);
  EXPECT_NE(got.said.find(":7:20: error[E202]: "), std::string::npos) << got.said;
  EXPECT_NE(got.said.find(":10:13: error[E202]: "), std::string::npos) << got.said;
  EXPECT_EQ(got.said.find('\x1b'), std::string::npos) << "no colours where nobody looks";
  const json::object facts = as_json(troupe({"check", "--json", CASES "/E202_two_supervisors.toml"}).said);
  EXPECT_EQ(facts.at("schema"), "troupe.check/1");
  EXPECT_EQ(facts.at("valid"), false);
  EXPECT_EQ(facts.at("problems").as_array().size(), 2U);
  EXPECT_EQ(facts.at("problems").as_array()[0].as_object().at("line"), 7);
}

TEST(Command, warnings_are_errors_only_where_it_is_strict) {
  EXPECT_EQ(troupe({"check", "--no-resolve", CASES "/W208_poison.toml"}).code, 0);
  EXPECT_EQ(troupe({"check", "--no-resolve", "--strict", CASES "/W208_poison.toml"}).code, 3);
}

TEST(Command, what_cannot_be_printed_is_no_success) {
  for (const char* const command : {"schema", "version", "help"}) {
    running_program program("/bin/sh", {"-c", "exec \"$0\" \"$1\" > /dev/full", TROUPE_COMMAND, command});
    EXPECT_EQ(exit_code(program.wait()), 1) << command;
    EXPECT_EQ(program.said().substr(0, 51), "troupe: what was to be printed could not be written") << program.said();
  }
}

TEST(Command, check_and_run_refuse_what_this_version_does_not_do) {
  const temp_folder folder;
  const std::string path = (folder.path() / "tree.toml").string();
  std::ofstream(path) << "troupe = 1\n[pool.many]\nrun = \"x\"\nqueue = { limit = 5 }\n";
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"check"}, std::vector<std::string>{"run"}, {"run", "--dry-run"}}) {
    std::vector<std::string> all = words;
    all.push_back(path);
    const outcome got = troupe(all);
    EXPECT_EQ(got.code, 3);
    EXPECT_NE(got.said.find("error[E103]: not yet: a running tree does not know a queue of the pool"),
              std::string::npos)
      << got.said;
  }
  EXPECT_EQ(troupe({"check", "--no-resolve", path}).code, 0);
}

TEST(Command, a_dry_run_says_who_would_be_run) {
  const temp_folder folder;
  const scoped_variable runtime("XDG_RUNTIME_DIR", folder.path().string());
  const std::string path = (folder.path() / "shop.toml").string();
  std::ofstream(path) << "troupe = 1\n[command.store]\nrun = [\"sleep\", \"1\"]\n"
                         "[command.end]\nrun = [\"sleep\", \"1\"]\nafter = [\"store\"]\n[command.web]\nshell = \"x\"\n";
  EXPECT_EQ(troupe({"run", "--dry-run", path}).said, "would run shop: root store end web\n");
  EXPECT_EQ(troupe({"run", "--dry-run", path, "--only", "end"}).said, "would run shop: root store end\n");
  EXPECT_EQ(troupe({"run", "--dry-run", path, "--only", "none"}).code, 4);
  EXPECT_EQ(troupe({"run", "--dry-run", path, "--detach"}).code, 2);
  const json::object facts = as_json(troupe({"run", "--dry-run", "--json", path}).said);
  EXPECT_EQ(facts.at("schema"), "troupe.run/1");
  EXPECT_EQ(facts.at("children").as_array().size(), 4U);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1) << "nothing has been made";
  std::ofstream(path) << "troupe = 2\n";
  const json::object error = as_json(troupe({"run", "--dry-run", "--json", path}).said);
  EXPECT_EQ(error.at("error").as_object().at("problems").as_array().size(), 1U);
}

TEST(Command, check_can_explain_every_value) {
  const outcome got = troupe({"check", "--no-resolve", "--explain", CASES "/well.toml"});
  EXPECT_EQ(got.code, 0);
  EXPECT_NE(got.said.find("[defaults]"), std::string::npos) << got.said;
  const json::object facts = as_json(troupe({"check", "--no-resolve", "--explain", "--json", CASES "/well.toml"}).said);
  EXPECT_EQ(facts.at("children").as_array().size(), 7U);
}

TEST(Command, check_draws_who_supervises_and_who_waits) {
  const temp_folder folder;
  const std::string path = (folder.path() / "tree.toml").string();
  std::ofstream(path) << "troupe = 1\n[supervisor.root]\nchildren = [\"store\", \"end\"]\n"
                         "[command.store]\nrun = [\"sleep\", \"1\"]\n"
                         "[command.end]\nrun = [\"sleep\", \"1\"]\nafter = [\"store\"]\nuses = { db = \"store\" }\n";
  EXPECT_EQ(troupe({"check", "--graph", "mermaid", path}).said, "flowchart TD\n"
                                                                "  n0[\"root<br/>one_for_one\"]\n"
                                                                "  n1([\"store\"])\n"
                                                                "  n2([\"end\"])\n"
                                                                "  n0 --> n1\n"
                                                                "  n0 --> n2\n"
                                                                "  n2 -. \"after ready\" .-> n1\n"
                                                                "  n2 -. \"uses db\" .-> n1\n");
  EXPECT_EQ(troupe({"check", "--graph", "dot", path}).said,
            "digraph tree {\n"
            "  n0 [label=\"root\\none_for_one\", shape=box];\n"
            "  n1 [label=\"store\", shape=ellipse];\n"
            "  n2 [label=\"end\", shape=ellipse];\n"
            "  n0 -> n1;\n"
            "  n0 -> n2;\n"
            "  n2 -> n1 [style=dashed, constraint=false, label=\"after ready\"];\n"
            "  n2 -> n1 [style=dashed, constraint=false, label=\"uses db\"];\n"
            "}\n");
  EXPECT_EQ(troupe({"check", "--graph", "svg", path}).code, 2);
}

TEST(Command, a_file_that_is_not_there_is_exit_3) {
  EXPECT_EQ(troupe({"check", "/nowhere/tree.toml"}).code, 3);
  EXPECT_EQ(troupe({"check", "/"}).code, 3);
  EXPECT_EQ(troupe({"check"}).code, 2);
}

TEST(Command, an_actor_of_no_program_is_missing) {
  const outcome got = troupe({"check", CASES "/W208_poison.toml"});
  EXPECT_EQ(got.code, 3);
  EXPECT_NE(got.said.find("there is no behaviour \"counter\" in this program"), std::string::npos) << got.said;
}

/// A running tree as the command sees it: canned rows, and what it was asked.
class a_tree {
public:
  explicit a_tree(const fs::path& socket)
    : server_({.socket = socket}, [this](auto&& what, auto reply) { answer(what, reply); }),
      thread_([this] { serve(); }) {}
  ~a_tree() {
    ends_ = true;
    thread_.join();
  }

private:
  static json::object row(const char* address, const char* state, int pid) {
    return {{"address", address},
            {"name", address},
            {"kind", "command"},
            {"state", state},
            {"incarnation", 2},
            {"pid", pid},
            {"up_s", 75.0},
            {"restarts", 1},
            {"memory_bytes", 5 << 20},
            {"mailbox", nullptr},
            {"last_end", {{"cause", "exit"}, {"text", "exit 1"}}}};
  }
  static void answer(const control_request& what, const control_reply& reply) {
    if (what.command == "ps")
      reply.finish({{"schema", "troupe.ps/1"},
                    {"tree", "t"},
                    {"children", json::array{row("web", "ready", 42), row("mail", "backoff", 43)}}});
    else if (what.command == "stop" && what.addresses.at(0) == "nobody")
      reply.fail("unknown_address", "there is no \"nobody\" in this tree", "", 4);
    else if (what.command == "stop")
      reply.finish({{"schema", "troupe.stop/1"}, {"changed", json::array{"web"}}, {"unchanged", json::array{}}});
    else if (what.command == "events") {
      reply.event({{"seq", 1}, {"time", "2026-11-21T07:11:33.123456789Z"}, {"address", "web"}, {"text", "is ready"}});
      reply.finish({{"schema", "troupe.events/1"}, {"last_seq", 1}});
    } else if (what.command == "send")
      reply.finish({{"schema", "troupe.send/1"}, {"reply", {{"type", "int"}, {"value", what.options.at("value")}}}});
    // `status` is never answered.
  }
  void serve() {
    while (!ends_) {
      os::wait_readable(server_.descriptor(), std::min(server_.next_deadline(), os::deadline_after(5ms)));
      server_.dispatch();
    }
  }
  std::atomic<bool> ends_{false};
  control_server server_;
  std::thread thread_;
};

class RunningTree : public ::testing::Test {
protected:
  RunningTree() : runtime_("XDG_RUNTIME_DIR", folder_.path().string()) {
    fs::create_directory(folder_.path() / "troupe");
  }
  [[nodiscard]] fs::path socket(const std::string& name) const { return folder_.path() / "troupe" / (name + ".sock"); }
  temp_folder folder_;
  scoped_variable runtime_;
};

TEST_F(RunningTree, the_only_one_is_found_by_itself) {
  const a_tree tree(socket("t"));
  const outcome got = troupe({"ps"});
  EXPECT_EQ(got.code, 0);
  EXPECT_EQ(got.said, "NAME  STATE    INC  PID  UP     RST  MBOX  MEM   LAST END\n"
                      "web   ready    2    42   1m15s  1    -     5.0M  exit 1\n"
                      "mail  backoff  2    43   1m15s  1    -     5.0M  exit 1\n");
  EXPECT_EQ(troupe({"ps", "--failed", "-o", "name"}).said, "mail\n");
  EXPECT_EQ(troupe({"ps", "--assert-ready"}).code, 3);
  EXPECT_EQ(as_json(troupe({"ps", "--json"}).said).at("schema"), "troupe.ps/1");
}

TEST_F(RunningTree, where_none_runs_it_is_unreachable) {
  const outcome got = troupe({"ps"});
  EXPECT_EQ(got.code, 6);
  EXPECT_EQ(got.said.substr(0, 44), "troupe: no tree of this user is running\n    ") << got.said;
  EXPECT_EQ(troupe({"--tree", "none", "ps"}).code, 6);
  EXPECT_EQ(troupe({"ps", "--socket", "/nowhere/x.sock"}).code, 6);
}

TEST_F(RunningTree, where_several_run_one_has_to_be_named) {
  const a_tree first(socket("a")), second(socket("b"));
  const outcome got = troupe({"ps"});
  EXPECT_EQ(got.code, 2);
  EXPECT_EQ(got.said, "troupe: several trees are running: a, b\n        say which with --tree\n");
  EXPECT_EQ(troupe({"ps", "--tree", "b"}).code, 0);
}

TEST_F(RunningTree, what_the_tree_refuses_is_said_and_is_the_exit_code) {
  const a_tree tree(socket("t"));
  const outcome got = troupe({"stop", "nobody"});
  EXPECT_EQ(got.code, 4);
  EXPECT_EQ(got.said, "troupe: there is no \"nobody\" in this tree\n");
  EXPECT_EQ(troupe({"stop", "web"}).said, "stopped web\n");
  EXPECT_EQ(troupe({"stop", "web", "--dry-run"}).said, "would stop web\n");
}

TEST_F(RunningTree, events_are_lines) {
  const a_tree tree(socket("t"));
  EXPECT_EQ(troupe({"events"}).said, "07:11:33.123  web  is ready\n");
  EXPECT_EQ(as_json(troupe({"events", "--jsonl"}).said).at("seq"), 1);
}

TEST_F(RunningTree, a_message_is_sent_as_json_and_its_answer_printed) {
  const a_tree tree(socket("t"));
  EXPECT_EQ(troupe({"send", "web", "get", R"({"a":[1,2]})", "--request"}).said, "{\"a\":[1,2]}\n");
  const outcome wrong = troupe({"send", "web", "get", "{a"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_EQ(wrong.said.substr(0, 47), "troupe: the message is no JSON: line 1, column ") << wrong.said;
}

TEST_F(RunningTree, a_tree_that_does_not_answer_is_waited_for_as_long_as_was_said) {
  const a_tree tree(socket("t"));
  const outcome got = troupe({"status", "web", "--timeout", "50ms"});
  EXPECT_EQ(got.code, 8) << got.said;
}

TEST_F(RunningTree, something_else_behind_the_socket_is_no_tree) {
  const os::fd listener = os::listen_at(socket("t").string(), 0600);
  running_program program(TROUPE_COMMAND, {"ps", "--tree", "t"});
  ASSERT_TRUE(os::wait_readable(listener.get(), os::deadline_after(patience)));
  os::fd end = os::accept_client(listener);
  std::string garbage = "HTTP/1.1 400 Bad Request\r\n\r\n";
  os::write_some(end, garbage);
  EXPECT_EQ(exit_code(program.wait()), 6);
  fs::remove(socket("t"));
}

} // namespace
} // namespace troupe::tests
