/// Stakes of all processes: taken from chunks that belong to one process each.
///
/// A chunk stays its process's when that is dead, until each of its stakes is settled. A stake's word
/// carries a nonce that goes up with every use, so that whoever knows one by number and nonce (a frame
/// on its way, a list that was read while it changed) never takes its next use for the old one.
/// Threads: any.
#pragma once

#include <mutex>
#include <vector>

#include "objects/layout.hpp"

namespace troupe::rooms::objects {

class table;

class stakes {
public:
  explicit stakes(table& in) noexcept;

  /// A stake of this process, of that kind and state, for that object; its other words are zero.
  /// Fails: no_resource.
  [[nodiscard]] stake& take(stake_kind kind, object_id object, std::uint8_t state = 0, mailbox::slot_id peer = 0);
  /// It is settled. By its process, by the house when that is dead, and by who its kind's rules name.
  static void free(stake& which) noexcept;
  /// The same, unless it has been settled before: `was` is its word as last seen.
  static bool free_if(stake& which, std::uint64_t was) noexcept;

  [[nodiscard]] stake& at(stake_id which) const noexcept { return all_[which]; }
  [[nodiscard]] stake_id id_of(const stake& which) const noexcept { return static_cast<stake_id>(&which - all_); }
  /// How many stakes there is memory for.
  [[nodiscard]] stake_id size() const noexcept;

  /// Whose a chunk is; empty for nobody's. Chunk `i` holds the stakes from `i * stakes_per_chunk` on.
  [[nodiscard]] mailbox::address owner_of(std::uint32_t chunk) const noexcept;
  [[nodiscard]] std::uint32_t chunks() const noexcept;
  /// Calls visit(stake&) for each stake of a chunk that is in use.
  template <class Visit>
  void each_in(std::uint32_t chunk, Visit visit) const {
    for (stake_id i = chunk * stakes_per_chunk; i < (chunk + 1) * stakes_per_chunk; ++i)
      if (stake_word::unpacked(all_[i].word.load(std::memory_order_acquire)).kind != stake_kind::none)
        visit(all_[i]);
  }
  /// By the house: no stake of it is in use, and its owner is dead.
  void disown(std::uint32_t chunk) noexcept;

private:
  [[nodiscard]] stake* find_free() noexcept;
  void claim_chunk();
  [[nodiscard]] bool reserve_chunk(std::uint32_t chunk);

  table& in_;
  stake* all_;
  chunk_word* owners_;
  std::mutex lock_;
  std::vector<std::uint32_t> own_; ///< chunks
  std::size_t rover_ = 0;          ///< in the stakes of `own_`
};

} // namespace troupe::rooms::objects
