// What the mailbox costs one thread: no other CPU takes part, so the figures are steady, and cache
// lines that would travel between CPUs do not count.
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include <benchmark/benchmark.h>
#include <unistd.h>

#include "mailbox/endpoint.hpp"

namespace {

using namespace troupe::rooms::mailbox;

constexpr std::size_t frame_words = 15; ///< of a 3-field struct with its envelope

struct counting_sink final : record_sink {
  void on_record(inbound&& in) override {
    in.claim.taken();
    benchmark::DoNotOptimize(in.words[0]);
    in.claim.done();
    ++records;
  }
  void on_bad_lane(address, const char*) override { std::abort(); }
  std::int64_t records = 0;
};

struct two_sides {
  two_sides() {
    where->set_live(from.slot, ::getpid());
    where->set_live(to.slot, ::getpid());
  }
  void send(std::int64_t count) {
    std::array<std::uint64_t, frame_words> words{};
    const auto write = [](const void* source, std::uint64_t* out) {
      std::copy_n(static_cast<const std::uint64_t*>(source), frame_words, out);
    };
    for (std::int64_t i = 0; i < count; ++i)
      if (sender.try_send(to, channel::data, {frame_words, write, words.data()}) != send_result::sent)
        std::abort();
  }
  void receive() {
    while (receiver.drain(sink) != 0)
      continue;
  }

  std::shared_ptr<region> where = region::create({});
  address house = where->claim("house"); // sleeps in poll, as nobody here does
  address from = where->claim("sender");
  address to = where->claim("receiver");
  endpoint sender{where, from};
  endpoint receiver{where, to};
  counting_sink sink;
};

// One record at a time: every send rings, every drain finds one.
void one_by_one(benchmark::State& state) {
  two_sides both;
  for (auto _ : state) {
    both.send(1);
    both.receive();
  }
  state.SetItemsProcessed(both.sink.records);
}

void in_batches(benchmark::State& state) {
  two_sides both;
  for (auto _ : state) {
    both.send(state.range(0));
    both.receive();
  }
  state.SetItemsProcessed(both.sink.records);
}

} // namespace

BENCHMARK(one_by_one);
BENCHMARK(in_batches)->Arg(100)->Arg(1000);
BENCHMARK_MAIN();
