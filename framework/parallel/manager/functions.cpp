#include "troupe/managed_function.hpp"

#include <mutex>
#include <unordered_map>

#include "spawn/spawner.hpp"
#include "troupe/error.hpp"

namespace troupe::managed {
namespace {

std::atomic<const function*> first{nullptr};

struct place_hash {
  std::size_t operator()(const function_place& where) const noexcept { return where.module ^ where.offset; }
};

/// All that were written down, by place. Places are looked up when they are needed: what is asked for
/// is asked for again.
class book {
public:
  const function* find(const function_place& where) {
    const std::scoped_lock hold{lock_};
    const auto known = by_place_.find(where);
    if (known != by_place_.end())
      return known->second;
    read_on();
    const auto now_known = by_place_.find(where);
    return now_known != by_place_.end() ? now_known->second : nullptr;
  }

private:
  // Those written down since the last time: a module was loaded meanwhile.
  void read_on() {
    const function* const newest = first.load(std::memory_order_acquire);
    for (const function* one = newest; one != read_; one = one->next)
      by_place_.emplace(place_of(*one), one);
    read_ = newest;
  }

  std::mutex lock_;
  const function* read_ = nullptr; ///< this one and all behind it are in the table
  std::unordered_map<function_place, const function*, place_hash> by_place_;
};

/// Lives for ever: objects are used until the end of the program.
book& all() {
  static auto* only = new book;
  return *only;
}

std::string readable(const std::type_info& type) {
  const type_entry* const known = find_type(type);
  return known != nullptr ? "'" + std::string{known->name} + "'" : std::string{"another type"};
}

} // namespace

void know_function(function& which) noexcept {
  const function* head = first.load(std::memory_order_relaxed);
  do
    which.next = head;
  while (!first.compare_exchange_weak(head, &which, std::memory_order_release)); // pairs with the acquire in `read_on`
}

function_place place_of(const function& which) {
  const rooms::spawn::code_place where =
    rooms::spawn::place_of(reinterpret_cast<const void*>(which.run), std::string{which.label});
  const std::string_view build{reinterpret_cast<const char*>(where.build.data()), where.build.size()};
  return {hash_of(build.empty() ? std::string_view{where.module} : build), where.offset};
}

const function& find_function(const function_place& where, const std::type_info& subject) {
  const function* const found = all().find(where);
  if (found == nullptr)
    throw unknown_name("the manager's process does not know that function: start all processes from one build, and "
                       "load libraries that name functions before the manager is made");
  if (*found->subject != subject)
    throw type_mismatch("the function '" + std::string{found->label} + "' is for " + readable(*found->subject) +
                        ", and here is " + readable(subject));
  return *found;
}

} // namespace troupe::managed
