#include "supervision/roles.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <map>
#include <tuple>

#include "actor/host.hpp"
#include "actor/role.hpp"
#include "mailbox/estate.hpp"
#include "message/envelope.hpp"
#include "os/fault_point.hpp"
#include "supervision/delivery.hpp"
#include "troupe/error.hpp"
#include "troupe/log.hpp"
#include "troupe/role.hpp"
#include "troupe/type_entry.hpp"

namespace troupe::rooms::supervision {

namespace {

/// A record, for ever: who sent it, in which life, and where it stood in its stream.
using record_name = std::tuple<mailbox::slot_id, mailbox::incarnation_id, std::uint64_t>;

/// How often a record was in hand when its receiver died.
struct death_count {
  std::uint32_t all = 0;
  std::uint32_t forgiven = 0; ///< of these, ends that are nothing to it

  [[nodiscard]] std::uint32_t charged() const noexcept { return all - forgiven; }
};

record_name name_of(const mailbox::left_record& what) { return {what.from.slot, what.from.incarnation, what.position}; }

std::string sender_text(const mailbox::region& where, const message::party& sender) {
  if (sender.actor == 0)
    return {};
  const mailbox::slot_view seen = where.look(sender.slot);
  const bool is_it = seen.incarnation == sender.incarnation;
  return "worker " + std::to_string(sender.slot) + (is_it ? " '" + seen.name + "'" : "");
}

std::string type_text(std::uint64_t id) {
  const type_entry* const type = find_type(id);
  return type != nullptr ? "'" + std::string{type->name} + "'" : "of a type that is not known here";
}

std::int64_t now_on_the_wall() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
    .count();
}

void copy_frame(const void* self, std::uint64_t* out) {
  const auto& frame = *static_cast<const std::vector<std::uint64_t>*>(self);
  std::memcpy(out, frame.data(), frame.size() * sizeof(std::uint64_t));
}

} // namespace

struct roles::state {
  struct watcher {
    caf::actor who;
    std::shared_ptr<bool> has_ended;
  };
  struct role {
    std::string name;
    mailbox::address where;
    delivery_rules rules;
    std::map<record_name, death_count> deaths; ///< before, of what is still in the mailbox
    caf::actor now;
    std::vector<watcher> watchers;
    std::string last_end;
    role_view seen;
    bool is_pool = false;
    mailbox::address pool; ///< that it has joined; of no slot: none
  };

  [[nodiscard]] role* find(node_id who) {
    const auto found = all.find(who);
    return found == all.end() ? nullptr : &found->second;
  }
  [[nodiscard]] role& find(mailbox::address which);
  role& enter(node_id who, const std::string& name);
  [[nodiscard]] std::string last_words(const role& of) const;
  [[nodiscard]] caf::actor handle_of(const role& of) const { return host.handle_of(of.where, actor::role_actor); }
  static void forget_ended(role& of);
  template <class News>
  void tell(role& of, const News& news);

  void settle(role& of, mailbox::address dead, bool charges);
  [[nodiscard]] mailbox::fate settle_one(role& of, mailbox::address dead, const mailbox::left_record& what,
                                         const death_count& deaths);
  void end(const role& of);
  [[nodiscard]] mailbox::fate close_one(role& of, const mailbox::left_record& what);
  [[nodiscard]] static death_count deaths_before(const role& of, const mailbox::left_record& what);
  void bury(role& of, std::span<const std::uint64_t> frame, const message::envelope& head, std::uint32_t deliveries,
            const std::string& cause);

  lives& over;
  mailbox::region& where;
  actor::host& host;
  std::function<void(mailbox::address)> on_close;
  std::map<node_id, role> all;
  dead_letters letters;
};

roles::roles(lives& over, mailbox::region& where, actor::host& host, std::function<void(mailbox::address)> on_close)
  : state_(std::make_unique<state>(state{over, where, host, std::move(on_close), {}, {}})) {}

roles::~roles() = default;

