// A program that does one thing and waits, for tests that look at it from outside. Says "ready" first.
#include <troupe/troupe.hpp>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
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

void read_one(const troupe::connection& from) { (void)from.recv<int>(); }

/// Stays until the process has ended, and says how.
struct mourner {
  std::optional<troupe::process>& whom;
  ~mourner() {
    whom->join();
    say("the reader ended with " + std::to_string(*whom->exitcode()));
  }
};

// While main unwinds, the pipe is closed before anything else happens, and its reader fails.
int let_go_of_a_pipe() {
  std::optional<troupe::process> reader;
  const mourner last{reader};
  auto [here, there] = troupe::pipe();
  reader.emplace(troupe::fn<read_one>, std::move(there));
  reader->start();
  say("ready");
  (void)here.recv<int>();
  return 0;
}

// Takes the mutex while the program waits at the condition, and says so.
void keep_mutex(const troupe::condition& what, bool notifies) {
  what.lock();
  if (notifies)
    what.notify_one();
  say("ready");
  for (;;)
    ::pause();
}

int wait_for_a_mutex_that_is_kept(bool notified) {
  const troupe::condition what;
  const std::scoped_lock hold{what};
  const troupe::process other{troupe::fn<keep_mutex>, what, notified};
  other.start();
  what.wait();
  return 0;
}
int want_mutex_back() { return wait_for_a_mutex_that_is_kept(false); }
int want_mutex_when_notified() { return wait_for_a_mutex_that_is_kept(true); }

void wait_for_notification(const troupe::condition& what) {
  const std::scoped_lock hold{what};
  say("ready");
  what.wait();
}

int own_mutex_when_told() {
  const troupe::condition what;
  try {
    wait_for_notification(what);
  } catch (const troupe::interrupted&) {
    say(what.text());
    throw;
  }
  return 0;
}

// Each of the standard streams is /dev/null: nothing else has got their numbers.
bool has_no_streams() {
  for (const char* each : {"/proc/self/fd/0", "/proc/self/fd/1", "/proc/self/fd/2"})
    if (std::filesystem::read_symlink(each) != "/dev/null")
      return false;
  return true;
}
void expect_no_streams() {
  if (!has_no_streams())
    troupe::exit_process(7);
}

int look_at_streams() {
  const troupe::process other{troupe::fn<expect_no_streams>};
  other.start();
  other.join();
  say("into nothing");
  return has_no_streams() ? *other.exitcode() : 8;
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2)
    return 64;
  say("main runs");
  troupe::system sys{argc, argv};
  const std::map<std::string, int (*)()> jobs{{"wait", &wait_in_troupe},
                                              {"pause", &wait_elsewhere},
                                              {"catch", &catch_it},
                                              {"raise", &raise_it},
                                              {"two", &be_two},
                                              {"print", &print_in_workers},
                                              {"pipe", &let_go_of_a_pipe},
                                              {"condition", &own_mutex_when_told},
                                              {"want", &want_mutex_back},
                                              {"notified", &want_mutex_when_notified},
                                              {"streams", &look_at_streams}};
  return jobs.at(argv[1])();
}
