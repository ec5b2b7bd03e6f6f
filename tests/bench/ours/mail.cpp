#include "ours/stage.hpp"

#include "ours/measurements.hpp"

namespace bench {
namespace {

constexpr int notes = 200'000;
constexpr int big_messages = 40;
constexpr std::size_t doubles = 1'000'000;
constexpr int requests = 40'000;

template <class T>
std::vector<double> hot(placement where, const T& what) {
  stage on;
  const caf::actor worker = on.worker();
  on.place(worker, where);
  return {time_of_hot([&] { on.round_trip(worker, what); })};
}

} // namespace

std::vector<double> round_trip(placement where) { return hot(where, 1); }
std::vector<double> round_trip_struct(placement where) { return hot(where, sample{1, 2.0, 3}); }

std::vector<double> parked(placement where) {
  stage on;
  const caf::actor worker = on.worker();
  on.place(worker, where);
  return {time_of_parked([&] { on.round_trip(worker, 1); })};
}

std::vector<double> one_way(placement where) {
  stage on;
  const caf::actor worker = on.worker();
  on.place(worker, where);
  const auto batch = [&] {
    for (int i = 0; i < notes; ++i)
      on.self->send(worker, note{1, 2.0, i});
    on.flush(worker);
  };
  batch();
  return {rate_of(notes, batch)};
}

std::vector<double> one_way_doubles(placement where) {
  stage on;
  const caf::actor worker = on.worker();
  on.place(worker, where);
  const std::vector<double> numbers(doubles, 1.5);
  const auto batch = [&] {
    for (int i = 0; i < big_messages; ++i)
      on.self->send(worker, numbers);
    on.flush(worker);
  };
  batch();
  return {rate_of(big_messages, batch) * doubles * sizeof(double) / 1e9};
}

std::vector<double> eight_in_flight(placement) {
  stage on;
  const std::vector<caf::actor> workers = on.workers(8);
  const auto batch = [&] {
    on.self->spawn(feeder, workers, 2, requests, caf::actor{on.self});
    on.self->receive([](finished) {});
  };
  batch();
  return {1e6 / rate_of(requests, batch)};
}

std::vector<double> eight_in_turn(placement) {
  stage on;
  const std::vector<caf::actor> workers = on.workers(8);
  std::size_t turn = 0;
  return {time_of_hot([&] { on.round_trip(workers[turn++ % workers.size()], 1); })};
}

} // namespace bench
