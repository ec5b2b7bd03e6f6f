// What it costs to turn a value into the words of a frame and back, without lanes and processes.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "message/envelope.hpp"
#include "troupe/travels.hpp"
#include "troupe/type_entry.hpp"

namespace {

using namespace troupe::rooms::message;

struct reading {
  std::int32_t sensor;
  double value;
  std::string place;
};

std::map<std::string, int> numbered(int count) {
  std::map<std::string, int> out;
  for (int i = 0; i < count; ++i)
    out["name " + std::to_string(i)] = i;
  return out;
}

template <class T>
struct value_of;
template <>
struct value_of<int> {
  static int make() { return 7; }
};
template <>
struct value_of<reading> {
  static reading make() { return {7, 0.5, "roof"}; }
};
template <>
struct value_of<std::string> {
  static std::string make() { return std::string(32, 'x'); }
};
template <>
struct value_of<std::vector<double>> {
  static std::vector<double> make() { return std::vector<double>(1'000'000, 0.5); }
};
template <>
struct value_of<std::map<std::string, int>> {
  static std::map<std::string, int> make() { return numbered(1000); }
};
template <>
struct value_of<std::vector<reading>> {
  static std::vector<reading> make() { return std::vector<reading>(1000, {7, 0.5, "roof"}); }
};

template <class T>
std::size_t write_frame(std::vector<std::uint64_t>& frame, const T& value) {
  const troupe::type_entry& type = troupe::type_entry_of<T>();
  const std::size_t payload = type.words(&value);
  if (frame.size() < envelope_words + payload)
    frame.resize(envelope_words + payload);
  const std::uint64_t pointer = type.write(&value, frame.data() + envelope_words);
  envelope outside;
  outside.type = type.id;
  outside.layout = type.layout;
  write_envelope(frame.data(), outside, pointer, payload);
  return envelope_words + payload;
}

template <class T>
void encode(benchmark::State& state) {
  const T value = value_of<T>::make();
  std::vector<std::uint64_t> frame;
  std::size_t words = 0;
  for (auto _ : state) {
    words = write_frame(frame, value);
    benchmark::DoNotOptimize(frame.data());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(words * 8) * state.iterations());
}

template <class T>
void decode(benchmark::State& state) {
  std::vector<std::uint64_t> frame;
  const std::size_t words = write_frame(frame, value_of<T>::make());
  alignas(T) std::byte place[sizeof(T)];
  for (auto _ : state) {
    const std::optional<opened> open = open_envelope({frame.data(), words});
    const troupe::type_entry* type = troupe::find_type(open->what.type);
    if (!type->read({open->segment, open->payload_at}, place))
      state.SkipWithError("does not decode");
    benchmark::DoNotOptimize(place);
    type->destroy(place);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(words * 8) * state.iterations());
}

} // namespace

BENCHMARK(encode<int>);
BENCHMARK(decode<int>);
BENCHMARK(encode<reading>);
BENCHMARK(decode<reading>);
BENCHMARK(encode<std::string>);
BENCHMARK(decode<std::string>);
BENCHMARK(encode<std::vector<double>>);
BENCHMARK(decode<std::vector<double>>);
BENCHMARK(encode<std::map<std::string, int>>);
BENCHMARK(decode<std::map<std::string, int>>);
BENCHMARK(encode<std::vector<reading>>);
BENCHMARK(decode<std::vector<reading>>);
BENCHMARK_MAIN();
