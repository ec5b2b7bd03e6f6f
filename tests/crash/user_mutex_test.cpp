// A program's own process-shared mutexes work between workers as POSIX says: the kernel and glibc
// agree on who a worker is.
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include "processes.hpp"
#include "support/scoped.hpp"
#include "support/test_actors.hpp"

namespace troupe::tests {
namespace {

struct lock_it {};
struct try_it {};
struct unlock_it {};
struct die_with_it {};

struct shared_mutex_state {
  pthread_mutex_t* mutex = nullptr;
};

pthread_mutex_t* map_mutex(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 || ::ftruncate(file, sizeof(pthread_mutex_t)) != 0)
    return nullptr;
  void* where = ::mmap(nullptr, sizeof(pthread_mutex_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ::close(file);
  return static_cast<pthread_mutex_t*>(where);
}

behavior mutex_user(stateful_actor<shared_mutex_state>* self, const std::string& path) {
  self->state.mutex = map_mutex(path);
  return {
    [=](lock_it) { return ::pthread_mutex_lock(self->state.mutex); },
    [=](try_it) { return ::pthread_mutex_trylock(self->state.mutex); },
    [=](unlock_it) { return ::pthread_mutex_unlock(self->state.mutex); },
    [=](die_with_it) { std::raise(SIGKILL); },
  };
}

std::string make_mutex(const temp_folder& in, int type, int robustness) {
  const std::string path = in.path() / "mutex";
  pthread_mutexattr_t kind;
  ::pthread_mutexattr_init(&kind);
  ::pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
  ::pthread_mutexattr_settype(&kind, type);
  ::pthread_mutexattr_setrobust(&kind, robustness);
  auto* mutex = map_mutex(path);
  ::pthread_mutex_init(mutex, &kind);
  ::munmap(mutex, sizeof *mutex);
  return path;
}

TEST(UsersMutex, Robust_one_says_that_its_dead_owner_was_a_worker) {
  const temp_folder folder;
  const std::string path = make_mutex(folder, PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ROBUST);
  const a_system sys;
  const caf::actor owner = spawn({.name = "owner"}, fn<mutex_user>, path);
  const caf::actor heir = spawn({.name = "heir"}, fn<mutex_user>, path);
  troupe::self self;
  self->monitor(owner);
  EXPECT_EQ(ask<int>(owner, lock_it{}), 0);
  EXPECT_EQ(ask<int>(heir, try_it{}), EBUSY);
  self->send(owner, die_with_it{});
  EXPECT_NE(next_down(self, owner), "");
  EXPECT_EQ(ask<int>(heir, lock_it{}), EOWNERDEAD);
}

TEST(UsersMutex, Recursive_one_is_taken_again_by_its_owner_alone) {
  const temp_folder folder;
  const std::string path = make_mutex(folder, PTHREAD_MUTEX_RECURSIVE, PTHREAD_MUTEX_STALLED);
  const a_system sys;
  const caf::actor owner = spawn({.name = "owner"}, fn<mutex_user>, path);
  const caf::actor other = spawn({.name = "other"}, fn<mutex_user>, path);
  EXPECT_EQ(ask<int>(owner, lock_it{}), 0);
  EXPECT_EQ(ask<int>(owner, try_it{}), 0) << "its own";
  EXPECT_EQ(ask<int>(other, try_it{}), EBUSY) << "another worker's";
  EXPECT_EQ(ask<int>(other, unlock_it{}), EPERM);
  EXPECT_EQ(ask<int>(owner, unlock_it{}) + ask<int>(owner, unlock_it{}), 0);
  EXPECT_EQ(ask<int>(other, try_it{}), 0);
}

} // namespace
} // namespace troupe::tests
