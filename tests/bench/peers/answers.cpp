#include "peers/answers.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include <sched.h>
#include <unistd.h>

namespace bench {
namespace {

placement placement_named(const std::string& name) {
  if (name == "same")
    return placement::same;
  if (name == "two")
    return placement::two;
  return placement::free;
}

// The CPUs this program was given at its start; tasksets from outside stay in force.
const cpu_set_t& allowed() {
  static const cpu_set_t set = [] {
    cpu_set_t now;
    CPU_ZERO(&now);
    ::sched_getaffinity(0, sizeof now, &now);
    return now;
  }();
  return set;
}

int allowed_cpu(int number) {
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
    if (CPU_ISSET(cpu, &allowed()) && number-- == 0)
      return cpu;
  throw std::runtime_error("two CPUs are needed for this placement");
}

cpu_set_t cpus_for(bool second, placement where) {
  if (where == placement::free)
    return allowed();
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(allowed_cpu(second && where == placement::two ? 1 : 0), &set);
  return set;
}

void pin(pid_t thread, const cpu_set_t& set) {
  // A thread may have ended since its name was read.
  if (::sched_setaffinity(thread, sizeof set, &set) != 0 && errno != ESRCH)
    throw std::system_error(errno, std::generic_category(), "sched_setaffinity");
}

void pin_all(pid_t process, const cpu_set_t& set) {
  for (const auto& thread : std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/task"))
    pin(std::atoi(thread.path().filename().c_str()), set);
}

std::string line_of(const std::map<std::string, answer>& answers, const std::string& question) {
  std::istringstream in(question);
  std::string name, where;
  in >> name >> where;
  const auto found = answers.find(name);
  if (found == answers.end())
    return "error: no such measurement: " + name;
  std::ostringstream out;
  for (const double figure : found->second(placement_named(where)))
    out << figure << ' ';
  return out.str();
}

} // namespace

int answer_all(const std::map<std::string, answer>& answers) {
  allowed();
  for (std::string question; std::getline(std::cin, question);) {
    try {
      std::cout << line_of(answers, question) << std::endl;
    } catch (const std::exception& e) {
      std::cout << "error: " << e.what() << std::endl;
    }
  }
  return 0;
}

void pin_caller(placement where) { pin(0, cpus_for(false, where)); }
void pin_first(pid_t process, placement where) { pin_all(process, cpus_for(false, where)); }
void pin_second(pid_t process, placement where) { pin_all(process, cpus_for(true, where)); }

double time_of_hot(const std::function<void()>& call) {
  const auto calls_within = [&](clock::duration limit) {
    double count = 0;
    const auto start = clock::now();
    do {
      for (int i = 0; i < 50; ++i)
        call();
      count += 50;
    } while (clock::now() - start < limit);
    return microseconds(clock::now() - start) / count;
  };
  calls_within(std::chrono::milliseconds(5));
  return calls_within(std::chrono::milliseconds(50));
}

double time_of_parked(const std::function<void()>& call) {
  std::array<double, 100> times{};
  for (double& each : times) {
    ::usleep(1000);
    const auto start = clock::now();
    call();
    each = microseconds(clock::now() - start);
  }
  std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
  return times[times.size() / 2];
}

double rate_of(double count, const std::function<void()>& batch) {
  const auto start = clock::now();
  batch();
  return count * 1e6 / microseconds(clock::now() - start);
}

} // namespace bench
