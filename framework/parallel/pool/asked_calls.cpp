#include "parallel/pool/asked_calls.hpp"

#include <algorithm>

#include "actor/exception_error.hpp"
#include "actor/relayed_value.hpp"
#include "parallel/pool/pool_failure.hpp"
#include "troupe/error.hpp"
#include "troupe/value_words.hpp"

namespace troupe::rooms::parallel {

namespace {

spawn::code_place place_of(task_place&& from) {
  return {std::move(from.module), std::move(from.build), from.offset, std::move(from.label)};
}

call_terms terms_of(const run_tasks& what) {
  return {static_cast<std::uint64_t>(std::max<std::int64_t>(what.timeout.count(), 0)), what.retries,
          what.stops_at_failure};
}

std::uint64_t count_of(const std::vector<calls::task_piece>& pieces) {
  std::uint64_t all = 0;
  for (const calls::task_piece& one : pieces)
    all += one.count;
  return all;
}

} // namespace

asked_calls::consequence asked_calls::enter(const asked& by, caf::response_promise&& promise, run_tasks&& what) {
  const std::uint64_t number = ++last_;
  order first{number, place_of(std::move(what.function)), terms_of(what), std::exchange(what.pieces, {}), false};
  call made{by, std::move(promise), std::move(what), count_of(first.pieces), 0, {}, false};
  const auto at = all_.emplace(number, std::move(made)).first;
  return at->second.given == 0 ? conclude(at) : consequence{std::move(first)};
}

asked_calls::consequence asked_calls::add(result_block&& one) {
  const auto found = all_.find(one.call);
  if (found == all_.end())
    return {};
  call& of = found->second;
  if (one.failure && (of.what.stops_at_failure || of.is_gathering)) {
    of.promise.deliver(actor::error_of(*one.failure));
    all_.erase(found);
    return {{}, one.call};
  }
  of.arrived += one.count;
  of.told.push_back({one.first, one.count, std::move(one.words), std::move(one.failure)});
  return of.arrived == of.given ? conclude(found) : consequence{};
}

// What one worker has told is the answer already, unless failures are part of it, or it has no results at all.
asked_calls::consequence asked_calls::conclude(calls_by_number::iterator which) {
  call& of = which->second;
  const bool is_answer = of.told.size() == 1 && (of.what.stops_at_failure || of.is_gathering);
  if (of.what.answer != 0 && of.what.gathering && !is_answer)
    return {gather(which)};
  if (of.what.answer == 0 || of.told.empty())
    of.promise.deliver(caf::unit);
  else
    of.promise.deliver(actor::relayed_value{of.what.answer, of.what.layout, std::move(of.told.front().words)});
  all_.erase(which);
  return {};
}

asked_calls::order asked_calls::gather(calls_by_number::iterator which) {
  auto node = all_.extract(which);
  call& of = node.mapped();
  std::ranges::sort(of.told, {}, &calls::told_results::first);
  order next{++last_, place_of(std::move(*of.what.gathering)), {0, of.what.retries, true}, {}, true};
  next.pieces.push_back({0, 1, wire::to_words(std::exchange(of.told, {})), {}, {}});
  of.given = 1;
  of.arrived = 0;
  of.is_gathering = true;
  node.key() = next.call;
  all_.insert(std::move(node));
  return next;
}

template <class Unwanted>
std::vector<std::uint64_t> asked_calls::drop_if(Unwanted unwanted) {
  std::vector<std::uint64_t> dropped;
  for (auto at = all_.begin(); at != all_.end();) {
    const bool goes = unwanted(at->second);
    if (goes)
      dropped.push_back(at->first);
    at = goes ? all_.erase(at) : std::next(at);
  }
  return dropped;
}

std::vector<std::uint64_t> asked_calls::gone(const caf::actor_addr& who) {
  return drop_if([&](const call& one) { return one.by.who == who; });
}

std::vector<std::uint64_t> asked_calls::withdrawn(const actor::withdrawn_request& which) {
  return drop_if([&](const call& one) { return one.by.name == which; });
}

std::vector<std::uint64_t> asked_calls::cancel(const caf::actor_addr& who, std::uint64_t tag) {
  return drop_if([&](call& one) {
    const bool is_it = one.by.who == who && one.what.tag == tag;
    if (is_it)
      one.promise.deliver(make_error(errc::cancelled, "the tasks were cancelled by who had asked for them"));
    return is_it;
  });
}

void asked_calls::fail_all(const exception_value& why) {
  for (auto& [number, one] : std::exchange(all_, {}))
    one.promise.deliver(actor::error_of(why));
}

} // namespace troupe::rooms::parallel
