#include "ours/stage.hpp"

#include <stdexcept>

#include <troupe/manager.hpp>

#include "ours/measurements.hpp"

namespace bench {
namespace {

constexpr int bumps = 20'000;
constexpr int batch_size = 1'000;
constexpr int many = 10'000'000;
constexpr int few = 1'000;

using clocked = double (*)(const std::function<void()>&);

/// A manager for one measurement.
struct office {
  explicit office(placement where) { on.place(manager.address(), where); }

  stage on;
  troupe::manager manager;
};

std::vector<double> set(placement where, clocked time) {
  const office in{where};
  const troupe::dict<std::string, int> shared = in.manager.dict<std::string, int>();
  return {time([&] { shared.insert_or_assign("key", 1); })};
}

std::vector<double> get(placement where, clocked time) {
  const office in{where};
  const troupe::dict<std::string, int> shared = in.manager.dict<std::string, int>({{"key", 1}});
  return {time([&] { static_cast<void>(shared.at("key")); })};
}

std::vector<double> append(placement where, clocked time) {
  const office in{where};
  const troupe::list<int> shared = in.manager.list<int>();
  return {time([&] { shared.push_back(1); })};
}

void bump(int& value, int by) { value += by; }

troupe::behavior bumper(troupe::event_based_actor*, const troupe::dict<std::string, int>& shared) {
  return {[=](int times) {
    for (int i = 0; i < times; ++i)
      shared.modify("key", troupe::fn<bump>, 1);
    return times;
  }};
}

using numbers = troupe::dict<std::int64_t, std::int64_t>;

// Each entry has a place of its own in the memory of the server, and the keys asked for are spread over it.
// Placed, because what is asked is what the table costs: left to the kernel, the two processes are as often as not on
// one CPU when the long filling is over, and then an operation is two switches between processes, whatever it looks up.
std::vector<double> among(int count, placement where, void (*operate)(const numbers&, std::int64_t)) {
  const office in{where};
  const numbers shared = in.manager.dict<std::int64_t, std::int64_t>();
  constexpr int part = 100'000;
  for (int begin = 0; begin < count; begin += part) {
    std::vector<std::pair<std::int64_t, std::int64_t>> items;
    for (int i = begin; i < std::min(begin + part, count); ++i)
      items.emplace_back(i, i);
    shared.update(items);
  }
  std::int64_t key = 0;
  return {time_of_hot([&] {
    key = (key + 7'368'787) % count;
    operate(shared, key);
  })};
}

void get_one(const numbers& of, std::int64_t key) {
  if (of.at(key) != key)
    throw std::runtime_error("another value");
}
void set_one(const numbers& of, std::int64_t key) { of.insert_or_assign(key, key); }

} // namespace

std::vector<double> dict_set(placement where) { return set(where, time_of_hot); }
std::vector<double> dict_get(placement where) { return get(where, time_of_hot); }
std::vector<double> list_append(placement where) { return append(where, time_of_hot); }
std::vector<double> dict_set_parked(placement where) { return set(where, time_of_parked); }
std::vector<double> dict_get_parked(placement where) { return get(where, time_of_parked); }
std::vector<double> list_append_parked(placement where) { return append(where, time_of_parked); }

std::vector<double> dict_modify(placement where) {
  office in{where};
  const troupe::dict<std::string, int> shared = in.manager.dict<std::string, int>({{"key", 0}});
  const std::vector<caf::actor> bumpers{troupe::spawn(troupe::fn<bumper>, shared),
                                        troupe::spawn(troupe::fn<bumper>, shared)};
  const auto batch = [&] {
    for (const caf::actor& one : bumpers)
      in.on.self->send(one, bumps);
    for (std::size_t i = 0; i < bumpers.size(); ++i)
      in.on.self->receive([](int) {});
  };
  batch();
  const double rate = rate_of(2 * bumps, batch);
  if (shared.at("key") != 4 * bumps)
    throw std::runtime_error("bumps were lost");
  return {rate};
}

std::vector<double> dict_batch(placement where) {
  const office in{where};
  const troupe::dict<int, int> shared = in.manager.dict<int, int>();
  troupe::batch batch = in.manager.batch();
  const auto put_off = batch.on(shared);
  const auto all = [&] {
    for (int i = 0; i < batch_size; ++i)
      put_off.insert_or_assign(i, i);
    batch.run();
  };
  all();
  return {rate_of(batch_size, all)};
}

std::vector<double> dict_of_many(placement where) { return among(many, where, get_one); }
std::vector<double> dict_of_few(placement where) { return among(few, where, get_one); }
std::vector<double> dict_set_of_many(placement where) { return among(many, where, set_one); }
std::vector<double> dict_set_of_few(placement where) { return among(few, where, set_one); }

std::vector<double> managed_value_add(placement where) {
  const office in{where};
  const troupe::managed_value<int> shared = in.manager.value<int>(0);
  return {1'000 * time_of_hot([&] { static_cast<void>(shared.add(1)); })};
}

} // namespace bench
