/// What a process logs while a test looks.
#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/log.hpp>

namespace troupe::tests {

/// From its making on. Make it in a system.
class noted_log {
public:
  noted_log() {
    add_log_sink([all = all_](const log_line& line) {
      const std::scoped_lock hold{all->lock};
      all->lines.emplace_back(line.text);
    });
  }
  /// How many lines have that text in them.
  [[nodiscard]] long count(std::string_view text) const {
    const std::scoped_lock hold{all_->lock};
    return std::ranges::count_if(all_->lines, [&](const std::string& one) { return one.find(text) != one.npos; });
  }

private:
  struct noted {
    std::mutex lock;
    std::vector<std::string> lines;
  };
  std::shared_ptr<noted> all_ = std::make_shared<noted>();
};

} // namespace troupe::tests
