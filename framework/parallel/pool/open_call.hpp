/// A call that a desk has under way.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "parallel/pool/protocol.hpp"

namespace troupe::rooms::parallel {

class pool_desk;

/// Threads: any; what is the desk's is under its lock.
class open_call {
public:
  open_call(std::shared_ptr<pool_desk> at, std::uint64_t number, std::string_view label, const call_terms& terms)
    : at_(std::move(at)), number_(number), label_(label), terms_(terms) {}
  virtual ~open_call() = default;
  open_call(const open_call&) = delete;
  open_call& operator=(const open_call&) = delete;

  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
  [[nodiscard]] const std::string& label() const noexcept { return label_; }
  [[nodiscard]] const call_terms& terms() const noexcept { return terms_; }
  /// Nothing of it is waited for any more.
  [[nodiscard]] bool is_over() const noexcept { return is_over_.load(std::memory_order_acquire); }

  /// Its tasks are run by the thread that gives them. Before the first is given.
  void run_here() noexcept { runs_here_ = true; }
  [[nodiscard]] bool runs_here() const noexcept { return runs_here_; }

  // by the desk
  virtual void add(result_block&& one) = 0;
  /// So many tasks have been taken in all; whether those are all there will be.
  virtual void given(std::uint64_t count, bool is_whole) = 0;
  virtual void fail(const exception_value& why) = 0;
  /// It is over, but some of its tasks are not.
  [[nodiscard]] virtual bool is_cut_short() const = 0;
  /// If nobody but the calling thread could give it more tasks: there will be no more. Whether that is so.
  [[nodiscard]] virtual bool end_with_what_it_has() { return false; }

protected:
  void set_over() noexcept { is_over_.store(true, std::memory_order_release); } // pairs with is_over
  [[nodiscard]] const std::shared_ptr<pool_desk>& at() const noexcept { return at_; }

private:
  const std::shared_ptr<pool_desk> at_;
  const std::uint64_t number_;
  const std::string label_;
  const call_terms terms_;
  bool runs_here_ = false;
  std::atomic<bool> is_over_{false};
};

} // namespace troupe::rooms::parallel
