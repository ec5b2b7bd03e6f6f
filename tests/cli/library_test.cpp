/// Actors from shared libraries, as `troupe check` finds and refuses them.
#include <gtest/gtest.h>

#include <fstream>

#include "support/running_program.hpp"
#include "support/scoped.hpp"

namespace troupe::tests {
namespace {

namespace fs = std::filesystem;

class Library : public ::testing::Test {
protected:
  Library() {
    for (const fs::directory_entry& one : fs::directory_iterator(LIBRARIES))
      fs::create_symlink(one.path(), folder_.path() / one.path().filename());
  }
  /// What `check` of an actor with these lines says, without the folder.
  std::string check(const std::string& lines, const char* program = TROUPE_COMMAND) {
    const fs::path path = folder_.path() / "tree.toml";
    std::ofstream(path) << "troupe = 1\n[actor.a]\n" << lines << "\n";
    running_program command(program, {"check", path.string()});
    code_ = exit_code(command.wait());
    std::string said = command.said();
    for (std::size_t at = said.find(folder_.path().string()); at != said.npos; at = said.find(folder_.path().string()))
      said.erase(at, folder_.path().string().size() + 1);
    return said;
  }
  static bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

  temp_folder folder_;
  int code_ = -1;
};

TEST_F(Library, a_behaviour_is_found_beside_the_file_by_its_whole_name_or_the_last_part) {
  for (const char* name : {"shop.so:shop::counter", "shop.so:counter", "./shop.so:counter"})
    EXPECT_EQ(check("run = \"" + std::string(name) + "\"\nargs = [5]"), "tree.toml: well, 1 supervisor and 1 actor\n")
      << name;
  EXPECT_EQ(code_, 0);
}

TEST_F(Library, args_fill_the_fields_of_its_struct) {
  EXPECT_EQ(check("run = \"shop.so:clock\"\nargs = { path = \"x\" }"), "tree.toml: well, 1 supervisor and 1 actor\n");
  const std::string said = check("run = \"shop.so:clock\"\nargs = { path = \"x\", sise = 3 }");
  EXPECT_EQ(code_, 3);
  EXPECT_TRUE(has(said, "tree.toml:4:23: error[E302]: args.sise of \"shop::clock\": unknown field \"sise\"")) << said;
  EXPECT_TRUE(has(said, "did you mean \"size\"?")) << said;
}

TEST_F(Library, an_unknown_behaviour_is_met_with_the_nearest) {
  const std::string said = check("run = \"shop.so:cuonter\"\nargs = [5]");
  EXPECT_TRUE(has(said, "error[E301]: there is no behaviour \"cuonter\" in \"shop.so\"")) << said;
  EXPECT_TRUE(has(said, "did you mean \"counter\"?")) << said;
  EXPECT_TRUE(has(check("run = \"nothing.so:x\""), "the library provides none")) << said;
}

TEST_F(Library, one_that_was_built_for_another_troupe_is_refused_before_its_code_runs) {
  const std::string said = check("run = \"other_abi.so:x\"");
  EXPECT_EQ(code_, 3);
  EXPECT_TRUE(has(said, "error[E301]: the library \"other_abi.so\" was built for another troupe: it asks for "
                        "troupe_abi_0_caf_1600_standard"))
    << said;
}

TEST_F(Library, two_layouts_of_one_type_are_refused_by_name) {
  const std::string said = check("run = \"other_layout.so:scale\"\nargs = { weight = 1.5 }", TROUPE_PROGRAM);
  EXPECT_EQ(code_, 3);
  EXPECT_TRUE(has(said, "error[E301]: after loading \"other_layout.so\": the type name 'shop::item' stands for two C++ "
                        "types"))
    << said;
  EXPECT_EQ(check("run = \"other_layout.so:scale\"\nargs = { weight = 1.5 }"),
            "tree.toml: well, 1 supervisor and 1 actor\n")
    << "where the program has no such type there is no conflict";
}

TEST_F(Library, a_programs_own_behaviours_need_no_library) {
  EXPECT_EQ(check("run = \"counter\"\nargs = { count = 3 }", TROUPE_PROGRAM),
            "tree.toml: well, 1 supervisor and 1 actor\n");
  EXPECT_EQ(check("run = \"shop::counter\"", TROUPE_PROGRAM), "tree.toml: well, 1 supervisor and 1 actor\n")
    << "all its fields have defaults";
}

TEST_F(Library, what_is_no_library_is_said_to_be_none) {
  std::ofstream(folder_.path() / "text.so") << "hello\n";
  EXPECT_TRUE(has(check("run = \"text.so:x\""), "error[E301]: the library \"text.so\" cannot be loaded: "));
  EXPECT_TRUE(has(check("run = \"./none.so:x\""), "error[E301]: the library \"./none.so\" is not there: none.so"));
}

} // namespace
} // namespace troupe::tests
