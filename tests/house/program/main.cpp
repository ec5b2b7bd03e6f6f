// A program that does one thing and waits, for tests that look at it from outside. Says "ready" first.
#include <troupe/troupe.hpp>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <map>
#include <string>
#include <unistd.h>

namespace {

troupe::behavior idle(troupe::event_based_actor* self) {
  self->set_default_handler(caf::drop);
  return {[](int x) { return x; }};
}

void say(const std::string& what) {
  std::printf("%s\n", what.c_str());
  std::fflush(stdout);
}

int wait_in_troupe() {
  const caf::actor worker = troupe::spawn(troupe::fn<idle>);
  troupe::self self;
  say("ready");
  self->receive([](int) {});
  return 0;
}

int wait_elsewhere() {
  const caf::actor worker = troupe::spawn(troupe::fn<idle>);
  say("ready");
  for (;;)
    ::pause();
}

int catch_it() {
  const caf::actor worker = troupe::spawn(troupe::fn<idle>);
  troupe::self self;
  say("ready");
  try {
    self->receive([](int) {});
  } catch (const troupe::interrupted& why) {
    say(why.what());
    self->request(worker, caf::infinite, 7)
      .receive([](int x) { say("still answered: " + std::to_string(x)); },
               [](const troupe::error_value&) { say("no answer"); });
  }
  return 3;
}

int raise_it() {
  const caf::actor worker = troupe::spawn(troupe::fn<idle>);
  say("ready");
  std::raise(SIGINT);
  return 0;
}

troupe::behavior prints(troupe::event_based_actor* self) {
  return {[=](int lines) {
    for (int i = 0; i < lines; ++i)
      std::printf("a line of a worker\n"); // in a pipe it stays in the worker's buffer until its end
    self->quit();
  }};
}

int print_in_workers() {
  troupe::self self;
  for (int i = 0; i < 3; ++i) {
    const caf::actor worker = troupe::spawn(troupe::fn<prints>);
    self->monitor(worker);
    self->send(worker, 100);
    self->receive([](const troupe::down_msg&) {});
  }
  return 0;
}

int be_two() {
  const caf::actor a = troupe::spawn(troupe::fn<idle>);
  const caf::actor b = troupe::spawn(troupe::fn<idle>);
  say("ready");
  for (;;)
    ::pause();
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2)
    return 64;
  say("main runs");
  troupe::system sys{argc, argv};
  const std::map<std::string, int (*)()> jobs{{"wait", &wait_in_troupe}, {"pause", &wait_elsewhere},
                                              {"catch", &catch_it},      {"raise", &raise_it},
                                              {"two", &be_two},          {"print", &print_in_workers}};
  return jobs.at(argv[1])();
}