roles::state::role& roles::state::find(mailbox::address which) {
  const auto found = std::ranges::find_if(all, [&](const auto& each) { return each.second.where == which; });
  if (found == all.end())
    throw invalid_argument("that is no role of a running tree: it has ended, or it is the handle of one life");
  if (found->second.is_pool)
    throw invalid_argument("a pool has no lives of its own, its slots have: whereis(\"" + found->second.name +
                           "[0]\") is the first");
  return found->second;
}

// -- lives ------------------------------------------------------------------------------------------

// Fails: no_resource.
roles::state::role& roles::state::enter(node_id who, const std::string& name) {
  role made;
  made.name = name;
  made.where = over.reserve(name);
  return all.emplace(who, std::move(made)).first->second;
}

mailbox::address roles::make(node_id who, const std::string& name, const child& what) {
  if (const state::role* const known = state_->find(who))
    return known->where;
  state::role& made = state_->enter(who, name);
  const bool is_slot = what.count.has_value(); // of a pool, which has both in `work`
  made.rules = {is_slot ? what.work.delivery : what.delivery, is_slot ? what.work.max_deliveries : what.max_deliveries,
                what.mailbox.while_down};
  state_->where.set_rules(made.where.slot, {what.mailbox.limit.bytes, what.mailbox.overflow == overflow_policy::reject,
                                            what.mailbox.while_down == down_policy::fail});
  return made.where;
}

mailbox::address roles::make_pool(node_id who, const std::string& name, dispatch_kind how) {
  if (const state::role* const known = state_->find(who))
    return known->where;
  state::role& made = state_->enter(who, name);
  made.is_pool = true;
  state_->where.make_pool(made.where.slot, how == by_key ? mailbox::dispatch::by_key : mailbox::dispatch::by_load);
  return made.where;
}

void roles::join(node_id who, node_id pool, std::uint32_t place) {
  state::role& one = *state_->find(who);
  const mailbox::address joins = state_->find(pool)->where;
  if (std::exchange(one.pool, joins) != joins)
    state_->where.join_pool(one.where.slot, joins, place);
}

mailbox::address roles::start(node_id who, process_order what, start_told tell) {
  state::role& one = *state_->find(who);
  what.keep_mailbox = true;
  if (one.rules.while_down == down_policy::fail) // a request may have got in while its receiver died
    state_->settle(one, {one.where.slot, state_->where.look(one.where.slot).incarnation}, true);
  return state_->over.restart(one.where.slot, std::move(what), std::move(tell));
}

void roles::came_up(node_id who, const start_outcome& how) {
  state::role* const one = state_->find(who);
  if (one == nullptr)
    return;
  one->now = state_->host.handle_of(how.who, how.actor);
  if (!one->watchers.empty())
    state_->tell(*one, troupe::came_up{state_->handle_of(*one), one->now});
}

void roles::ended(node_id who, mailbox::address life, bool charges) {
  state::role* const one = state_->find(who);
  if (one == nullptr)
    return;
  one->now = nullptr;
  one->last_end = state_->last_words(*one);
  try {
    state_->settle(*one, life, charges);
  } catch (const error& why) { // no memory to look: the next life gets what is there
    logger().error("the mailbox of '" + one->name + "' was not looked through: " + why.what());
  }
  os::pass_fault_point("supervision.role.settled");
}

void roles::tell_end(node_id who, end_cause cause) {
  state::role* const one = state_->find(who);
  if (one != nullptr && !one->watchers.empty())
    state_->tell(*one, went_down{state_->handle_of(*one), cause, one->last_end});
}

void roles::close(node_id who) {
  state::role* const one = state_->find(who);
  if (one == nullptr || state_->where.look(one->where.slot).state != mailbox::slot_state::down)
    return;
  state_->where.begin_to_close(one->where.slot); // or what is sent after the look would be nobody's
  try {
    mailbox::settle_estate(state_->where, one->where.slot,
                           [&](const mailbox::left_record& what) { return state_->close_one(*one, what); });
  } catch (const error& why) { // no memory to look: it ends all the same
    logger().error("what was left in the mailbox of '" + one->name + "' is no dead letter: " + why.what());
  }
  state_->end(*one);
  state_->all.erase(who);
}

