/// The reading side of one stream: follows its rings, leaves those that are done with.
/// Threads: the pump.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "mailbox/arena_view.hpp"
#include "mailbox/ring_reader.hpp"

namespace troupe::rooms::mailbox {

class spool;

/// What all streams into one reader share.
struct reader_side {
  region::layout& in;
  address self;
  std::uint32_t epoch; ///< of the reader's own mailbox
  pump_facts pump;
  /// Rings that were left while claims on copies of their records, or on records of detached ones, are outstanding.
  std::vector<std::unique_ptr<ring_reader>> left_rings;
  reader_side(region::layout& region, address own)
    : in(region), self(own), epoch(region.epoch_of(own.slot)), pump(region.bell_of(own.slot)) {}
};

/// A record with its words in sight.
struct seen_record {
  address from;
  ring_record what;
  std::span<const std::uint64_t> words;
  record claim;
};

/// At the end of its scope the claim is given up as it is, unless it has been finished or moved on by then: what an
/// exception comes between is not done.
class left_at_last {
public:
  explicit left_at_last(record& claim) noexcept : claim_(claim) {}
  ~left_at_last() { claim_.leave(); }
  left_at_last(const left_at_last&) = delete;
  left_at_last& operator=(const left_at_last&) = delete;

private:
  record& claim_;
};

class inbound_chain {
public:
  inbound_chain(reader_side& side, slot_id writer, channel by, const std::atomic<ring_place>& entry,
                arena_view& blocks) noexcept
    : side_(side), entry_(entry), blocks_(blocks), writer_(writer), by_(by) {}

  enum class step : std::uint8_t { record, nothing, bad };
  /// The next record of the stream. After `bad` (once) there is never anything again.
  [[nodiscard]] step next(seen_record& found);
  [[nodiscard]] const char* complaint() const noexcept { return complaint_; }
  [[nodiscard]] address writer() const noexcept;

  /// Frees what is done; moves what pins too much into `to` (null: nothing moves); leaves rings that
  /// are finished; wakes the writer where it waits. True while something read is outstanding.
  bool settle(spool* to);
  /// Cheap: there is something to read. False before the first record.
  [[nodiscard]] bool has_more() const noexcept {
    return complaint_ == nullptr && !rings_.empty() && rings_.back()->has_more();
  }
  /// From now on `has_more` is asked often, and the writer need not ring for a record.
  void poll() noexcept;
  /// It must ring again. A full fence and a look at `has_more` have to follow.
  void stop_polling() noexcept;

  /// Whoever is in the writer's slot by now has found nonsense in this stream, or never known it, and has begun another
  /// one: goes over to that. Cheap while there is none.
  void follow_new_life();

  /// Some writer's wish for space is not fulfilled yet.
  [[nodiscard]] bool is_short_of_space() const noexcept;
  /// Moves every open record to `to` and leaves all rings, for ever. False when `to` has no room.
  [[nodiscard]] bool abandon(spool& to);

  void skip(spooled_position copied) { spooled_.push_back(copied); }
  void sort_skipped();

private:
  [[nodiscard]] bool attach();
  [[nodiscard]] ring_view find_unleft(ring_place place, bool& broken);
  [[nodiscard]] bool follow();
  [[nodiscard]] bool knows(ring_place place) const noexcept;
  [[nodiscard]] bool is_cut_off();
  [[nodiscard]] step close(const char* why) noexcept;
  [[nodiscard]] bool add(ring_view view, std::uint64_t base);
  void leave(std::unique_ptr<ring_reader> ring);
  void leave_unread();
  bool move_oldest(ring_reader& ring, spool& to);
  [[nodiscard]] bool move_all(ring_reader& ring, spool& to);
  bool relieve(spool& to);
  [[nodiscard]] std::optional<std::span<const std::uint64_t>> words_of(const ring_record& what);
  [[nodiscard]] bool make_seen(seen_record& found, const ring_record& what, record claim);

  reader_side& side_;
  const std::atomic<ring_place>& entry_;
  arena_view& blocks_;
  std::vector<std::unique_ptr<ring_reader>> rings_; ///< oldest first; the last is being read
  std::vector<spooled_position> spooled_;
  const char* complaint_ = nullptr;
  slot_id writer_;
  channel by_;
  bool polled_ = false;
};

} // namespace troupe::rooms::mailbox
