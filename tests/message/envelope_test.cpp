#include "troupe/capnp_headers.hpp" // first

#include <capnp/serialize.h>

#include "envelope.capnp.h"

#include "message/elements.hpp"
#include "message/envelope.hpp"
#include "message/frames.hpp"
#include "message/samples.hpp"

namespace troupe::tests {
namespace {

using namespace rooms::message;

envelope some_envelope() {
  return {{11, 12, 13},
          {21, 22, 23},
          0x8000000000000001,
          type_id<shapes::record>,
          layout_of<shapes::record>,
          frame_kind::bounced,
          2,
          3};
}

words some_frame() {
  const shapes::record value = shapes::some_record();
  const type_entry& type = type_entry_of<shapes::record>();
  words frame(envelope_words + type.words(&value), ~wire::word{0});
  const wire::word pointer = type.write(&value, frame.data() + envelope_words);
  write_envelope(frame.data(), some_envelope(), pointer, frame.size() - envelope_words);
  return frame;
}

void expect_same(const envelope& a, const envelope& b) {
  EXPECT_EQ(a.sender.actor, b.sender.actor);
  EXPECT_EQ(a.sender.incarnation, b.sender.incarnation);
  EXPECT_EQ(a.sender.slot, b.sender.slot);
  EXPECT_EQ(a.receiver.actor, b.receiver.actor);
  EXPECT_EQ(a.receiver.incarnation, b.receiver.incarnation);
  EXPECT_EQ(a.receiver.slot, b.receiver.slot);
  EXPECT_EQ(a.message_id, b.message_id);
  EXPECT_EQ(a.type, b.type);
  EXPECT_EQ(a.layout, b.layout);
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.deliveries, b.deliveries);
  EXPECT_EQ(a.flags, b.flags);
}

void fill(schema::Envelope::Builder to, const envelope& from) {
  to.setSenderActor(from.sender.actor);
  to.setReceiverActor(from.receiver.actor);
  to.setMessageId(from.message_id);
  to.setType(from.type);
  to.setSenderIncarnation(from.sender.incarnation);
  to.setReceiverIncarnation(from.receiver.incarnation);
  to.setLayout(from.layout);
  to.setSenderSlot(from.sender.slot);
  to.setReceiverSlot(from.receiver.slot);
  to.setKind(static_cast<schema::Envelope::Kind>(from.kind));
  to.setDeliveries(from.deliveries);
  to.setFlags(from.flags);
}

words flat(capnp::MessageBuilder& builder) {
  const auto array = capnp::messageToFlatArray(builder);
  const auto* first = reinterpret_cast<const wire::word*>(array.begin());
  return {first, first + array.size()};
}

TEST(Envelope, comes_back_with_its_payload) {
  const words frame = some_frame();
  const auto opened = open_envelope(frame);
  ASSERT_TRUE(opened);
  expect_same(opened->what, some_envelope());
  decoded<shapes::record> payload({opened->segment.begin(), opened->segment.end()}, opened->payload_at);
  ASSERT_TRUE(payload);
  EXPECT_EQ(*payload, shapes::some_record());
}

TEST(Envelope, is_byte_for_byte_what_generated_code_writes) {
  capnp::MallocMessageBuilder builder;
  auto root = builder.initRoot<schema::Envelope>();
  fill(root, some_envelope());
  const words record = encoded(shapes::some_record());
  const kj::ArrayPtr<const capnp::word> piece[1] = {
    {reinterpret_cast<const capnp::word*>(record.data()), record.size()}};
  capnp::SegmentArrayMessageReader payload(kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>>(piece, 1));
  root.getPayload().set(payload.getRoot<capnp::AnyPointer>());
  EXPECT_EQ(flat(builder), some_frame());
}

TEST(Envelope, is_read_in_every_legal_shape) {
  capnp::MallocMessageBuilder builder;
  auto root = builder.initRoot<schema::Envelope>();
  capnp::MallocMessageBuilder payload;
  root.getPayload().setAs<capnp::Text>("not where it usually is");
  root.initPayload().initAsAnyStruct(1, 0); // behind the text, which is now a hole
  fill(root, some_envelope());
  const words frame = flat(builder);
  const auto opened = open_envelope(frame);
  ASSERT_TRUE(opened);
  expect_same(opened->what, some_envelope());
  EXPECT_EQ(*decoded<int>({opened->segment.begin(), opened->segment.end()}, opened->payload_at), 0);
}

TEST(Envelope, of_an_older_and_a_newer_version_is_read) {
  // One data word and a payload; and one data word and one pointer more than now.
  const words older{wire::word{4} << 32, wire::struct_pointer(0, 1, 1), 11, wire::struct_pointer(0, 1, 0), 5};
  const auto opened = open_envelope(older);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->what.sender.actor, 11U);
  EXPECT_EQ(opened->what.receiver.actor, 0U);
  EXPECT_EQ(*decoded<int>({opened->segment.begin(), opened->segment.end()}, opened->payload_at), 5);

  words newer{wire::word{14} << 32, wire::struct_pointer(0, 10, 2)};
  newer.resize(15);
  newer[2] = 11;
  newer[12] = wire::struct_pointer(1, 1, 0);
  newer[14] = 6;
  const auto also = open_envelope(newer);
  ASSERT_TRUE(also);
  EXPECT_EQ(also->what.sender.actor, 11U);
  EXPECT_EQ(*decoded<int>({also->segment.begin(), also->segment.end()}, also->payload_at), 6);
}

