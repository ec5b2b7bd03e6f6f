#include <algorithm>
#include <dlfcn.h>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attendant.hpp"
#include "entries.hpp"
#include "support/scoped.hpp"
#include "troupe/error.hpp"

namespace troupe::tests {

namespace {

using testing::HasSubstr;

class loaded_library {
public:
  explicit loaded_library(const std::filesystem::path& file) : handle_(::dlopen(file.c_str(), RTLD_NOW)) {
    EXPECT_NE(handle_, nullptr) << ::dlerror();
  }
  ~loaded_library() { ::dlclose(handle_); }
  spawn::plan plan() const {
    return plan_for(reinterpret_cast<spawn::entry_function>(::dlsym(handle_, "say_build")), "say_build");
  }

private:
  void* handle_;
};

std::string text_of_failure(const spawn::code_place& place) {
  try {
    static_cast<void>(spawn::find_code(place));
  } catch (const unknown_name& why) {
    return why.what();
  }
  return "found";
}

std::string hex_start(const std::vector<std::byte>& build) {
  char two[3];
  std::snprintf(two, sizeof two, "%02x", std::to_integer<unsigned>(build.at(0)));
  return two;
}

} // namespace

TEST(Code, AFunctionOfTheProgramIsFoundAgain) {
  const auto place = spawn::place_of(reinterpret_cast<const void*>(&entries::nothing), "nothing");
  EXPECT_EQ(place.module, "");
  EXPECT_EQ(place.build.size(), 20U); // SHA-1
  EXPECT_EQ(place.label, "nothing");
  EXPECT_EQ(spawn::find_code(place), reinterpret_cast<void*>(&entries::nothing));
}

TEST(Code, WhatIsNoFunctionHasNoPlace) {
  const int number = 0;
  EXPECT_THROW(static_cast<void>(spawn::place_of(&number, "number")), contract_error);
}

TEST(Code, AnotherBuildIsRefusedWithBothNamed) {
  auto place = spawn::place_of(reinterpret_cast<const void*>(&entries::nothing), "nothing");
  const auto own = hex_start(place.build);
  place.build = {std::byte{0xab}, std::byte{0xcd}};
  EXPECT_THAT(text_of_failure(place),
              HasSubstr("'nothing' of the program is of build abcd, but this process has build " + own));
}

TEST(Code, AnOffsetWithoutCodeIsRefused) {
  auto place = spawn::place_of(reinterpret_cast<const void*>(&entries::nothing), "nothing");
  place.offset = 1ULL << 40U;
  EXPECT_THAT(text_of_failure(place), HasSubstr("no code"));
}

TEST(Code, AFileThatIsNotThereIsRefused) {
  spawn::code_place place{"/nowhere/libnone.so", {std::byte{1}}, 0, "gone"};
  EXPECT_THAT(text_of_failure(place), HasSubstr("'gone' of /nowhere/libnone.so cannot be loaded: "));
}

TEST(Code, TheSpawnerLoadsTheLibraryThatHoldsTheFunction) {
  const loaded_library library{PLUGIN_1};
  attendant root;
  root.ask(library.plan());
  EXPECT_EQ(root.line(), "1");
  root.ask(library.plan());
  EXPECT_EQ(root.line(), "1");
}

TEST(Code, AFreshImageLoadsItToo) {
  const loaded_library library{PLUGIN_1};
  attendant root;
  auto what = library.plan();
  what.method = spawn::start_method::exec;
  root.ask(std::move(what));
  EXPECT_EQ(root.line(), "1");
}

TEST(Code, ALibraryThatWasReplacedMeanwhileIsRefused) {
  const temp_folder folder;
  const auto file = folder.path() / "plugin.so";
  std::filesystem::copy_file(PLUGIN_1, file);
  const loaded_library library{file};
  std::filesystem::remove(file);
  std::filesystem::copy_file(PLUGIN_2, file);
  attendant root;
  const auto what = library.plan();
  const auto& answer = root.refused(root.ask(what));
  EXPECT_EQ(answer.error_number, 0);
  EXPECT_THAT(answer.text, HasSubstr("worker 1 'tester' was not started: the function 'say_build' of "));
  EXPECT_THAT(answer.text, HasSubstr("is of build " + hex_start(what.entry.build)));
}

} // namespace troupe::tests
