/// Shared lists and arrays as they are in their manager's process.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "troupe/error.hpp"
#include "troupe/list_messages.hpp"
#include "troupe/value_order.hpp"

namespace troupe {

template <class T>
class list;
template <class T>
class managed_array;
namespace names {
/// How their names begin.
inline constexpr std::string_view managed_list_head = "troupe::list<", managed_array_head = "troupe::managed_array<";
template <class T>
struct of<list<T>> : listed<managed_list_head, T> {};
template <class T>
struct of<managed_array<T>> : listed<managed_array_head, T> {};
} // namespace names

namespace managed {

/// From a position as it was asked for to one in a sequence of `size`. Fails: out_of_range.
[[nodiscard]] std::size_t position_in(list_position asked, std::size_t size);
/// The same for where a slice begins or ends: clipped, never refused.
[[nodiscard]] std::size_t edge_in(list_position asked, std::size_t size) noexcept;
/// What an array throws for another number of values than it has places.
[[noreturn]] void refuse_resize(std::size_t places, std::size_t values);
/// Refuses what does not fit into the memory of this machine: so many elements of that size, that many times.
/// Fails: out_of_range.
void refuse_too_long(std::size_t count, std::uint64_t times, std::size_t size);

/// What `list_sort` is given: sorts all elements by `F(a, b)`.
template <auto F, class T>
struct sorts {
  using subject = std::deque<T>;
  static constexpr std::string_view label = fn_type<F>::label();
  static void run(std::deque<T>& all, const any_value&, any_value&) {
    std::stable_sort(all.begin(), all.end(), [](const T& a, const T& b) -> bool { return std::invoke(F, a, b); });
  }
};

/// What lists and arrays have in common.
template <class T>
class sequence_state {
public:
  explicit sequence_state(std::vector<T>&& all)
    : all_(std::make_move_iterator(all.begin()), std::make_move_iterator(all.end())) {}
  [[nodiscard]] std::string text() const { return troupe::text(all_); }

  T answer(list_at m) const { return all_[position_in(m.position, all_.size())]; }
  void answer(list_assign<T>&& m) { all_[position_in(m.position, all_.size())] = std::move(m.value); }
  std::vector<T> answer(list_slice m) const {
    const auto [first, last] = edges(m.first, m.last);
    return std::vector<T>(all_.begin() + first, all_.begin() + last);
  }
  any_value answer(list_modify&& m) {
    any_value result;
    find_function(m.function, typeid(T)).run(&all_[position_in(m.position, all_.size())], m.arguments, result);
    return result;
  }

  std::optional<std::uint64_t> answer(const list_find<T>& m) const {
    const auto at = find(m.value);
    return at != all_.end() ? std::optional<std::uint64_t>(at - all_.begin()) : std::nullopt;
  }
  std::uint64_t answer(const list_count<T>& m) const {
    return static_cast<std::uint64_t>(std::ranges::count_if(all_, equals(m.value)));
  }
  // On a copy: an order that throws leaves all as it was.
  void answer(list_sort m) {
    std::deque<T> sorted = all_;
    any_value nothing;
    if (m.before == function_place{})
      std::stable_sort(sorted.begin(), sorted.end(), value_less{});
    else
      find_function(m.before, typeid(std::deque<T>)).run(&sorted, {}, nothing);
    all_ = std::move(sorted);
  }
  void answer(list_reverse) { std::ranges::reverse(all_); }
  std::uint64_t answer(list_size) const { return all_.size(); }

protected:
  static auto equals(const T& value) {
    return [&value](const T& one) { return equal_values(one, value); };
  }
  [[nodiscard]] auto find(const T& value) const { return std::ranges::find_if(all_, equals(value)); }
  [[nodiscard]] std::pair<std::ptrdiff_t, std::ptrdiff_t> edges(list_position first, list_position last) const {
    const std::size_t from = edge_in(first, all_.size());
    return {from, std::max(from, edge_in(last, all_.size()))};
  }

  std::deque<T> all_;
};

template <class T>
class array_state : public sequence_state<T> {
public:
  static constexpr std::string_view name = type_name<managed_array<T>>;
  using sequence_state<T>::sequence_state;
  using sequence_state<T>::answer;

  void answer(list_assign_slice<T>&& m) {
    const auto [first, last] = this->edges(m.first, m.last);
    if (last - first != static_cast<std::ptrdiff_t>(m.values.size()))
      refuse_resize(last - first, m.values.size());
    std::ranges::move(m.values, this->all_.begin() + first);
  }
};

template <class T>
class list_state : public sequence_state<T> {
public:
  static constexpr std::string_view name = type_name<list<T>>;
  using sequence_state<T>::sequence_state;
  using sequence_state<T>::answer;

  void answer(list_push_back<T>&& m) { all().push_back(std::move(m.value)); }
  void answer(list_extend<T>&& m) { insert(all().size(), std::move(m.values)); }
  void answer(list_insert<T>&& m) {
    all().insert(all().begin() + edge_in(m.position, all().size()), std::move(m.value));
  }
  void answer(list_assign_slice<T>&& m) {
    const auto [first, last] = this->edges(m.first, m.last);
    all().erase(all().begin() + first, all().begin() + last);
    insert(first, std::move(m.values));
  }
  T answer(list_pop m) {
    const auto at = all().begin() + position_in(m.position, all().size());
    T out = std::move(*at);
    all().erase(at);
    return out;
  }
  bool answer(const list_remove<T>& m) {
    const auto at = this->find(m.value);
    if (at == all().end())
      return false;
    all().erase(at);
    return true;
  }
  std::uint64_t answer(list_erase m) {
    const auto [first, last] = this->edges(m.first, m.last);
    all().erase(all().begin() + first, all().begin() + last);
    return static_cast<std::uint64_t>(last - first);
  }
  // Beside it, so that it is whole when an element cannot be copied or memory ends.
  void answer(list_repeat m) {
    refuse_too_long(all().size(), m.times, sizeof(T));
    std::deque<T> repeated;
    for (std::uint64_t i = 0; i < m.times && !all().empty(); ++i)
      repeated.insert(repeated.end(), all().begin(), all().end());
    all() = std::move(repeated);
  }
  void answer(list_clear) { all().clear(); }

private:
  std::deque<T>& all() noexcept { return this->all_; }
  void insert(std::size_t at, std::vector<T>&& values) {
    all().insert(all().begin() + at, std::make_move_iterator(values.begin()), std::make_move_iterator(values.end()));
  }
};

} // namespace managed
} // namespace troupe
