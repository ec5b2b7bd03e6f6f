/// A call whose results are read as they come, and whose tasks are taken from their range meanwhile.
#pragma once

#include <map>
#include <optional>
#include <thread>

#include "parallel/pool/open_call.hpp"
#include "parallel/pool/progress_bar.hpp"
#include "troupe/pool_call.hpp"
#include "troupe/task_source.hpp"

namespace troupe::rooms::parallel {

/// Kept by the desk while it is open, and by its reader.
class desk_stream final : public open_call {
public:
  struct ways {
    bool in_order = true;
    bool shows_progress = false;
    std::size_t chunk = 1;
    std::size_t window = 1; ///< tasks that are taken and not read, at most
  };
  desk_stream(std::shared_ptr<pool_desk> at, std::uint64_t number, const calls::task_function& what,
              const call_terms& terms, ways how, std::unique_ptr<calls::task_source> from);

  /// See task_stream.
  [[nodiscard]] const calls::arrived_results* next(std::chrono::nanoseconds limit);
  /// Takes tasks from the range as far as the window allows. Fails: as the range does, and the call is over then.
  void take_tasks();
  /// Nobody reads it any more.
  void leave() noexcept;

  void add(result_block&& one) override;
  void given(std::uint64_t count, bool is_whole) override;
  void fail(const exception_value& why) override;
  [[nodiscard]] bool is_cut_short() const override { return false; }
  [[nodiscard]] bool end_with_what_it_has() override;

private:
  [[nodiscard]] bool has_room() const noexcept;
  [[nodiscard]] bool begin_taking();
  void take_from_range();
  void end_taking() noexcept;
  void throw_if_ended_early();
  void tell_unread();
  [[nodiscard]] bool wait_for_one(os::time_point deadline);
  [[nodiscard]] bool take_block();
  [[nodiscard]] bool has_block() const noexcept;
  void note();
  [[noreturn]] void throw_failure(const exception_value& why);

  const calls::task_function what_;
  const ways how_;
  std::unique_ptr<calls::task_source> from_; ///< null when nothing is taken any more

  std::atomic<std::thread::id> reader_; ///< the thread that reads it, or has made it

  // of the reader
  std::uint64_t taken_ = 0;
  std::uint64_t read_ = 0;
  std::uint64_t words_taken_ = 0;
  result_block block_;
  calls::arrived_results shown_;
  std::optional<progress_bar> bar_;

  // under the desk's lock
  std::map<std::uint64_t, result_block> arrived_; ///< and not read, by their first task
  std::uint64_t next_ = 0;                        ///< the first task of the block to be read
  std::uint64_t count_ = 0;                       ///< of what arrived
  std::uint64_t given_ = 0;
  bool is_whole_ = false;
  bool is_taking_ = false;       ///< the reader is at the range
  bool has_ended_early_ = false; ///< and takes no more from it
  bool failure_was_read_ = false;
  std::optional<exception_value> failure_; ///< of all of it
  std::atomic<bool> is_ready_{false};      ///< there is something to read: a block, a failure, or the end
};

} // namespace troupe::rooms::parallel
