#include "mailbox/estate.hpp"

#include <map>
#include <memory>

#include "mailbox/inbound_lane.hpp"
#include "mailbox/spool.hpp"
#include "os/fault_point.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::mailbox {

namespace {

class estate {
public:
  estate(region& where, address dead)
    : in_(where.inside()), reading_(in_, dead), blocks_(in_, dead.slot, arena_view::all_extents) {}

  // As the next life will: the spool is older than the lanes, and a record that is in both is read from it alone.
  void settle(const judgement& judge) {
    inbound_chain spooled{reading_, dead().slot, channel::control, in_.directory(dead().slot)[dead().slot].control,
                          blocks_};
    spool::left_overs kept;
    read(spooled, kept);
    for (const spool::left_over& one : kept)
      if (one.by == channel::data && is_readable(one.from.slot))
        lane_from(one.from.slot).chain(channel::data).skip({one.position, one.from.incarnation});
    for (auto& [from, lane] : lanes_)
      lane->chain(channel::data).sort_skipped();
    for (spool::left_over& one : kept)
      decide(judge, {one.from, one.position, one.deliveries, one.in_hand, one.words}, one.claim, one.by);
    for (const slot_id from : in_.all_slots())
      if (is_readable(from))
        settle_lane(from, judge);
  }

private:
  [[nodiscard]] address dead() const noexcept { return reading_.self; }
  [[nodiscard]] bool is_readable(slot_id from) const noexcept {
    return from < in_.header.slots && in_.state_of(from) != slot_state::free;
  }

  static void read(inbound_chain& from, spool::left_overs& into) {
    seen_record one;
    while (from.next(one) == inbound_chain::step::record)
      if (auto opened = spool::open(std::move(one)))
        into.add(std::move(*opened));
  }

  inbound_lane& lane_from(slot_id from) {
    auto& lane = lanes_[from];
    if (!lane)
      lane = std::make_unique<inbound_lane>(reading_, from, in_.directory(from)[dead().slot]);
    return *lane;
  }

  void settle_lane(slot_id from, const judgement& judge) {
    if (in_.directory(from)[dead().slot].data.load(std::memory_order_acquire) == 0)
      return;
    inbound_chain& data = lane_from(from).chain(channel::data);
    seen_record one;
    while (data.next(one) == inbound_chain::step::record)
      decide(judge, {one.from, one.what.position, one.what.deliveries, one.what.in_hand, one.words}, one.claim,
             channel::data);
  }

  static void decide(const judgement& judge, const left_record& what, record& claim, channel by) {
    const left_at_last open{claim};
    if (by == channel::data && judge(what) == fate::is_over)
      claim.done();
    os::pass_fault_point("mailbox.estate.decided");
  }

  region::layout& in_;
  reader_side reading_;
  arena_view blocks_;
  std::map<slot_id, std::unique_ptr<inbound_lane>> lanes_;
};

} // namespace

void settle_estate(region& where, slot_id of, const judgement& judge) {
  const slot_view now = where.look(of);
  if (now.state != slot_state::down)
    throw invalid_state("only what a process that is over has left can be settled");
  estate{where, {of, now.incarnation}}.settle(judge);
}

} // namespace troupe::rooms::mailbox
