/// Processes killed at every step of sending and receiving: the stream goes on, nothing sent is lost, nothing comes
/// twice, memory comes back.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "objects/item_stream.hpp"
#include "queue_items.hpp"
#include "support/shared_object.hpp"
#include "support/watchdog.hpp"

namespace troupe::tests {
namespace {

using namespace std::chrono_literals;
using objects::item_stream;
using objects::item_view;
using objects::receive_outcome;
using os::fault_action;

constexpr ending killed{ending_kind::signalled, 9};
constexpr std::uint64_t most = 3000;
constexpr std::uint64_t most_unread = 300;

// What the dying one has said of itself.
struct diary {
  std::atomic<std::uint64_t> sending, sent; ///< messages begun, and returned from
  std::atomic<std::uint64_t> receiving;     ///< one more than the message that it was reading
  std::atomic<std::uint8_t> got[most];
};

std::size_t words_for(std::uint64_t number) {
  if (number % 31 == 13)
    return 9000;
  return number % 7 == 3 ? 900 : 1 + number % 5;
}

void send_number(item_stream& to, std::uint64_t number) {
  objects::item_draft draft{to.chain(), objects::item_kind::typed, words_for(number)};
  for (std::size_t i = 0; i < words_for(number); ++i)
    draft.words()[i] = number + i;
  ASSERT_EQ(to.send(draft, os::never), objects::send_outcome::sent);
}

bool is_whole(std::span<const std::uint64_t> words) {
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] != words[0] + i)
      return false;
  return words.size() == words_for(words[0]);
}

// Whether there was one.
bool receive_number(item_stream& from, diary& own, os::time_point deadline = os::time_point::min()) {
  const receive_outcome outcome = from.receive(
    [&](const item_view& item) {
      EXPECT_TRUE(is_whole(item.contents()));
      own.receiving = item.contents()[0] + 1;
      return true;
    },
    deadline);
  if (outcome != receive_outcome::received)
    return false;
  ++own.got[own.receiving - 1];
  own.receiving = 0;
  return true;
}

int toil(item_stream& stream, diary& own, unsigned seed) {
  std::mt19937 random{seed};
  std::uint64_t received = 0;
  for (std::uint64_t i = 0; i < most; ++i) {
    own.sending = i + 1;
    send_number(stream, i);
    own.sent = i + 1;
    while (random() % 2 == 0 || i - received > most_unread)
      if (!receive_number(stream, own))
        break;
      else
        ++received;
  }
  return 0;
}

void drain(item_stream& stream, diary& own) {
  const std::uint64_t left_in_the_middle = own.receiving;
  while (receive_number(stream, own)) {
  }
  own.receiving = left_in_the_middle;
}

void expect_all_once(const diary& own) {
  for (std::uint64_t i = 0; i < own.sent; ++i) {
    const bool may_be_gone = own.receiving == i + 1; // it died between reading it and saying so
    ASSERT_LE(own.got[i].load(), 1) << "message " << i << " came twice";
    ASSERT_GE(own.got[i].load(), may_be_gone ? 0 : 1) << "message " << i << " of " << own.sent << " is lost";
  }
  for (std::uint64_t i = own.sent; i < most; ++i)
    ASSERT_LE(own.got[i].load(), own.sending > i ? 1 : 0);
}

std::size_t extents_of(const item_stream& stream) {
  std::size_t count = 0;
  stream.chain().in->items().each_of(stream.chain().owner, [&](objects::extent_id, objects::extent_word) { ++count; });
  return count;
}

struct a_stream {
  world all;
  objects::reference which = objects::make_stream(all.table);
  item_stream here{all.table, which};

  /// A process with the stream in its hands.
  world::citizen citizen(const std::function<int(item_stream&)>& body) {
    return {all, [this, body](objects::table& in) {
              item_stream theirs{in, in.find(which.id())};
              return body(theirs);
            }};
  }
};

bool outlive(const char* place, unsigned nth) {
  a_stream stream;
  const shared_object<diary> own;
  world::citizen dying = stream.citizen([&](item_stream& theirs) {
    os::arm_fault(place, fault_action::kill, nth);
    return toil(theirs, *own, nth);
  });
  const bool has_died = dying.wait() == killed;
  drain(stream.here, *own);
  expect_all_once(*own);
  send_number(stream.here, 13);
  const shared_object<diary> afterwards;
  EXPECT_TRUE(receive_number(stream.here, *afterwards));
  // Who comes next repairs: what the dead had linked and not put is freed by then.
  EXPECT_LE(extents_of(stream.here), 2U) << "extents that nobody refers to";
  return has_died;
}

std::string name_of(const testing::TestParamInfo<const char*>& each) {
  std::string name = each.param;
  std::ranges::replace(name, '.', '_');
  return name;
}

class StreamCrash : public testing::TestWithParam<const char*> {};

