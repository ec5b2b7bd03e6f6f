// A program's life with shared objects, for tests that stop or kill it on the way: a process that is given handles of
// all kinds, one that dies with a loan, a wait by message, and a wait that never ends.
#include <troupe/troupe.hpp>

#include <csignal>
#include <mutex>

namespace {

struct belongings {
  troupe::queue<int> numbers{};
  troupe::event happened{};
  troupe::value<int> number{};
  std::vector<troupe::mutex> locks{troupe::mutex{}, troupe::mutex{}};
};

void use(const belongings& all, const troupe::connection& end) {
  all.numbers.put(7);
  all.happened.set();
  all.number.store(all.numbers.get());
  for (const troupe::mutex& each : all.locks) {
    const std::scoped_lock hold{each};
  }
  static_cast<void>(end.poll());
}

void die_with_a_loan(const troupe::semaphore& from) {
  const std::scoped_lock loan{from};
  std::raise(SIGKILL);
}

void wait_by_message() {
  const troupe::event happened;
  const auto fail = [](const troupe::error_value& why) { troupe::throw_error(why); };
  troupe::self self;
  auto asked = self->request(happened.address(), caf::infinite, troupe::wait_for_set{});
  self->request(happened.address(), caf::infinite, troupe::is_set{}).receive([](bool) {}, fail); // it waits by now
  happened.set();
  asked.receive([] {}, fail);
}

} // namespace

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  const troupe::process user{troupe::fn<use>, belongings{}, troupe::pipe().first};
  user.start();
  user.join();
  const troupe::process borrower{troupe::fn<die_with_a_loan>, troupe::semaphore{1}};
  borrower.start();
  borrower.join();
  wait_by_message();
  const troupe::event never;
  never.wait();
}
