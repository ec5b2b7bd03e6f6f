/// A file descriptor with one owner. Close-on-exec from birth is the business of whoever opens it.
#pragma once

#include <utility>

namespace troupe::rooms::os {

class fd {
public:
  fd() noexcept = default;
  explicit fd(int number) noexcept : number_(number) {}
  fd(fd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  fd& operator=(fd&& other) noexcept {
    reset(std::exchange(other.number_, -1));
    return *this;
  }
  ~fd() { reset(); }

  [[nodiscard]] int get() const noexcept { return number_; }
  [[nodiscard]] explicit operator bool() const noexcept { return number_ >= 0; }
  [[nodiscard]] int release() noexcept { return std::exchange(number_, -1); }
  void reset(int number = -1) noexcept;
  /// A second descriptor of the same file, close-on-exec. Fails: no_resource.
  [[nodiscard]] fd duplicate() const;

private:
  int number_ = -1;
};

} // namespace troupe::rooms::os
