/// Whatever is wrong with what it is given: a clear error, and nothing hangs.
#include <csignal>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "os/clock.hpp"
#include "os/local_socket.hpp"
#include "os/poll.hpp"
#include "tree_run.hpp"

namespace troupe::tests {
namespace {

using namespace rooms;
using namespace std::chrono_literals;

class BadInput : public TreeRun {
protected:
  void check(const std::string& text) {
    tree(text);
    ask({"check", path()});
  }
  void write_executable(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_.path() / name, std::ios::binary) << bytes;
    fs::permissions(folder_.path() / name, fs::perms::owner_all);
  }
};

TEST_F(BadInput, a_tree_of_100_megabytes_a_folder_and_none_are_refused_at_once) {
  tree("");
  fs::resize_file(path(), 100'000'000);
  for (const char* command : {"check", "run"}) {
    ask({command, path()});
    EXPECT_EQ(code_, 3);
    at("100MB, the most is 1MiB");
    ask({command, folder_.path().string()});
    EXPECT_EQ(code_, 3);
    at("directory");
    ask({command, (folder_.path() / "none").string()});
    EXPECT_EQ(code_, 3);
    at("there is no such file");
  }
}

TEST_F(BadInput, a_binary_is_no_tree) {
  ask({"run", TROUPE_COMMAND});
  EXPECT_EQ(code_, 3) << said_.substr(0, 1000);
}

TEST_F(BadInput, files_that_include_each_other_are_an_error) {
  std::ofstream(folder_.path() / "other.toml") << "include = [\"tree.toml\"]\n";
  check("include = [\"other.toml\"]\n");
  EXPECT_EQ(code_, 3);
  at("E107");
}

TEST_F(BadInput, an_executable_of_another_machine_is_refused_before_anything_starts) {
  std::ifstream self("/proc/self/exe", std::ios::binary);
  std::string header(256, '\0');
  self.read(header.data(), 256);
  header[18] = header[18] == 0x3e ? 0x28 : 0x3e; // e_machine: arm, or x86-64
  write_executable("alien", header);
  check("[command.web]\nrun = [\"./alien\"]\n");
  EXPECT_EQ(code_, 3);
  at("error[E303]: \"./alien\" is built for another kind of machine");
}

TEST_F(BadInput, an_executable_that_is_missing_or_none_is_refused) {
  std::ofstream(folder_.path() / "text") << "hello";
  check("[command.web]\nrun = [\"./none\"]\n[command.mail]\nrun = [\"./text\"]\n");
  EXPECT_EQ(code_, 3);
  at("\"./none\" does not exist");
  at("\"./text\" is not executable");
  write_executable("script", "#!/no/such/interpreter\n");
  write_executable("garbage", "\x01\x02\x03\x04");
  check("[command.web]\nrun = [\"./script\"]\n[command.mail]\nrun = [\"./garbage\"]\n");
  EXPECT_EQ(code_, 3);
  at("is a script for /no/such/interpreter, which cannot be run");
  at("is neither a program nor a script");
}

TEST_F(BadInput, a_pipe_is_neither_a_library_nor_a_file_of_variables) {
  ASSERT_EQ(::mkfifo((folder_.path() / "pipe").c_str(), 0600), 0);
  check("[actor.one]\nrun = \"./pipe:counter\"\n[command.web]\nrun = [\"true\"]\nenv_file = [\"?pipe\", \"pipe\"]\n");
  EXPECT_EQ(code_, 3);
  at(":3:7: error[E301]: the library \"./pipe\" is not a file: ");
  at(":6:13: error[E303]: that is not a file: ");
  at(":6:22: error[E303]: that is not a file: ");
  running_program command(TROUPE_COMMAND, tree("[command.web]\nrun = [\"true\"]\nenv_file = [\"?{name}\"]\n"
                                               "[supervisor.root]\nchildren = [\"web\", \"other\"]\n"
                                               "[command.other]\nrun = [\"sleep\", \"1000\"]\nafter = [\"web\"]\n"));
  fs::rename(folder_.path() / "pipe", folder_.path() / "web");
  EXPECT_EQ(exit_code(command.wait()), 70) << command.said();
}

TEST_F(BadInput, a_path_that_leads_nowhere_is_an_error_at_its_place) {
  fs::create_symlink("loop", folder_.path() / "loop");
  for (const std::string& path : {std::string("loop/x"), std::string(5000, 'x') + "/x"}) {
    check("[control]\nsocket = \"loop/x\"\n[actor.one]\nrun = \"" + path + ":counter\"\n[command.web]\nrun = [\"" +
          path + "\"]\ncwd = \"" + path + "\"\nenv_file = [\"" + path + "\"]\nstdin = \"file:" + path + "\"\n");
    EXPECT_EQ(code_, 3) << said_.substr(0, 1000);
    for (const char* const place : {":3:10: error[E303]", ":5:7: error[E301]", ":7:8: error[E303]", ":8:7: error[E303]",
                                    ":9:13: error[E303]", ":10:9: error[E303]"})
      at(place);
  }
}

TEST_F(BadInput, a_behaviour_without_a_name_is_none) {
  check("[actor.one]\nrun = \"\"\n");
  EXPECT_EQ(code_, 3);
  at(":3:7: error[E105]: `run` names no behaviour");
}

TEST_F(BadInput, thousands_of_mistakes_are_told_in_seconds) {
  std::string keys, references, values = "[command.web]\nrun = [\"true\"]\nenv = { ";
  for (int i = 0; i < 10'000; ++i) {
    const std::string number = std::to_string(i);
    keys += "k" + number + " = 1\n";
    references += "[command.c" + number + "]\nrun = [\"true\"]\nafter = [\"d" + number + "\"]\n";
    values += (i == 0 ? "A" : ", A") + number + " = 1";
  }
  for (const std::string& text : {keys, references, values + " }\n"}) {
    const auto before = os::clock::now();
    check(text);
    EXPECT_EQ(code_, 3);
    at("10000 errors");
    EXPECT_LT(os::clock::now() - before, 20s) << "it is a second or two alone";
  }
}

/// A tree that runs while somebody misbehaves at its control socket.
class Misused : public BadInput {
protected:
  Misused() : command_(TROUPE_COMMAND, tree("[command.web]\nrun = [\"sleep\", \"1000\"]\n")) {
    command_.wait_for_line("root             ready");
  }
  ~Misused() override {
    command_.signal(SIGINT);
    EXPECT_EQ(exit_code(command_.wait()), 128 + SIGINT) << command_.said();
  }
  [[nodiscard]] os::fd connect() const {
    int why = 0;
    return os::connect_to((folder_.path() / "troupe" / "tree.sock").string(), os::deadline_after(10s), why);
  }
  void expect_it_answers() {
    ask({"ps", "-o", "name"});
    EXPECT_EQ(said_, "root\nweb\n");
  }
  running_program command_;
};

TEST_F(Misused, in_garbage) {
  const os::fd client = connect();
  ASSERT_TRUE(client);
  std::string garbage(100'000, '\xff');
  garbage += '\n';
  os::write_some(client, garbage);
  std::string answer;
  while (os::wait_readable(client.get(), os::deadline_after(30s)) &&
         os::read_some(client, answer, 1 << 20) == os::stream_state::open) {
  }
  EXPECT_NE(answer.find("\"error\""), std::string::npos) << answer;
  expect_it_answers();
}

TEST_F(Misused, by_a_thousand_clients) {
  std::vector<os::fd> clients;
  const sockaddr_un place = [&] {
    sockaddr_un made{};
    made.sun_family = AF_UNIX;
    const std::string path = (folder_.path() / "troupe" / "tree.sock").string();
    path.copy(made.sun_path, sizeof made.sun_path - 1);
    return made;
  }();
  // As many as get in; who finds the queue full goes away.
  for (int i = 0; i < 1000; ++i) {
    os::fd one{::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    ASSERT_TRUE(one);
    if (::connect(one.get(), reinterpret_cast<const sockaddr*>(&place), sizeof place) == 0)
      clients.push_back(std::move(one));
  }
  EXPECT_GT(clients.size(), 100U);
  clients.clear();
  expect_it_answers();
}

TEST_F(Misused, by_a_slow_one) {
  const os::fd client = connect();
  ASSERT_TRUE(client);
  std::string half = R"({"protocol":1,"command":"p)";
  os::write_some(client, half);
  expect_it_answers();
  half = "s\"}\n";
  os::write_some(client, half);
  std::string answer;
  while (answer.find('\n') == std::string::npos && os::wait_readable(client.get(), os::deadline_after(30s)) &&
         os::read_some(client, answer, 1 << 20) == os::stream_state::open) {
  }
  EXPECT_NE(answer.find("troupe.ps/1"), std::string::npos) << answer;
}

} // namespace
} // namespace troupe::tests
