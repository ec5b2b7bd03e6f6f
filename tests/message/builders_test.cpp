// What Cap'n Proto's own builders write and readers read, against troupe's.
#include "troupe/capnp_headers.hpp" // first

#include <capnp/serialize.h>

#include "shapes.capnp.h"

#include "message/frames.hpp"
#include "message/samples.hpp"

namespace troupe::tests {
namespace {

using namespace shapes;

/// The one segment of a builder: root pointer and payload, as `encoded` gives it.
words segment_of(capnp::MessageBuilder& builder) {
  const auto segments = builder.getSegmentsForOutput();
  EXPECT_EQ(segments.size(), 1U);
  const auto* first = reinterpret_cast<const wire::word*>(segments[0].begin());
  return {first, first + segments[0].size()};
}

/// A generated reader over words that troupe wrote.
class foreign_reader {
public:
  explicit foreign_reader(const words& segment)
    : pieces_{{reinterpret_cast<const capnp::word*>(segment.data()), segment.size()}},
      message_(kj::ArrayPtr<const kj::ArrayPtr<const capnp::word>>(pieces_, 1)) {}
  template <class T>
  typename T::Reader root() {
    return message_.getRoot<T>();
  }

private:
  kj::ArrayPtr<const capnp::word> pieces_[1];
  capnp::SegmentArrayMessageReader message_;
};

void fill(foreign::Record::Builder to, const record& from) {
  to.setId(from.id);
  to.setScore(from.score);
  to.setName(from.name);
}

TEST(Builders, a_struct_is_byte_for_byte_what_generated_code_writes) {
  capnp::MallocMessageBuilder builder;
  fill(builder.initRoot<foreign::Record>(), some_record());
  EXPECT_EQ(encoded(some_record()), segment_of(builder));
}

TEST(Builders, an_empty_text_is_byte_for_byte_the_same) {
  capnp::MallocMessageBuilder builder;
  fill(builder.initRoot<foreign::Record>(), record{});
  EXPECT_EQ(encoded(record{}), segment_of(builder));
}

TEST(Builders, fields_fill_holes_as_the_schema_compiler_does) {
  capnp::MallocMessageBuilder builder;
  auto to = builder.initRoot<foreign::Holes>();
  const holes from = some_holes();
  to.setA(from.a);
  to.setB(from.b);
  to.setC(from.c);
  to.setD(from.d);
  to.setE(from.e);
  to.setF(from.f);
  to.setG(from.g);
  to.setH(from.h);
  to.setI(from.i);
  to.setJ(from.j);
  EXPECT_EQ(encoded(from), segment_of(builder));
}

struct lists {
  std::vector<std::int32_t> ints;
  std::vector<bool> bits;
  std::vector<std::byte> raw;
  std::vector<std::string> words;
  std::vector<record> records;
  std::vector<std::vector<double>> grid;
};

void fill(foreign::Lists::Builder to, const lists& from) {
  auto ints = to.initInts(static_cast<unsigned>(from.ints.size()));
  for (unsigned i = 0; i < from.ints.size(); ++i)
    ints.set(i, from.ints[i]);
  auto bits = to.initBits(static_cast<unsigned>(from.bits.size()));
  for (unsigned i = 0; i < from.bits.size(); ++i)
    bits.set(i, from.bits[i]);
  to.setRaw({reinterpret_cast<const kj::byte*>(from.raw.data()), from.raw.size()});
  auto texts = to.initWords(static_cast<unsigned>(from.words.size()));
  for (unsigned i = 0; i < from.words.size(); ++i)
    texts.set(i, {from.words[i].data(), from.words[i].size()});
  auto records = to.initRecords(static_cast<unsigned>(from.records.size()));
  for (unsigned i = 0; i < from.records.size(); ++i)
    fill(records[i], from.records[i]);
  auto grid = to.initGrid(static_cast<unsigned>(from.grid.size()));
  for (unsigned i = 0; i < from.grid.size(); ++i) {
    auto row = grid.init(i, static_cast<unsigned>(from.grid[i].size()));
    for (unsigned j = 0; j < from.grid[i].size(); ++j)
      row.set(j, from.grid[i][j]);
  }
}

TEST(Builders, lists_of_every_kind_are_byte_for_byte_the_same) {
  const containers all = some_containers();
  for (const lists& one : {lists{all.ints, all.bits, all.raw, all.words, all.records, all.grid}, lists{}}) {
    capnp::MallocMessageBuilder builder;
    fill(builder.initRoot<foreign::Lists>(), one);
    EXPECT_EQ(encoded(one), segment_of(builder));
  }
}

using choice = std::variant<std::int8_t, std::string, std::monostate, std::int64_t, record, bool, std::uint32_t>;

template <class Fill>
void expect_same_union(const choice& value, Fill fill_in) {
  capnp::MallocMessageBuilder builder;
  fill_in(builder.initRoot<foreign::Choice>());
  EXPECT_EQ(encoded(value), segment_of(builder)) << text(value);
}

TEST(Builders, a_variant_is_byte_for_byte_a_union) {
  expect_same_union(choice(std::int8_t{-3}), [](foreign::Choice::Builder to) { to.setNumber(-3); });
  expect_same_union(choice("text"), [](foreign::Choice::Builder to) { to.setText("text"); });
  expect_same_union(choice(std::monostate()), [](foreign::Choice::Builder to) { to.setNothing(); });
  expect_same_union(choice(std::int64_t{-5}), [](foreign::Choice::Builder to) { to.setWide(-5); });
  expect_same_union(choice(some_record()), [](foreign::Choice::Builder to) { fill(to.initRecord(), some_record()); });
  expect_same_union(choice(true), [](foreign::Choice::Builder to) { to.setTruth(true); });
  expect_same_union(choice(std::uint32_t{9}), [](foreign::Choice::Builder to) { to.setHalf(9); });
}

TEST(Builders, generated_readers_read_what_troupe_writes) {
  const words segment = encoded(some_record());
  foreign_reader message(segment);
  const auto read = message.root<foreign::Record>();
  EXPECT_EQ(read.getId(), 7);
  EXPECT_EQ(read.getScore(), 2.5);
  EXPECT_EQ(std::string(read.getName()), "Sam");
}

TEST(Builders, fields_written_in_any_order_are_read) {
  capnp::MallocMessageBuilder builder;
  auto to = builder.initRoot<foreign::Lists>();
  to.initGrid(1).init(0, 1).set(0, 2.5);
  fill(to.initRecords(1)[0], some_record());
  to.initInts(2).set(1, 5);
  decoded<lists> read(segment_of(builder));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->grid, (std::vector<std::vector<double>>{{2.5}}));
  EXPECT_EQ(read->records, std::vector<record>{some_record()});
  EXPECT_EQ(read->ints, (std::vector<std::int32_t>{0, 5}));
}

TEST(Builders, a_newer_writers_fields_are_passed_over) {
  capnp::MallocMessageBuilder builder;
  auto to = builder.initRoot<foreign::NewRecord>();
  to.setId(7);
  to.setScore(2.5);
  to.setName("Sam");
  to.setFlag(true);
  to.initTags(1).set(0, "new");
  to.setWeight(-1);
  decoded<record> read(segment_of(builder));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, some_record());
}

TEST(Builders, an_older_writers_missing_fields_are_zero_and_empty_to_generated_readers) {
  const words segment = encoded(some_record());
  foreign_reader message(segment);
  const auto read = message.root<foreign::NewRecord>();
  EXPECT_EQ(read.getId(), 7);
  EXPECT_FALSE(read.getFlag());
  EXPECT_EQ(read.getTags().size(), 0U);
  EXPECT_EQ(read.getWeight(), 0);
}

} // namespace
} // namespace troupe::tests
