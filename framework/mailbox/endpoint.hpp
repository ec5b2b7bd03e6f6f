/// One process's side of all its lanes: sends frames, receives records, sleeps and wakes.
///
/// Bytes, not types: a frame is an opaque run of 64-bit words. Order is kept per sender, receiver
/// and channel. Receiving is for one thread at a time (the pump); sending, `wake` and
/// `record::done` are for all threads of the process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "mailbox/address.hpp"
#include "mailbox/region.hpp"
#include "os/clock.hpp"

namespace troupe::rooms::mailbox {

enum class channel : std::uint8_t {
  data,
  control, ///< down, exit, link, monitor, stop: a small lane of its own that is always read
};

enum class send_result : std::uint8_t {
  sent,
  full,      ///< no room now: wait_for_space, or refuse
  peer_gone, ///< that incarnation is over (or the slot was never claimed)
  no_memory, ///< the region's limit or the host's memory is used up; nothing was written
  refused,   ///< the receiver's limit is reached, and it does not let senders wait
  too_large, ///< longer than any arena block can be
};

/// What writes itself into the place where the receiver will read it. `write` is called at most
/// once, with room for exactly `words`, and must fill all of it. It must not send; if it throws,
/// nothing was sent.
struct frame_source {
  std::size_t words;
  void (*write)(const void* self, std::uint64_t* out);
  const void* self;
};

class ring_reader;

/// The receiver's claim on one record. Freeing, not reading, is what makes room for the sender.
/// Dropping it marks the record done. It may outlive the words (they are valid during `on_record`
/// unless kept) but not the endpoint.
class record {
public:
  record() noexcept = default;
  record(record&& other) noexcept : ring_(std::exchange(other.ring_, nullptr)), claim_(other.claim_) {}
  record& operator=(record&& other) noexcept {
    if (this != &other) {
      done();
      ring_ = std::exchange(other.ring_, nullptr);
      claim_ = other.claim_;
    }
    return *this;
  }
  ~record() { done(); }

  /// The handler has begun: at a crash this one is "in hand".
  void taken() noexcept;
  /// It was looked at and put back: at a crash it is not in hand.
  void put_back() noexcept;
  /// The handler has returned, or the record was refused. Idempotent. Any thread.
  void done() noexcept {
    if (ring_ != nullptr)
      finish();
  }
  /// Given up as it is: it stays where it lies, for the next life of a kept mailbox.
  void leave() noexcept { ring_ = nullptr; }
  [[nodiscard]] explicit operator bool() const noexcept { return ring_ != nullptr; }

private:
  friend class ring_reader;
  void finish() noexcept;
  ring_reader* ring_ = nullptr;
  std::uint64_t claim_ = 0; ///< which record of that ring: place and lap
};

struct inbound {
  address from;
  channel by;
  std::uint8_t deliveries; ///< 0 the first time; raised for a record that was in hand at a crash
  std::span<const std::uint64_t> words;
  record claim;
};

class record_sink {
public:
  /// One new record. `in.words` is valid until this returns; keep `in.claim` until it is handled.
  /// Bytes come from another process: nothing in them may be trusted.
  virtual void on_record(inbound&& in) = 0;
  /// A lane held something that no correct sender writes; it is closed and read no more.
  virtual void on_bad_lane(address from, const char* what) = 0;

protected:
  ~record_sink() = default;
};

/// Why `wait` came back, and what `take_attention` found. Bits of one word.
enum attention : std::uint32_t {
  attention_slots = 1,    ///< some slot changed state: look at the peers one knows
  attention_stop = 2,     ///< the house asks this process to end in order
  attention_space = 4,    ///< a receiver made room in a lane this process waits for
  attention_released = 8, ///< (house) somebody let go of an ended slot
  attention_local = 16,   ///< `wake()` by a thread of this process
  attention_ready = 32,   ///< (house) a worker has finished starting
  attention_objects = 64, ///< (house) a shared object has changed, or lost its last holder
  attention_room = 128,   ///< a sender waits for room in its lane
  attention_drain = 256,  ///< the house asks this process to finish what waits for it, and to end then
};

class endpoint {
public:
  /// Attaches to the region as `own`. A new incarnation of a kept mailbox first gets what is left
  /// there: queued records, and those in hand at the crash with `deliveries` raised.
  endpoint(std::shared_ptr<region> where, address own);
  endpoint() noexcept; ///< of no slot: can only be replaced
  endpoint(endpoint&& other) noexcept;
  endpoint& operator=(endpoint&& other) noexcept;
  ~endpoint();

