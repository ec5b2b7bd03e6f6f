#include "os/poller.hpp"

#include <algorithm>
#include <array>
#include <sys/epoll.h>

#include "os/failure.hpp"
#include "os/fault_point.hpp"

namespace troupe::rooms::os {

namespace {

epoll_event wanted(std::uint64_t key, bool for_reading, bool for_writing) noexcept {
  epoll_event what{};
  what.events = (for_reading ? unsigned{EPOLLIN} | EPOLLRDHUP : 0U) | (for_writing ? unsigned{EPOLLOUT} : 0U);
  what.data.u64 = key;
  return what;
}

} // namespace

poller::poller() : all_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (!all_)
    throw_errno("making an epoll descriptor");
}

void poller::watch(int descriptor, std::uint64_t key, bool for_reading, bool for_writing) {
  if (const int fault = pass_fault_point("os.poller.watch"))
    throw_errno("watching a descriptor", fault);
  epoll_event what = wanted(key, for_reading, for_writing);
  if (::epoll_ctl(all_.get(), EPOLL_CTL_ADD, descriptor, &what) != 0)
    throw_errno("watching a descriptor");
}

void poller::change(int descriptor, std::uint64_t key, bool for_reading, bool for_writing) noexcept {
  epoll_event what = wanted(key, for_reading, for_writing);
  ::epoll_ctl(all_.get(), EPOLL_CTL_MOD, descriptor, &what);
}

void poller::forget(int descriptor) noexcept { ::epoll_ctl(all_.get(), EPOLL_CTL_DEL, descriptor, nullptr); }

std::span<poller::event> poller::ready(std::span<event> room) noexcept {
  std::array<epoll_event, 64> found;
  const int most = static_cast<int>(std::min(room.size(), found.size()));
  const int count = ::epoll_wait(all_.get(), found.data(), most, 0);
  for (int i = 0; i < count; ++i) {
    const epoll_event& one = found[static_cast<std::size_t>(i)];
    const bool broken = (one.events & (EPOLLHUP | EPOLLERR)) != 0;
    room[static_cast<std::size_t>(i)] = {one.data.u64, (one.events & (EPOLLIN | EPOLLRDHUP)) != 0,
                                         (one.events & EPOLLOUT) != 0, broken};
  }
  return room.first(static_cast<std::size_t>(std::max(count, 0)));
}

} // namespace troupe::rooms::os
