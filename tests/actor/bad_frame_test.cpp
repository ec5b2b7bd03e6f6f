/// Frames that no correct process sends.
#include "talkers.hpp"

#include "mailbox/status.hpp"
#include "message/elements.hpp"
#include "message/envelope.hpp"
#include "observe/counters.hpp"

namespace troupe::tests {
namespace {

using rooms::mailbox::send_result;

void write_garbage(const void* self, std::uint64_t* out) { *out = *static_cast<const std::uint64_t*>(self); }

TEST(BadFrames, AreCountedAndChangeNothing) {
  world all;
  const auto place = all.add("other", make_talker);
  all.open();
  self me;
  const caf::actor other = all.actor_of(place);
  EXPECT_EQ(ask(me, other, question{1}).value, 2);
  const std::uint64_t garbage = 0xdeadbeefdeadbeef;
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(all.here().mail().try_send(place, mailbox::channel::data, {1, &write_garbage, &garbage}),
              send_result::sent);
  EXPECT_EQ(ask(me, other, question{2}).value, 4);
  EXPECT_EQ(rooms::observe::read(all.where().status(place.slot)->counters, rooms::observe::counter::bad_frames), 10U);
}

struct hand_made {
  rooms::message::envelope head;
  static void write(const void* self, std::uint64_t* out) {
    rooms::message::write_envelope(out, static_cast<const hand_made*>(self)->head, wire::struct_pointer(0, 0, 0), 0);
  }
};

TEST(BadFrames, OfALayoutUnknownThereNameTheTypeToTheAsker) {
  world all;
  const auto place = all.add("other", make_talker);
  all.open();
  self me;
  const caf::actor other = all.actor_of(place);
  auto pending = me->request(other, caf::infinite, answer_never{});
  EXPECT_EQ(ask(me, other, question{1}).value, 2);
  const auto home = all.here().mail().self();
  const auto number = caf::make_message_id(pending.id().request_id().integer_value());
  const hand_made wrong{{{me.address().id(), home.incarnation, home.slot},
                         {other.id(), place.incarnation, place.slot},
                         number.integer_value(),
                         type_id<question>,
                         layout_of<question> + 1}};
  EXPECT_EQ(all.here().mail().try_send(place, mailbox::channel::data,
                                       {rooms::message::envelope_words, &hand_made::write, &wrong}),
            send_result::sent);
  error_value why;
  pending.receive([](int) {}, [&](error_value& e) { why = e; });
  EXPECT_EQ(why, errc::type_mismatch);
  EXPECT_NE(text(why).find("question"), std::string::npos) << text(why);
  EXPECT_NE(text(why).find(std::to_string(layout_of<question>)), std::string::npos) << text(why);
}

/// Another process, which gets frames made by hand and answers all the same.
class wrong_frames {
public:
  wrong_frames() { expect_answer(); }
  [[nodiscard]] rooms::message::party other() const { return {whom_.id(), place_.incarnation, place_.slot}; }
  [[nodiscard]] rooms::message::party own() {
    const auto home = here_.mail().self();
    return {me_.address().id(), home.incarnation, home.slot};
  }
  void send(const rooms::message::envelope& head) {
    const hand_made frame{head};
    EXPECT_EQ(here_.mail().try_send(place_, mailbox::channel::data,
                                    {rooms::message::envelope_words, &hand_made::write, &frame}),
              send_result::sent);
  }
  void expect_answer() { EXPECT_EQ(ask(me_, whom_, question{2}).value, 4); }
  [[nodiscard]] std::uint64_t bad_ones() {
    return rooms::observe::read(all_.where().status(place_.slot)->counters, rooms::observe::counter::bad_frames);
  }

private:
  world all_;
  const mailbox::address place_ = all_.add("other", make_talker);
  host& here_ = all_.open();
  self me_;
  const caf::actor whom_ = all_.actor_of(place_);
};

TEST(BadFrames, OfStreamsReachNobody) {
  wrong_frames all;
  for (const std::uint64_t category :
       {caf::message_id::upstream_message_category, caf::message_id::downstream_message_category}) {
    rooms::message::envelope head;
    head.receiver = all.other();
    head.message_id = caf::message_id{}.with_category(category).integer_value();
    all.send(head);
    all.expect_answer();
  }
}

TEST(BadFrames, ThatLinkWithNoActorLinkNobody) {
  wrong_frames all;
  for (const auto kind : {rooms::message::frame_kind::link, rooms::message::frame_kind::unlink})
    for (const bool has_sender : {true, false}) {
      rooms::message::envelope head;
      head.kind = kind;
      head.sender = all.own();
      head.receiver = all.other();
      (has_sender ? head.receiver : head.sender).actor = 0;
      all.send(head);
      all.expect_answer();
    }
  EXPECT_EQ(all.bad_ones(), 4U);
}

TEST(BadFrames, ThatAskForNobodyReachNobody) {
  wrong_frames all;
  rooms::message::envelope head;
  head.receiver = all.other();
  head.message_id = caf::make_message_id(1).integer_value();
  all.send(head);
  all.expect_answer();
  EXPECT_EQ(all.bad_ones(), 1U);
}

// Actor 0 is none, and stands for an empty place in what the process remembers: saying so often that its request 0 is
// in good hands takes nothing out of there.
TEST(BadFrames, ThatSpeakOfNoActorChangeNothing) {
  world all;
  const auto place = all.add("other", make_talker);
  all.open();
  self me;
  const caf::actor other = all.actor_of(place);
  EXPECT_EQ(ask(me, other, question{1}).value, 2);
  const auto home = all.here().mail().self();
  hand_made moved;
  moved.head.kind = rooms::message::frame_kind::moved;
  moved.head.sender = moved.head.receiver = {0, home.incarnation, home.slot};
  EXPECT_EQ(all.here().mail().try_send(home, mailbox::channel::data,
                                       {rooms::message::envelope_words, &hand_made::write, &moved}),
            send_result::sent);
  EXPECT_EQ(ask(me, other, question{2}).value, 4);
  pump_until(all.here(), [&] { return !all.here().mail().has_mail(); });
  EXPECT_EQ(all.here().count().requests, 0U);
}

using words = std::vector<wire::word>;

void write_words(const void* self, std::uint64_t* out) { std::ranges::copy(*static_cast<const words*>(self), out); }

// `count` elements, all of which lead to the one value.
words many_of_one(std::size_t count, const std::vector<double>& value, const rooms::message::envelope& head) {
  using rooms::message::envelope_words;
  const type_entry& type = type_entry_of<std::vector<double>>();
  const std::size_t elements = envelope_words + 3, there = elements + 3 * count;
  words frame(there + type.words(&value));
  frame[envelope_words] = wire::list_pointer(1, wire::element::composite, 3 * count);
  frame[elements - 1] = wire::list_tag(count, 2, 1);
  const wire::word pointer = type.write(&value, frame.data() + there);
  for (std::size_t at = elements; at < there; at += 3) {
    frame[at] = type.id;
    frame[at + 1] = type.layout;
    frame[at + 2] =
      wire::struct_pointer(static_cast<std::ptrdiff_t>(there - at - 3), pointer >> 32 & 0xffff, pointer >> 48);
  }
  rooms::message::write_envelope(frame.data(), head, wire::struct_pointer(0, 0, 2), frame.size() - envelope_words);
  return frame;
}

TEST(BadFrames, OfManyElementsThatAreOneAndTheSameAreNoMoreThanTheyPayFor) {
  world all;
  const auto place = all.add("other", make_talker);
  all.open();
  self me;
  const caf::actor other = all.actor_of(place);
  EXPECT_EQ(ask(me, other, question{1}).value, 2);
  rooms::message::envelope head;
  head.receiver = {other.id(), place.incarnation, place.slot};
  head.type = rooms::message::elements_type;
  const words frame = many_of_one(2'000, std::vector<double>(50'000), head); // 800 MB
  EXPECT_EQ(all.here().mail().try_send(place, mailbox::channel::data, {frame.size(), &write_words, &frame}),
            send_result::sent);
  EXPECT_EQ(ask(me, other, question{2}).value, 4);
  EXPECT_EQ(rooms::observe::read(all.where().status(place.slot)->counters, rooms::observe::counter::bad_frames), 1U);
}

TEST(BadFrames, WhoseAnswerWouldGoToNobodyAreNotAnswered) {
  using namespace rooms::message;
  world all;
  const auto place = all.add("other", make_talker);
  all.open();
  self me;
  const caf::actor other = all.actor_of(place);
  EXPECT_EQ(ask(me, other, question{1}).value, 2);
  const question what{7};
  const std::array<element_ref, 1> elements{{{&type_entry_of<question>(), &what}}};
  const std::array<party, 1> stages{{{0, place.incarnation, place.slot}}};
  words frame(envelope_words + elements_words(elements, stages));
  const wire::word pointer = write_elements(elements, stages, frame.data() + envelope_words);
  envelope head;
  head.receiver = {other.id(), place.incarnation, place.slot};
  head.type = elements_type;
  write_envelope(frame.data(), head, pointer, frame.size() - envelope_words);
  EXPECT_EQ(all.here().mail().try_send(place, mailbox::channel::data, {frame.size(), &write_words, &frame}),
            send_result::sent);
  EXPECT_EQ(ask(me, other, question{2}).value, 4);
}

} // namespace
} // namespace troupe::tests
