#include "parallel/pool/crew.hpp"

#include <algorithm>

#include "actor/heard_mail.hpp"
#include "parallel/pool/worker.hpp"
#include "troupe/value_words.hpp"

namespace troupe::rooms::parallel {

namespace {

constexpr auto patience = std::chrono::milliseconds(500); // of who was asked by SIGTERM

} // namespace

crew::crew(caf::event_based_actor* self, pools& in, std::uint32_t house, const pool_plan& plan,
           const supervision::child_request& asked)
  : self_(self), in_(in), house_(house), plan_(plan), asked_(asked), of_initializer_(asked.flights, asked.actors),
    wanted_(plan.processes) {}

std::size_t crew::staying() const noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(
    members_, [](const worker_record& one) { return !one.is_told && !one.condemned && !one.ended; }));
}

std::size_t crew::lent() const noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(members_, &worker_record::is_lent));
}

void crew::fill() {
  if (is_ending_)
    return;
  const std::size_t enough = wanted_ + lent();
  for (std::size_t there = staying(); there < enough; ++there)
    start_one();
}

void crew::start_one() {
  worker_record& one = members_.emplace_back();
  one.number = ++last_number_;
  one.name = "PoolWorker-" + std::to_string(one.number);
  supervision::process_request order;
  order.name = one.name;
  order.entry = spawn::place_of(reinterpret_cast<const void*>(&pool_worker_entry), "a worker of a pool");
  order.parameters = wire::to_words(worker_part{house_, self_->id(), one.number, static_cast<std::uint32_t>(wanted_),
                                                plan_.max_memory, plan_.initializer});
  order.log = asked_.log;
  order.from = asked_.from;
  order.from.lineage.push_back(one.number);
  order.start_now = true;
  in_.start(caf::actor_cast<caf::actor>(self_), one.number, std::move(order));
}

worker_record* crew::find(std::uint32_t number) {
  const auto found = std::ranges::find(members_, number, &worker_record::number);
  return found != members_.end() ? &*found : nullptr;
}

worker_record* crew::find(const caf::actor_addr& self) {
  const auto found = std::ranges::find_if(members_, [&](const worker_record& one) { return one.self == self; });
  return found != members_.end() ? &*found : nullptr;
}

bool crew::works_in(mailbox::slot_id slot) const noexcept {
  return std::ranges::any_of(members_,
                             [&](const worker_record& one) { return slot != 0 && one.slot == slot && !one.ended; });
}

void crew::born(const worker_born& how) {
  worker_record* const one = find(how.number);
  if (one == nullptr)
    return;
  one->process = how.process;
  one->slot = how.slot;
  one->pid = how.pid;
  if (is_ending_ && one->is_retiring)
    end(*one);
}

worker_record* crew::greeted(std::uint32_t number, const caf::actor& self) {
  worker_record* const one = find(number);
  if (one == nullptr)
    return nullptr;
  one->self = self;
  self_->monitor(self);
  return one;
}

worker_record crew::take(std::uint32_t number) {
  const auto found = std::ranges::find(members_, number, &worker_record::number);
  worker_record one = std::move(*found);
  members_.erase(found);
  return one;
}

// Stand-ins that are still there beside those they stood in for make no pool larger.
bool crew::has_enough_at_work() const noexcept {
  const auto works = [](const worker_record& one) {
    return !one.in_hand.empty() && !one.is_lent && !one.condemned && !one.ended;
  };
  return static_cast<std::size_t>(std::ranges::count_if(members_, works)) >= wanted_;
}

bool crew::get_on(std::size_t enough) const noexcept {
  if (members_.size() <= enough)
    return false;
  const os::time_point since = os::clock::now() - time_to_get_on;
  const auto gets_on = [&](const worker_record& one) {
    return !one.in_hand.empty() && !one.condemned && !one.ended && one.in_hand.front().dealt > since;
  };
  return static_cast<std::size_t>(std::ranges::count_if(members_, gets_on)) >= enough;
}

worker_record* crew::free_for(const call_record& of, std::size_t depth, std::size_t enough) {
  const bool none_begins = (members_.size() > wanted_ && has_enough_at_work()) || get_on(enough);
  worker_record* best = nullptr;
  for (worker_record& one : members_) {
    const bool takes_work = one.self && !one.is_retiring && !one.is_lent && !one.ended && !one.is_recalled;
    const bool is_at_it = !one.in_hand.empty() && one.in_hand.front().what.of.get() == &of;
    if (!takes_work || one.in_hand.size() >= depth || (one.in_hand.empty() ? none_begins : !is_at_it))
      continue;
    if (best == nullptr || one.in_hand.size() < best->in_hand.size())
      best = &one;
  }
  return best;
}

