#include "mail.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "os/fd.hpp"

namespace troupe::tests {

namespace {

std::uint64_t mix(std::uint64_t number, std::uint64_t place) {
  std::uint64_t value = (number + 1) * 0x9e3779b97f4a7c15U ^ place * 0xbf58476d1ce4e5b9U;
  return value ^ value >> 31;
}

struct numbered {
  std::uint64_t number;
  std::size_t words;
};

void write_numbered(const void* self, std::uint64_t* out) {
  const auto& frame = *static_cast<const numbered*>(self);
  out[0] = frame.number;
  for (std::size_t i = 1; i < frame.words; ++i)
    out[i] = mix(frame.number, i);
}

} // namespace

std::shared_ptr<mailbox::region> attach_again(const mailbox::region& where) {
  std::array<int, 3> descriptors{};
  for (std::size_t i = 0; i < 3; ++i) {
    os::fd borrowed{where.descriptors()[i]};
    descriptors[i] = borrowed.duplicate().release();
    (void)borrowed.release();
  }
  return mailbox::region::attach(descriptors);
}

std::vector<std::uint64_t> make_words(std::uint64_t number, std::size_t words) {
  std::vector<std::uint64_t> result(words);
  const numbered frame{number, words};
  write_numbered(&frame, result.data());
  return result;
}

bool is_whole(std::span<const std::uint64_t> words) {
  for (std::size_t i = 1; i < words.size(); ++i)
    if (words[i] != mix(words[0], i))
      return false;
  return !words.empty();
}

mailbox::send_result send_number(mailbox::endpoint& from, mailbox::address to, std::uint64_t number, std::size_t words,
                                 mailbox::channel by, bool urgent) {
  const numbered frame{number, words};
  return from.try_send(to, by, {words, write_numbered, &frame}, urgent);
}

mailbox::send_result send_patiently(mailbox::endpoint& from, mailbox::address to, std::uint64_t number,
                                    std::size_t words) {
  mailbox::send_result result = send_number(from, to, number, words);
  for (; result == mailbox::send_result::full; result = send_number(from, to, number, words))
    from.wait_for_space(to, os::deadline_after(patience));
  return result;
}

void collector::on_record(mailbox::inbound&& in) {
  items.push_back({in.from, in.by, in.deliveries, in.words.empty() ? 0 : in.words[0], in.words.size(),
                   is_whole(in.words), std::move(in.claim)});
  if (!hold)
    items.back().claim.done();
}

void collector::on_bad_lane(mailbox::address from, const char* what) { bad.emplace_back(from, what); }

std::vector<std::uint64_t> collector::numbers() const {
  std::vector<std::uint64_t> result;
  for (const item& each : items)
    result.push_back(each.number);
  return result;
}

bool collector::counts_from(std::uint64_t first) const {
  for (const item& each : items)
    if (!each.whole || each.number != first++)
      return false;
  return true;
}

void counting_sink::on_record(mailbox::inbound&& in) {
  EXPECT_TRUE(is_whole(in.words)) << "torn after " << next;
  ASSERT_FALSE(in.words.empty());
  EXPECT_EQ(in.words[0], next) << "out of order";
  next = in.words[0] + 1;
  deliveries += in.deliveries;
}

void counting_sink::on_bad_lane(mailbox::address, const char* what) { ADD_FAILURE() << "bad lane: " << what; }

void pump_until(mailbox::endpoint& at, mailbox::record_sink& sink, const std::function<bool()>& done) {
  const auto deadline = os::deadline_after(patience);
  while (!done()) {
    if (at.drain(sink) != 0)
      continue;
    if (done())
      return;
    at.park(deadline);
    at.take_attention();
    ASSERT_LT(os::clock::now(), deadline) << "waited in vain";
  }
}

small_system::small_system(mailbox::region_options options) : where(mailbox::region::create(options)) {
  house = where->claim("house");
  main = where->claim("main");
  where->set_live(house.slot, ::getpid());
  where->set_live(main.slot, ::getpid());
}

mailbox::address small_system::add(const char* name) {
  const mailbox::address who = where->claim(name);
  where->set_live(who.slot, ::getpid());
  return who;
}

} // namespace troupe::tests
