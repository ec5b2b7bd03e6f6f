/// Tasks that lie with the pool until they are answered: some worker reads them, and another one again if it dies.
#pragma once

#include "actor/entrusted_words.hpp"
#include "parallel/pool/shared_words.hpp"
#include "troupe/task_source.hpp"

namespace troupe::rooms::parallel {

/// Keeps what the arguments refer to as well. Readers do not take that over (`objects::transit::peeking`).
/// Threads: the house thread.
class kept_tasks {
public:
  explicit kept_tasks(calls::task_piece&& what);
  [[nodiscard]] const shared_words& words() const noexcept { return words_; }

private:
  const shared_words words_;
  const actor::custody referred_to_;
};

/// They will not be run.
void let_go(std::vector<calls::task_piece>&& what);

} // namespace troupe::rooms::parallel
