/// Everything one endpoint writes to one slot: the two streams under one process-local lock.
/// Threads: any.
#pragma once

#include <mutex>

#include "mailbox/outbound_chain.hpp"
#include "mailbox/spin_lock.hpp"

namespace troupe::rooms::mailbox {

class outbound_lane {
public:
  outbound_lane(writer_side& side, slot_id to, lane_entry& entry) noexcept
    : side_(side), to_(to), data_(side, stream::data, entry.data), control_(side, stream::control, entry.control) {}

  [[nodiscard]] slot_id to() const noexcept { return to_; }
  struct outcome {
    send_result result;
    bool must_ring = false; ///< what was sent: the reader does not poll this stream
  };
  /// Appends; the caller rings afterwards.
  outcome send(incarnation_id incarnation, channel by, const frame_source& frame, bool urgent);

  /// Publishes the wish for space in every stream that was full. False: no need to sleep.
  bool begin_wait() noexcept;
  /// No position of the reader's would end a wait: who was refused looks again after a while.
  [[nodiscard]] bool waits_for_nothing() noexcept;
  /// What was refused last was refused because memory is short, of which readers have some that they will give back.
  [[nodiscard]] bool lacks_memory() noexcept;
  void end_wait() noexcept;
  /// Position in the data stream up to which the reader has let go.
  [[nodiscard]] std::uint64_t freed() noexcept;
  /// See endpoint::load_of.
  [[nodiscard]] std::uint64_t load();
  /// Whether a sleep can end: room in a full stream, or nobody left to make some.
  [[nodiscard]] bool is_worth_trying() noexcept;

  /// Back to the first size what is grown and empty; see outbound_chain::shrink. True: the reader must
  /// be rung, because a stream goes on in a smaller ring.
  bool shrink(bool only_unused);
  void reclaim();
  /// Frees all, if the lane was made for a mailbox that is over.
  void close_if_over();
  void inherit();

private:
  [[nodiscard]] bool knows(std::uint64_t word) const noexcept { return word == known_word_; }
  [[nodiscard]] bool accept(std::uint64_t word);
  [[nodiscard]] bool reaches(incarnation_id incarnation, std::uint64_t word) const noexcept;
  [[nodiscard]] bool is_too_much(std::uint64_t bytes);
  send_result refuse(std::uint64_t bytes);
  send_result refuse_for_memory(outbound_chain& chain);
  void look_at_others();
  send_result append(incarnation_id incarnation, outbound_chain& chain, const frame_source& frame, bool urgent);
  [[nodiscard]] send_result open(outbound_chain& chain);
  [[nodiscard]] bool is_over() const noexcept;
  void close();

  writer_side& side_;
  slot_id to_;
  spin_lock guard_;
  std::uint64_t known_word_ = 0; ///< of the reader's slot, when it was last found able to get mail
  std::uint32_t epoch_ = 0;      ///< of the mailbox that the streams were made for; 0 = none made
  std::uint64_t others_ = 0;     ///< bytes of other senders in that mailbox, as of the last look
  std::uint64_t others_records_ = 0;
  std::uint64_t next_look_ = 0; ///< at them, in coarse nanoseconds
  bool lacks_memory_ = false;
  outbound_chain data_;
  outbound_chain control_;
};

} // namespace troupe::rooms::mailbox
