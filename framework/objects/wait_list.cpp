#include "objects/wait_list.hpp"

#include <algorithm>
#include <vector>

#include "os/fault_point.hpp"

namespace troupe::rooms::objects {

namespace {

void set_state(stake& which, wait_state how) noexcept {
  stake_word word = stake_word::unpacked(which.word.load(std::memory_order_relaxed));
  word.state = how;
  which.word.store(word.packed(), std::memory_order_seq_cst); // pairs with the waiter's look
}

} // namespace

void wait_list::push(stake& last) noexcept {
  last.ticket.store(words_.next_ticket.fetch_add(1, std::memory_order_relaxed), std::memory_order_relaxed);
  os::pass_fault_point("objects.wait_list.before_push");
  append(last);
  os::pass_fault_point("objects.wait_list.pushed");
  set_state(last, waiting);
}

void wait_list::append(stake& last) noexcept {
  const stake_id id = in_.stakes().id_of(last);
  last.next.store(0, std::memory_order_relaxed);
  const stake_id before = words_.last.load(std::memory_order_relaxed);
  if (before == 0)
    words_.first.store(id, std::memory_order_relaxed);
  else
    in_.stakes().at(before).next.store(id, std::memory_order_relaxed);
  words_.last.store(id, std::memory_order_relaxed);
  words_.count.fetch_add(1, std::memory_order_relaxed);
}

stake* wait_list::front() const noexcept {
  const stake_id first = words_.first.load(std::memory_order_relaxed);
  return first == 0 ? nullptr : &in_.stakes().at(first);
}

void wait_list::take_out(const stake& which) noexcept {
  const stake_id id = in_.stakes().id_of(which);
  stake_id before = 0;
  for (stake_id at = words_.first.load(std::memory_order_relaxed); at != id;
       at = in_.stakes().at(at).next.load(std::memory_order_relaxed)) {
    if (at == 0)
      return;
    before = at;
  }
  const stake_id after = which.next.load(std::memory_order_relaxed);
  if (before == 0)
    words_.first.store(after, std::memory_order_relaxed);
  else
    in_.stakes().at(before).next.store(after, std::memory_order_relaxed);
  if (after == 0)
    words_.last.store(before, std::memory_order_relaxed);
  words_.count.fetch_sub(1, std::memory_order_relaxed);
}

void wait_list::end(stake& which, wait_state how) noexcept {
  take_out(which);
  os::pass_fault_point("objects.wait_list.taken_out");
  set_state(which, how);
  os::pass_fault_point("objects.wait_list.ended");
}

void wait_list::make_anew() noexcept {
  std::vector<stake*> all;
  const object_id mine = in_.id_of(of_);
  for (std::uint32_t chunk = 0; chunk < in_.stakes().chunks(); ++chunk)
    in_.stakes().each_in(chunk, [&](stake& which) {
      const stake_word word = stake_word::unpacked(which.word.load(std::memory_order_acquire));
      if (word.kind == stake_kind::wait && word.state == waiting && which.object.load() == mine)
        all.push_back(&which);
    });
  std::ranges::sort(all, {}, [](const stake* one) { return one->ticket.load(std::memory_order_relaxed); });
  words_.first.store(0, std::memory_order_relaxed);
  words_.last.store(0, std::memory_order_relaxed);
  words_.count.store(0, std::memory_order_relaxed);
  for (stake* const one : all)
    append(*one);
}

} // namespace troupe::rooms::objects
