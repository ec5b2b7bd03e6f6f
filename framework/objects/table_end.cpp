#include "objects/table_end.hpp"

#include <mutex>
#include <utility>
#include <vector>

namespace troupe::rooms::objects {

namespace {

// Leaked: handles of static life end after everything else. The lock is held while a table calls, so that
// whoever finds his own called knows that it has returned.
struct present_ends {
  std::mutex lock;
  std::vector<table_end*> all;
};
present_ends& present() noexcept {
  static auto& only = *new present_ends;
  return only;
}

} // namespace

table_end::table_end(const table& in, std::function<void()> call) : in_(&in), call_(std::move(call)) {
  const std::scoped_lock hold{present().lock};
  present().all.push_back(this);
}

table_end::~table_end() { static_cast<void>(leave()); }

bool table_end::leave() noexcept {
  const std::scoped_lock hold{present().lock};
  std::erase(present().all, this);
  return std::exchange(in_, nullptr) != nullptr;
}

void table_end::call_now() {
  if (leave())
    call_();
}

void call_ends_of(const table& which) {
  const std::scoped_lock hold{present().lock};
  for (table_end* const one : present().all)
    if (one->in_ == &which) {
      one->in_ = nullptr;
      one->call_();
    }
}

} // namespace troupe::rooms::objects
