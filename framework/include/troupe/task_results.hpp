/// What `pool.imap` and its like give: results that are read while later tasks run, or are not even made yet.
///
///   for (auto& y : pool.imap(troupe::fn<square>, endless)) ...
#pragma once

#include <chrono>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include <troupe/pool_call.hpp>

namespace troupe {

namespace calls {

/// Decoded results that wait to be read.
template <class R>
class read_results {
public:
  using value = R;
  void add(const arrived_results& block) {
    all_ = decoded_results<R>(block);
    at_ = 0;
  }
  [[nodiscard]] bool is_empty() const noexcept { return at_ == all_.size(); }
  R take() { return std::move(all_[at_++]); }

private:
  std::vector<R> all_;
  std::size_t at_ = 0;
};
template <>
class read_results<void> {
public:
  using value = std::monostate;
  void add(const arrived_results& block) { left_ = block.count; }
  [[nodiscard]] bool is_empty() const noexcept { return left_ == 0; }
  std::monostate take() noexcept { return --left_, std::monostate{}; }

private:
  std::uint64_t left_ = 0;
};

} // namespace calls

/// A range that is read once. Dropped before its end, it cancels the rest. Of a function without result: as many
/// `std::monostate`.
/// Threads: one at a time. It may outlive the pool, and is at its end then. One that was moved from fails with
/// invalid_state.
template <class R>
class task_results {
public:
  using value_type = calls::read_results<R>::value;

  class iterator {
  public:
    using value_type = task_results::value_type;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::input_iterator_tag;
    explicit iterator(task_results* of) noexcept : of_(of) {}
    value_type& operator*() const noexcept { return *of_->current_; }
    value_type* operator->() const noexcept { return &*of_->current_; }
    iterator& operator++() {
      of_->current_ = of_->next();
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(std::default_sentinel_t) const noexcept { return !of_->current_; }

  private:
    task_results* of_;
  };

  explicit task_results(std::unique_ptr<calls::task_stream> from) noexcept : from_(std::move(from)) {}

  /// The next result; empty behind the last one.
  /// Waits: for it. Takes more from the range that the call was made with, as far as its window allows.
  /// Fails: throws the first failure of a task, and what the range throws: the rest is cancelled then, and it is at its
  ///        end. interrupted.
  [[nodiscard]] std::optional<value_type> next() { return next_for(calls::for_ever); }
  /// The same, and `timeout` when it is not there in time: it may be asked for again.
  [[nodiscard]] std::optional<value_type> next_for(std::chrono::nanoseconds limit) {
    calls::task_stream& from = from_ ? *from_ : calls::refuse_empty_loop();
    if (read_.is_empty()) {
      const calls::arrived_results* const block = from.next(limit);
      if (block == nullptr)
        return {};
      read_.add(*block);
    }
    return read_.take();
  }

  /// Each as `next`.
  [[nodiscard]] iterator begin() {
    current_ = next();
    return iterator{this};
  }
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

private:
  std::unique_ptr<calls::task_stream> from_;
  calls::read_results<R> read_;
  std::optional<value_type> current_;
};

} // namespace troupe
