/// The tasks of one piece, run in order. Results of tasks that stand beside each other are told together.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "parallel/pool/protocol.hpp"
#include "troupe/task_block.hpp"

namespace troupe::rooms::parallel {

/// Threads: one.
class piece_run {
public:
  using sink = std::function<void(done_block&&)>;
  /// All of it outlives this.
  piece_run(const work_block& of, const std::string& label, const sink& told);
  /// What cannot be made is told as the failure of all of them.
  void begin(const std::function<std::unique_ptr<calls::task_block>()>& make);
  [[nodiscard]] bool has_more() const noexcept { return at_ < of_.to; }
  /// The next one, or the one that runs.
  [[nodiscard]] std::uint32_t at() const noexcept { return at_; }
  /// Never throws what the task throws, which is told with what stands before it.
  void run_next();
  /// Tells what is kept.
  void tell();

private:
  void tell_one_by_one(std::uint32_t from);
  void fail(std::uint32_t from, std::uint32_t to) const;

  const work_block& of_;
  const std::string& label_;
  const sink& told_;
  std::unique_ptr<calls::task_block> tasks_;
  std::uint32_t at_;
  std::uint32_t kept_; ///< the first whose result is not told
};

} // namespace troupe::rooms::parallel
