/// What a pool's actor, the processes that use the pool, and its workers say to each other. docs/paths/a_pool.md
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "troupe/actor.hpp"
#include "parallel/pool/shared_words.hpp"
#include "spawn/spawner.hpp"
#include "troupe/exception.hpp"
#include "troupe/pool_messages.hpp"

namespace troupe::rooms::parallel {

/// A function and its arguments, as one task.
struct first_task {
  spawn::code_place function;
  std::vector<std::uint64_t> words; ///< of a vector of one task
};

/// What a pool is made from: `child_request::options`.
struct pool_plan {
  std::uint32_t processes = 1;
  std::optional<first_task> initializer;
  std::uint32_t max_tasks = 0;  ///< of one worker; 0: no limit
  std::uint64_t max_memory = 0; ///< bytes that one worker may keep; 0: no limit
};

// -- from who uses the pool -------------------------------------------------------------------------

/// What holds for all tasks of a call.
struct call_terms {
  std::uint64_t timeout = 0; ///< nanoseconds that one task may take; 0: no limit
  std::uint32_t retries = 0; ///< of a task whose worker died
  bool stops_at_failure = false;
};
struct pool_submit {
  std::uint64_t call = 0;
  std::uint32_t function = 0;             ///< the sender's number of it
  std::optional<spawn::code_place> place; ///< when the number is new
  bool is_last = false;                   ///< of the call
  bool comes_first = false;               ///< a task of the pool waits for it
  call_terms terms;
  std::vector<calls::task_piece> pieces;
};
/// What of the call is not begun is not run, and no result of it is wanted.
struct pool_cancel {
  std::uint64_t call = 0;
  bool ends_running = false; ///< a worker that is at it is replaced
};
/// So many `pool_results` have been read.
struct pool_read {
  std::uint32_t count = 0;
};
/// The pool's owner wants nothing of it any more.
struct pool_leave {};

// -- to who uses the pool ---------------------------------------------------------------------------

struct result_block {
  std::uint64_t call = 0;
  std::uint64_t first = 0;
  std::uint32_t count = 0;
  std::vector<std::uint64_t> words;
  std::optional<exception_value> failure; ///< of all `count`
};
struct pool_results {
  std::vector<result_block> blocks;
};
/// Nothing will come of anything any more.
struct pool_over {
  exception_value why;
};

// -- between the pool and a worker ------------------------------------------------------------------

/// What a worker is born with.
struct worker_part {
  std::uint32_t house_incarnation = 0;
  std::uint64_t pool = 0; ///< actor id
  std::uint32_t number = 0;
  std::uint32_t pool_size = 0;
  std::uint64_t max_memory = 0;
  std::optional<first_task> initializer;
};
/// It is ready, or why not.
struct worker_hello {
  std::uint32_t number = 0;
  std::optional<exception_value> failure;
};
/// Tasks [from, to) of a piece.
struct work_block {
  std::uint32_t ticket = 0;
  std::uint32_t function = 0;             ///< the pool's number of it
  std::optional<spawn::code_place> place; ///< when the number is new to the worker
  std::uint64_t first = 0;                ///< of the call: where the piece begins
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  bool stops_at_failure = false; ///< the tasks behind one that throws are not run
  shared_words words;
};
struct pool_work {
  std::vector<work_block> blocks;
};
struct done_block {
  std::uint32_t ticket = 0;
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::vector<std::uint64_t> words;
  std::optional<exception_value> failure;
};
struct pool_done {
  std::uint32_t number = 0;      ///< of the worker
  std::uint64_t nanoseconds = 0; ///< that the tasks took; 0: not known
  bool is_too_large = false;     ///< it keeps more memory than it may
  std::uint32_t halted = 0;      ///< ticket of the piece whose rest it has not begun, because that was recalled
  std::vector<done_block> blocks;
};
struct pool_retire {};
/// A task wants to wait for others of its pool. Answered with `pool_lent`.
struct pool_borrow {
  std::uint32_t number = 0; ///< of the worker
  std::uint32_t ticket = 0; ///< of the piece that the task belongs to
};
struct pool_lent {
  bool is_lent = false;                 ///< another worker does its work meanwhile; else it runs its tasks itself
  std::vector<std::uint32_t> withdrawn; ///< pieces that it has in hand, or will get, and is not to run
};
/// It waits no longer.
struct pool_return {
  std::uint32_t number = 0;
};

// -- of the pool's actor to itself ------------------------------------------------------------------

/// How the start of a worker's process went.
struct worker_born {
  std::uint32_t number = 0;
  caf::actor process;
  std::uint16_t slot = 0;
  std::int32_t pid = 0;
  std::uint8_t code = 0; ///< 0: it exists
  std::string text;
};
/// A worker's process is over.
struct worker_ended {
  std::uint32_t number = 0;
  std::string story;
  std::uint64_t task = 0; ///< the word of progress.hpp
};
/// All that it had said has been read.
struct worker_buried {
  std::uint32_t number = 0;
};
/// It is time to look whether a task takes too long.
struct tasks_due {};
/// It is time to send those home who stood in for others.
struct stand_ins_idle {};

} // namespace troupe::rooms::parallel
