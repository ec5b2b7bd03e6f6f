// A program that starts processes and waits, for tests that look at it from outside. Says "ready" when they run.
#include <troupe/troupe.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <unistd.h>

namespace {

void wait_for_ever() {
  for (;;)
    ::pause();
}

void ignore_sigterm() {
  std::signal(SIGTERM, SIG_IGN);
  wait_for_ever();
}

void have_children() {
  const troupe::process child{troupe::fn<wait_for_ever>};
  child.start();
  child.join();
}

void say_ready() {
  std::printf("ready\n");
  std::fflush(stdout);
}

void start_some() {
  for (int i = 0; i < 2; ++i) {
    troupe::process{troupe::fn<wait_for_ever>}.start();
    troupe::process{troupe::fn<have_children>}.start();
    troupe::process{{.daemon = true}, troupe::fn<ignore_sigterm>}.start();
  }
}

int join_them() {
  start_some();
  say_ready();
  for (const troupe::process& each : troupe::active_children())
    each.join();
  return 0;
}

int return_from_main() {
  start_some();
  say_ready();
  return 0;
}

int wait_for_all() {
  start_some();
  std::vector<troupe::waitable> all;
  const std::vector<troupe::process> children = troupe::active_children();
  for (const troupe::process& each : children)
    all.emplace_back(each);
  say_ready();
  static_cast<void>(troupe::wait(all));
  return 0;
}

int ignore_the_interrupt() {
  start_some();
  say_ready();
  for (;;) {
    try {
      join_them();
    } catch (const troupe::interrupted&) {
      say_ready();
    }
  }
}

void log_a_warning() { troupe::logger().warning("working"); }

int log() {
  const troupe::process clerk{{.name = "clerk"}, troupe::fn<log_a_warning>};
  clerk.start();
  clerk.join();
  return 0;
}

int log_level() {
  troupe::set_log_level(troupe::level::warning);
  return log();
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2)
    return 64;
  const char* const start = std::getenv("TROUPE_TEST_START");
  const bool by_exec = start != nullptr && std::strcmp(start, "exec") == 0;
  troupe::system sys{argc, argv, {.start = by_exec ? troupe::exec : troupe::fork_server}};
  const std::map<std::string, int (*)()> jobs{{"join", &join_them},    {"return", &return_from_main},
                                              {"wait", &wait_for_all}, {"ignore", &ignore_the_interrupt},
                                              {"log", &log},           {"log_level", &log_level}};
  return jobs.at(argv[1])();
}
