// boost::interprocess::message_queue: a queue of bounded messages in shared memory, locked for every operation.
#include <optional>
#include <string>

#include <boost/interprocess/ipc/message_queue.hpp>
#include <unistd.h>

#include "peers/answers.hpp"
#include "peers/forked.hpp"

namespace {

using boost::interprocess::message_queue;

constexpr int one_way_count = 200'000;
constexpr std::size_t room = 10'000; ///< messages that a queue holds
constexpr int end_of_batch = -1;

// The name in /dev/shm goes at once; forks keep the mapping.
class queue {
public:
  queue()
    : name_("troupe-bench-" + std::to_string(::getpid())),
      queue_(boost::interprocess::create_only, name_.c_str(), room, sizeof(int)) {
    message_queue::remove(name_.c_str());
  }
  void put(int item) { queue_.send(&item, sizeof item, 0); }
  int get() {
    int item = 0;
    message_queue::size_type size = 0;
    unsigned priority = 0;
    queue_.receive(&item, sizeof item, size, priority);
    return item;
  }

private:
  std::string name_;
  message_queue queue_;
};

struct pair_of_queues {
  queue requests, answers;
};

void echo(pair_of_queues& queues) {
  for (;;)
    queues.answers.put(queues.requests.get());
}

void consume(pair_of_queues& queues) {
  for (;;)
    if (queues.requests.get() == end_of_batch)
      queues.answers.put(end_of_batch);
}

template <class Serve, class Measure>
bench::answer measured(Serve serve, Measure measure) {
  return [serve, measure](bench::placement where) -> std::vector<double> {
    pair_of_queues queues;
    const bench::forked other{[&] { serve(queues); }};
    other.place(where);
    return {measure(queues)};
  };
}

void round_trip(pair_of_queues& queues) {
  queues.requests.put(1);
  queues.answers.get();
}

double one_way(pair_of_queues& queues) {
  return bench::rate_of(one_way_count, [&] {
    for (int i = 0; i < one_way_count; ++i)
      queues.requests.put(i);
    queues.requests.put(end_of_batch);
    queues.answers.get();
  });
}

} // namespace

int main() {
  return bench::answer_all({
    {"queue_one_way", measured(consume, one_way)},
    {"queue_round_trip",
     measured(echo, [](pair_of_queues& queues) { return bench::time_of_hot([&] { round_trip(queues); }); })},
    {"queue_parked",
     measured(echo, [](pair_of_queues& queues) { return bench::time_of_parked([&] { round_trip(queues); }); })},
  });
}
