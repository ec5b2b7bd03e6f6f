/// Tasks that are written and not handed over yet.
#pragma once

#include <vector>

#include "troupe/task_source.hpp"

namespace troupe::rooms::parallel {

/// Dropped, it lets go of what they refer to. Threads: one.
class written_tasks {
public:
  written_tasks() = default;
  written_tasks(written_tasks&&) noexcept = default;
  written_tasks& operator=(written_tasks&&) = delete;
  written_tasks(const written_tasks&) = delete;
  written_tasks& operator=(const written_tasks&) = delete;
  ~written_tasks();

  void add(calls::task_piece&& one) { all_.push_back(std::move(one)); }
  [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }
  [[nodiscard]] const std::vector<calls::task_piece>& pieces() const noexcept { return all_; }
  /// They are somebody else's now.
  std::vector<calls::task_piece> hand_over() noexcept { return std::exchange(all_, {}); }

private:
  std::vector<calls::task_piece> all_;
};

} // namespace troupe::rooms::parallel