TEST(Envelope, may_be_followed_by_words_that_are_not_its_own) {
  words frame = some_frame();
  frame.resize(frame.size() + 5, 77);
  const auto opened = open_envelope(frame);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->segment.size(), some_frame().size() - 1);
}

TEST(Envelope, is_refused_when_the_words_are_no_such_message) {
  EXPECT_FALSE(open_envelope({}));
  EXPECT_FALSE(open_envelope(words{0}));
  EXPECT_FALSE(open_envelope(words{0, 0}));
  words frame = some_frame();
  const auto with = [&](std::size_t at, wire::word value) {
    words changed = frame;
    changed[at] = value;
    return changed;
  };
  EXPECT_FALSE(open_envelope(with(0, frame[0] | 1)));                   // two segments
  EXPECT_FALSE(open_envelope(with(0, wire::word{frame.size()} << 32))); // longer than the frame
  EXPECT_FALSE(open_envelope(with(0, wire::word{5} << 32)));            // the root does not fit
  EXPECT_FALSE(open_envelope(with(1, wire::struct_pointer(500, 9, 1))));
  EXPECT_FALSE(open_envelope(with(1, 0)));
  EXPECT_FALSE(open_envelope(with(8, 999))); // no such kind
  frame.resize(6);
  EXPECT_FALSE(open_envelope(frame));
}

TEST(Elements, of_several_types_come_back_with_their_stages) {
  const int number = 7;
  const std::string word = "seven";
  const shapes::nothing none;
  const std::array<element_ref, 3> all{{{&type_entry_of<int>(), &number},
                                        {&type_entry_of<std::string>(), &word},
                                        {&type_entry_of<shapes::nothing>(), &none}}};
  const std::array<party, 2> stages{{{1, 2, 3}, {4, 5, 6}}};
  words payload(1 + elements_words(all, stages), ~wire::word{0});
  payload[0] = write_elements(all, stages, payload.data() + 1);
  const auto opened = open_elements({payload, 0});
  ASSERT_TRUE(opened);
  ASSERT_EQ(opened->elements.size(), 3U);
  EXPECT_EQ(opened->elements[0].type, type_id<int>);
  EXPECT_EQ(opened->elements[1].layout, layout_of<std::string>);
  EXPECT_EQ(*decoded<int>(payload, opened->elements[0].source.pointer_at), 7);
  EXPECT_EQ(*decoded<std::string>(payload, opened->elements[1].source.pointer_at), "seven");
  EXPECT_TRUE(decoded<shapes::nothing>(payload, opened->elements[2].source.pointer_at));
  ASSERT_EQ(opened->stages.size(), 2U);
  EXPECT_EQ(opened->stages[1].actor, 4U);
  EXPECT_EQ(opened->stages[1].slot, 6);
}

TEST(Elements, are_what_generated_code_reads) {
  const shapes::record value = shapes::some_record();
  const std::array<element_ref, 1> all{{{&type_entry_of<shapes::record>(), &value}}};
  const std::array<party, 1> stages{{{1, 2, 3}}};
  words payload(1 + elements_words(all, stages));
  payload[0] = write_elements(all, stages, payload.data() + 1);
  const kj::ArrayPtr<const capnp::word> piece[1] = {
    {reinterpret_cast<const capnp::word*>(payload.data()), payload.size()}};
  capnp::SegmentArrayMessageReader message(kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>>(piece, 1));
  const auto read = message.getRoot<schema::Elements>();
  ASSERT_EQ(read.getElements().size(), 1U);
  EXPECT_EQ(read.getElements()[0].getType(), type_id<shapes::record>);
  EXPECT_EQ(read.getElements()[0].getLayout(), layout_of<shapes::record>);
  EXPECT_EQ(read.getElements()[0].getValue().targetSize().wordCount, 4U);
  EXPECT_EQ(read.getStages()[0].getSlot(), 3);
  EXPECT_EQ(read.totalSize().wordCount + 1, payload.size());
}

TEST(Elements, of_no_kind_are_refused) {
  EXPECT_FALSE(open_elements({words{}, 0}));
  EXPECT_FALSE(open_elements({words{wire::struct_pointer(5, 0, 2)}, 0}));
  EXPECT_FALSE(open_elements({encoded(std::string("text")), 0}));
  const words many{wire::struct_pointer(0, 0, 2), wire::list_pointer(1, wire::element::composite, 0), 0,
                   wire::list_tag(wire::max_elements, 0, 0)};
  EXPECT_FALSE(open_elements({many, 0}));
  const words few{wire::struct_pointer(0, 0, 2), wire::list_pointer(1, wire::element::composite, 0), 0,
                  wire::list_tag(9, 0, 0)};
  EXPECT_FALSE(open_elements({few, 0})); // elements without a place for a value
}

TEST(Elements, A_stage_that_is_no_actor_makes_no_message) {
  const int seven = 7;
  const std::array<element_ref, 1> all{{{&type_entry_of<int>(), &seven}}};
  const std::array<party, 2> stages{{{1, 2, 3}, {0, 2, 3}}};
  words payload(1 + elements_words(all, stages));
  payload[0] = write_elements(all, stages, payload.data() + 1);
  EXPECT_FALSE(open_elements({payload, 0}));
}

} // namespace
} // namespace troupe::tests
