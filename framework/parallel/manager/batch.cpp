#include "troupe/batch.hpp"

#include "parallel/manager/ask.hpp"
#include "parallel/manager/server.hpp"
#include "troupe/error.hpp"

namespace troupe {

using namespace rooms::parallel;

namespace managed {

struct outcomes {
  std::vector<batched> operations;
  std::vector<batch_outcome> all; ///< empty until the batch has run
};

struct batch_book {
  actor_reference server;
  std::shared_ptr<outcomes> next = std::make_shared<outcomes>();
};

later_place put_off(batch_book& book, const actor_reference& object, any_value message) {
  std::vector<batched>& operations = book.next->operations;
  operations.push_back({object, std::move(message)});
  return {book.next, operations.size() - 1};
}

const any_value& outcome_of(const later_place& which) {
  if (which.of->all.empty())
    throw invalid_state("the batch has not been run: call run() before you look at results");
  const batch_outcome& outcome = which.of->all[which.number];
  if (outcome.failure)
    rethrow(*outcome.failure);
  return outcome.value;
}

} // namespace managed

batch::batch(actor_reference manager) : book_(std::make_shared<managed::batch_book>()) {
  book_->server = std::move(manager);
}

std::size_t batch::size() const noexcept { return book_->next->operations.size(); }

void batch::run() {
  managed::outcomes& now = *book_->next;
  if (now.operations.empty())
    return;
  const run_batch question{std::move(now.operations)};
  const std::shared_ptr<managed::outcomes> kept = std::exchange(book_->next, std::make_shared<managed::outcomes>());
  kept->all = managed::ask<std::vector<batch_outcome>>(book_->server, any_value::of(question));
  for (const batch_outcome& one : kept->all)
    if (one.failure)
      rethrow(*one.failure);
}

} // namespace troupe
