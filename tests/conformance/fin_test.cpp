/// What runs at the end of a process.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>

#include "support/listener.hpp"
#include "support/process_by_messages.hpp"
#include "support/test_actors.hpp"

namespace troupe::tests {
namespace {

using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStdout;

template <class Flavour>
struct Finalizers : testing::Test {};
TYPED_TEST_SUITE(Finalizers, flavours, flavour_names);

void print_done() { std::printf("done\n"); }

template <class End>
void print_at_exit() {
  std::atexit(&print_done);
  End{}();
}
struct returning {
  void operator()() const {}
};
struct throwing {
  void operator()() const { throw std::runtime_error("on purpose"); }
};
struct exiting {
  void operator()() const { exit_process(3); }
};
struct killed {
  void operator()() const { std::raise(SIGKILL); }
};

template <class Flavour, class End>
std::string printed_by() {
  CaptureStdout();
  {
    const a_system sys;
    const process_of<Flavour> p{fn<print_at_exit<End>>};
    p.start();
    p.join();
  }
  return GetCapturedStdout();
}

TYPED_TEST(Finalizers, FIN_02_AtexitHandlersRunUnlessTheProcessIsKilled) {
  EXPECT_EQ((printed_by<TypeParam, returning>()), "done\n");
  EXPECT_EQ((printed_by<TypeParam, throwing>()), "done\n");
  EXPECT_EQ((printed_by<TypeParam, exiting>()), "done\n");
  EXPECT_EQ((printed_by<TypeParam, killed>()), "");
}

struct at_scope_end {
  ~at_scope_end() { print_done(); }
};
const at_scope_end* never_read = nullptr;

void throw_in_a_scope() {
  const at_scope_end scope;
  never_read = &scope;
  throw std::runtime_error("on purpose");
}

TEST(FinalizersHere, FIN_02_DestructorsRunWhenAnExceptionLeavesTheFunction) {
  CaptureStdout();
  {
    const a_system sys;
    const process p{fn<throw_in_a_scope>};
    p.start();
    p.join();
  }
  EXPECT_EQ(GetCapturedStdout(), "done\n");
}

void use_an_actor_at_exit(const caf::actor& test) {
  static caf::actor to;
  to = test;
  std::atexit([] {
    say(to, true);
    to = nullptr;
  });
}

TEST(FinalizersHere, FIN_02_AnAtexitHandlerMayStillSend) {
  const a_system sys;
  listener test;
  const process p{fn<use_an_actor_at_exit>, static_cast<caf::actor>(test)};
  p.start();
  EXPECT_TRUE(test.hear<bool>());
  p.join();
  EXPECT_EQ(p.exitcode(), 0);
}

} // namespace
} // namespace troupe::tests