void roles::close_all() {
  for (auto& [who, one] : state_->all)
    if (state_->where.look(one.where.slot).state == mailbox::slot_state::down)
      state_->end(one);
  state_->all.clear();
}

void roles::state::end(const role& of) {
  over.close_role(of.where.slot);
  if (of.is_pool) // its mail has gone to its slots: nobody shares a lane with it
    for (mailbox::slot_id each = 0; each < where.slots(); ++each)
      where.call(each, mailbox::attention_slots);
  on_close(of.where);
}

std::string roles::state::last_words(const role& of) const {
  const mailbox::slot_view seen = where.look(of.where.slot);
  return text({of.where.slot, seen.name, seen.pid}, seen.how);
}

caf::actor roles::handle_of(node_id who) const {
  const state::role* const one = state_->find(who);
  return one != nullptr ? state_->handle_of(*one) : caf::actor{};
}

role_view roles::view(node_id who) const {
  const state::role* const one = state_->find(who);
  role_view seen = one != nullptr ? one->seen : role_view{};
  if (one != nullptr)
    seen.role = one->where;
  return seen;
}

bool roles::has(node_id who) const { return state_->find(who) != nullptr; }

// -- what was left ----------------------------------------------------------------------------------

// The ring counts to seven; from then on the count is the one that is kept here.
void roles::state::settle(role& of, mailbox::address dead, bool charges) {
  if (where.look(of.where.slot).state != mailbox::slot_state::down)
    return;
  std::map<record_name, death_count> counted;
  mailbox::settle_estate(where, of.where.slot, [&](const mailbox::left_record& what) {
    death_count deaths = deaths_before(of, what);
    const std::uint32_t all = std::max(what.in_hand ? deaths.all + 1 : deaths.all, what.deliveries);
    deaths.forgiven += charges ? 0 : all - deaths.all;
    deaths.all = all;
    const mailbox::fate is = settle_one(of, dead, what, deaths);
    if (is == mailbox::fate::stays && all != 0)
      counted[name_of(what)] = deaths;
    return is;
  });
  of.deaths = std::move(counted);
}

// Sends become dead letters; who asks hears of the end as of that of any process.
mailbox::fate roles::state::close_one(role& of, const mailbox::left_record& what) {
  const auto frame = message::open_envelope(what.words);
  const bool is_send = frame && frame->what.kind == message::frame_kind::send &&
                       frame->what.receiver.incarnation == of.where.incarnation &&
                       !caf::message_id{frame->what.message_id}.is_request();
  if (is_send)
    bury(of, what.words, frame->what, deaths_before(of, what).charged(), "the child has ended for good");
  return mailbox::fate::is_over;
}

death_count roles::state::deaths_before(const role& of, const mailbox::left_record& what) {
  const auto known = of.deaths.find(name_of(what));
  return known != of.deaths.end() ? known->second : death_count{};
}

mailbox::fate roles::state::settle_one(role& of, mailbox::address dead, const mailbox::left_record& what,
                                       const death_count& deaths) {
  const auto frame = message::open_envelope(what.words);
  if (!frame)
    return mailbox::fate::stays; // the next life says so
  const message::envelope& head = frame->what;
  if (head.receiver.incarnation != of.where.incarnation)
    return mailbox::fate::is_over; // for another actor of the life that is over
  const bool is_message = head.kind == message::frame_kind::send;
  const left_message left{.is_request = is_message && caf::message_id{head.message_id}.is_request(),
                          .in_hand = deaths.all > deaths_before(of, what).all,
                          .deliveries = deaths.charged()};
  // What asks an actor to end asks the life that has it in hand, and no other.
  const verdict says = is_message || !left.in_hand ? judge(of.rules, left) : verdict{.stays = false};
  if (says.is_dead_letter)
    bury(of, what.words, head, deaths.charged(), last_words(of));
  if (says.fails_caller)
    host.fail_request(head, dead, last_words(of));
  if (says.is_lost) {
    ++of.seen.lost;
    logger().warning("a message " + type_text(head.type) + " was lost: " + last_words(of) + " while it was in hand");
  }
  of.seen.redelivered += says.stays && left.in_hand ? 1 : 0;
  return says.stays ? mailbox::fate::stays : mailbox::fate::is_over;
}

