// Layouts that other writers may legally choose, and words that nobody may write.
#include "message/frames.hpp"
#include "message/samples.hpp"
#include "troupe/error.hpp"

namespace troupe::tests {
namespace {

using namespace shapes;

constexpr wire::word far_pointer(std::size_t pad, bool is_double) { return pad << 3 | (is_double ? 4U : 0U) | 2U; }

TEST(Reader, follows_a_far_pointer_within_the_segment) {
  const words plain = encoded(some_record());
  words frame = plain;
  frame.push_back(wire::struct_pointer(-static_cast<std::ptrdiff_t>(plain.size()), 2, 1)); // landing pad
  frame[0] = far_pointer(plain.size(), false);
  decoded<record> read(frame);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, some_record());
}

TEST(Reader, follows_a_double_far_pointer_within_the_segment) {
  const words plain = encoded(some_record());
  words frame = plain;
  frame.push_back(far_pointer(1, false));         // where the struct is
  frame.push_back(wire::struct_pointer(0, 2, 1)); // what it is
  frame[0] = far_pointer(plain.size(), true);
  decoded<record> read(frame);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, some_record());
}

TEST(Reader, accepts_a_payload_that_lies_before_its_pointer) {
  words frame = encoded(some_record());
  const auto size = static_cast<std::ptrdiff_t>(frame.size());
  frame.push_back(wire::struct_pointer(-size, 2, 1));
  decoded<record> read(frame, frame.size() - 1);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, some_record());
}

TEST(Reader, takes_a_null_pointer_for_the_default) {
  decoded<record> read(words{0});
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, record{});
  words frame = encoded(some_record());
  frame[3] = 0; // the name
  EXPECT_EQ(decoded<record>(frame)->name, "");
}

TEST(Reader, refuses_far_pointers_to_elsewhere) {
  words frame = encoded(some_record());
  for (const wire::word bad :
       {far_pointer(0, false) | wire::word{1} << 32, far_pointer(frame.size(), false),
        far_pointer(frame.size() - 1, true), far_pointer(0, false), far_pointer(0, true), wire::word{3}}) {
    frame[0] = bad;
    EXPECT_FALSE(decoded<record>(frame)) << bad;
  }
}

TEST(Reader, refuses_pointers_out_of_the_segment) {
  words frame = encoded(some_record());
  for (const std::ptrdiff_t offset : {-100, -2, 2, 100, (1 << 29) - 1, -(1 << 29)}) {
    frame[0] = wire::struct_pointer(offset, 2, 1);
    EXPECT_FALSE(decoded<record>(frame)) << offset;
  }
  frame[0] = wire::struct_pointer(0, 0xffff, 0xffff);
  EXPECT_FALSE(decoded<record>(frame));
}

TEST(Reader, refuses_a_pointer_place_out_of_the_segment) {
  EXPECT_FALSE(decoded<record>(words{}));
  EXPECT_FALSE(decoded<record>(encoded(some_record()), 1000));
}

TEST(Reader, refuses_lists_longer_than_the_segment) {
  words frame = encoded(std::vector<std::int32_t>{1, 2, 3});
  frame[1] = wire::list_pointer(0, wire::element::four_bytes, 100);
  EXPECT_FALSE(decoded<std::vector<std::int32_t>>(frame));
  frame[1] = wire::list_pointer(0, wire::element::four_bytes, wire::max_elements);
  EXPECT_FALSE(decoded<std::vector<std::int32_t>>(frame));
}

TEST(Reader, refuses_struct_lists_whose_tag_claims_more_than_their_words) {
  words frame = encoded(std::vector<record>(2, some_record()));
  frame[2] = wire::list_tag(3, 2, 1);
  EXPECT_FALSE(decoded<std::vector<record>>(frame));
  frame[2] = wire::list_tag(2, 2, 1) | 1;
  EXPECT_FALSE(decoded<std::vector<record>>(frame));
}

TEST(Reader, refuses_a_text_without_its_closing_zero) {
  words frame = encoded(std::string("1234567"));
  EXPECT_TRUE(decoded<std::string>(frame));
  frame[2] |= wire::word{0xff} << 56;
  EXPECT_FALSE(decoded<std::string>(frame));
}

TEST(Reader, refuses_more_elements_than_an_array_has) {
  EXPECT_FALSE((decoded<std::array<int, 2>>(encoded(std::array<int, 3>{1, 2, 3}))));
  EXPECT_TRUE((decoded<std::array<int, 3>>(encoded(std::array<int, 2>{1, 2}))));
}

