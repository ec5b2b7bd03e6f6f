/// What the tasks of a pool's calls are taken from, and what they are on their way. For `troupe::pool` alone.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <ranges>
#include <vector>

#include <troupe/actor_reference.hpp>
#include <troupe/task_block.hpp>

namespace troupe::calls {

/// Tasks that stand beside each other in a call, on their way to whoever runs them.
struct task_piece {
  std::uint64_t first = 0; ///< of the call
  std::uint32_t count = 0;
  std::vector<wire::word> words;       ///< of a vector of tuples, the arguments of each
  std::vector<std::uint64_t> flights;  ///< of the shared objects among them
  std::vector<actor_reference> actors; ///< among them
};
/// Sets the words, and with them who keeps what the tasks refer to until they are run. Fails: as codecs do,
/// no_resource.
void write_tasks(const type_entry& type, const void* tasks, task_piece& into);

/// What a call takes its tasks from, a few at a time.
class task_source {
public:
  task_source() = default;
  task_source(const task_source&) = delete;
  task_source& operator=(const task_source&) = delete;
  virtual ~task_source() = default;
  /// Takes `most` tasks, or all that are left, and makes words of them. Gives their number: 0 at the end.
  virtual std::size_t take(std::size_t most, task_piece& into) = 0;
  /// How many there will be, if that can be known without taking them.
  [[nodiscard]] virtual std::optional<std::size_t> size() = 0;
};

/// The arguments of one task.
template <auto F>
class one_task final : public task_source {
public:
  template <class... Args>
  explicit one_task(Args&&... args) {
    tasks_.emplace_back(std::forward<Args>(args)...);
  }
  std::size_t take(std::size_t, task_piece& into) override {
    if (tasks_.empty())
      return 0;
    write_tasks(type_entry_of<decltype(tasks_)>(), &tasks_, into);
    tasks_.clear();
    return 1;
  }
  std::optional<std::size_t> size() override { return 1; }

private:
  std::vector<typename pooled<F>::sent> tasks_;
};

template <class Sent, bool Unpack, class Item>
Sent task_of(Item&& item) {
  if constexpr (Unpack)
    return std::apply([]<class... Each>(Each&&... each) -> Sent { return Sent{std::forward<Each>(each)...}; },
                      std::forward<Item>(item));
  else
    return Sent{std::tuple_element_t<0, Sent>(std::forward<Item>(item))};
}

/// Tasks from a range, which is looked at as far as it is needed.
template <auto F, bool Unpack, std::ranges::input_range View>
class task_range final : public task_source {
public:
  using sent = typename pooled<F>::sent;
  explicit task_range(View&& from) : from_(std::move(from)) {}
  std::size_t take(std::size_t most, task_piece& into) override {
    if (!next_)
      next_.emplace(std::ranges::begin(from_));
    std::vector<sent> tasks;
    for (; tasks.size() < most && *next_ != std::ranges::end(from_); ++*next_)
      tasks.push_back(task_of<sent, Unpack>(**next_));
    if (!tasks.empty())
      write_tasks(type_entry_of<std::vector<sent>>(), &tasks, into);
    return tasks.size();
  }
  std::optional<std::size_t> size() override {
    if constexpr (std::ranges::sized_range<View>)
      return std::ranges::size(from_);
    else
      return std::nullopt;
  }

private:
  View from_;
  std::optional<std::ranges::iterator_t<View>> next_;
};

template <class Item>
struct unpacked;
template <class Item>
  requires requires { std::tuple_size<Item>::value; }
struct unpacked<Item> {
  template <class Parameters, std::size_t... Is>
  static consteval void require(std::index_sequence<Is...>) {
    require_arguments<Parameters, std::tuple_element_t<Is, Item>...>();
  }
};

/// Ends the compilation with one sentence when the function cannot be called with what the range has.
template <auto F, bool Unpack, class Range>
consteval void require_tasks() {
  using item = std::ranges::range_reference_t<Range>;
  if constexpr (Unpack) {
    using plain = std::remove_cvref_t<item>;
    static_assert(
      requires { std::tuple_size<plain>::value; },
      "troupe: starmap takes a range of tuples or pairs, each the arguments of one task; use map for one "
      "argument");
    if constexpr (requires { std::tuple_size<plain>::value; })
      unpacked<plain>::template require<called_parameters<F>>(std::make_index_sequence<std::tuple_size_v<plain>>{});
  } else {
    require_arguments<called_parameters<F>, item>();
  }
}

/// Ends the compilation with one sentence when the result of the function cannot travel.
template <auto F>
consteval void require_result() {
  if constexpr (!std::is_void_v<task_result<F>>)
    require_travels<task_result<F>>();
}

/// An lvalue must outlive its use, which is that of what is given back; a temporary is taken over.
template <auto F, bool Unpack, class Range>
std::unique_ptr<task_source> tasks_of(Range&& range) {
  require_tasks<F, Unpack, Range>();
  require_result<F>();
  using view = std::views::all_t<Range>;
  return std::make_unique<task_range<F, Unpack, view>>(std::views::all(std::forward<Range>(range)));
}

/// For a loop, which may outlive the container that it goes over: it has a copy then.
template <auto F, class Range>
std::unique_ptr<task_source> own_tasks_of(Range&& range) {
  using plain = std::remove_cvref_t<Range>;
  if constexpr (!std::is_lvalue_reference_v<Range> || std::ranges::view<plain>) {
    return tasks_of<F, false>(std::forward<Range>(range));
  } else {
    static_assert(std::copy_constructible<plain>,
                  "troupe: a loop over a pool keeps a copy of its range, and this one has none; move it, or pass "
                  "std::views::all(range) if it outlives the loop");
    if constexpr (std::copy_constructible<plain>)
      return tasks_of<F, false>(plain(range));
    else
      return {};
  }
}

} // namespace troupe::calls
