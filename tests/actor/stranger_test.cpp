/// Beside troupe's system, one that the program has made itself.
#include "talkers.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>

namespace troupe::tests {
namespace {

/// Actors of a CAF system that the program has made itself.
class Strangers : public testing::Test {
protected:
  Strangers() {
    all.open();
    me.emplace();
  }

  world all;
  const mailbox::address place = all.add("other", make_talker);
  std::optional<self> me;
  caf::actor_system_config config;
  caf::actor_system theirs{config};
};

TEST_F(Strangers, ThatAskAreToldThatNobodyCouldAnswer) {
  const caf::actor other = all.actor_of(place);
  caf::scoped_actor stranger{theirs};
  error_value why;
  stranger->request(other, 10s, question{1}).receive([](int) {}, [&](error_value& e) { why = e; });
  EXPECT_EQ(why, errc::invalid_argument) << text(why);
  EXPECT_NE(text(why).find("another CAF system"), std::string::npos) << text(why);
}

TEST_F(Strangers, ThatSendAreHeard) {
  const caf::actor other = all.actor_of(place);
  (*me)->monitor(other);
  caf::scoped_actor stranger{theirs};
  stranger->send(other, quit_with{"a stranger said so"});
  error_value why;
  (*me)->receive([&](const down_msg& down) { why = down.reason; }, caf::after(20s) >> [] { ADD_FAILURE(); });
  EXPECT_EQ(text(why), "a stranger said so");
  EXPECT_EQ(all.reap(place), (ending{ending_kind::exited, 0}));
  EXPECT_EQ(all.here().count().exports, 0U);
}

TEST_F(Strangers, CannotBeNamedElsewhereNorLinked) {
  const caf::actor other = all.actor_of(place);
  const caf::actor stranger = theirs.spawn(talker);
  const reply last = ask(*me, other, keep_handle{{stranger}});
  EXPECT_EQ(last.why, errc::type_mismatch) << text(last.why);
  caf::scoped_actor another{theirs};
  EXPECT_THROW(another->link_to(other), invalid_argument);
  EXPECT_EQ(ask(*me, other, question{1}).value, 2);
  caf::anon_send_exit(stranger, caf::exit_reason::user_shutdown);
}

} // namespace
} // namespace troupe::tests
