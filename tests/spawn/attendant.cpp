#include "attendant.hpp"

#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

#include "os/failure.hpp"
#include "os/pidfd.hpp"
#include "os/poll.hpp"
#include "os/process_facts.hpp"

namespace troupe::tests {

attendant::attendant() : attendant(os::random_hex(8)) {}

attendant::attendant(std::string run_mark) : mark(std::move(run_mark)) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    os::throw_errno("making a pipe");
  pipe_read = os::fd{ends[0]};
  pipe_write = os::fd{ends[1]};
  file = os::shared_file::create("test", 4096);
  spawner = std::make_unique<spawn::spawner>(std::array{pipe_write.get(), file.descriptor(), file.descriptor()}, mark);
}

std::uint32_t attendant::ask(spawn::plan what) {
  what.number = ++next_;
  what.incarnation = 1;
  spawner->request(what);
  return what.number;
}

std::uint32_t attendant::ask(spawn::entry_function entry, std::vector<std::uint64_t> arguments) {
  auto what = plan_for(entry);
  what.arguments = std::move(arguments);
  return ask(std::move(what));
}

bool attendant::wait_for(const std::function<bool()>& is_true) {
  const auto limit = os::deadline_after(patience);
  while (!is_true()) {
    if (!os::wait_readable(spawner->descriptor(), limit)) {
      ADD_FAILURE() << "the spawner has been silent for too long";
      return false;
    }
    spawner->dispatch(*this);
  }
  return true;
}

const spawn::spawned& attendant::started(std::uint32_t number) {
  wait_for([&] { return spawned_ones.contains(number) || refused_ones.contains(number) || !lost.empty(); });
  if (refused_ones.contains(number))
    throw std::runtime_error(refused_ones[number].text);
  return spawned_ones.at(number);
}

const spawn::not_spawned& attendant::refused(std::uint32_t number) {
  wait_for([&] { return spawned_ones.contains(number) || refused_ones.contains(number) || !lost.empty(); });
  return refused_ones.at(number);
}

ending attendant::end_of(std::uint32_t number) {
  wait_for([&] { return gone_ones.contains(number) || !lost.empty(); });
  return gone_ones[number];
}

void attendant::signal(std::uint32_t number, int signal) {
  const os::pidfd process{started(number).pidfd.duplicate()};
  EXPECT_TRUE(process.signal(signal));
}

std::string attendant::line() {
  for (auto end = unread_.find('\n');; end = unread_.find('\n')) {
    if (end != std::string::npos) {
      auto one = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return one;
    }
    if (!os::wait_readable(pipe_read.get(), os::deadline_after(patience)))
      throw std::runtime_error("the workers have been silent for too long");
    char some[4096];
    const auto got = ::read(pipe_read.get(), some, sizeof some);
    unread_.append(some, got > 0 ? static_cast<std::size_t>(got) : 0);
  }
}

std::map<std::string, std::string> attendant::facts() {
  std::map<std::string, std::string> all;
  for (auto one = line(); one != "end"; one = line())
    all[one.substr(0, one.find('='))] = one.substr(one.find('=') + 1);
  return all;
}

int attendant::pid_named(const std::string& name) const {
  for (const int pid : processes_of(mark))
    if (comm_of(pid) == name)
      return pid;
  return 0;
}

std::size_t attendant::alive() const { return processes_of(mark).size(); }

void attendant::on_spawned(spawn::spawned&& event) {
  events.push_back("spawned " + std::to_string(event.number));
  spawned_ones.insert_or_assign(event.number, std::move(event));
}

void attendant::on_not_spawned(spawn::not_spawned&& event) {
  events.push_back("refused " + std::to_string(event.number));
  refused_ones.insert_or_assign(event.number, std::move(event));
}

void attendant::on_gone(spawn::gone&& event) {
  events.push_back("gone " + std::to_string(event.number));
  gone_ones[event.number] = event.how;
}

void attendant::on_spawner_lost(const std::string& why) { lost = why; }

spawn::plan plan_for(spawn::entry_function entry, const char* label) {
  spawn::plan what;
  what.name = "tester";
  what.entry = spawn::place_of(reinterpret_cast<const void*>(entry), label);
  return what;
}

std::vector<int> processes_of(const std::string& mark) { return os::processes_with_environment("TROUPE_RUN=" + mark); }

std::string comm_of(int pid) {
  std::string name;
  std::ifstream file{"/proc/" + std::to_string(pid) + "/comm"};
  std::getline(file, name);
  return name;
}

void expect_nothing_left(const std::string& mark) {
  if (wait_until([&] { return processes_of(mark).empty(); }))
    return;
  for (const int pid : processes_of(mark))
    ADD_FAILURE() << "still alive: " << comm_of(pid) << " (pid " << pid << ", " << os::process_state(pid) << ")";
}

} // namespace troupe::tests