TEST_P(StreamCrash, Loses_nothing_and_doubles_nothing) {
  unsigned deaths = 0;
  for (unsigned round = 0; round < 6 && !HasFatalFailure(); ++round)
    deaths += outlive(GetParam(), 1 + round * round * 7) ? 1U : 0U;
  EXPECT_GT(deaths, 0U) << "the place was never passed";
}

INSTANTIATE_TEST_SUITE_P(At, StreamCrash,
                         testing::Values("objects.store.claimed", "objects.store.allocated",
                                         "objects.store.before_give", "objects.item.claimed", "objects.item.run_noted",
                                         "objects.item.run_linked", "objects.item.written", "objects.item.put",
                                         "objects.chunk.noted", "objects.chunk.linked", "objects.chunk.opened",
                                         "objects.chunk.passed", "objects.item.passed", "objects.run.noted",
                                         "objects.extents.marked", "objects.extents.giving", "objects.extents.given",
                                         "objects.guard.taken", "objects.guard.before_release",
                                         "objects.announce.done"),
                         name_of);

// The reader sleeps; the writer dies after the message is there and before it wakes anybody.
TEST(StreamDeath, A_reader_that_the_dead_was_about_to_wake_gets_the_message) {
  a_stream stream;
  const shared_object<diary> own;
  const shared_object<std::atomic<std::uint32_t>> asleep;
  world::citizen reader = stream.citizen([&](item_stream& theirs) {
    *asleep = 1;
    return receive_number(theirs, *own, os::deadline_after(patience)) ? 0 : 1;
  });
  ASSERT_TRUE(wait_until([&] { return asleep->load() == 1 && stream.which->waits.sleepers.load() != 0; }));
  world::citizen writer = stream.citizen([&](item_stream& theirs) {
    os::arm_fault("objects.announce.before_wake", fault_action::kill);
    send_number(theirs, 5);
    return 0;
  });
  EXPECT_EQ(writer.wait(), killed);
  EXPECT_EQ(exit_code(reader.wait()), 0);
  EXPECT_EQ(own->got[5].load(), 1);
}

class StreamWaiterCrash : public testing::TestWithParam<const char*> {};

// Two wait for a message, one of them dies on the way to it: the other gets what is left.
TEST_P(StreamWaiterCrash, A_reader_that_dies_leaves_the_message_to_the_other) {
  a_stream stream;
  const shared_object<diary> own;
  const shared_object<std::atomic<std::uint32_t>> ready;
  const auto reader = [&](const char* place) {
    return stream.citizen([&, place](item_stream& theirs) {
      if (place != nullptr)
        os::arm_fault(place, fault_action::kill, std::string_view{place} == "objects.guard.taken" ? 2 : 1);
      ++*ready;
      return receive_number(theirs, *own, os::deadline_after(patience)) ? 0 : 1;
    });
  };
  world::citizen dying = reader(GetParam());
  if (std::string_view{GetParam()} == "objects.wait.before_sleep") {
    EXPECT_EQ(dying.wait(), killed);
  }
  world::citizen living = reader(nullptr);
  ASSERT_TRUE(wait_until([&] { return ready->load() == 2; }));
  world::citizen writer = stream.citizen([&](item_stream& theirs) {
    send_number(theirs, 1);
    send_number(theirs, 2);
    return 0;
  });
  EXPECT_EQ(exit_code(writer.wait()), 0);
  if (std::string_view{GetParam()} != "objects.wait.before_sleep") {
    EXPECT_EQ(dying.wait(), killed);
  }
  EXPECT_EQ(exit_code(living.wait()), 0);
}

INSTANTIATE_TEST_SUITE_P(At, StreamWaiterCrash,
                         testing::Values("objects.wait.before_sleep", "objects.guard.taken", "objects.item.passed",
                                         "objects.guard.before_release"),
                         name_of);

// The stream is full; the one who makes room dies before he says so.
TEST(StreamDeath, A_writer_that_waits_for_room_goes_on_when_the_reader_dies) {
  a_stream stream;
  const shared_object<std::atomic<std::uint32_t>> sent;
  world::citizen writer = stream.citizen([&](item_stream& theirs) {
    for (int i = 0; i < 3; ++i) {
      objects::item_draft draft{theirs.chain(), objects::item_kind::bytes, item_stream::usual_limit / 8};
      if (theirs.send(draft, os::deadline_after(patience)) != objects::send_outcome::sent)
        return 1;
      ++*sent;
    }
    return 0;
  });
  ASSERT_TRUE(wait_until([&] { return sent->load() == 1; }));
  for (std::uint32_t i = 0; i < 2; ++i) {
    world::citizen reader = stream.citizen([&](item_stream& theirs) {
      os::arm_fault("objects.guard.before_release", fault_action::kill);
      static_cast<void>(theirs.receive([](const item_view&) { return true; }, os::time_point::min()));
      return 0;
    });
    EXPECT_EQ(reader.wait(), killed);
    EXPECT_TRUE(wait_until([&] { return sent->load() == i + 2; }));
  }
  EXPECT_EQ(exit_code(writer.wait()), 0);
}

} // namespace
} // namespace troupe::tests
