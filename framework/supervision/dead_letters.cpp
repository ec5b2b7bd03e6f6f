#include "supervision/dead_letters.hpp"

#include <algorithm>

namespace troupe::rooms::supervision {

void dead_letters::add(dead_letter&& one) {
  one.id = ++last_;
  bytes_ += one.frame.size() * sizeof(std::uint64_t);
  all_.push_back(std::move(one));
  while (all_.size() > most || (bytes_ > most_bytes && all_.size() > 1))
    drop_oldest();
}

void dead_letters::drop_oldest() {
  bytes_ -= all_.front().frame.size() * sizeof(std::uint64_t);
  all_.pop_front();
}

const dead_letter* dead_letters::find(std::uint64_t id) const noexcept {
  const auto found = std::ranges::find(all_, id, &dead_letter::id);
  return found == all_.end() ? nullptr : &*found;
}

bool dead_letters::drop(std::uint64_t id) {
  const auto found = std::ranges::find(all_, id, &dead_letter::id);
  if (found == all_.end())
    return false;
  bytes_ -= found->frame.size() * sizeof(std::uint64_t);
  all_.erase(found);
  return true;
}

} // namespace troupe::rooms::supervision
