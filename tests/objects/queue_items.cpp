#include "queue_items.hpp"

#include <gtest/gtest.h>

namespace troupe::tests {

namespace {

std::uint64_t word_of(std::uint64_t number, std::uint64_t place) {
  const std::uint64_t value = (number + 1) * 0x9e3779b97f4a7c15U ^ place * 0xbf58476d1ce4e5b9U;
  return value ^ value >> 31;
}

} // namespace

shared_queue open_queue(objects::table& in, objects::object_id which) { return item_queue::of(in, in.find(which)); }

objects::put_outcome put_number(item_queue& into, std::uint64_t number, std::size_t words, os::time_point deadline) {
  objects::item_draft draft{into.chain(), objects::item_kind::plain, words};
  draft.words()[0] = number;
  for (std::size_t i = 1; i < words; ++i)
    draft.words()[i] = word_of(number, i);
  return into.put(draft, deadline);
}

std::uint64_t number_in(const objects::item_lease& lease) {
  const auto words = lease.item().contents();
  EXPECT_FALSE(words.empty());
  for (std::size_t i = 1; i < words.size(); ++i)
    if (words[i] != word_of(words[0], i)) {
      ADD_FAILURE() << "item " << words[0] << " of " << words.size() << " words is not what was put from word " << i;
      break;
    }
  return words[0];
}

std::optional<std::uint64_t> get_number(item_queue& from, os::time_point deadline) {
  objects::item_lease lease;
  if (from.take(lease, deadline) != objects::take_outcome::taken)
    return std::nullopt;
  const std::uint64_t number = number_in(lease);
  lease.done();
  return number;
}

std::size_t extents_of(const item_queue& which) {
  std::size_t count = 0;
  which.in().items().each_of(which.ref().id(), [&](objects::extent_id, objects::extent_word) { ++count; });
  return count;
}

} // namespace troupe::tests
