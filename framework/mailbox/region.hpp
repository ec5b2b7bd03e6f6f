/// The shared memory of one system: slot table, doorbells, slot pages, lanes and arenas.
///
/// The root creates it; every other process gets its descriptors and attaches. It has no name in
/// any file system. Layout and "what if a process dies right here": docs/formats/region.md.
/// Threads: reading the slot table is free for all; the slot_table writer is the house alone.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mailbox/address.hpp"
#include "mailbox/pool.hpp"
#include "os/clock.hpp"
#include "troupe/ending.hpp"

namespace troupe::rooms::mailbox {

struct region_options {
  std::uint64_t memory = std::uint64_t{4} << 30; ///< bytes that may be allocated in all
  std::uint32_t slots = 1024;
  std::string directory = {}; ///< empty: memfd; else unlinked files there (tests, small tmpfs)
};

struct slot_status;

enum class slot_state : std::uint8_t {
  free = 0,
  starting, ///< claimed; its process may not run yet. Mail can already be sent to it.
  live,     ///< its process has attached
  down,     ///< no process; the mailbox is kept for the next incarnation
  ended,    ///< no process and none will come; peers are letting go of it
};

struct slot_view {
  slot_state state = slot_state::free;
  incarnation_id incarnation = 0;
  int pid = 0;
  ending how;                    ///< of the last process, when down or ended
  std::string name;              ///< cut to 47 bytes
  incarnation_id first_life = 0; ///< of this mailbox
};

/// What a mailbox takes, and when. Data alone: control frames and answers always get in.
struct mail_rules {
  std::uint64_t limit = 0;     ///< bytes that may wait in it; 0: as much as the lanes hold
  bool rejects = false;        ///< what is over the limit is refused; otherwise its sender waits for room
  bool fails_requests = false; ///< while it is down. For rooms that know what a request is
};

/// What a worker says of its own start: in its slot page, so it can be read after its death too.
struct start_report {
  std::uint64_t actor = 0; ///< id of the actor it hosts
  std::uint8_t code = 0;   ///< an errc: why it could not start; 0 when it is ready
  std::string text;        ///< cut to 1,000 bytes
};

/// What a worker says of the end of its actor, other than by its own will; kept as the other one.
struct end_report {
  std::uint8_t code = 0; ///< an errc, not 0
  std::string text;      ///< cut to 1,000 bytes
};

class region {
public:
  struct layout; ///< addresses and sizes; known to this room alone (others have `commons`)

  /// Fails: no_resource.
  static std::shared_ptr<region> create(const region_options& options);
  /// `descriptors` as given by `descriptors()` in the creating process; ownership passes.
  /// Fails: decode_error when magic, layout version, page size or `build_id` do not fit.
  static std::shared_ptr<region> attach(std::array<int, 3> descriptors);
  ~region();

  /// {control file, mail file, event descriptor of the house's doorbell}: what a worker inherits.
  [[nodiscard]] std::array<int, 3> descriptors() const noexcept;

  [[nodiscard]] std::uint32_t slots() const noexcept;
  /// A random number that is the same in all processes of this region, and in no other region.
  [[nodiscard]] std::uint64_t run_mark() const noexcept;
  [[nodiscard]] slot_view look(slot_id slot) const;
  /// Cheap. Of a slot that is claimed.
  [[nodiscard]] mail_rules rules_of(slot_id slot) const noexcept;
  /// Cheap: does this very incarnation still have, or await, a process? Of a role: can it get mail?
  [[nodiscard]] bool is_alive(address who) const noexcept;
  /// Cheap.
  [[nodiscard]] slot_state state_of(slot_id slot) const noexcept;
  /// Of a pool that can get mail; empty for what is none. Cheap.
  [[nodiscard]] std::optional<dispatch> dispatch_of(address role) const noexcept;
  /// Goes up when a pool gets one more member. Cheap.
  [[nodiscard]] std::uint32_t joined(slot_id pool) const noexcept;
  /// By their places. One whose mailbox is over may be among them: it is not alive.
  [[nodiscard]] std::vector<pool_member> members_of(address pool) const;
  /// Goes up with every change of any slot's state.
  [[nodiscard]] std::uint32_t change_count() const noexcept;
  /// What the process in a slot tells about itself, also after its death. Null for a free slot; valid
  /// until the slot is swept.
  [[nodiscard]] const slot_status* status(slot_id slot) const noexcept;
  /// Bytes allocated by all, against the limit of `region_options::memory`.
  [[nodiscard]] std::uint64_t allocated() const noexcept;
  [[nodiscard]] std::uint64_t memory_limit() const noexcept;

