#include "parallel/pool/clients.hpp"

#include <algorithm>

#include "parallel/pool/results_mail.hpp"

namespace troupe::rooms::parallel {

namespace {

constexpr std::uint32_t most_unread = 32;      // messages
constexpr std::size_t most_blocks = 256;       // in a message
constexpr std::size_t most_words = 128U << 10; // in a message, unless one block has more

} // namespace

pool_client& clients::at(const caf::actor& who) {
  pool_client& one = all_[caf::actor_cast<caf::actor_addr>(who)];
  if (!one.who) {
    one.who = who;
    self_->monitor(who);
  }
  return one;
}

bool clients::has_calls() const noexcept {
  return std::ranges::any_of(all_, [](const auto& each) { return !each.second.calls.empty(); });
}

std::shared_ptr<call_record> clients::call_of(pool_client& by, std::uint64_t number, const call_terms& terms) {
  std::shared_ptr<call_record>& call = by.calls[number];
  if (!call)
    call = std::make_shared<call_record>(call_record{&by, number, 0, 0, false, false, terms, 0});
  return call;
}

void clients::refuse(pool_client& by, const pool_submit& what, const exception_value& why) {
  for (const calls::task_piece& one : what.pieces)
    by.waiting.push_back({what.call, one.first, one.count, {}, why});
  flush(by);
}

void clients::answer(const std::shared_ptr<call_record>& of, result_block&& what) {
  of->answered += what.count;
  done_ += what.count;
  failed_ += what.failure ? what.count : 0;
  pool_client* const to = of->by;
  if (to == nullptr)
    return;
  what.call = of->number;
  to->waiting.push_back(std::move(what));
  forget_if_answered(of);
}

void clients::forget_if_answered(const std::shared_ptr<call_record>& which) {
  if (which->by != nullptr && which->is_whole && which->answered == which->given)
    which->by->calls.erase(which->number);
}

std::shared_ptr<call_record> clients::cancel(pool_client& by, std::uint64_t call) {
  auto found = by.calls.extract(call);
  if (!found)
    return nullptr;
  found.mapped()->by = nullptr;
  return std::move(found.mapped());
}

void clients::has_read(const caf::actor& who, std::uint32_t messages) {
  pool_client& one = at(who);
  one.unread -= std::min(one.unread, messages);
  flush(one);
}

void clients::fail_all(const exception_value& why) {
  for (auto& [who, each] : all_) {
    for (const auto& [number, call] : std::exchange(each.calls, {}))
      call->by = nullptr;
    each.waiting.clear();
    if (each.who)
      self_->send(each.who, pool_over{why});
  }
}

void clients::gone(const caf::actor_addr& who) {
  const auto found = all_.find(who);
  if (found == all_.end())
    return;
  for (const auto& [number, call] : found->second.calls)
    call->by = nullptr;
  all_.erase(found);
}

void clients::flush() {
  for (auto& [who, each] : all_)
    flush(each);
}

void clients::flush(pool_client& to) {
  while (to.who && !to.waiting.empty() && to.unread < most_unread) {
    pool_results message;
    for (std::size_t words = 0; !to.waiting.empty() && message.blocks.size() < most_blocks && words < most_words;) {
      words += to.waiting.front().words.size();
      message.blocks.push_back(std::move(to.waiting.front()));
      to.waiting.pop_front();
    }
    if (!send_results(caf::strong_actor_ptr{self_->ctrl()}, to.who, message)) {
      to.waiting.insert(to.waiting.begin(), std::make_move_iterator(message.blocks.begin()),
                        std::make_move_iterator(message.blocks.end()));
      return; // with the next ones
    }
    ++to.unread;
  }
}

} // namespace troupe::rooms::parallel
