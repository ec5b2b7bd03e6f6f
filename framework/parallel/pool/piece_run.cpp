#include "parallel/pool/piece_run.hpp"

#include "os/fault_point.hpp"
#include "supervision/this_process.hpp"
#include "troupe/error.hpp"
#include "troupe/exception.hpp"

namespace troupe::rooms::parallel {

piece_run::piece_run(const work_block& of, const std::string& label, const sink& told)
  : of_(of), label_(label), told_(told), at_(of.from), kept_(of.from) {}

void piece_run::begin(const std::function<std::unique_ptr<calls::task_block>()>& make) {
  try {
    tasks_ = make();
    if (tasks_->size() < of_.to)
      throw decode_error("there are " + std::to_string(tasks_->size()) + " tasks of '" + label_ + "', not the " +
                         std::to_string(of_.to) + " that were announced");
  } catch (...) {
    fail(at_, of_.to);
    at_ = kept_ = of_.to;
  }
}

void piece_run::run_next() {
  try {
    tasks_->run(at_);
    os::pass_fault_point("parallel.pool.ran");
    ++at_;
  } catch (...) {
    tell();
    const std::uint32_t end = of_.stops_at_failure ? of_.to : at_ + 1;
    fail(at_, end);
    at_ = kept_ = end;
  }
}

void piece_run::tell() {
  const std::uint32_t from = std::exchange(kept_, at_);
  if (from == at_)
    return;
  try {
    told_({of_.ticket, from, at_, tasks_->words_of(0, at_ - from), {}});
  } catch (...) {
    tell_one_by_one(from);
  }
  tasks_->drop_results();
}

// A result that cannot be sent is the failure of its own task.
void piece_run::tell_one_by_one(std::uint32_t from) {
  for (std::uint32_t i = from; i < at_; ++i)
    try {
      told_({of_.ticket, i, i + 1, tasks_->words_of(i - from, 1), {}});
    } catch (...) {
      fail(i, i + 1);
    }
}

// With what is being caught.
void piece_run::fail(std::uint32_t from, std::uint32_t to) const {
  told_({of_.ticket,
         from,
         to,
         {},
         capture_exception(std::current_exception(),
                           {supervision::this_process_text(), label_, "task " + std::to_string(of_.first + from)})});
}

} // namespace troupe::rooms::parallel
