#include "feeder.hpp"

#include <algorithm>

namespace {

constexpr std::size_t in_flight = 2; // one in work, one in the mailbox: no counter waits for the root
constexpr std::chrono::milliseconds look_up{50};

} // namespace

feeder::feeder(std::vector<portion> work, unsigned counters, std::optional<clock::duration> kill_every)
  : work_{std::move(work)}, hands_(counters), kill_every_{kill_every} {
  for (const portion& each : work_)
    waiting_.push_back(each.number);
}

void feeder::hire(hand& place) {
  place.counter = troupe::spawn({.name = "counter"}, troupe::fn<counter>);
  self_->monitor(place.counter);
  feed(place);
}

void feeder::feed(hand& place) {
  while (place.portions.size() < in_flight && !waiting_.empty()) {
    place.portions.push_back(waiting_.front());
    waiting_.pop_front();
    self_->send(place.counter, work_[place.portions.back()]);
  }
}

void feeder::on_counted(const counted& answer) {
  for (hand& place : hands_)
    if (std::erase(place.portions, answer.portion) > 0) {
      merge(answer.result, so_far_.merged);
      ++so_far_.portions_done;
      feed(place);
    }
}

void feeder::on_death(const troupe::down_msg& death) {
  const auto place = std::ranges::find(hands_, death.source, [](const hand& h) { return h.counter.address(); });
  if (place == hands_.end())
    return;
  waiting_.insert(waiting_.begin(), place->portions.begin(), place->portions.end());
  place->portions.clear();
  hire(*place);
  ++so_far_.restarts;
}

void feeder::kill_one() {
  if (troupe::kill_process_of(hands_[random_() % hands_.size()].counter))
    ++so_far_.kills;
  next_kill_ = clock::now() + *kill_every_;
}

const feeding& feeder::run(const std::function<void(const feeding&)>& watcher) {
  std::ranges::for_each(hands_, [this](hand& place) { hire(place); });
  if (kill_every_)
    next_kill_ = clock::now() + *kill_every_;
  while (so_far_.portions_done < work_.size()) {
    self_->receive([this](const counted& answer) { on_counted(answer); },
                   [this](const troupe::down_msg& death) { on_death(death); },
                   caf::after(std::min<clock::duration>(look_up, kill_every_.value_or(look_up))) >> [] {});
    if (clock::now() >= next_kill_)
      kill_one();
    watcher(so_far_);
  }
  return so_far_;
}
