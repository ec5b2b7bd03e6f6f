#include "parallel/pool/worker.hpp"

#include <algorithm>
#include <deque>

#include "actor/host.hpp"
#include "objects/transit.hpp"
#include "os/clock.hpp"
#include "os/fault_point.hpp"
#include "os/process_facts.hpp"
#include "os/ticks.hpp"
#include "parallel/pool/kept_results.hpp"
#include "parallel/pool/member.hpp"
#include "parallel/pool/piece_run.hpp"
#include "parallel/pool/progress.hpp"
#include "parallel/pool/protocol.hpp"
#include "supervision/ask.hpp"
#include "supervision/this_process.hpp"
#include "troupe/error.hpp"
#include "troupe/log.hpp"
#include "troupe/process.hpp"
#include "troupe/task_block.hpp"

namespace troupe::rooms::parallel {

namespace {

// Results of short tasks go together; after so long they are not kept back any more.
constexpr auto patience_with_results = std::chrono::microseconds(50);

calls::block_maker maker_at(const spawn::code_place& place) {
  return reinterpret_cast<calls::block_maker>(spawn::find_code(place));
}

// The pool keeps what the words refer to: it may give them to another worker.
std::unique_ptr<calls::task_block> made(calls::block_maker make, std::span<const wire::word> words) {
  const objects::transit read{objects::transit::kind::peeking};
  return make(words);
}

pool_member* current = nullptr; // set once, before the first task

/// Runs what it is given, in order; results go out in that order too.
class pool_worker final : public pool_member {
public:
  explicit pool_worker(const worker_part& part)
    : part_(part), host_(actor::current_host()),
      pool_(host_.handle_of({mailbox::house_slot, part.house_incarnation}, part.pool)),
      task_(task_word(host_.mail().status())), since_(since_word(host_.mail().status())),
      out_(host_.mail().where(), host_.mail().self().slot, pool_, part.number) {
    name_no_task(); // the slot's last process may have left one
    current = this;
  }
  ~pool_worker() override { current = nullptr; }

  /// Whether it is well; the pool is told either way.
  bool prepare() {
    worker_hello hello{part_.number, {}};
    try {
      if (part_.initializer)
        made(maker_at(part_.initializer->function), part_.initializer->words)->run(0);
    } catch (...) {
      hello.failure = capture_exception(
        std::current_exception(), {supervision::this_process_text(), part_.initializer->function.label, "initializer"});
    }
    const bool is_well = !hello.failure;
    self_->send(pool_, std::move(hello));
    return is_well;
  }

  void work() {
    while (!leaves_) {
      self_->receive([&](pool_work& what) { take(std::move(what)); }, [&](const pool_retire&) { leaves_ = true; });
      for (; !waiting_.empty(); waiting_.pop_front()) {
        if (now_ - began_ >= patience_with_results)
          send(); // the next is on its way while this one runs
        out_.watch();
        if (!is_withdrawn(waiting_.front().ticket))
          run(waiting_.front());
      }
      send();
      name_no_task();
    }
  }

  [[nodiscard]] const caf::actor& pool() const noexcept override { return pool_; }
  [[nodiscard]] std::size_t pool_size() const noexcept override { return part_.pool_size; }

  bool borrow() override {
    if (!running_)
      return false; // in the initializer
    running_->tell();
    send();
    const auto answer = supervision::ask<pool_lent>(pool_, pool_borrow{part_.number, waiting_.front().ticket});
    withdrawn_.insert(withdrawn_.end(), answer.withdrawn.begin(), answer.withdrawn.end());
    return answer.is_lent;
  }
  void give_back() override { caf::anon_send(pool_, pool_return{part_.number}); }

private:
  struct known_function {
    spawn::code_place place;
    mutable calls::block_maker found = nullptr;
    calls::block_maker maker() const { return found != nullptr ? found : found = maker_at(place); }
  };

  void take(pool_work&& what) {
    began_ = now_ = os::clock::now();
    for (work_block& one : what.blocks) {
      note_function(one);
      waiting_.push_back(std::move(one));
    }
  }

  // Told once: also with a piece that is withdrawn.
  void note_function(const work_block& what) {
    if (functions_.size() <= what.function)
      functions_.resize(what.function + 1);
    if (what.place)
      functions_[what.function].place = *what.place;
  }

  // A ticket is withdrawn once, and met once.
  bool is_withdrawn(std::uint32_t ticket) { return std::erase(withdrawn_, ticket) != 0; }

  // Who reads the task reads its beginning, or a later one.
  void name_task(std::uint32_t ticket, std::uint32_t begun) {
    since_.store(static_cast<std::uint64_t>(now_.time_since_epoch().count()), std::memory_order_relaxed);
    task_.store(packed({ticket, begun}), std::memory_order_seq_cst); // pairs with pools::now
  }
  void name_no_task() {
    since_.store(0, std::memory_order_relaxed);
    task_.store(0, std::memory_order_release); // pairs with pools::now
  }

  // What arrives belongs to the first task: if that kills, it is charged.
  void run(work_block& what) {
    name_task(what.ticket, 1);
    if (out_.is_recalled(what.ticket)) // asked after naming, as crew::recall looks at the name after it has recalled
      return;
    os::pass_fault_point("parallel.pool.begun");
    const known_function& known = functions_[what.function];
    running_.emplace(what, known.place.label, told_);
    running_->begin([&] { return made(known.maker(), what.words.get()); });
    while (running_->has_more()) {
      name_task(what.ticket, running_->at() - what.from + 1);
      if (out_.is_recalled(what.ticket))
        break;
      running_->run_next();
      look_at_clock();
      if (now_ - began_ >= patience_with_results && running_->has_more()) {
        running_->tell();
        send();
      }
    }
    running_->tell();
    running_.reset();
  }

  // Behind every task, and dearer than many a task: a quarter of it says that no microsecond is over yet.
  void look_at_clock() {
    const std::uint64_t ticks = os::ticks();
    if (ticks - looked_at_ < os::ticks_within_a_microsecond)
      return;
    looked_at_ = ticks;
    now_ = os::clock::now();
  }

  void send() {
    now_ = os::clock::now();
    out_.send(now_ - std::exchange(began_, now_), part_.max_memory);
  }

  const worker_part& part_;
  actor::host& host_;
  caf::actor pool_;
  std::atomic_ref<std::uint64_t> task_;
  std::atomic_ref<std::uint64_t> since_;
  troupe::self self_;
  std::deque<work_block> waiting_;
  std::vector<std::uint32_t> withdrawn_; ///< tickets of pieces that others have
  std::optional<piece_run> running_;
  std::vector<known_function> functions_;
  kept_results out_;
  const piece_run::sink told_ = [this](done_block&& what) { out_.add(std::move(what)); };
  os::time_point began_;        ///< what is not told yet
  os::time_point now_;          ///< when it was last looked at
  std::uint64_t looked_at_ = 0; ///< in ticks, between two tasks
  bool leaves_ = false;
};

void live(std::span<const wire::word> words) {
  const auto part = wire::value_of<worker_part>(words);
  pool_worker worker{part};
  if (worker.prepare())
    return worker.work();
  logger().error("the worker of a pool ends: its initializer failed");
  exit_process(1);
}

} // namespace

pool_member* current_member() noexcept { return current; }

void pool_worker_entry(spawn::birth& born) { calls::serve(born, "a worker of a pool", &live); }

} // namespace troupe::rooms::parallel
