#include "ours/stage.hpp"

#include <algorithm>
#include <memory>
#include <thread>

#include "ours/measurements.hpp"
#include "ours/process_facts.hpp"

namespace bench {
namespace {

constexpr auto idle_time = std::chrono::seconds(3);
constexpr auto idle_again = std::chrono::milliseconds(500);
constexpr int rounds = 10;
constexpr int notes_per_round = 1'000;

double milliseconds(clock::duration d) { return microseconds(d) / 1000; }

double median_of(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

void nothing() {}

std::vector<pid_t> pids_of(const std::vector<caf::actor>& workers) {
  std::vector<pid_t> out;
  for (const caf::actor& each : workers)
    out.push_back(troupe::process_of(each).pid());
  return out;
}

std::vector<double> cpu_milliseconds(const std::vector<pid_t>& processes) {
  std::vector<double> out;
  for (const pid_t each : processes)
    out.push_back(milliseconds(cpu_time_of(each)));
  return out;
}

} // namespace

std::vector<double> spawn(placement) {
  stage on;
  std::vector<double> times(21);
  std::vector<caf::actor> workers;
  for (double& each : times) {
    const auto start = clock::now();
    workers.push_back(on.worker());
    each = milliseconds(clock::now() - start);
  }
  return {median_of(std::move(times))};
}

std::vector<double> start_and_join(placement where) {
  stage on;
  pin_caller(where);
  std::vector<double> times(21);
  for (double& each : times) {
    const auto start = clock::now();
    const troupe::process p{troupe::fn<nothing>};
    p.start();
    p.join();
    each = milliseconds(clock::now() - start);
  }
  return {median_of(std::move(times))};
}

std::vector<double> idle(placement) {
  stage on;
  const std::vector<caf::actor> workers = on.workers(8);
  const std::vector<pid_t> processes = pids_of(workers);
  std::this_thread::sleep_for(std::chrono::milliseconds(200)); // what follows a start has settled
  const std::vector<double> before = cpu_milliseconds(processes);
  std::this_thread::sleep_for(idle_time);
  const std::vector<double> after = cpu_milliseconds(processes);
  std::vector<double> worst(3, 0);
  for (std::size_t i = 0; i < processes.size(); ++i) {
    worst[0] = std::max(worst[0], (after[i] - before[i]) / milliseconds(idle_time) * 100);
    worst[1] = std::max<double>(worst[1], threads_of(processes[i]));
    worst[2] = std::max(worst[2], private_megabytes_of(processes[i]));
  }
  return worst;
}

std::vector<double> hundred(placement) {
  const auto start = clock::now();
  auto on = std::make_unique<stage>();
  std::vector<caf::actor> workers = on->workers(100);
  const auto up = clock::now();
  on.reset();
  return {milliseconds(up - start), milliseconds(clock::now() - up)};
}

std::vector<double> five_hundred(placement) {
  stage on;
  const std::vector<caf::actor> workers = on.workers(500);
  const double connected = shared_megabytes();
  for (int round = 0; round < rounds; ++round)
    for (const caf::actor& worker : workers)
      for (int i = 0; i < notes_per_round; ++i)
        on.self->send(worker, note{1, 2.0, i});
  for (const caf::actor& worker : workers)
    on.flush(worker);
  const double at_once = shared_megabytes();
  on.rest(idle_again);
  return {connected, shared_megabytes(), at_once};
}

} // namespace bench
