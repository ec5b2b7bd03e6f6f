// The rows of queues, pipes, synchronisation and processes that run a function.
#include "contests.hpp"
#include "field.hpp"

namespace bench {
namespace {

void add_queues(std::vector<contest>& to, const field& with) {
  const auto python = [&](const std::string& question) { return with.python("Python Queue", "queues", question); };
  const std::string one_way = "queue one way, int, two CPUs", question = "queue_one_way two";
  to.push_back({with.ours(question), python(question), {higher(one_way, "items/s", 25)}});
  to.push_back({with.ours(question), with.boost(question), {higher(one_way, "items/s", 1)}});
  to.push_back({with.ours("queue_crowd_4 free"),
                python("queue_crowd_4 free"),
                {higher("queue, 2 producers, 2 consumers", "items/s", 15)}});
  const std::string parked = "queue ping-pong, both asleep, two CPUs", hot = "queue ping-pong, hot, two CPUs";
  to.push_back({with.ours("queue_parked two"), python("queue_parked two"), {lower(parked, "us", 3)}});
  to.push_back({with.ours("queue_parked two"), with.boost("queue_parked two"), {lower(parked, "us")}});
  to.push_back({with.ours("queue_round_trip two"), python("queue_round_trip two"), {lower(hot, "us", 50)}});
  to.push_back({with.ours("queue_round_trip two"), with.boost("queue_round_trip two"), {lower(hot, "us")}});
}

void add_growth(std::vector<contest>& to, const field& with) {
  to.push_back({with.ours("queue_memory free"), {}, {lower("queue of 1e6 ints: memory of each", "bytes", {}, 32)}});
  for (const std::string count : {"1000", "100000", "10000000"})
    to.push_back({with.ours("queue_holding_" + count + " two"),
                  with.own("empty queue", "queue_holding_0 two"),
                  {lower("queue holding " + count + " ints: put and get", "ns", 1 / 1.2)}});
  for (const int size : {1, 2, 4, 8, 16, 64}) {
    const std::string crowd = "queue_crowd_" + std::to_string(size) + " free";
    to.push_back({with.ours(crowd),
                  with.python("Python Queue", "queues", crowd),
                  {higher("queue throughput, " + std::to_string(size) + " processes", "items/s")}});
  }
}

void add_pipes(std::vector<contest>& to, const field& with) {
  const auto against_python = [&](const std::string& question, row asked) {
    to.push_back({with.ours(question), with.python("Python Pipe", "pipes", question), {std::move(asked)}});
  };
  against_python("pipe_one_way two", higher("pipe one way, int, two CPUs", "msg/s", 20));
  against_python("pipe_one_way_large two", higher("pipe one way, 1 MB, two CPUs", "msg/s", 15));
  against_python("pipe_round_trip two", lower("pipe ping-pong, hot, two CPUs", "us", 15));
}

void add_synchronisation(std::vector<contest>& to, const field& with) {
  const auto against_python = [&](const std::string& question, row asked) {
    to.push_back({with.ours(question), with.python("Python locks", "locks", question), {std::move(asked)}});
  };
  const auto against_pthread = [&](const std::string& question, row asked) {
    to.push_back({with.ours(question), with.pthread(question), {std::move(asked)}});
  };
  const std::string alone = "mutex, uncontended", contended = "mutex, contended by two processes";
  against_python("mutex_alone two", lower(alone, "ns", 20));
  against_pthread("mutex_alone two", lower(alone, "ns", 1 / 1.5));
  against_python("mutex_contended two", lower(contended, "ns", 10));
  against_pthread("mutex_contended two", lower(contended, "ns", 1 / 1.5));
  against_python("value_alone two", lower("value: increment under its mutex", "ns", 20));
  against_python("value_contended two", lower("value: increment under its mutex, two processes", "ns", 20));
  against_python("event_parked two", lower("event ping-pong, both asleep, two CPUs", "us", 3));
  against_python("event_round_trip two", lower("event ping-pong, hot, two CPUs", "us", 100));
  against_python("semaphore_contended two", lower("semaphore, contended by two processes", "ns", 5));
  against_pthread("semaphore_contended two", lower("semaphore, contended by two processes", "ns"));
  against_python("condition_round_trip two", lower("condition ping-pong, two CPUs", "us", 5));
  against_pthread("condition_round_trip two", lower("condition ping-pong, two CPUs", "us"));
  against_python("barrier_meeting two", lower("barrier of two processes", "us", 5));
  against_pthread("barrier_meeting two", lower("barrier of two processes", "us"));
}

void add_doors(std::vector<contest>& to, const field& with) {
  to.push_back({with.ours("door_round_trip two"),
                with.own("actor round trip", "round_trip two"),
                {lower("operation by message, hot", "us", 1.0 / 3)}});
  to.push_back({with.ours("door_parked two"),
                with.own("actor round trip", "parked two"),
                {lower("operation by message, both asleep", "us", 1.0 / 3)}});
}

void add_starts(std::vector<contest>& to, const field& with) {
  const std::string name = "process: start and join";
  const auto python = [&](const std::string& method) {
    return with.python("Python, " + method, "processes", "start_and_join_" + method + " free");
  };
  to.push_back({with.ours("start_and_join free"), python("fork"), {lower(name, "ms", 2.5)}});
  to.push_back({with.ours("start_and_join free"), python("spawn"), {lower(name, "ms", 50)}});
}

void add_pools(std::vector<contest>& to, const field& with) {
  const auto against_python = [&](const std::string& question, row asked) {
    to.push_back({with.ours(question), with.python("Python Pool", "pools", question), {std::move(asked)}});
  };
  against_python("pool_map free", higher("pool.map, trivial function, default chunks", "tasks/s", 5));
  against_python("pool_map_one_by_one_2 free", higher("pool.map, trivial function, chunk 1", "tasks/s", 15));
  against_python("pool_apply free", lower("pool.apply", "us", 10));
  against_python("pool_imap_unordered free", higher("pool.imap_unordered, chunk 1", "tasks/s", 15));
  against_python("pool_map_large free", higher("pool.map, texts of 1 MB in and out", "texts/s", 5));
  against_python("pool_life free", lower("pool made, one task, ended", "ms", 3));
  against_python("pool_uneven free", lower("pool.map, 1 in 100 takes 100x: time over the ideal", "x", {}, 1.1));
  for (const int size : {1, 2, 4, 8, 16, 32, 64})
    against_python("pool_map_one_by_one_" + std::to_string(size) + " free",
                   higher("pool throughput, " + std::to_string(size) + " workers", "tasks/s"));
}

} // namespace

void add_multiprocessing(std::vector<contest>& to, const field& with) {
  add_queues(to, with);
  add_growth(to, with);
  add_pipes(to, with);
  add_synchronisation(to, with);
  add_doors(to, with);
  add_starts(to, with);
  add_pools(to, with);
}

} // namespace bench
