/// Everything one endpoint reads from one slot: the two streams and the sender's arena.
/// Threads: the pump.
#pragma once

#include "mailbox/inbound_chain.hpp"

namespace troupe::rooms::mailbox {

class inbound_lane {
public:
  inbound_lane(reader_side& side, slot_id from, const lane_entry& entry) noexcept
    : blocks_(side.in, from), data_(side, from, channel::data, entry.data, blocks_),
      control_(side, from, channel::control, entry.control, blocks_),
      // A slot's own control entry is its spool, which is not read like mail.
      has_control_(from != side.self.slot) {}

  /// Hands over at most `limit` records, control before data, and of a finite number of them not many
  /// that are large. False: there is more.
  bool read(record_sink& sink, std::size_t limit, std::size_t& count);
  bool settle(spool* to);
  void follow_new_life();
  [[nodiscard]] bool is_short_of_space() const noexcept;
  [[nodiscard]] bool abandon(spool& to);
  [[nodiscard]] inbound_chain& chain(channel by) noexcept { return by == channel::data ? data_ : control_; }

  /// Data alone is polled: for control frames the sender always rings.
  void poll() noexcept { data_.poll(); }
  void stop_polling() noexcept { data_.stop_polling(); }
  [[nodiscard]] bool has_data() const noexcept { return data_.has_more(); }

  bool queued = false; ///< in the endpoint's list of lanes to read
  bool polled = false; ///< in its list of lanes it looks at by itself
  bool busy = false;   ///< in its list of lanes with records outstanding

private:
  bool read_chain(inbound_chain& from, channel by, record_sink& sink, std::size_t limit, std::size_t& count);

  arena_view blocks_;
  inbound_chain data_;
  inbound_chain control_;
  bool has_control_;
};

} // namespace troupe::rooms::mailbox
