/// What has to happen before a table goes, for things that outlive it unused.
#pragma once

#include <functional>

namespace troupe::rooms::objects {

class table;

/// Threads: any. The call may come from the thread that ends the table.
class table_end {
public:
  /// `call` is called once: when the table ends, or by `call_now`, whichever comes first.
  table_end(const table& in, std::function<void()> call);
  /// Without a call.
  ~table_end();
  table_end(const table_end&) = delete;
  table_end& operator=(const table_end&) = delete;

  /// Nothing when it was called already; then it has returned.
  void call_now();

private:
  friend void call_ends_of(const table& which);
  [[nodiscard]] bool leave() noexcept;

  const table* in_; ///< null: called, or being called
  const std::function<void()> call_;
};

/// By the table, before anything of it goes.
void call_ends_of(const table& which);

} // namespace troupe::rooms::objects
