/// Each file in cases/ with what the reader says about it, word for word. To see what a change does to all of them:
/// TROUPE_WRITE_EXPECTED=1 writes the texts anew; a person reads the difference.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

#include "behaviours.hpp"
#include "house/file/resolve.hpp"

namespace troupe::tests {
namespace {

namespace fs = std::filesystem;
using namespace rooms::house;

std::string contents(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string without_folder(std::string text) {
  const std::string folder = CASES "/";
  for (std::size_t at = text.find(folder); at != text.npos; at = text.find(folder))
    text.replace(at, folder.size(), "<cases>/");
  return text;
}

/// What behaviours and executables there are is asked only where it is the point.
bool is_resolved(const std::string& name) { return name.starts_with("E3") || name.starts_with("well"); }

std::string report_on(const std::string& name) {
  tree_file file = tree_file::read(name + ".toml");
  if (is_resolved(name))
    resolve(file);
  std::string text;
  for (const problem& one : file.problems().all())
    text += report_text(one, false) + "\n";
  return without_folder(text + count_text(file.problems()) + "\n");
}

std::vector<std::string> names_of_cases() {
  std::vector<std::string> names;
  for (const fs::directory_entry& one : fs::directory_iterator(CASES))
    if (one.path().extension() == ".toml")
      names.push_back(one.path().stem());
  std::ranges::sort(names);
  return names;
}

class TreeFileCase : public ::testing::TestWithParam<std::string> {};

TEST_P(TreeFileCase, is_told_what_is_wrong_with_it) {
  provide_behaviours();
  fs::current_path(CASES);
  const fs::path expected = GetParam() + ".txt";
  const std::string said = report_on(GetParam());
  if (std::getenv("TROUPE_WRITE_EXPECTED") != nullptr)
    std::ofstream(expected) << said;
  EXPECT_EQ(said, contents(expected));
  const std::string code = GetParam().substr(0, 4);
  if (GetParam() != "well" && GetParam() != "all_at_once") {
    EXPECT_NE(said.find("[" + code + "]"), said.npos) << "it is here for that code";
  }
}

INSTANTIATE_TEST_SUITE_P(cases, TreeFileCase, ::testing::ValuesIn(names_of_cases()),
                         [](const auto& one) { return one.param; });

TEST(TreeFile, every_code_has_a_case) {
  std::set<std::string> codes;
  for (const std::string& name : names_of_cases())
    codes.insert(name.substr(0, 4));
  for (const char* code :
       {"E101", "E102", "E103", "E104", "E105", "E106", "E107", "E201", "E202", "E203", "E204", "E205",
        "E206", "E207", "E208", "E209", "E210", "E301", "E302", "E303", "W201", "W202", "W208"})
    EXPECT_TRUE(codes.contains(code)) << code;
}

// The line that could not be parsed is the very one.
TEST(TreeFile, what_could_not_be_parsed_is_not_called_missing) {
  fs::current_path(CASES);
  const tree_file file = tree_file::read("included/lines/run_line.toml");
  ASSERT_FALSE(file.problems().all().empty());
  for (const problem& one : file.problems().all())
    EXPECT_EQ(one.code, "E101") << one.text;
}

} // namespace
} // namespace troupe::tests
