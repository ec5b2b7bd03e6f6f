// troupe::queue and troupe::pipe: the same work as peers/queues.py and peers/pipes.py.
#include "ours/other_processes.hpp"

#include "ours/measurements.hpp"
#include "ours/process_facts.hpp"

namespace bench {
namespace {

using numbers = troupe::queue<int>;

constexpr int one_way_count = 200'000;
constexpr int crowd_count = 2'000'000;
constexpr int together = 100; ///< of a process that is alone with its queue
constexpr int large_count = 200;
constexpr std::size_t large = 1'000'000;
constexpr int kept_count = 1'000'000;
constexpr int end = -1;

// -- what the other processes do -----------------------------------------------------------------

void echo(numbers requests, numbers answers) {
  for (;;)
    answers.put(requests.get());
}

void consume(numbers items, numbers finished) {
  for (;;) {
    while (items.get() != end)
      continue;
    finished.put(end);
  }
}

// Twice: in the first round, a tenth, every process touches its program and its memory for the first time.
void produce(numbers items, int count, troupe::event first, troupe::event second) {
  for (const auto& [go, size] : {std::pair{first, count / 10}, std::pair{second, count}}) {
    go.wait();
    for (int i = 0; i < size; ++i)
      items.put(i);
    items.put(end);
  }
}

// Negative numbers need no answer.
void serve(troupe::connection client) {
  for (;;)
    if (const int message = client.recv<int>(); message >= 0)
      client.send(message);
}

void serve_bytes(troupe::connection client) {
  for (;;)
    if (const std::vector<std::byte> message = client.recv_bytes(); message.size() < large)
      client.send_bytes(message);
}

// -- what is measured ----------------------------------------------------------------------------

template <class Measure>
std::vector<double> with_echo(placement where, Measure measure) {
  stage on;
  const numbers requests, answers;
  const other_processes other{where, {troupe::process{troupe::fn<echo>, requests, answers}}};
  const auto call = [&] {
    requests.put(1);
    static_cast<void>(answers.get());
  };
  call();
  return {measure(call)};
}

void fill_and_empty(const numbers& items, int count) {
  for (int i = 0; i < count; ++i)
    items.put(i);
  for (int i = 0; i < count; ++i)
    static_cast<void>(items.get());
}

double rate_alone(const numbers& items) {
  return rate_of(crowd_count, [&] {
    for (int done = 0; done < crowd_count; done += together)
      fill_and_empty(items, together);
  });
}

std::vector<double> alone(placement where) {
  stage on;
  pin_caller(where);
  return {rate_alone(numbers{})};
}

// Half of them put, the other half get.
std::vector<double> crowd_of(int pairs, placement where) {
  stage on;
  const numbers items, finished;
  const troupe::event first, second;
  std::vector<troupe::process> all;
  for (int i = 0; i < pairs; ++i) {
    all.emplace_back(troupe::fn<produce>, items, crowd_count / pairs, first, second);
    all.emplace_back(troupe::fn<consume>, items, finished);
  }
  const other_processes others{where, std::move(all)};
  const auto round = [&](const troupe::event& go) {
    go.set();
    for (int i = 0; i < pairs; ++i)
      static_cast<void>(finished.get());
  };
  round(first);
  return {rate_of(crowd_count, [&] { round(second); })};
}

template <auto Serve, class Measure>
std::vector<double> with_server(placement where, Measure measure) {
  stage on;
  auto [here, there] = troupe::pipe();
  std::vector<troupe::process> server;
  server.emplace_back(troupe::fn<Serve>, std::move(there));
  const other_processes other{where, std::move(server)};
  return {measure(here)};
}

void round_trip(const troupe::connection& server) {
  server.send(1);
  static_cast<void>(server.recv<int>());
}

} // namespace

std::vector<double> queue_round_trip(placement where) { return with_echo(where, time_of_hot); }
std::vector<double> queue_parked(placement where) { return with_echo(where, time_of_parked); }

std::vector<double> queue_one_way(placement where) {
  stage on;
  const numbers items, finished;
  const other_processes other{where, {troupe::process{troupe::fn<consume>, items, finished}}};
  return {rate_of(one_way_count, [&] {
    for (int i = 0; i < one_way_count; ++i)
      items.put(i);
    items.put(end);
    static_cast<void>(finished.get());
  })};
}

answer queue_crowd(int size) {
  return [size](placement where) { return size == 1 ? alone(where) : crowd_of(size / 2, where); };
}

std::vector<double> queue_memory(placement) {
  stage on;
  const double before = shared_megabytes();
  const numbers items;
  for (int i = 0; i < kept_count; ++i)
    items.put(i);
  return {(shared_megabytes() - before) * 1e6 / kept_count};
}

answer queue_holding(int count) {
  return [count](placement where) -> std::vector<double> {
    stage on;
    pin_caller(where);
    const numbers items;
    for (int i = 0; i < count; ++i)
      items.put(i);
    return {1e9 / rate_alone(items)};
  };
}

std::vector<double> pipe_round_trip(placement where) {
  return with_server<&serve>(where, [](const auto& server) { return time_of_hot([&] { round_trip(server); }); });
}

std::vector<double> pipe_one_way(placement where) {
  return with_server<&serve>(where, [](const auto& server) {
    return rate_of(one_way_count, [&] {
      for (int i = 0; i < one_way_count; ++i)
        server.send(-1 - i);
      round_trip(server);
    });
  });
}

std::vector<double> pipe_one_way_large(placement where) {
  return with_server<&serve_bytes>(where, [](const auto& server) {
    const std::vector<std::byte> message(large);
    return rate_of(large_count, [&] {
      for (int i = 0; i < large_count; ++i)
        server.send_bytes(message);
      server.send_bytes("?");
      static_cast<void>(server.recv_bytes());
    });
  });
}

} // namespace bench