  /// By the process of slot `own`, once, when it has started; `call_attention(house_slot, attention_ready)` follows.
  /// Fails: no_resource.
  void report_start(address own, const start_report& what);
  /// Empty as long as that very incarnation has not reported (all of) it. Any process.
  [[nodiscard]] std::optional<start_report> start_reported(address who) const;
  /// By the process of slot `own`, once, when its actor has ended; it leaves afterwards.
  /// Fails: no_resource.
  void report_end(address own, const end_report& what);
  /// As `start_reported`.
  [[nodiscard]] std::optional<end_report> end_reported(address who) const;

  /// The last `recall` of this life, 0 without one; a futex word. For the process of slot `own`, as long as it lives.
  [[nodiscard]] const std::atomic<std::uint32_t>& recalled(slot_id own) const noexcept;

  /// Sets bits of `attention` at the doorbell of a slot, and wakes who sleeps there. Any thread;
  /// async-signal-safe.
  void call(slot_id whom, std::uint32_t attention) noexcept;
  /// Sleeps at the doorbell of the calling process's own slot, for those who have no endpoint there:
  /// until a ring that `stay_awake` did not see, or `deadline`. Not slot 0.
  void sleep(slot_id own, os::time_point deadline, const std::function<bool()>& stay_awake);

  // -- the house alone ----------------------------------------------------------------------------

  /// A free slot, now `starting`, with a fresh incarnation. Fails: no_resource.
  address claim(std::string_view name);
  /// The same for a mailbox whose first process is still to come: it is `down`. Gives that first life.
  address reserve(std::string_view name);
  /// The same slot and mailbox for the next life: down -> starting, incarnation + 1.
  address revive(slot_id slot);
  void set_live(slot_id slot, int pid);
  /// For all lives of a mailbox; a claimed one has none.
  void set_rules(slot_id slot, const mail_rules& what);
  /// That mailbox is a pool from now on. Its rules are set before.
  void make_pool(slot_id slot, dispatch how);
  /// That mailbox, which is reserved, is a member of the pool from now on; until it is over.
  void join_pool(slot_id member, address pool, std::uint32_t place);
  /// Nothing more gets into that mailbox, which is down and ends next: senders find it full until then. What somebody
  /// is just publishing may still get in.
  void begin_to_close(slot_id slot);
  /// live or starting -> down (keep_mailbox) or ended; rings the bell of everybody who has a lane
  /// to or from it. Its mail stays readable for its receivers.
  void set_gone(slot_id slot, ending how, bool keep_mailbox);
  /// A word to the process in a slot that does not read its mail because it is at work: what it has been given up to
  /// `what`, and has not begun, is taken back. Sequentially consistent: who stores what it begins and then looks at
  /// `recalled`, and who looks at what has begun after this, cannot both miss the other. Wakes who sleeps on the word.
  void recall(slot_id whom, std::uint32_t what);
  /// Frees ended slots that no live process holds on to any more (lanes drained, nothing kept), and
  /// all their memory. Called by the house when its own attention bit `released` is set, and after
  /// set_gone.
  void sweep();

  [[nodiscard]] layout& inside() const noexcept { return *layout_; }

private:
  region();
  address begin_mailbox(std::string_view name, bool is_down);
  std::unique_ptr<layout> layout_;
};

} // namespace troupe::rooms::mailbox