TEST(Limits, a_list_of_half_a_billion_nothings_in_four_words_is_malformed) {
  words frame = encoded(std::vector<nothing>(3));
  EXPECT_EQ(decoded<std::vector<nothing>>(frame)->size(), 3U);
  frame[2] = wire::list_tag(wire::max_elements, 0, 0);
  EXPECT_FALSE(decoded<std::vector<nothing>>(frame));
  EXPECT_FALSE(decoded<std::vector<record>>(frame));
}

TEST(Limits, lists_whose_elements_need_little_or_nothing_on_the_wire_travel) {
  EXPECT_EQ(decoded<std::vector<nothing>>(encoded(std::vector<nothing>(100'000)))->size(), 100'000U);
  EXPECT_EQ(decoded<std::vector<bool>>(encoded(std::vector<bool>(1'000'000)))->size(), 1'000'000U);
  EXPECT_EQ(decoded<std::list<bool>>(encoded(std::list<bool>(1'000'000)))->size(), 1'000'000U);
  using boxes = std::vector<std::optional<std::array<double, 100>>>;
  EXPECT_EQ(decoded<boxes>(encoded(boxes(10'000)))->size(), 10'000U);
}

TEST(Limits, lists_that_share_their_elements_cannot_grow_without_end) {
  // Each level has 64 pointers to the one list below it: 64^8 elements in 600 words.
  using level1 = std::vector<std::vector<std::vector<std::vector<std::vector<std::vector<std::vector<std::string>>>>>>>;
  constexpr std::size_t width = 64, levels = 8;
  words frame{wire::struct_pointer(0, 0, 1)};
  frame.push_back(wire::list_pointer(0, wire::element::pointer, width));
  for (std::size_t level = 1; level <= levels; ++level)
    for (std::size_t i = 0; i < width; ++i) {
      const auto to_next = static_cast<std::ptrdiff_t>(width - i - 1);
      frame.push_back(level == levels ? 0 : wire::list_pointer(to_next, wire::element::pointer, width));
    }
  EXPECT_FALSE(decoded<level1>(frame));
}

TEST(Limits, a_value_that_contains_itself_is_malformed) {
  // A tree whose list of children is the list it is in.
  words frame = encoded(node{1, {node{2, {}}}});
  ASSERT_TRUE(decoded<node>(frame));
  ASSERT_EQ(frame.size(), 7U); // pointer, node (value, children), tag, child (value, children), tag
  frame[5] = wire::list_pointer(-3, wire::element::composite, 2);
  EXPECT_FALSE(decoded<node>(frame));
}

TEST(Limits, nesting_up_to_the_limit_travels_and_more_is_refused_by_the_writer) {
  EXPECT_TRUE(decoded<chain>(encoded(some_chain(wire::max_depth))));
  const chain too_deep = some_chain(wire::max_depth + 2);
  EXPECT_THROW(static_cast<void>(encoded(too_deep)), invalid_argument);
}

/// xorshift: the same words in every run.
class noise {
public:
  explicit noise(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }
  std::size_t below(std::size_t limit) { return next() % limit; }

private:
  std::uint64_t state_;
};

template <class T>
void expect_corruption_survived(const T& value, std::uint64_t seed) {
  noise random(seed);
  const words good = encoded(value);
  std::size_t refused = 0;
  for (int round = 0; round < 3000; ++round) {
    words frame = good;
    for (std::size_t changes = 1 + random.below(3); changes != 0; --changes) {
      wire::word& victim = frame[random.below(frame.size())];
      victim = random.below(2) == 0 ? random.next() : victim ^ wire::word{1} << random.below(64);
    }
    frame.resize(1 + random.below(2) * (frame.size() - 1) + (random.below(4) == 0 ? random.below(4) : 0));
    decoded<T> read(frame);
    refused += read ? 0 : 1;
    if (read) {
      EXPECT_LE(text(*read).size(), std::size_t{1} << 24);
    }
  }
  EXPECT_GT(refused, 0U) << type_name<T>;
}

TEST(Corruption, costs_an_error_and_nothing_else) {
  expect_corruption_survived(some_record(), 1);
  expect_corruption_survived(some_containers(), 2);
  expect_corruption_survived(some_choices(), 3);
  expect_corruption_survived(some_tree(4), 4);
  expect_corruption_survived(some_chain(10), 5);
  expect_corruption_survived(some_invoice(), 6);
  expect_corruption_survived(some_moments(), 7);
}

} // namespace
} // namespace troupe::tests
