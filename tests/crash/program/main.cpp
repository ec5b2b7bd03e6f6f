// A program's whole life, for tests that kill one of its processes on the way: workers, workers of
// workers, children that leave their session, small and large messages, a death, and the end.
// An error is printed and the life goes on with what is left of it.
#include <troupe/troupe.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <functional>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

using namespace std::chrono_literals;

void say(const std::string& what) {
  std::printf("%s\n", what.c_str());
  std::fflush(stdout);
}

// One child in the worker's process group, and one that forks twice and leaves its session.
void leave_strays() {
  if (::fork() == 0)
    for (;;)
      ::pause();
  if (::fork() == 0) {
    ::setsid();
    if (::fork() == 0)
      for (;;)
        ::pause();
    ::_exit(0);
  }
}

struct have_strays {};
struct have_child {};
struct ignore_the_end {
  caf::actor witness;
};

troupe::behavior worker(troupe::event_based_actor* self) {
  return {
    [](int x) { return x; },
    [](const std::vector<double>& numbers) { return static_cast<int>(numbers.size()); },
    [](have_strays) {
      leave_strays();
      return true;
    },
    [](have_child) { return troupe::spawn({.name = "grandchild"}, troupe::fn<worker>); },
    [self](const ignore_the_end& what) {
      std::signal(SIGTERM, SIG_IGN);
      self->send(what.witness, true);
      for (;;) // a handler that never returns does not hear that it is to stop
        ::pause();
    },
  };
}

template <class Question>
void ask(const caf::actor& whom, const Question& what) {
  troupe::self self;
  self->request(whom, 10s, what).receive([](int) {}, [](const troupe::error_value& why) { say(troupe::text(why)); });
}

void live() {
  troupe::self self;
  const caf::actor first = troupe::spawn({.name = "first"}, troupe::fn<worker>);
  const caf::actor second = troupe::spawn({.name = "second"}, troupe::fn<worker>);
  self->request(second, 10s, have_strays{})
    .receive([](bool) {}, [](const troupe::error_value& why) { say(troupe::text(why)); });
  caf::actor third;
  self->request(first, 10s, have_child{})
    .receive([&](const caf::actor& made) { third = made; },
             [](const troupe::error_value& why) { say(troupe::text(why)); });
  for (int i = 0; i < 50; ++i)
    ask(first, i);
  ask(second, std::vector<double>(100000, 1.5));
  if (third)
    ask(third, 1);
  self->monitor(first);
  troupe::kill_process_of(first);
  self->receive([](const caf::down_msg& down) { say(troupe::text(down.reason)); },
                caf::after(10s) >> [] { say("no down"); });
}

// Nothing but SIGKILL ends it.
void have_a_stubborn_worker() {
  troupe::self self;
  self->send(troupe::spawn({.name = "stubborn"}, troupe::fn<worker>), ignore_the_end{self});
  self->receive([](bool) {}, caf::after(10s) >> [] { say("it does not begin"); });
}

void try_to(const std::function<void()>& what) {
  try {
    what();
  } catch (const troupe::error& why) {
    say(why.what());
  }
}

} // namespace

int main(int argc, char** argv) {
  const bool waits = argc > 1 && std::strcmp(argv[1], "wait") == 0;
  const bool is_stubborn = argc > 1 && std::strcmp(argv[1], "stubborn") == 0;
  try_to([&] {
    troupe::system sys{argc, argv, {.grace = 300ms}};
    try_to(is_stubborn ? have_a_stubborn_worker : live);
    say("alive");
    if (waits)
      for (;;)
        ::pause();
  });
  say("ended");
}
