#include "os/readiness.hpp"

#include <sys/epoll.h>
#include <sys/timerfd.h>

#include "os/failure.hpp"

namespace troupe::rooms::os {

readiness::readiness()
  : all_(::epoll_create1(EPOLL_CLOEXEC)), alarm_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) {
  if (!all_ || !alarm_)
    throw_errno("watching descriptors");
  watch_once(alarm_.get());
}

void readiness::watch(int descriptor) { add(descriptor, EPOLLIN); }

void readiness::watch_once(int descriptor) { add(descriptor, EPOLLIN | EPOLLET); }

void readiness::add(int descriptor, unsigned events) {
  epoll_event what{events, {}};
  if (::epoll_ctl(all_.get(), EPOLL_CTL_ADD, descriptor, &what) != 0)
    throw_errno("watching descriptors");
}

void readiness::forget(int descriptor) noexcept { ::epoll_ctl(all_.get(), EPOLL_CTL_DEL, descriptor, nullptr); }

void readiness::watch_room(int descriptor, bool counts) noexcept {
  epoll_event what{counts ? EPOLLIN | EPOLLOUT : EPOLLIN, {}};
  ::epoll_ctl(all_.get(), EPOLL_CTL_MOD, descriptor, &what);
}

void readiness::set_alarm(duration after) noexcept {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(after);
  const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(after - seconds);
  const itimerspec when{{0, 0}, {seconds.count(), rest.count()}};
  ::timerfd_settime(alarm_.get(), 0, &when, nullptr);
}

void readiness::take_note() noexcept {
  epoll_event some[8];
  ::epoll_wait(all_.get(), some, 8, 0);
}

} // namespace troupe::rooms::os
