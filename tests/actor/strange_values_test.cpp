/// Values whose codecs and constructors throw, and errors that hold such.
#include "talkers.hpp"

namespace troupe::tests {

enum class trouble : std::uint8_t { none, writing, reading, moving };

/// Throws what is no std::exception, at that time.
class touchy {
public:
  touchy() = default;
  explicit touchy(trouble when) : when_(when) {}
  touchy(const touchy&) = default;
  touchy(touchy&& other) : when_(other.when_) {
    if (is_read_ = other.is_read_; is_read_ && when_ == trouble::moving)
      throw 7;
  }
  touchy& operator=(const touchy&) = default;
  [[nodiscard]] trouble when() const { return when_; }
  void was_read() { is_read_ = true; }

private:
  trouble when_ = trouble::none;
  bool is_read_ = false;
};

/// Means something in its own process alone.
struct secret {
  int* place = nullptr;
};

/// "End for such a reason."
struct quit_for {
  int what = 0; ///< a trouble; below zero: a secret
};

} // namespace troupe::tests

template <>
struct troupe::codec<troupe::tests::touchy> {
  using wire_type = std::uint8_t;
  static std::uint8_t to_wire(const troupe::tests::touchy& value) {
    if (value.when() == troupe::tests::trouble::writing)
      throw 7;
    return static_cast<std::uint8_t>(value.when());
  }
  static troupe::tests::touchy from_wire(std::uint8_t&& wire) {
    if (static_cast<troupe::tests::trouble>(wire) == troupe::tests::trouble::reading)
      throw 7;
    troupe::tests::touchy made{static_cast<troupe::tests::trouble>(wire)};
    made.was_read();
    return made;
  }
};

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::tests::secret)

namespace troupe::tests {
namespace {

constexpr std::uint8_t own_code = 7;

caf::error reason_of(int what) {
  return {own_code, caf::atom("own"),
          what < 0 ? caf::make_message(secret{}) : caf::make_message(touchy{static_cast<trouble>(what)})};
}

behavior touched(event_based_actor* self) {
  return {[](const question& what) { return what.number * 2; },
          [](const touchy&) { return 1; },
          [](const touchy&, int) { return 2; },
          [](const answer_never&) { return touchy{trouble::writing}; },
          [=](const quit_for& what) { self->quit(reason_of(what.what)); },
          [=](const link_with& what) {
            self->link_to(what.whom);
            return 3;
          }};
}

class StrangeValues : public testing::Test {
protected:
  StrangeValues() {
    all.open();
    me.emplace();
    other = all.actor_of(place);
    EXPECT_EQ(ask(*me, other, question{1}).value, 2);
  }
  template <class... Values>
  error_value refusal(const Values&... values) {
    error_value why;
    (*me)->request(other, 20s, values...).receive([](int) {}, [&](error_value& e) { why = e; });
    return why;
  }
  void expect_alive() { EXPECT_EQ(ask(*me, other, question{2}).value, 4); }

  world all;
  const mailbox::address place = all.add("touched", [](host& at) -> caf::actor { return at.system().spawn(touched); });
  std::optional<self> me;
  caf::actor other;
};

TEST_F(StrangeValues, ThatThrowAnythingWhereTheyAreReadAreRefused) {
  EXPECT_EQ(refusal(touchy{trouble::reading}), errc::decode_error);
  EXPECT_EQ(refusal(touchy{trouble::reading}, 1), errc::type_mismatch);
  expect_alive();
}

TEST_F(StrangeValues, ThatThrowWhereTheyAreMovedAreRefused) {
  EXPECT_EQ(refusal(touchy{trouble::moving}, 1), errc::decode_error);
  expect_alive();
}

TEST_F(StrangeValues, ThatThrowAnythingWhereTheyAreWrittenAreThrownAtWhoAsks) {
  EXPECT_THROW(refusal(touchy{trouble::writing}), int);
  EXPECT_EQ(all.here().count().requests, 0U);
  expect_alive();
}

TEST_F(StrangeValues, ThatThrowAnythingAsAnAnswerAreToldToWhoAskedAndEndNobody) {
  EXPECT_EQ(refusal(answer_never{}), errc::remote_error);
  expect_alive();
}

TEST_F(StrangeValues, ThatThrowWhenTheirTimeHasComeTakeNothingElseAlong) {
  int ticks = 0;
  const caf::actor clock = all.here().system().spawn([&](event_based_actor* self) -> behavior {
    self->delayed_send(other, 1ms, touchy{trouble::writing});
    self->delayed_send(self, 1ms, caf::tick_atom_v);
    return {[&](caf::tick_atom) { ++ticks; }};
  });
  pump_until(all.here(), [&] { return ticks == 1; });
  expect_alive();
}

class ReasonsOfEnds : public StrangeValues, public testing::WithParamInterface<int> {
protected:
  // Of the end of the process it would be told that the worker is lost.
  void expect_told() {
    (*me)->send(other, quit_for{GetParam()});
    error_value why;
    (*me)->receive([&](const down_msg& down) { why = down.reason; }, caf::after(20s) >> [] { ADD_FAILURE(); });
    if (GetParam() == static_cast<int>(trouble::reading))
      EXPECT_EQ(why, errc::decode_error) << text(why);
    else
      EXPECT_TRUE(why && why.code() == own_code && why.category() == caf::atom("own")) << text(why);
    EXPECT_EQ(all.reap(place), (ending{ending_kind::exited, 0}));
  }
};

TEST_P(ReasonsOfEnds, AreToldToWhoMonitorsWhateverTheyHold) {
  (*me)->monitor(other);
  expect_told();
}

TEST_P(ReasonsOfEnds, AreToldToWhoIsLinkedWhateverTheyHold) {
  const caf::actor local = all.here().system().spawn(touched);
  EXPECT_EQ(ask(*me, local, link_with{other}).value, 3);
  (*me)->monitor(local);
  expect_told();
}

INSTANTIATE_TEST_SUITE_P(Of, ReasonsOfEnds,
                         testing::Values(-1, static_cast<int>(trouble::writing), static_cast<int>(trouble::reading)));

} // namespace
} // namespace troupe::tests
