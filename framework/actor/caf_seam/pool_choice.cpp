#include "actor/caf_seam/pool_choice.hpp"

#include <tuple>

#include "actor/caf_seam/handle_traffic.hpp"
#include "actor/caf_seam/switchboard.hpp"
#include "actor/caf_seam/types.hpp"
#include "actor/flat_table.hpp"
#include "message/json_words.hpp"

namespace troupe::rooms::actor {

namespace {

// FNV-1a; the same in all processes and for ever.
std::uint64_t hash_of(std::string_view text) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

// As the message has it on the wire, so equal keys are equal whoever sends them. Written aside: nothing is counted.
std::uint64_t key_in(switchboard& board, mailbox::address pool, const caf::type_erased_tuple& content) {
  const type_entry* const type = content.size() == 0 ? nullptr : entry_of(content.type(0));
  if (type == nullptr)
    return 0;
  const handle_traffic aside{board, pool, handle_traffic::kind::sizing};
  std::vector<wire::word> words(1 + type->words(content.get(0)));
  words[0] = type->write(content.get(0), words.data() + 1);
  const auto key = message::json_of_first(type->described(), {words, 0});
  return key ? hash_of(message::json_text(*key)) : 0;
}

// Who has a process, or gets one just now, before who waits to be started again: 0, 1. Nothing waits behind a busy one
// because the others are not quite there.
int standing_of(mailbox::slot_state state) noexcept {
  return state == mailbox::slot_state::live || state == mailbox::slot_state::starting ? 0 : 1;
}

} // namespace

mailbox::address pool_choice::choose(const caf::type_erased_tuple& content) {
  const std::uint64_t key = how_ == mailbox::dispatch::by_key ? key_in(board_, pool_, content) : 0;
  const std::scoped_lock hold{guard_};
  look_at_members();
  return how_ == mailbox::dispatch::by_key ? by_key(key) : least_loaded();
}

void pool_choice::look_at_members() {
  const mailbox::region& where = board_.mail().where();
  const std::uint32_t joined = where.joined(pool_.slot); // before the members: who joins now is seen next time
  if (std::exchange(joined_, joined) != joined)
    members_ = where.members_of(pool_);
}

mailbox::address pool_choice::least_loaded() {
  const mailbox::region& where = board_.mail().where();
  std::tuple<int, std::uint64_t> least{};
  const std::size_t count = members_.size(), first = count == 0 ? 0 : first_asked_ % count;
  std::size_t best = count;
  for (std::size_t i = first; i < first + count; ++i) {
    const mailbox::address role = members_[i % count].role;
    if (!where.is_alive(role))
      continue;
    const std::tuple load{standing_of(where.state_of(role.slot)), board_.mail().load_of(role)};
    if (best == count || load < least) {
      best = i % count;
      least = load;
    }
  }
  first_asked_ = best + 1;
  return best == count ? mailbox::address{} : members_[best].role;
}

// Rendezvous hashing: each key has its own order of the places, so who leaves takes along its own keys alone.
mailbox::address pool_choice::by_key(std::uint64_t key) const {
  std::uint64_t highest = 0;
  mailbox::address best;
  for (const mailbox::pool_member& each : members_) {
    const std::uint64_t weight = mix(mix(key ^ mix(each.place + 1)));
    if (board_.mail().where().is_alive(each.role) && (best.slot == mailbox::no_slot || weight > highest)) {
      highest = weight;
      best = each.role;
    }
  }
  return best;
}

} // namespace troupe::rooms::actor