std::size_t crew::room_of(const worker_record& who) const noexcept {
  return plan_.max_tasks == 0 ? SIZE_MAX : plan_.max_tasks - who.dealt;
}

pool_work crew::work_of(const worker_record& to, const std::vector<piece>& what,
                        const std::vector<spawn::code_place>& functions) {
  pool_work message;
  for (const piece& one : what) {
    if (++last_ticket_ == 0)
      ++last_ticket_;
    work_block& block = message.blocks.emplace_back(work_block{
      last_ticket_, one.function, {}, one.first, one.from, one.to, one.of->terms.stops_at_failure, one.tasks->words()});
    if (!to.known[one.function])
      block.place = functions[one.function];
  }
  return message;
}

caf::error crew::deal(worker_record& to, std::vector<piece>& what, const std::vector<spawn::code_place>& functions) {
  to.known.resize(functions.size());
  const caf::message work = caf::make_message(work_of(to, what, functions));
  if (caf::error refused = actor::send_heard(caf::strong_actor_ptr{self_->ctrl()}, to.self, work))
    return refused;
  const auto now = os::clock::now();
  const std::vector<work_block>& blocks = work.get_as<pool_work>(0).blocks;
  for (std::size_t i = 0; i < what.size(); ++i) {
    to.known[what[i].function] = true;
    to.in_hand.push_back({blocks[i].ticket, std::move(what[i]), blocks[i].from, now});
  }
  to.dealt += static_cast<std::uint32_t>(what.size());
  to.is_retiring = to.is_retiring || room_of(to) == 0;
  return {};
}

void crew::dismiss_idle() {
  for (worker_record& one : members_)
    if (one.is_retiring && one.in_hand.empty() && one.self && !std::exchange(one.is_told, true))
      self_->send(one.self, pool_retire{});
  fill();
}

// Those in front of that one are done, and their results have been told before.
std::optional<std::vector<hand>> crew::lend(worker_record& who, std::uint32_t at) {
  if (lent() >= wanted_)
    return {};
  who.is_lent = true;
  const auto running = std::ranges::find(who.in_hand, at, &hand::ticket);
  const auto behind = running != who.in_hand.end() ? running + 1 : running;
  std::vector<hand> back(std::make_move_iterator(behind), std::make_move_iterator(who.in_hand.end()));
  who.in_hand.erase(behind, who.in_hand.end());
  who.dealt -= static_cast<std::uint32_t>(back.size());
  fill();
  return back;
}

void crew::take_back(worker_record& who) noexcept { who.is_lent = false; }

// What is named in its page was the last it may have begun when it was recalled; nothing, if that is no piece it has in
// hand.
std::vector<piece> crew::recall(worker_record& who) {
  in_.recall(who.slot, who.in_hand.back().ticket);
  const task_in_hand last = now(who).which;
  std::vector<piece> back;
  auto behind = std::ranges::find(who.in_hand, last.ticket, &hand::ticket);
  if (behind == who.in_hand.end()) {
    behind = who.in_hand.begin();
  } else {
    if (const std::uint32_t next = behind->what.from + last.begun; next < behind->what.to) {
      back.push_back(behind->what);
      back.back().from = behind->what.to = next;
    }
    ++behind;
  }
  who.dealt -= static_cast<std::uint32_t>(who.in_hand.end() - behind);
  std::transform(behind, who.in_hand.end(), std::back_inserter(back), [](hand& one) { return std::move(one.what); });
  who.in_hand.erase(behind, who.in_hand.end());
  who.is_recalled = !who.in_hand.empty();
  return back;
}

void crew::resize(std::size_t wanted) {
  wanted_ = wanted;
  send_home();
  fill();
}

// Those without work first.
void crew::send_home() {
  const std::size_t enough = wanted_ + lent();
  for (const bool busy : {false, true})
    for (worker_record& one : members_) {
      const auto stays = [](const worker_record& any) { return !any.is_retiring && !any.ended; };
      if (static_cast<std::size_t>(std::ranges::count_if(members_, stays)) <= enough)
        return dismiss_idle();
      one.is_retiring = one.is_retiring || (!one.is_lent && one.in_hand.empty() != busy);
    }
  dismiss_idle();
}

void crew::condemn(worker_record& who, condemned_task&& because) {
  who.condemned = std::move(because);
  who.is_retiring = true;
  end(who);
  fill();
}

void crew::retire_all() {
  is_ending_ = true;
  for (worker_record& one : members_)
    one.is_retiring = true;
}

void crew::end_all() {
  retire_all();
  for (const worker_record& one : members_)
    end(one);
}

void crew::end(const worker_record& who) {
  if (!who.process)
    return; // when it is born
  caf::anon_send(who.process, process_terminate{});
  caf::delayed_anon_send(who.process, patience, process_kill{});
}

} // namespace troupe::rooms::parallel