  [[nodiscard]] address self() const noexcept;
  [[nodiscard]] region& where() const noexcept;
  /// This slot's own status pages, for whoever runs here to write (status.hpp).
  [[nodiscard]] slot_status& status() const noexcept;

  // -- sending ------------------------------------------------------------------------------------
  /// Appends one frame; when it says `sent` the frame survives the death of this process.
  /// Never waits. `urgent_reply` may use the reserve that keeps answers flowing past a full lane.
  send_result try_send(address to, channel by, const frame_source& frame, bool urgent_reply = false);
  /// Waits until `to` made some room, died, or `deadline`; returns early for new inbound mail.
  /// Any thread. The caller drains its own lanes between tries (two full lanes facing each other).
  void wait_for_space(address to, os::time_point deadline);
  /// How much of what was sent to `to` it has let go of: goes up when it has read, and stands while it
  /// stands still. Any thread.
  [[nodiscard]] std::uint64_t freed_by(address to);
  /// How much `to` has to do: the messages that wait for it, with those in hand. Of this process's own all count at
  /// once, of the others' those that were there a few milliseconds ago; beyond some tens it is an estimate. Any thread.
  /// Fails: no_resource.
  [[nodiscard]] std::uint64_t load_of(address to);

  // -- receiving: the pump thread -----------------------------------------------------------------
  /// Hands every record that has been announced to `sink`, at most `limit` per lane. Gives the
  /// number of records handed over.
  std::size_t drain(record_sink& sink, std::size_t limit = 256);
  /// Frees records that are done, as the end of each `drain` does: for a pump that is about to wait.
  void settle();
  /// Everything the dead peer published, announced or not; to be called before its death is told.
  std::size_t drain_from(slot_id peer, record_sink& sink);
  /// Whether a sender waits for room in its lane, as of its last look. Any thread.
  [[nodiscard]] bool is_room_wanted() const noexcept;
  /// Frees what is done, as the next `drain` will, for senders that would take a long turn between two
  /// drains for standing still. At most once per tick of the coarse clock: room comes in useful pieces.
  void make_room();
  /// After `drain_from`: forgets the peer's lanes, frees what this side had for it. Records of it
  /// that are still claimed move to this slot's spool.
  void forget(address peer);

  // -- waiting ------------------------------------------------------------------------------------
  /// The calling thread is the pump from now on; the one before must have left.
  void become_pump() noexcept;
  /// It is not any more.
  void leave_pump();

  /// Whether `drain` or `take_attention` would find something. Cheap enough to spin on. The pump.
  [[nodiscard]] bool has_mail() const noexcept;
  /// Sleeps until mail, attention or `deadline`.
  void park(os::time_point deadline);
  /// Sleeps as `park` does, for a thread that tells another one to read (not slot 0). Before that,
  /// once: `be_rung`, and a thread that becomes the pump and leaves it again.
  void watch(os::time_point deadline) const;
  /// Senders ring for every record, also while the pump would have seen it without. Any thread.
  void be_rung() noexcept;
  /// Takes and clears the attention bits.
  std::uint32_t take_attention() noexcept;
  /// Wakes this endpoint's pump. Any thread; safe in signal handlers.
  void wake() noexcept;
  /// Sets a bit in another endpoint's attention and wakes it.
  void call_attention(slot_id whom, attention what) noexcept;
  /// The house's doorbell as a pollable descriptor (slot 0 only; others sleep on a futex).
  [[nodiscard]] int descriptor() const noexcept;
  /// Before each poll of it: it is set by who rings from now on. False if there is something already.
  [[nodiscard]] bool arm() noexcept;
  /// Whether a send has woken a sleeper since this was last asked. Any thread.
  [[nodiscard]] bool take_woken() noexcept;

  /// Before a long sleep: shrink grown rings that are empty, give back cold arena blocks.
  void tidy();
  /// Now and then while there is much to do: shrink those that were not used since the last call.
  void trim();

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace troupe::rooms::mailbox
