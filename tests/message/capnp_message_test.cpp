#include "troupe/capnp_message.hpp" // before generated headers

#include "shapes.capnp.h"

#include <gmock/gmock.h>

#include "message/frames.hpp"

namespace troupe::tests {
namespace {

using job = message_of<foreign::Job>;

job some_job() {
  return job([](foreign::Job::Builder to) {
    to.setId(7);
    to.setName("paint");
    to.initParts(2)[1].setWeight(2.5);
    to.initNext().setId(8);
  });
}

struct order {
  int number;
  job what;
  std::string where;
};

void expect_some_job(const job& it) {
  EXPECT_EQ(it->getId(), 7U);
  EXPECT_EQ(std::string(it->getName()), "paint");
  ASSERT_EQ(it->getParts().size(), 2U);
  EXPECT_EQ(it->getParts()[1].getWeight(), 2.5);
  EXPECT_EQ(it->getNext().getId(), 8U);
}

TEST(CapnpMessage, is_built_in_place_and_read_in_place) {
  expect_some_job(some_job());
  EXPECT_EQ(job()->getId(), 0U);
}

TEST(CapnpMessage, travels_as_the_struct_itself) {
  const words frame = encoded(some_job());
  EXPECT_EQ(frame[0], wire::struct_pointer(0, 1, 3));
  decoded<job> read(frame);
  ASSERT_TRUE(read);
  expect_some_job(*read);
}

TEST(CapnpMessage, outlives_the_frame_it_came_in) {
  std::optional<job> kept;
  {
    words frame = encoded(some_job());
    kept = *decoded<job>(frame);
    std::ranges::fill(frame, ~wire::word{0});
  }
  expect_some_job(*kept);
}

TEST(CapnpMessage, is_a_field_of_a_struct) {
  decoded<order> read(encoded(order{1, some_job(), "here"}));
  ASSERT_TRUE(read);
  expect_some_job(read->what);
  EXPECT_EQ(read->where, "here");
  EXPECT_EQ(read->number, 1);
}

TEST(CapnpMessage, of_many_segments_travels_as_one) {
  const std::string long_name(10'000, 'n');
  const job big([&](foreign::Job::Builder to) {
    to.setName("forgotten");
    to.setName(long_name);
    to.initParts(5000)[4999].setWeight(1);
  });
  decoded<job> read(encoded(big));
  ASSERT_TRUE(read);
  EXPECT_EQ(std::string((*read)->getName()), long_name);
  EXPECT_EQ((*read)->getParts()[4999].getWeight(), 1);
}

TEST(CapnpMessage, can_be_read_any_number_of_times) {
  const job big([](foreign::Job::Builder to) { to.initParts(100'000); });
  double sum = 0;
  for (int round = 0; round < 200; ++round)
    sum += big->getParts()[99'999].getWeight();
  EXPECT_EQ(sum, 0);
}

TEST(CapnpMessage, is_known_by_the_name_and_id_of_its_schema) {
  const type_entry& entry = type_entry_of<job>();
  EXPECT_EQ(entry.name, "foreign::Job");
  EXPECT_EQ(find_type(entry.id), &entry);
  EXPECT_THAT(entry.schema(), testing::HasSubstr("foreign::Job"));
  EXPECT_EQ(text(job([](foreign::Job::Builder to) { to.setId(7); })), "(id = 7)");
}

TEST(CapnpMessage, that_is_malformed_is_refused_when_it_arrives) {
  const words good = encoded(some_job());
  for (std::size_t at = 2; at < 5; ++at) { // the struct's pointers
    words frame = good;
    frame[at] = wire::list_pointer(1000, wire::element::eight_bytes, 5);
    EXPECT_FALSE(decoded<job>(frame)) << at;
  }
  words loop = good;
  loop[4] = wire::struct_pointer(-4, 1, 3); // its own next
  EXPECT_FALSE(decoded<job>(loop));
}

TEST(CapnpMessage, with_a_field_of_another_kind_is_refused_when_it_arrives) {
  words frame = encoded(some_job());
  std::swap(frame[2], frame[4]); // the name is a struct, the next job a text
  EXPECT_FALSE(decoded<job>(frame));
}

TEST(CapnpMessage, with_nothing_in_it_is_empty) {
  decoded<job> read(words{0});
  ASSERT_TRUE(read);
  EXPECT_EQ((*read)->getId(), 0U);
}

} // namespace
} // namespace troupe::tests
