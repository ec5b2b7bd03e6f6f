// What POSIX threads have for processes: mutexes (robust), semaphores, conditions, barriers in shared memory.
#include <stdexcept>

#include <pthread.h>
#include <semaphore.h>

#include "peers/answers.hpp"
#include "peers/forked.hpp"

namespace {

constexpr int operations = 2'000'000; ///< of each process

class robust_mutex {
public:
  robust_mutex() {
    pthread_mutexattr_t kind;
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&mutex_, &kind);
    pthread_mutexattr_destroy(&kind);
  }
  void operator()() {
    lock();
    unlock();
  }
  void lock() {
    if (pthread_mutex_lock(&mutex_) != 0)
      throw std::runtime_error("pthread_mutex_lock failed");
  }
  void unlock() { pthread_mutex_unlock(&mutex_); }
  [[nodiscard]] pthread_mutex_t& native() noexcept { return mutex_; }

private:
  pthread_mutex_t mutex_;
};

class semaphore {
public:
  semaphore() { sem_init(&semaphore_, 1, 1); }
  void operator()() {
    while (sem_wait(&semaphore_) != 0)
      continue;
    sem_post(&semaphore_);
  }

private:
  sem_t semaphore_;
};

class barrier {
public:
  explicit barrier(unsigned parties = 2) {
    pthread_barrierattr_t kind;
    pthread_barrierattr_init(&kind);
    pthread_barrierattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(&barrier_, &kind, parties);
    pthread_barrierattr_destroy(&kind);
  }
  void wait() { pthread_barrier_wait(&barrier_); }

private:
  pthread_barrier_t barrier_;
};

// Two processes that take turns under one mutex.
class turns {
public:
  turns() {
    pthread_condattr_t kind;
    pthread_condattr_init(&kind);
    pthread_condattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
    pthread_cond_init(&changed_, &kind);
    pthread_condattr_destroy(&kind);
  }
  void take(int mine) {
    mutex_.lock();
    while (turn_ != mine)
      pthread_cond_wait(&changed_, &mutex_.native());
    turn_ = 1 - mine;
    pthread_cond_signal(&changed_);
    mutex_.unlock();
  }

private:
  robust_mutex mutex_;
  pthread_cond_t changed_;
  int turn_ = 0;
};

template <class Operation>
void repeat(Operation& operation) {
  for (int i = 0; i < operations; ++i)
    operation();
}

template <class Operation>
std::vector<double> alone(bench::placement where) {
  auto& operation = bench::shared<Operation>();
  bench::pin_caller(where);
  return {1e9 / bench::rate_of(operations, [&] { repeat(operation); })};
}

template <class Operation>
struct contest {
  Operation operation;
  barrier start, finished;
};

template <class Operation>
std::vector<double> contended(bench::placement where) {
  auto& shared = bench::shared<contest<Operation>>();
  const bench::forked rival{[&] {
    shared.start.wait();
    repeat(shared.operation);
    shared.finished.wait();
  }};
  rival.place(where);
  shared.start.wait();
  return {1e9 / bench::rate_of(2.0 * operations, [&] {
            repeat(shared.operation);
            shared.finished.wait();
          })};
}

std::vector<double> condition_round_trip(bench::placement where) {
  auto& shared = bench::shared<turns>();
  const bench::forked other{[&] {
    for (;;)
      shared.take(1);
  }};
  other.place(where);
  return {bench::time_of_hot([&] { shared.take(0); })};
}

std::vector<double> barrier_meeting(bench::placement where) {
  auto& shared = bench::shared<barrier>();
  const bench::forked other{[&] {
    for (;;)
      shared.wait();
  }};
  other.place(where);
  return {bench::time_of_hot([&] { shared.wait(); })};
}

} // namespace

int main() {
  return bench::answer_all({
    {"mutex_alone", alone<robust_mutex>},
    {"mutex_contended", contended<robust_mutex>},
    {"semaphore_contended", contended<semaphore>},
    {"condition_round_trip", condition_round_trip},
    {"barrier_meeting", barrier_meeting},
  });
}
