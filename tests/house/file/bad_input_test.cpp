#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <sys/stat.h>

#include "house/file/tree_file.hpp"
#include "support/scoped.hpp"

namespace troupe::tests {
namespace {

namespace fs = std::filesystem;
using namespace rooms::house;

class BadInput : public ::testing::Test {
protected:
  fs::path write(const std::string& text, const std::string& name = "tree.toml") {
    const fs::path path = folder_.path() / name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  /// The only problem's code and text; all of them when there are more.
  static std::string problem_of(const fs::path& path) {
    std::string text;
    const tree_file file = tree_file::read(path);
    for (const problem& one : file.problems().all())
      text += one.code + " " + one.text + "\n";
    return text;
  }
  temp_folder folder_;
};

TEST_F(BadInput, a_file_that_is_absent_is_said_to_be) {
  EXPECT_EQ(problem_of(folder_.path() / "none.toml"), "E100 there is no such file\n");
}

TEST_F(BadInput, a_folder_is_no_file) { EXPECT_EQ(problem_of(folder_.path()), "E100 it is a directory\n"); }

TEST_F(BadInput, a_pipe_is_not_waited_for) {
  const fs::path path = folder_.path() / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(problem_of(path), "E100 it is not a regular file\n");
}

TEST_F(BadInput, a_hundred_megabytes_are_not_read) {
  const fs::path path = write("");
  fs::resize_file(path, 100'000'000);
  EXPECT_EQ(problem_of(path), "E100 it has 100MB, the most is 1MiB\n");
}

TEST_F(BadInput, an_empty_file_lacks_its_version) {
  EXPECT_EQ(problem_of(write("")), "E102 the file does not say which version of the format it has\n");
}

TEST_F(BadInput, deep_nesting_is_refused_and_not_followed) {
  for (const std::string& text :
       {"troupe = 1\nx_a = " + std::string(100'000, '[') + std::string(100'000, ']'),
        "troupe = 1\nx_a = " + std::string(100'000, '['), "[" + std::string(100'000, 'a') + "]\ntroupe = 1"}) {
    const std::string said = problem_of(write(text));
    EXPECT_EQ(said.substr(0, 4), "E10" + said.substr(3, 1)) << said.substr(0, 200);
  }
  std::string dots = "x_a";
  for (int i = 0; i < 50'000; ++i)
    dots += ".a";
  EXPECT_EQ(problem_of(write("troupe = 1\n" + dots + " = 1\n")), "E101 a key with more than 16 dots\n");
  EXPECT_EQ(problem_of(write("troupe = 1\n[" + dots + "]\n")), "E101 a key with more than 16 dots\n");
}

TEST_F(BadInput, keys_of_very_many_names_are_refused_however_they_are_written) {
  for (const char* const name : {"\"\u00e9\"", "\"#\"", "'='", R"("\n")", "a ", "\"a b\""}) {
    std::string key = "x_a";
    for (int i = 0; i < 100'000; ++i)
      key.append(".").append(name);
    const std::string refused = "E101 a key with more than 16 dots\n";
    EXPECT_EQ(problem_of(write("troupe = 1\n" + key + " = 1\n")), refused) << name;
    EXPECT_EQ(problem_of(write("troupe = 1\n[" + key + "]\n")), refused) << name;
    EXPECT_EQ(problem_of(write("troupe = 1\nx_b = { " + key + " = 1 }\n")), refused) << name;
    const std::string said = problem_of(write("troupe = 1\nx_b = \"\"\"\n" + key + " = 1\n"));
    EXPECT_EQ(said.substr(0, 5), "E101 ") << said.substr(0, 200);
  }
}

TEST_F(BadInput, a_text_or_comment_may_have_as_many_dots_as_it_likes) {
  const std::string dots = "8.b.d.0.1.0.0.2.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa";
  EXPECT_EQ(
    problem_of(write("troupe = 1 # " + dots + "\nx_a = \"" + dots + "\"\nx_b = '" + dots + "'\nx_c = \"\"\"\n" + dots +
                     R"( \" it's)" + "\n\"\"\"\nx_d = '''\n\" " + dots + "'''\nx_e = [1.5, 2.5, \"" + dots + "\"]\n")),
    "");
}

TEST_F(BadInput, files_that_include_each_other_without_end_are_refused) {
  constexpr int many = 5000;
  for (int i = 0; i < many; ++i)
    write("include = [\"f" + std::to_string(i + 1) + ".toml\"]\n", "f" + std::to_string(i) + ".toml");
  write("", "f" + std::to_string(many) + ".toml");
  EXPECT_EQ(problem_of(write("troupe = 1\ninclude = [\"f0.toml\"]\n")),
            "E107 files include each other deeper than 64\n");
}

TEST_F(BadInput, templates_that_use_each_other_without_end_are_refused) {
  std::string text = "troupe = 1\n[command.web]\nrun = [\"true\"]\nuse = \"t0\"\n";
  for (int i = 0; i < 20'000; ++i)
    text += "[template.t" + std::to_string(i) + "]\nuse = \"t" + std::to_string(i + 1) + "\"\n";
  text += "[template.t20000]\n";
  const auto before = std::chrono::steady_clock::now();
  const std::string said = problem_of(write(text));
  EXPECT_EQ(said.substr(0, 49), "E107 templates use each other deeper than 64\nE107");
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(40)) << "it is a few seconds alone";
}

TEST_F(BadInput, what_is_set_and_has_no_key_is_an_error) {
  const fs::path path = write("troupe = 1\n[command.web]\nrun = [\"true\"]\n");
  for (const char* const set :
       {"#.a=1", "[x.y]=1", "[x]\n[y]\na.b=1", "[x]\n#.=1", "a.b\nc.d=1", ".=1", "a..b=1", "\n.\n=1"}) {
    const tree_file file = tree_file::read(path, own_environment, {set});
    ASSERT_EQ(file.problems().all().size(), 1U) << set;
    EXPECT_EQ(file.problems().all()[0].code, "E101") << set;
    EXPECT_NE(report_text(file.problems().all()[0], false).find("is no address of a key"), std::string::npos) << set;
  }
}

TEST_F(BadInput, what_is_set_nests_no_deeper_than_a_file) {
  const fs::path path = write("troupe = 1\n[command.web]\nrun = [\"true\"]\n");
  const std::string deep = "web.x_a=" + std::string(100'000, '[') + std::string(100'000, ']');
  const tree_file file = tree_file::read(path, own_environment, {deep});
  EXPECT_EQ(file.problems().errors(), 0U) << "no TOML, and so a text";
  std::string dots = "web";
  for (int i = 0; i < 50'000; ++i)
    dots += ".a";
  EXPECT_EQ(tree_file::read(path, own_environment, {dots + "=1"}).problems().errors(), 1U);
}

TEST_F(BadInput, supervisors_nested_without_end_are_refused) {
  std::string text = "troupe = 1\n[supervisor.root]\nlimit = { restarts = 0 }\nchildren = [\"s0\"]\n";
  for (int i = 0; i < 5000; ++i)
    text += "[supervisor.s" + std::to_string(i) + "]\nlimit = { restarts = 0 }\nchildren = [\"s" +
            std::to_string(i + 1) + "\"]\n";
  text += "[supervisor.s5000]\nchildren = []\n";
  EXPECT_EQ(problem_of(write(text)), "E203 supervisors nest deeper than 64\n");
}

TEST_F(BadInput, thousands_of_children_are_checked_at_once) {
  std::string text = "troupe = 1\n[defaults]\nbackoff = { initial = \"1s\" }\n";
  for (int i = 0; i < 5000; ++i)
    text +=
      "[command.c" + std::to_string(i) + "]\nrun = [\"true\"]\nafter = [\"c" + std::to_string((i + 1) % 5000) + "\"]\n";
  const auto before = std::chrono::steady_clock::now();
  const std::string said = problem_of(write(text));
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(20))
    << "it is a fraction of a second alone";
  EXPECT_EQ(said.substr(0, 5), "E205 ") << said.substr(0, 200);
}

TEST_F(BadInput, any_bytes_are_an_error_and_no_crash) {
  std::string bytes;
  unsigned seed = 12345;
  for (int i = 0; i < 20'000; ++i)
    bytes += static_cast<char>((seed = seed * 1103515245 + 12345) >> 16);
  for (std::size_t length = 1; length < bytes.size(); length = length * 3 + 1)
    EXPECT_FALSE(problem_of(write(bytes.substr(0, length))).empty()) << length;
}

TEST_F(BadInput, an_included_file_is_read_once_however_often_it_is_named) {
  write("[command.web]\nrun = [\"true\"]\n", "web.toml");
  EXPECT_EQ(problem_of(write("troupe = 1\ninclude = [\"web.toml\", \"w*.toml\", \"./web.toml\"]\n")), "");
}

TEST_F(BadInput, a_line_longer_than_a_terminal_is_shown_around_its_mistake) {
  const fs::path path = write("troupe = 1\nx_long = [" + std::string(5000, ' ') + "1, 2 3]\n");
  const tree_file file = tree_file::read(path);
  ASSERT_EQ(file.problems().all().size(), 1U);
  const std::string shown = report_text(file.problems().all()[0], false);
  EXPECT_LT(shown.size(), 1000U) << shown;
  EXPECT_NE(shown.find("1, 2 3]"), shown.npos) << shown;
}

} // namespace
} // namespace troupe::tests
