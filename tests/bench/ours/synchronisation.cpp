// Mutexes, semaphores, conditions, barriers and events: the same work as peers/locks.py and peers/pthread.cpp.
#include "ours/other_processes.hpp"

#include <algorithm>
#include <mutex>
#include <unistd.h>

#include "ours/measurements.hpp"

namespace bench {
namespace {

constexpr int operations = 500'000; ///< of each process

// -- what the other processes do -----------------------------------------------------------------

void use(const troupe::mutex& what) {
  what.lock();
  what.unlock();
}

void use(const troupe::semaphore& what) {
  what.acquire();
  what.release();
}

void use(const troupe::value<int>& what) {
  const std::scoped_lock hold{what};
  what.store(what.load() + 1);
}

template <class T>
void repeat(const T& what) {
  for (int i = 0; i < operations; ++i)
    use(what);
}

template <class T>
void rival(T what, troupe::barrier start, troupe::barrier finished) {
  for (;;) {
    start.wait();
    repeat(what);
    finished.wait();
  }
}

void answer_event(troupe::event ping, troupe::event pong) {
  for (;;) {
    ping.wait();
    ping.clear();
    pong.set();
  }
}

// The other one's turn, once it is mine. Whose it is, the event says.
void take_turn(const troupe::condition& changed, const troupe::event& turn, bool mine) {
  const std::scoped_lock hold{changed};
  changed.wait([&] { return turn.is_set() == mine; });
  if (mine)
    turn.clear();
  else
    turn.set();
  changed.notify_one();
}

void take_all_turns(troupe::condition changed, troupe::event turn) {
  for (;;)
    take_turn(changed, turn, true);
}

void meet(troupe::barrier where) {
  for (;;)
    where.wait();
}

// -- what is measured ----------------------------------------------------------------------------

template <class T>
double nanoseconds_alone(placement where, const T& what) {
  pin_caller(where);
  return 1e9 / rate_of(operations, [&] { repeat(what); });
}

template <class T>
double nanoseconds_contended(placement where, const T& what) {
  const troupe::barrier start{2}, finished{2};
  const other_processes other{where, {troupe::process{troupe::fn<&rival<T>>, what, start, finished}}};
  start.wait();
  return 1e9 / rate_of(2.0 * operations, [&] {
           repeat(what);
           finished.wait();
         });
}

template <class Measure>
std::vector<double> with_answering_event(placement where, Measure measure) {
  stage on;
  const troupe::event ping, pong;
  const other_processes other{where, {troupe::process{troupe::fn<answer_event>, ping, pong}}};
  const auto call = [&] {
    ping.set();
    pong.wait();
    pong.clear();
  };
  call();
  return {measure(call)};
}

// The slowest of some operations by message that never wait. The house is a thread of this very process: it is placed
// as the other process of an actor round trip is.
template <class Measure>
std::vector<double> by_message(placement where, Measure measure) {
  stage on;
  pin_second(::getpid(), where);
  pin_caller(where);
  const auto time_of = [&](const caf::actor& object, const auto& question, const auto& take) {
    return measure([&] { on.self->request(object, caf::infinite, question).receive(take, stage::fail); });
  };
  return {std::max({time_of(troupe::event{}.address(), troupe::set_event{}, [] {}),
                    time_of(troupe::semaphore{1}.address(), troupe::get_value{}, [](std::int64_t) {}),
                    time_of(troupe::mutex{}.address(), troupe::previous_owner_died{}, [](bool) {})})};
}

} // namespace

std::vector<double> mutex_alone(placement where) {
  stage on;
  return {nanoseconds_alone(where, troupe::mutex{})};
}

std::vector<double> mutex_contended(placement where) {
  stage on;
  return {nanoseconds_contended(where, troupe::mutex{})};
}

std::vector<double> semaphore_contended(placement where) {
  stage on;
  return {nanoseconds_contended(where, troupe::semaphore{1})};
}

std::vector<double> value_alone(placement where) {
  stage on;
  return {nanoseconds_alone(where, troupe::value<int>{})};
}

std::vector<double> value_contended(placement where) {
  stage on;
  return {nanoseconds_contended(where, troupe::value<int>{})};
}

std::vector<double> event_round_trip(placement where) { return with_answering_event(where, time_of_hot); }
std::vector<double> event_parked(placement where) { return with_answering_event(where, time_of_parked); }

std::vector<double> condition_round_trip(placement where) {
  stage on;
  const troupe::condition changed;
  const troupe::event turn;
  const other_processes other{where, {troupe::process{troupe::fn<take_all_turns>, changed, turn}}};
  return {time_of_hot([&] { take_turn(changed, turn, false); })};
}

std::vector<double> barrier_meeting(placement where) {
  stage on;
  const troupe::barrier both{2};
  const other_processes other{where, {troupe::process{troupe::fn<meet>, both}}};
  return {time_of_hot([&] { both.wait(); })};
}

std::vector<double> door_round_trip(placement where) { return by_message(where, time_of_hot); }
std::vector<double> door_parked(placement where) { return by_message(where, time_of_parked); }

} // namespace bench
