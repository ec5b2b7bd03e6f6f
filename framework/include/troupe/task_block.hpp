/// How the tasks of a pool get to its workers, and their results back. For `troupe::pool` alone: thin templates over
/// named functions.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <string_view>
#include <vector>

#include <troupe/actor_reference.hpp>
#include <troupe/fn_arguments.hpp>
#include <troupe/value_words.hpp>

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

/// Tasks of one call as they have arrived in a worker.
class task_block {
public:
  task_block() = default;
  task_block(const task_block&) = delete;
  task_block& operator=(const task_block&) = delete;
  virtual ~task_block() = default;
  [[nodiscard]] virtual std::size_t size() const noexcept = 0;
  /// Runs one task, and keeps its result behind those that are kept. Throws what the function throws.
  virtual void run(std::size_t task) = 0;
  /// `count` of the results that are kept, from the `from`-th on, as the words of a vector; they are moved from.
  [[nodiscard]] virtual std::vector<wire::word> words_of(std::size_t from, std::size_t count) = 0;
  /// Keeps none of them any longer.
  virtual void drop_results() noexcept = 0;
};
/// Throws decode_error for words that are no such tasks.
using block_maker = std::unique_ptr<task_block> (*)(std::span<const wire::word> words);

/// A function that tasks run, as the calling process knows it.
struct task_function {
  block_maker make = nullptr; ///< its address is what travels
  std::string_view label;
};

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

/// What the result of a task is where it is read.
template <auto F>
using task_result =
  std::conditional_t<std::is_void_v<typename fn_type<F>::result>, void, travelling_type<typename fn_type<F>::result>>;

template <class R>
class kept_results {
public:
  template <class Call>
  void add(Call call) {
    all_.emplace_back(call());
  }
  std::vector<wire::word> words_of(std::size_t from, std::size_t count) {
    if (count == all_.size())
      return wire::to_words(all_);
    const auto first = all_.begin() + static_cast<std::ptrdiff_t>(from);
    const auto last = first + static_cast<std::ptrdiff_t>(count);
    return wire::to_words(std::vector<R>(std::make_move_iterator(first), std::make_move_iterator(last)));
  }
  [[nodiscard]] const R& front() const { return all_.front(); }
  void clear() noexcept { all_.clear(); }

private:
  std::vector<R> all_;
};
template <>
class kept_results<void> {
public:
  template <class Call>
  void add(Call call) {
    call();
  }
  static std::vector<wire::word> words_of(std::size_t, std::size_t) { return {}; }
  void clear() noexcept {}
};

/// A function as a pool runs it.
template <auto F>
struct pooled {
  using written = called_parameters<F>;
  using sent = sent_parameters<written>;
  using result = task_result<F>;

  class block : public task_block {
  public:
    explicit block(std::vector<sent>&& tasks) : tasks_(std::move(tasks)) {}
    [[nodiscard]] std::size_t size() const noexcept override { return tasks_.size(); }
    void run(std::size_t task) override {
      results_.add(
        [&]() -> decltype(auto) { return call(tasks_[task], std::make_index_sequence<std::tuple_size_v<sent>>{}); });
    }
    [[nodiscard]] std::vector<wire::word> words_of(std::size_t from, std::size_t count) override {
      return results_.words_of(from, count);
    }
    void drop_results() noexcept override { results_.clear(); }

  protected:
    [[nodiscard]] const kept_results<result>& results() const noexcept { return results_; }

  private:
    template <std::size_t... Is>
    static decltype(auto) call(sent& with, std::index_sequence<Is...>) {
      return std::invoke(F, handed_over<std::tuple_element_t<Is, written>>(std::get<Is>(with))...);
    }
    std::vector<sent> tasks_;
    kept_results<result> results_;
  };

  static std::unique_ptr<task_block> make(std::span<const wire::word> words) {
    return std::make_unique<block>(wire::value_of<std::vector<sent>>(words));
  }
  static task_function named() { return {&make, fn_type<F>::label()}; }
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

/// An lvalue must outlive its use; a temporary is taken over.
template <auto F, bool Unpack, class Range>
std::unique_ptr<task_source> tasks_of(Range&& range) {
  require_tasks<F, Unpack, Range>();
  require_result<F>();
  using view = std::views::all_t<Range>;
  return std::make_unique<task_range<F, Unpack, view>>(std::views::all(std::forward<Range>(range)));
}

} // namespace troupe::calls
