#include "troupe/pool.hpp"

#include <ostream>

#include "parallel/pool/desk.hpp"

namespace troupe {

using rooms::parallel::pool_desk;

pool::pool(const pool_options& options) : desk_(pool_desk::open(options)) {}
pool::~pool() { desk_->leave(); }

std::shared_ptr<calls::pool_call> pool::begin(const call_options& options, failing how,
                                              const calls::task_function& what,
                                              std::unique_ptr<calls::task_source> from, taking when) {
  return desk_->begin(options, {how == fails_at_once, when == as_results_come}, what, *from);
}

std::unique_ptr<calls::task_stream> pool::stream(const call_options& options, order how,
                                                 const calls::task_function& what,
                                                 std::unique_ptr<calls::task_source> from) {
  return desk_->stream(options, how == in_order, what, std::move(from));
}

void pool::close() { desk_->close(); }
void pool::terminate() { desk_->terminate(); }
void pool::join() { desk_->join(); }
void pool::resize(int processes) { desk_->resize(processes); }
pool_progress pool::progress() const { return desk_->progress(); }

std::size_t pool::size() const noexcept { return desk_->size(); }
caf::actor pool::address() const { return desk_->address(); }

// Never destroyed: what ends the process may be a task.
pool& current_pool() {
  static pool* const here = new pool{pool_desk::open_in_worker()};
  return *here;
}

std::ostream& operator<<(std::ostream& out, const pool& which) {
  const std::size_t size = which.desk_->size();
  return out << "pool(" << which.desk_->state_text() << ", " << size << (size == 1 ? " worker)" : " workers)");
}

} // namespace troupe
