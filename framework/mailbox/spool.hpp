/// Records that outlive their place: a slot's lane to itself, whose records begin with their origin.
///
/// A copy is published before its origin is marked moved. A crash in between leaves both; the copy
/// names the origin, so the next incarnation skips it. docs/formats/spool.md.
/// Threads: the pump.
#pragma once

#include <optional>

#include "mailbox/inbound_chain.hpp"
#include "mailbox/outbound_chain.hpp"

namespace troupe::rooms::mailbox {

class spool {
public:
  /// `entry`: the slot's directory entry for itself.
  spool(writer_side& writing, reader_side& reading, std::atomic<ring_place>& entry);

  /// A copy of an open record of a lane; its claim counts as open too. Empty: no room.
  [[nodiscard]] record keep(address from, channel by, const ring_record& what, std::span<const std::uint64_t> words);

  struct left_over {
    address from;
    channel by;
    std::uint64_t position;
    std::uint8_t deliveries;
    bool in_hand; ///< by the states of the spool's own ring
    std::span<const std::uint64_t> words;
    record claim;
  };
  /// A record of a spool's chain as what was kept; empty for one that no spool has written.
  [[nodiscard]] static std::optional<left_over> open(seen_record&& kept);
  /// For the first pump of a later incarnation: the next one of what earlier ones kept.
  [[nodiscard]] bool next(left_over& found);

  /// Frees what is done. Cheap while nothing is kept.
  void settle();
  /// Takes over what earlier incarnations left.
  void inherit();
  void tidy();

  /// All of it, on its way to who sees to it. What that one does not come to stays where it is.
  class left_overs {
  public:
    left_overs() = default;
    left_overs(left_overs&&) noexcept = default;
    left_overs(const left_overs&) = delete;
    left_overs& operator=(const left_overs&) = delete;
    ~left_overs() {
      for (left_over& one : all_)
        one.claim.leave();
    }
    void add(left_over&& one) {
      const left_at_last open{one.claim};
      all_.push_back(std::move(one));
    }
    [[nodiscard]] auto begin() noexcept { return all_.begin(); }
    [[nodiscard]] auto end() noexcept { return all_.end(); }
    [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

  private:
    std::vector<left_over> all_;
  };

private:
  writer_side& writing_;
  reader_side& reading_;
  outbound_chain out_;
  arena_view blocks_;
  inbound_chain in_;
  bool busy_ = false; ///< something kept is outstanding
};

} // namespace troupe::rooms::mailbox
