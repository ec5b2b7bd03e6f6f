/// The receiving half of an endpoint: the lanes that lead to it, and which of them need a look.
///
/// A lane is queued when it has something to read, busy while records of it are open, and polled when
/// its sender need not ring, because this side looks at its tail anyway.
/// Threads: the pump, where not said otherwise.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "mailbox/inbound_lane.hpp"
#include "mailbox/per_slot.hpp"
#include "mailbox/spool.hpp"

namespace troupe::rooms::mailbox {

class inbox {
public:
  inbox(writer_side& writing, reader_side& reading, std::atomic<ring_place>& spool_entry)
    : in_(reading.in), reading_(reading), kept_(writing, reading, spool_entry) {}

  /// Of a later incarnation: what is left in its mailbox comes first.
  void inherit();

  // -- reading --------------------------------------------------------------------------------------

  /// "Look there."
  void queue(slot_id from);
  /// Hands over at most `limit` records per lane, of those that are queued or polled.
  std::size_t read(record_sink& sink, std::size_t limit);
  /// Everything that a peer has published.
  std::size_t read_all_of(slot_id peer, record_sink& sink);
  /// Frees what has been done since the last time.
  void settle();
  /// Tells the threads that finish records whether a sender sleeps until they do.
  void note_space_wanted() noexcept;

  // -- ended senders --------------------------------------------------------------------------------

  /// Now, or by and by when records of it are still open.
  void let_go_of(slot_id peer);
  void let_go_of_ended();
  void tidy_spool() { kept_.tidy(); }

  // -- looking --------------------------------------------------------------------------------------

  /// Any thread.
  [[nodiscard]] bool has_queued() const noexcept { return has_queued_.load(std::memory_order_relaxed); }
  [[nodiscard]] bool has_polled_mail() const noexcept;
  /// Before a sleep: what comes from now on is announced by the doorbell. Afterwards what came before
  /// is queued.
  void stop_polling();
  /// No lane is polled any more. Any thread; takes effect when the pump stops polling the next time.
  void be_rung() noexcept { must_be_rung_.store(true); }
  [[nodiscard]] bool must_be_rung() const noexcept { return must_be_rung_.load(std::memory_order_relaxed); }

private:
  [[nodiscard]] inbound_lane& lane_from(slot_id from);
  [[nodiscard]] inbound_lane& known_lane(slot_id from) const noexcept { return **lanes_.find(from); }
  [[nodiscard]] bool is_readable(slot_id from) const noexcept;
  std::size_t hand_over_spool(record_sink& sink);
  void read_next_queued(record_sink& sink, std::size_t limit, std::size_t& count);
  void note_open(slot_id from);
  void poll(slot_id from);
  void queue_polled();
  [[nodiscard]] bool let_go(slot_id peer);

  region::layout& in_;
  reader_side& reading_;
  spool kept_;
  per_slot<std::unique_ptr<inbound_lane>> lanes_; ///< by sender
  std::vector<slot_id> queued_;
  std::vector<slot_id> busy_;
  std::vector<slot_id> polled_;
  std::vector<slot_id> leaving_; ///< lanes of ended senders whose records found no room in the spool
  std::atomic<bool> has_queued_{false};
  std::atomic<bool> must_be_rung_{false};
  bool recovering_ = false; ///< what earlier incarnations kept has not been handed over yet
};

} // namespace troupe::rooms::mailbox
