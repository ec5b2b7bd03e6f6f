// What runs when a worker leaves by std::exit, and which libraries are asked then.
#include <cstdlib>
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <iostream>
#include <string>
#include <unistd.h>

#include "attendant.hpp"
#include "entries.hpp"
#include "spawn/short_exit.hpp"
#include "support/scoped.hpp"

namespace troupe::tests {

namespace {

using entries::birth;

int pipe_at_the_end = -1; // of a worker that says how it ends

void say_at_the_end(const std::string& word) {
  if (pipe_at_the_end < 0)
    return;
  const std::string line = word + '\n';
  [[maybe_unused]] const auto written = ::write(pipe_at_the_end, line.data(), line.size());
}

struct told_of {
  explicit told_of(const char* what) : word(what) {}
  ~told_of() { say_at_the_end(word); }
  const char* word;
};

const told_of global{"global"};
[[gnu::init_priority(101)]] const told_of first_global{"first global"};
[[gnu::destructor]] void of_the_program() { say_at_the_end("destructor function"); }

void register_all(birth& self) {
  pipe_at_the_end = self.region[0];
  static const told_of local{"local"};
  std::atexit([] { say_at_the_end("atexit"); });
}

// Standard output becomes the pipe; both that and a stream of stdio hold back what they are given.
void write_and_leave(birth& self) {
  std::ios_base::sync_with_stdio(false);
  ::dup2(self.region[0], STDOUT_FILENO);
  std::cout << "cout\n";
  std::fputs("stdio\n", ::fdopen(::dup(self.region[0]), "w"));
}

void tell_of_libraries(birth& self) {
  entries::say(self, spawn::look_at_libraries() ? "nothing to do" : "to be asked");
}

void load_and_tell(birth& self) {
  ::dlopen(PLUGIN_1, RTLD_NOW);
  tell_of_libraries(self);
}

spawn::plan plan_of_the_library() {
  void* const library = ::dlopen(PLUGIN_1, RTLD_NOW);
  auto plan = plan_for(reinterpret_cast<spawn::entry_function>(::dlsym(library, "say_build")), "say_build");
  plan.arguments = {1}; // and say goodbye
  ::dlclose(library);
  return plan;
}

} // namespace

TEST(Exits, AllThatTheProgramHasRegisteredRuns) {
  for (const auto method : {spawn::start_method::fork_server, spawn::start_method::exec}) {
    attendant root;
    auto what = plan_for(register_all);
    what.method = method;
    const auto number = root.ask(std::move(what));
    for (const char* each : {"atexit", "local", "global", "first global", "destructor function"})
      EXPECT_EQ(root.line(), each);
    EXPECT_EQ(root.end_of(number), (ending{ending_kind::exited, 0}));
  }
}

TEST(Exits, StreamsAreFlushed) {
  attendant root;
  const auto number = root.ask(write_and_leave);
  EXPECT_EQ(root.line(), "cout");
  EXPECT_EQ(root.line(), "stdio");
  EXPECT_EQ(root.end_of(number), (ending{ending_kind::exited, 0}));
}

TEST(Exits, TheCodeIsTheOneThatExitWasGiven) {
  attendant root;
  EXPECT_EQ(root.end_of(root.ask(entries::exit_with, {200})), (ending{ending_kind::exited, 200}));
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(Exits, LibrariesThatAreLoadedWithTheProgramHaveNothingToDo) {
  attendant root;
  root.ask(tell_of_libraries);
  EXPECT_EQ(root.line(), "nothing to do");
}
#endif

TEST(Exits, ALibraryWithADestructorFunctionIsAsked) {
  attendant root;
  const auto what = plan_of_the_library();
  for (int i = 0; i < 2; ++i) { // loaded for the first one, and there for the second
    const auto number = root.ask(what);
    EXPECT_EQ(root.line(), "1");
    EXPECT_EQ(root.line(), "goodbye");
    EXPECT_EQ(root.end_of(number), (ending{ending_kind::exited, 0}));
  }
}

TEST(Exits, ALibraryThatTheWorkerHasLoadedIsSeen) {
  attendant root;
  root.ask(load_and_tell);
  EXPECT_EQ(root.line(), "to be asked");
}

} // namespace troupe::tests
