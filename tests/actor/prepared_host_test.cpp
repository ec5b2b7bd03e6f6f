// A host that begins with what was made before it was known whose it is, as those of forked workers do.
#include "world.hpp"

namespace troupe::tests {
namespace {

troupe::behavior adder(troupe::event_based_actor*) {
  return {[](int x) { return x + 1; }};
}

caf::actor make_adder(host& here) { return here.system().spawn(adder); }

int answer_of(host& here, const caf::actor& whom) {
  int answer = 0;
  bool is_over = false;
  const caf::actor asks = here.system().spawn([&](troupe::event_based_actor* asker) -> troupe::behavior {
    asker->request(whom, caf::infinite, 41)
      .then([&](int x) { answer = x, is_over = true; }, [&](const caf::error&) { is_over = true; });
    return {[](int) {}};
  });
  pump_until(here, [&] { return is_over; });
  return answer;
}

TEST(PreparedHost, IsTakenByTheNextHostAndByNoOther) {
  const auto how = run_in_child([] {
    host::prepare();
    EXPECT_TRUE(host::is_prepared());
    world all;
    all.open();
    EXPECT_FALSE(host::is_prepared());
    EXPECT_EQ(answer_of(all.here(), make_adder(all.here())), 42);
    all.close();
    all.open();
    EXPECT_EQ(answer_of(all.here(), make_adder(all.here())), 42) << "one that was made whole";
    return 0;
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
}

TEST(PreparedHost, IsThereForEachForkedProcess) {
  const auto how = run_in_child([] {
    host::prepare();
    world all;
    const mailbox::address first = all.add("first", make_adder);
    const mailbox::address second = all.add("second", make_adder);
    EXPECT_TRUE(host::is_prepared()) << "what a child takes is its own";
    host& here = all.open();
    EXPECT_EQ(answer_of(here, all.actor_of(first)), 42);
    EXPECT_EQ(answer_of(here, all.actor_of(second)), 42);
    return 0;
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
}

TEST(PreparedHost, IsLeftForAnotherWhereOtherOptionsAreAskedFor) {
  const auto how = run_in_child([] {
    host::prepare();
    world all;
    all.open({.never_waits = true});
    EXPECT_TRUE(host::is_prepared());
    return 0;
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
}

TEST(PreparedHost, IsStillThereWhereNoMailboxIsToBeHad) {
  const auto how = run_in_child([] {
    host::prepare();
    world all;
    EXPECT_THROW((host{nullptr, mailbox::address{}}), invalid_argument);
    EXPECT_TRUE(host::is_prepared());
    return 0;
  });
  EXPECT_EQ(how, (ending{ending_kind::exited, 0}));
}

} // namespace
} // namespace troupe::tests
