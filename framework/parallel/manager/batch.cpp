#include "troupe/batch.hpp"

#include <algorithm>

#include "parallel/manager/ask.hpp"
#include "parallel/manager/server.hpp"
#include "parallel/manager/shared_object.hpp"
#include "troupe/error.hpp"

namespace troupe {

using namespace rooms::parallel;

namespace managed {

struct outcomes {
  std::vector<batch_run> runs;
  std::size_t operations = 0, in_last = 0; ///< of all runs, and of the last
  std::vector<run_outcome> all;            ///< empty until the batch has run
  std::exception_ptr failure;              ///< what came instead
};

struct batch_book {
  actor_reference server;
  std::shared_ptr<outcomes> next = std::make_shared<outcomes>();
};

later_place put_off(batch_book& book, const actor_reference& object, const run_kind& kind, void* message) {
  outcomes& now = *book.next;
  if (now.runs.empty() || now.runs.back().object != object || now.runs.back().messages.type() != kind.type) {
    now.runs.push_back({object, kind.begin()});
    now.in_last = 0;
  }
  kind.add(now.runs.back().messages.data(), message);
  ++now.operations;
  return {book.next, now.runs.size() - 1, now.in_last++};
}

later_value value_of(const later_place& which) {
  if (which.of->failure)
    std::rethrow_exception(which.of->failure);
  if (which.of->all.empty())
    throw invalid_state("the batch has not been run: call run() before you look at results");
  const run_outcome& run = which.of->all[which.run];
  if (run.refusal)
    rethrow(*run.refusal);
  const auto failed = std::ranges::lower_bound(run.failures, which.number, {}, &failed_operation::number);
  if (failed != run.failures.end() && failed->number == which.number)
    rethrow(failed->why);
  return {run.values, which.number - static_cast<std::size_t>(failed - run.failures.begin())};
}

std::vector<failed_operation> do_each(const run_messages& all, void* state, void* values,
                                      void (*one)(void* state, void* message, void* values)) {
  std::vector<failed_operation> failures;
  for (std::size_t i = 0; i < all.count; ++i)
    try {
      one(state, all.first + i * all.size, values);
    } catch (...) {
      failures.push_back({i, capture(std::current_exception(), std::string{all.name}, "batch")});
    }
  return failures;
}

} // namespace managed

namespace {

void run_all(const actor_reference& server, managed::outcomes& now) {
  const std::size_t runs = now.runs.size();
  run_batch question{std::move(now.runs)};
  now.all = is_at_hand(server) ? run_batch_here(question)
                               : managed::ask<std::vector<managed::run_outcome>>(server, any_value::of(question));
  if (now.all.size() != runs)
    throw decode_error("the manager has answered another number of operations than it was asked");
}

void throw_first_failure(const managed::outcomes& now) {
  for (const managed::run_outcome& run : now.all) {
    if (run.refusal)
      rethrow(*run.refusal);
    if (!run.failures.empty())
      rethrow(run.failures.front().why);
  }
}

} // namespace

batch::batch(actor_reference manager) : book_(std::make_shared<managed::batch_book>()) {
  book_->server = std::move(manager);
}

std::size_t batch::size() const noexcept { return book_->next->operations; }

void batch::run() {
  if (size() == 0)
    return;
  const std::shared_ptr<managed::outcomes> now = std::exchange(book_->next, std::make_shared<managed::outcomes>());
  try {
    run_all(book_->server, *now);
  } catch (...) {
    now->failure = std::current_exception();
    throw;
  }
  throw_first_failure(*now);
}

} // namespace troupe
