/// The reading side of one ring: hands records over in order, frees them in order once they are done.
///
/// Every record handed over has an entry in process memory (claimed, done, moved) beside its byte in
/// shared memory. The shared byte is what the next incarnation believes; the entry lets other threads
/// finish records while the pump moves them or unmaps the ring.
/// Threads: `mark_taken`, `mark_queued`, `mark_skipped` and `mark_done` any; everything else the pump.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "mailbox/endpoint.hpp"
#include "mailbox/ring_view.hpp"

namespace troupe::rooms::mailbox {

/// What finishing threads need to know about the pump. Outlives every ring.
struct pump_facts {
  std::atomic<const void*> thread{nullptr}; ///< thread_mark() of the pump
  std::atomic<bool> space_wanted{false};    ///< some writer sleeps until this side frees records
  bell own;
  explicit pump_facts(bell of) noexcept : own(of) {}
  [[nodiscard]] bool is_pump() const noexcept;
  void become_pump() noexcept;
};

/// A record as the ring holds it.
struct ring_record {
  std::span<const std::uint64_t> words; ///< of a reference: the reference itself
  std::uint64_t position;               ///< in the stream
  record_kind kind;
  std::uint8_t deliveries;
  bool in_hand;             ///< taken at a crash or before a move
  bool was_skipped = false; ///< a copy, put back since it was made
};

/// A record that an earlier incarnation had copied to the spool before it could mark it so.
struct spooled_position {
  std::uint64_t position;
  incarnation_id writer;
  friend auto operator<=>(const spooled_position&, const spooled_position&) = default;
};

class ring_reader {
public:
  /// `writer`: whose directory led here; of what the ring says about itself only what is harmless is used.
  ring_reader(ring_view view, slot_id writer, pump_facts& pump);
  /// What was moved and not done stays for the next life.
  ~ring_reader();
  ring_reader(const ring_reader&) = delete;
  ring_reader& operator=(const ring_reader&) = delete;

  [[nodiscard]] address writer() const noexcept { return writer_; }
  [[nodiscard]] ring_place place() const noexcept { return view_.place(); }
  [[nodiscard]] std::uint64_t end_position() const noexcept { return base_ + cursor_; }

  enum class step : std::uint8_t { record, nothing, bad };
  /// The next record, claimed; its words are valid while the ring is mapped.
  /// `spooled`: positions to skip (and mark moved).
  [[nodiscard]] step next(ring_record& found, record& claim, std::span<const spooled_position> spooled);
  /// Cheap: something has been published that `next` has not given.
  [[nodiscard]] bool has_more() const noexcept;
  /// From now on `has_more` is asked often, and the writer need not ring.
  void poll() noexcept;
  /// It must ring again. A full fence and a look at `has_more` have to follow.
  void stop_polling() noexcept;
  /// The ring that follows, once everything here has been read; 0 = none yet.
  [[nodiscard]] ring_place successor() noexcept;
  [[nodiscard]] const char* complaint() const noexcept { return complaint_; }

  /// Frees the done prefix. True when head moved.
  bool advance() noexcept;
  /// The writer sleeps until head is where it is now. After a full fence behind `advance`.
  [[nodiscard]] bool is_awaited() const noexcept;
  /// The writer sleeps until head is further than now.
  [[nodiscard]] bool is_short_of_space() const noexcept;
  [[nodiscard]] bool is_empty() const noexcept { return head_ == cursor_; }
  /// Something that was handed over is not done, and has not moved.
  [[nodiscard]] bool has_open() const noexcept;
  /// All is read and done, and the stream goes on elsewhere.
  [[nodiscard]] bool is_finished() const noexcept { return finished_ && is_empty(); }

  /// Whether the oldest open record keeps so many done ones from being freed that it should move.
  [[nodiscard]] bool is_pinned() noexcept;
  /// The oldest record that is not done, locked against being finished; false when there is none or
  /// another thread is just finishing it, or when the ring no longer holds what was handed over.
  [[nodiscard]] bool begin_move(ring_record& oldest) noexcept;
  /// Another thread is just finishing the oldest record.
  [[nodiscard]] bool is_oldest_busy() const noexcept;
  /// `copy`: the claim on its copy in the spool; empty: it stays where it is.
  void end_move(record copy);

  /// Never touched again by this side. Outstanding claims must all be moved.
  void leave() noexcept;
  [[nodiscard]] bool has_moved_claims() const noexcept;
  /// Its pages are, or soon will be, in use for something else: what is still open is finished without them. False when
  /// there is no memory for that.
  [[nodiscard]] bool detach() noexcept { return view_.detach_reader(); }

  void mark_taken(std::uint64_t claim) noexcept;
  void mark_queued(std::uint64_t claim) noexcept;
  /// Of a copy made while its record was in hand, which has been put back now.
  void mark_skipped(std::uint64_t claim) noexcept;
  void mark_done(std::uint64_t claim) noexcept;

private:
  enum class local : std::uint8_t { claimed, busy, done, moved };
  /// One word per granule, of which the first of each record is used.
  struct entry {
    std::uint16_t granules;
    local state;
    std::uint8_t marks; ///< all but the code, as in the shared byte
    std::uint32_t lap;
  };
  static_assert(sizeof(entry) == sizeof(std::uint64_t));

  [[nodiscard]] step fail(const char* why) noexcept;
  [[nodiscard]] bool look_at_tail() noexcept;
  [[nodiscard]] bool is_settled(ring_record& found, std::span<const spooled_position> spooled) noexcept;
  void clean_states() noexcept;
  void clear_states(std::uint64_t offset, std::uint64_t bytes) noexcept;
  [[nodiscard]] bool lock(std::uint64_t claim, entry& seen) noexcept;
  [[nodiscard]] bool mark(std::uint64_t claim, record_state state) noexcept;
  void set_state(std::uint64_t index, record_state state, std::uint8_t marks) noexcept;
  void pass(std::uint64_t room, local state, std::uint8_t marks) noexcept;
  [[nodiscard]] std::uint8_t marks_of(const ring_record& what) const noexcept;
  [[nodiscard]] entry entry_at(std::uint64_t index) const noexcept;
  void put_entry(std::uint64_t index, entry what) noexcept;

  ring_view view_;
  pump_facts& pump_;
  std::unique_ptr<std::atomic<std::uint64_t>[]> entries_;
  address writer_;
  std::uint64_t base_ = 0;
  std::uint64_t head_ = 0; ///< bytes, as in shared memory
  std::uint64_t head_offset_ = 0;
  std::uint64_t cursor_ = 0;  ///< what has been read
  std::uint64_t offset_ = 0;  ///< cursor, as a place in the data
  std::uint64_t tail_ = 0;    ///< as last seen
  std::uint64_t weighed_ = 0; ///< cursor at the last look for a pinned record
  std::uint32_t lap_ = 0;     ///< of the cursor
  std::uint32_t capacity_ = 0;
  bool finished_ = false; ///< a successor is there and all before it is read
  const char* complaint_ = nullptr;
  mutable std::mutex moved_guard_;
  std::map<std::uint64_t, record> moved_; ///< claim here -> claim on the copy
};

} // namespace troupe::rooms::mailbox
