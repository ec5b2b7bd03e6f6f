#include "objects/stakes.hpp"

#include "objects/table.hpp"
#include "os/failure.hpp"
#include "os/fault_point.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::objects {

namespace {

constexpr std::uint64_t owner_word(mailbox::address who) noexcept {
  return std::uint64_t{who.incarnation} << 32 | (who.slot + 1U);
}

void become_free(stake_word& word) noexcept {
  word.kind = stake_kind::none;
  word.state = 0;
  word.peer = 0;
}

} // namespace

stakes::stakes(table& in) noexcept
  : in_(in), all_(reinterpret_cast<stake*>(in.memory() + stakes_at)),
    owners_(reinterpret_cast<chunk_word*>(in.memory() + chunk_words_at)) {}

std::uint32_t stakes::chunks() const noexcept { return in_.head().chunks.load(std::memory_order_acquire); }

stake_id stakes::size() const noexcept { return chunks() * stakes_per_chunk; }

mailbox::address stakes::owner_of(std::uint32_t chunk) const noexcept {
  const std::uint64_t word = owners_[chunk].load(std::memory_order_acquire);
  if (word == 0)
    return {};
  return {static_cast<mailbox::slot_id>((word & 0xffff) - 1), static_cast<mailbox::incarnation_id>(word >> 32)};
}

void stakes::disown(std::uint32_t chunk) noexcept { owners_[chunk].store(0, std::memory_order_release); }

// -- taking -----------------------------------------------------------------------------------------

stake& stakes::take(stake_kind kind, object_id object, std::uint8_t state, mailbox::slot_id peer) {
  const std::scoped_lock hold{lock_};
  stake* found = find_free();
  while (found == nullptr) {
    claim_chunk();
    found = find_free();
  }
  stake_word word = stake_word::unpacked(found->word.load(std::memory_order_acquire)); // pairs with free
  ++word.nonce;
  word.kind = kind;
  word.state = state;
  word.peer = peer;
  found->object.store(object, std::memory_order_relaxed);
  found->waits.changes.store(0, std::memory_order_relaxed);
  found->waits.sleepers.store(0, std::memory_order_relaxed);
  found->next.store(0, std::memory_order_relaxed);
  found->thread.store(0, std::memory_order_relaxed);
  found->amount.store(0, std::memory_order_relaxed);
  found->ticket.store(0, std::memory_order_relaxed);
  found->word.store(word.packed(), std::memory_order_release); // pairs with each_in
  return *found;
}

// The first of all is never taken: 0 is none.
stake* stakes::find_free() noexcept {
  const std::size_t count = own_.size() * stakes_per_chunk;
  for (std::size_t looked = 0; looked < count; ++looked) {
    rover_ = rover_ + 1 >= count ? 0 : rover_ + 1;
    const stake_id which = own_[rover_ / stakes_per_chunk] * stakes_per_chunk + rover_ % stakes_per_chunk;
    if (which != 0 && stake_word::unpacked(all_[which].word.load(std::memory_order_acquire)).kind == stake_kind::none)
      return &all_[which];
  }
  return nullptr;
}

bool stakes::reserve_chunk(std::uint32_t chunk) {
  const std::uint64_t word_page = (chunk_words_at + chunk * sizeof(chunk_word)) / os::page_size * os::page_size;
  const std::uint64_t chunk_page = stakes_at + std::uint64_t{chunk} * stakes_per_chunk * sizeof(stake);
  for (const std::uint64_t page : {word_page, chunk_page})
    if (const int failed = in_.commons().reserve_common_page(page))
      os::throw_errno("allocating the table of stakes in shared objects", failed);
  std::uint32_t now = in_.head().chunks.load(std::memory_order_relaxed);
  return now > chunk || in_.head().chunks.compare_exchange_strong(now, chunk + 1, std::memory_order_release);
}

void stakes::claim_chunk() {
  const std::uint64_t mine = owner_word(in_.own_address());
  for (;;) {
    const std::uint32_t end = chunks();
    for (std::uint32_t chunk = 0; chunk < end; ++chunk) {
      std::uint64_t nobody = 0;
      if (owners_[chunk].load(std::memory_order_relaxed) == 0 &&
          owners_[chunk].compare_exchange_strong(nobody, mine, std::memory_order_acquire)) {
        os::pass_fault_point("objects.stakes.claimed");
        own_.push_back(chunk);
        return;
      }
    }
    if (end == max_chunks)
      throw no_resource("there are " + std::to_string(max_stakes) + " waits and references on their way already", 0);
    (void)reserve_chunk(end); // somebody else's growth is as good
  }
}

// -- settling ---------------------------------------------------------------------------------------

void stakes::free(stake& which) noexcept {
  stake_word word = stake_word::unpacked(which.word.load(std::memory_order_relaxed));
  become_free(word);
  which.word.store(word.packed(), std::memory_order_release); // pairs with take
}

bool stakes::free_if(stake& which, std::uint64_t was) noexcept {
  stake_word word = stake_word::unpacked(was);
  become_free(word);
  return which.word.compare_exchange_strong(was, word.packed(), std::memory_order_acq_rel);
}

} // namespace troupe::rooms::objects