void roles::state::bury(role& of, std::span<const std::uint64_t> frame, const message::envelope& head,
                        std::uint32_t deliveries, const std::string& cause) {
  ++of.seen.dead;
  letters.add({.at = now_on_the_wall(),
               .address = of.name,
               .role = of.where,
               .type = head.type,
               .sender = sender_text(where, head.sender),
               .is_request = caf::message_id{head.message_id}.is_request(),
               .deliveries = deliveries,
               .cause = cause,
               .frame = {frame.begin(), frame.end()}});
  logger().warning("a message " + type_text(head.type) + " for '" + of.name + "' is a dead letter: " + cause);
}

// -- handles ----------------------------------------------------------------------------------------

void roles::state::forget_ended(role& of) {
  std::erase_if(of.watchers, [](const watcher& each) { return *each.has_ended; });
}

template <class News>
void roles::state::tell(role& of, const News& news) {
  forget_ended(of);
  for (const watcher& each : of.watchers)
    caf::anon_send(each.who, news);
}

caf::actor roles::incarnation_of(mailbox::address role) const { return state_->find(role).now; }

void roles::watch(mailbox::address role, const caf::actor& watcher) {
  state::role& one = state_->find(role);
  state::forget_ended(one);
  if (std::ranges::find(one.watchers, watcher, &state::watcher::who) == one.watchers.end()) {
    const auto has_ended = std::make_shared<bool>(false);
    watcher->attach_functor([has_ended] { *has_ended = true; });
    one.watchers.push_back({watcher, has_ended});
  }
  if (one.now)
    caf::anon_send(watcher, troupe::came_up{state_->handle_of(one), one.now});
}

void roles::unwatch(mailbox::address role, const caf::actor& watcher) {
  std::erase_if(state_->find(role).watchers, [&](const state::watcher& each) { return each.who == watcher; });
}

// -- dead letters -----------------------------------------------------------------------------------

const dead_letters& roles::letters() const noexcept { return state_->letters; }

void roles::take_rejected(std::vector<std::uint64_t>&& frame) {
  const auto opened = message::open_envelope(frame);
  if (!opened)
    return;
  const message::party& to = opened->what.receiver;
  const auto found = std::ranges::find_if(
    state_->all, [&](const auto& each) { return each.second.where == mailbox::address{to.slot, to.incarnation}; });
  if (found != state_->all.end())
    state_->bury(found->second, frame, opened->what, 0, "overflow: its mailbox was full");
}

bool roles::drop_letter(std::uint64_t id) { return state_->letters.drop(id); }

std::string roles::send_again(std::uint64_t id) {
  const dead_letter* const one = state_->letters.find(id);
  if (one == nullptr)
    return "there is no dead letter of that number";
  const auto to = std::ranges::find_if(state_->all, [&](const auto& each) { return each.second.name == one->address; });
  if (to == state_->all.end())
    return "'" + one->address + "' has ended for good";
  std::vector<std::uint64_t> frame = one->frame;
  const auto opened = message::open_envelope(frame);
  if (!opened || opened->payload_at != message::envelope_words - 2)
    return "it was not written by this program and can be shown alone";
  message::envelope head = opened->what;
  head.receiver = {actor::role_actor, to->second.where.incarnation, to->second.where.slot};
  head.message_id = caf::make_message_id().integer_value();
  if (one->is_request) // who has asked has got an error, and expects nothing any more
    head.sender = {};
  message::write_envelope(frame.data(), head, frame[message::envelope_words - 1],
                          frame.size() - message::envelope_words);
  const auto sent =
    state_->host.mail().try_send(to->second.where, mailbox::channel::data, {frame.size(), copy_frame, &frame});
  if (sent != mailbox::send_result::sent)
    return "the mailbox of '" + one->address + "' has no room for it now";
  state_->letters.drop(id);
  return {};
}

} // namespace troupe::rooms::supervision
