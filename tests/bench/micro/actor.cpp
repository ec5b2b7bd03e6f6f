// What a message between actors costs one thread: two hosts in one process take turns, so no CPU waits
// for another and no process sleeps. With `bench_micro_lane` taken away it is what CAF and its seam cost.
#include "troupe/troupe.hpp" // before all others: it owns the order of CAF's headers

#include <cstdint>
#include <memory>

#include <benchmark/benchmark.h>
#include <unistd.h>

#include "actor/host.hpp"

namespace bench {

struct note {
  std::int32_t sensor;
  double value;
  std::int64_t at;
};

} // namespace bench

namespace {

using namespace troupe::rooms;

troupe::behavior taker(troupe::event_based_actor*) {
  return {[](const bench::note&) {}, [](int value) { return value; }};
}

// Asks `whom` once for each int it gets.
troupe::behavior asker(troupe::event_based_actor* self, const caf::actor& whom) {
  return {[=](int value) { self->request(whom, caf::infinite, value).then([](int) {}); }};
}

struct two_hosts {
  two_hosts() {
    where->set_live(here.slot, ::getpid());
    where->set_live(there.slot, ::getpid());
    far_taker = far.system().spawn(taker);
    near_taker = near.handle_of(there, far.publish(far_taker));
    near_asker = near.system().spawn(asker, near_taker);
  }
  void take_turns() {
    near.pump_once();
    far.pump_once();
    near.pump_once();
  }

  std::shared_ptr<mailbox::region> where = mailbox::region::create({});
  mailbox::address house = where->claim("house"); // sleeps in poll, as nobody here does
  mailbox::address here = where->claim("here");
  mailbox::address there = where->claim("there");
  actor::host near{where, here};
  actor::host far{where, there};
  caf::actor far_taker, near_taker, near_asker;
};

void one_way(benchmark::State& state) {
  two_hosts both;
  for (auto _ : state) {
    for (std::int64_t i = 0; i < state.range(0); ++i)
      caf::anon_send(both.near_taker, bench::note{1, 2.0, i});
    both.take_turns();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void round_trip(benchmark::State& state) {
  two_hosts both;
  for (auto _ : state) {
    caf::anon_send(both.near_asker, 1);
    both.take_turns();
  }
  state.SetItemsProcessed(state.iterations());
}

} // namespace

BENCHMARK(one_way)->Arg(100);
BENCHMARK(round_trip);
BENCHMARK_MAIN();
