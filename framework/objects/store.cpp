#include "objects/store.hpp"

#include <algorithm>
#include <cerrno>

#include "os/failure.hpp"
#include "os/fault_point.hpp"

namespace troupe::rooms::objects {

namespace {

using mailbox::store_at;

void lower(std::atomic<std::uint32_t>& hint, std::uint32_t to) noexcept {
  std::uint32_t now = hint.load(std::memory_order_relaxed);
  while (to < now && !hint.compare_exchange_weak(now, to, std::memory_order_relaxed)) {
  }
}

void raise(std::atomic<std::uint32_t>& end, std::uint32_t to) noexcept {
  std::uint32_t now = end.load(std::memory_order_relaxed);
  while (now < to && !end.compare_exchange_weak(now, to, std::memory_order_release)) {
  }
}

// Owner of what is being cooled: no object has this name.
constexpr owner_id cooling = (owner_id{1} << 48) - 1;

constexpr extent_id count_of(std::uint64_t bytes) noexcept { return static_cast<extent_id>(bytes / extent_bytes); }

} // namespace

store::store(const mailbox::region& where)
  : in_(where), count_(count_of(in_.size() - store_at)),
    first_(count_of(extent_words_at + count_ * sizeof(std::uint64_t)) + 1),
    all_(in_.map(store_at, count_ * extent_bytes, os::access::read_write)) {
  if (const int failed = in_.reserve_common_page(store_at))
    os::throw_errno("allocating the table of the item store", failed);
  raise(head().search_from, first_);
  raise(head().warm_at, first_);
}

// -- looking for room -------------------------------------------------------------------------------

// One page after the other, and any number of processes at once.
int store::extend(extent_id end) noexcept {
  const extent_id known = head().end.load(std::memory_order_acquire);
  for (std::uint64_t at = known / words_per_page; at * words_per_page < end; ++at)
    if (const int failed = in_.reserve_common_page(store_at + extent_words_at + at * os::page_size))
      return failed;
  os::pass_fault_point("objects.store.extended");
  const std::uint64_t whole = (end + words_per_page - 1) / words_per_page * words_per_page;
  raise(head().end, static_cast<extent_id>(std::min<std::uint64_t>(whole, count_)));
  return 0;
}

// How many of them, from the first one on, are free; warm if asked so.
std::uint32_t store::free_run_at(extent_id first, std::uint32_t count, bool warm_only) const noexcept {
  std::uint32_t found = 0;
  for (; found < count; ++found) {
    const std::uint64_t word = words()[first + found].load(std::memory_order_relaxed);
    if (warm_only ? word != warm_extent : !is_free(word))
      break;
  }
  return found;
}

// Warm ones, from where the last were given back. One that is not found although counted was left out
// of the count by a death: counting begins anew.
bool store::take_warm(std::uint32_t count, std::uint64_t word, extent_id& first) noexcept {
  if (head().warm_count.load(std::memory_order_relaxed) < static_cast<std::int32_t>(count))
    return false;
  const extent_id end = head().end.load(std::memory_order_acquire);
  const extent_id hint = std::clamp(head().warm_at.load(std::memory_order_relaxed), first_, end);
  if (find_warm(hint, end, count, word, first) ||
      find_warm(first_, std::min(hint + count, end), count, word, first)) // a run may lie across the hint
    return true;
  if (count == 1)
    head().warm_count.store(0, std::memory_order_relaxed);
  return false;
}

bool store::find_warm(extent_id from, extent_id to, std::uint32_t count, std::uint64_t word,
                      extent_id& first) noexcept {
  while (from + count <= to) {
    const std::uint32_t found = free_run_at(from, count, true);
    if (found == count && take(from, count, word) == 0) {
      first = from;
      head().warm_at.store(from + count, std::memory_order_relaxed);
      return true;
    }
    from += found + 1;
  }
  return false;
}

// The first run that is free, warm or cold.
int store::take_any(std::uint32_t count, std::uint64_t word, extent_id& first) noexcept {
  extent_id from = std::max(head().search_from.load(std::memory_order_relaxed), first_);
  const extent_id begun = from;
  while (count_ - from >= count) {
    if (from + count > head().end.load(std::memory_order_acquire))
      if (const int failed = extend(from + count))
        return failed;
    const std::uint32_t found = free_run_at(from, count, false);
    const int failed = found == count ? take(from, count, word) : EAGAIN;
    if (failed != 0 && failed != EAGAIN)
      return failed;
    if (failed == 0) {
      first = from;
      extent_id expected = begun;
      if (count == 1)
        head().search_from.compare_exchange_strong(expected, from + 1, std::memory_order_relaxed);
      return 0;
    }
    from += found == count ? 0 : found + 1;
  }
  if (head().search_from.exchange(first_, std::memory_order_relaxed) != first_)
    return take_any(count, word, first); // the hint had passed over some
  return ENOSPC;
}

// -- claiming ---------------------------------------------------------------------------------------

int store::claim(owner_id owner, mailbox::slot_id claimer, std::uint32_t count, extent_id& first) noexcept {
  const std::uint64_t word = extent_word{owner, in_hand, claimer}.packed();
  if (take_warm(count, word, first))
    return 0;
  int failed = take_any(count, word, first);
  if (failed != 0 && head().warm_count.load(std::memory_order_relaxed) > 0) {
    cool(claimer); // what others have left warm may be what is missing
    failed = take_any(count, word, first);
  }
  return failed;
}

// Word by word. What was cold is allocated by stretches, each of which is this process's own by then.
int store::take(extent_id first, std::uint32_t count, std::uint64_t word) noexcept {
  extent_id allocated = first;
  extent_id at = first;
  int failed = 0;
  for (; at < first + count && failed == 0; ++at) {
    std::uint64_t before = words()[at].load(std::memory_order_relaxed);
    if (!is_free(before) || !words()[at].compare_exchange_strong(before, word, std::memory_order_acq_rel)) {
      failed = EAGAIN;
      break;
    }
    if (before == warm_extent) {
      head().warm_count.fetch_sub(1, std::memory_order_relaxed);
      failed = allocate(allocated, at);
      allocated = failed == 0 ? at + 1 : allocated;
    }
  }
  os::pass_fault_point("objects.store.claimed");
  if (failed == 0)
    failed = allocate(allocated, at);
  os::pass_fault_point("objects.store.allocated");
  if (failed != 0) {
    give(first, allocated - first);
    drop(allocated, at - allocated);
  }
  return failed;
}

int store::allocate(extent_id first, extent_id end) noexcept {
  return first == end ? 0 : in_.reserve(store_at + first * extent_bytes, (end - first) * extent_bytes);
}

void store::set_use(extent_id first, std::uint32_t count, owner_id owner, extent_use use) noexcept {
  const std::uint64_t word = extent_word{owner, use, 0}.packed();
  for (extent_id at = first; at < first + count; ++at)
    words()[at].store(word, std::memory_order_release);
}

extent_word store::look(extent_id which) const noexcept {
  if (which < first_ || which >= head().end.load(std::memory_order_acquire))
    return {};
  return unpacked(words()[which].load(std::memory_order_acquire));
}

// -- giving back ------------------------------------------------------------------------------------

void store::give(extent_id first, std::uint32_t count) noexcept {
  if (head().warm_count.load(std::memory_order_relaxed) + static_cast<std::int64_t>(count) > warm_limit)
    return drop(first, count);
  os::pass_fault_point("objects.store.before_give");
  for (extent_id at = first; at < first + count; ++at)
    words()[at].store(warm_extent, std::memory_order_release);
  if (count == 0)
    return;
  head().warm_at.store(first, std::memory_order_relaxed);
  head().warm_count.fetch_add(static_cast<std::int32_t>(count), std::memory_order_relaxed);
}

void store::drop(extent_id first, std::uint32_t count) noexcept {
  if (count == 0)
    return;
  in_.punch(store_at + first * extent_bytes, count * extent_bytes);
  os::pass_fault_point("objects.store.punched");
  for (extent_id at = first; at < first + count; ++at)
    words()[at].store(cold_extent, std::memory_order_release);
  lower(head().search_from, first);
}

void store::give_all(owner_id owner, mailbox::slot_id caller) noexcept {
  each_of(owner, [&](extent_id which, extent_word word) {
    const bool is_allocated = word.use != in_hand && word.use != freeing;
    is_allocated ? give(which, 1) : drop(which, 1);
  });
  cool(caller, warm_at_rest);
}

// A warm extent is claimed before it is punched, like any other.
void store::cool(mailbox::slot_id caller, std::int32_t keep) noexcept {
  const extent_id end = head().end.load(std::memory_order_acquire);
  const std::uint64_t mine = extent_word{cooling, in_hand, caller}.packed();
  for (extent_id at = first_; at < end && head().warm_count.load(std::memory_order_relaxed) > keep; ++at) {
    std::uint64_t expected = warm_extent;
    if (words()[at].load(std::memory_order_relaxed) == warm_extent &&
        words()[at].compare_exchange_strong(expected, mine, std::memory_order_acq_rel)) {
      head().warm_count.fetch_sub(1, std::memory_order_relaxed);
      drop(at, 1);
    }
  }
}

void store::forget(mailbox::slot_id dead) noexcept {
  const extent_id end = head().end.load(std::memory_order_acquire);
  for (extent_id at = first_; at < end; ++at) {
    const std::uint64_t word = words()[at].load(std::memory_order_acquire);
    if (!is_free(word) && unpacked(word).use == in_hand && unpacked(word).claimer == dead)
      drop(at, 1);
  }
}

} // namespace troupe::rooms::objects
