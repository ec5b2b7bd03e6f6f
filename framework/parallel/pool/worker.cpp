#include "parallel/pool/worker.hpp"

#include <deque>

#include "actor/host.hpp"
#include "os/clock.hpp"
#include "os/fault_point.hpp"
#include "parallel/pool/progress.hpp"
#include "parallel/pool/protocol.hpp"
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

/// Runs what it is given, in order; results go out in that order too.
class pool_worker {
public:
  explicit pool_worker(const worker_part& part)
    : part_(part), host_(actor::current_host()),
      pool_(host_.handle_of({mailbox::house_slot, part.house_incarnation}, part.pool)),
      task_(task_word(host_.mail().status())) {
    out_.number = part.number;
  }

  /// Whether it is well; the pool is told either way.
  bool prepare() {
    worker_hello hello{part_.number, {}};
    try {
      if (part_.initializer)
        maker_at(part_.initializer->function)(part_.initializer->words)->run(0);
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
      for (; !waiting_.empty(); waiting_.pop_front())
        run(waiting_.front());
      send();
    }
  }

private:
  struct known_function {
    calls::block_maker make = nullptr;
    std::string label;
  };

  void take(pool_work&& what) {
    began_ = os::clock::now();
    for (work_block& one : what.blocks)
      waiting_.push_back(std::move(one));
  }

  const known_function& function_of(work_block& what) {
    if (functions_.size() <= what.function)
      functions_.resize(what.function + 1);
    known_function& known = functions_[what.function];
    if (what.place) {
      known.label = what.place->label;
      known.make = maker_at(*what.place);
    }
    if (known.make == nullptr)
      throw unknown_name("the function '" + known.label + "' is not in this process");
    return known;
  }

  // What arrives belongs to the first task: if that kills, it is charged.
  void run(work_block& what) {
    task_.store(packed({what.ticket, 1}), std::memory_order_release); // pairs with the house, after the end
    os::pass_fault_point("parallel.pool.begun");
    std::unique_ptr<calls::task_block> block;
    try {
      block = function_of(what).make(what.words);
    } catch (...) {
      return add_failure(what, what.from, what.to);
    }
    for (std::uint32_t i = what.from; i < what.to; ++i)
      run_one(what, *block, i);
    add_results(what, *block, what.to);
  }

  void run_one(const work_block& what, calls::task_block& block, std::uint32_t i) {
    task_.store(packed({what.ticket, i - what.from + 1}), std::memory_order_release); // pairs with the house
    if (first_kept_ == none)
      first_kept_ = i;
    try {
      block.run(i);
      os::pass_fault_point("parallel.pool.ran");
    } catch (...) {
      const std::exception_ptr thrown = std::current_exception();
      add_results(what, block, i);
      add_failure(what, i, i + 1);
    }
    if (os::clock::now() - began_ >= patience_with_results && i + 1 < what.to) {
      add_results(what, block, i + 1);
      send();
    }
  }

  /// What is kept, up to `end`.
  void add_results(const work_block& what, calls::task_block& block, std::uint32_t end) {
    const std::uint32_t from = std::exchange(first_kept_, none);
    if (from == none || from == end)
      return;
    try {
      out_.blocks.push_back({what.ticket, from, end, block.words_of(0, end - from), {}});
    } catch (...) {
      add_one_by_one(what, block, from, end);
    }
    block.drop_results();
  }

  void add_one_by_one(const work_block& what, calls::task_block& block, std::uint32_t from, std::uint32_t end) {
    for (std::uint32_t i = from; i < end; ++i)
      try {
        out_.blocks.push_back({what.ticket, i, i + 1, block.words_of(i - from, 1), {}});
      } catch (...) {
        add_failure(what, i, i + 1);
      }
  }

  /// What is being caught.
  void add_failure(const work_block& what, std::uint32_t from, std::uint32_t to) {
    const std::string task = what.function < functions_.size() ? functions_[what.function].label : "";
    out_.blocks.push_back({what.ticket,
                           from,
                           to,
                           {},
                           capture_exception(std::current_exception(), {supervision::this_process_text(), task,
                                                                        "task " + std::to_string(what.first + from)})});
  }

  void send() {
    const auto now = os::clock::now();
    out_.nanoseconds = static_cast<std::uint64_t>((now - began_).count());
    began_ = now;
    if (out_.blocks.empty())
      return;
    self_->send(pool_, std::exchange(out_, pool_done{part_.number, 0, {}}));
    os::pass_fault_point("parallel.pool.reported");
  }

  static constexpr std::uint32_t none = UINT32_MAX;

  const worker_part& part_;
  actor::host& host_;
  caf::actor pool_;
  std::atomic_ref<std::uint64_t> task_;
  troupe::self self_;
  std::deque<work_block> waiting_;
  std::vector<known_function> functions_;
  std::uint32_t first_kept_ = none; ///< of the block that runs: the task whose result is the first that is kept
  pool_done out_;
  os::time_point began_;
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

void pool_worker_entry(spawn::birth& born) { calls::serve(born, "a worker of a pool", &live); }

} // namespace troupe::rooms::parallel
