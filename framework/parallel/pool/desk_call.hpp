/// A call whose results are read when all are there: kept by the desk until it is over, and by its futures.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "parallel/pool/open_call.hpp"
#include "parallel/pool/progress_bar.hpp"
#include "troupe/pool_call.hpp"

namespace troupe::rooms::parallel {

class desk_call final : public open_call, public calls::pool_call {
public:
  struct ways {
    bool fails_at_once = false;
    bool shows_progress = false;
  };
  desk_call(std::shared_ptr<pool_desk> at, std::uint64_t number, std::string_view label, const call_terms& terms,
            ways how);
  ~desk_call() override;

  /// So many tasks will be given, if that is known.
  void expect(std::optional<std::uint64_t> tasks) noexcept { expected_ = tasks; }
  /// Until less than `most` of the tasks that were given are without a result, or it is over.
  void wait_until_few(std::uint64_t most);
  void wait() override;
  bool wait_for(std::chrono::nanoseconds limit) override;
  [[nodiscard]] bool successful() const override;
  void throw_failure() const override;
  [[nodiscard]] std::vector<calls::arrived_results> results() const override;
  void has_read(std::size_t block) const noexcept override { std::vector<std::uint64_t>{}.swap(blocks_[block].words); }
  void cancel() override;
  void then(std::function<void()> what, bool hears_errors) override;

  void add(result_block&& one) override;
  void given(std::uint64_t count, bool is_whole) override;
  void fail(const exception_value& why) override;
  [[nodiscard]] bool is_cut_short() const override { return failure_ && arrived_ < given_; }

private:
  bool wait_until(const std::function<bool()>& done, os::time_point deadline);
  void show_until(const std::function<bool()>& done, os::time_point deadline);
  void show_bar();
  void close();

  const bool fails_at_once_;
  const bool has_bar_;
  mutable std::vector<result_block> blocks_; ///< when it is over, of whoever reads the results
  std::uint64_t arrived_ = 0;
  std::uint64_t given_ = 0;
  std::optional<std::uint64_t> expected_; ///< set before there are others who look
  bool is_whole_ = false;
  bool failed_as_whole_ = false;
  std::optional<exception_value> failure_; ///< of the call; settled when it is over
  std::vector<std::function<void()>> reactions_;
  mutable std::atomic<bool> was_seen_{false};
  std::atomic<bool> is_drawn_{false}; ///< by a thread that waits, whose the bar is then
  std::optional<progress_bar> bar_;
};

} // namespace troupe::rooms::parallel
