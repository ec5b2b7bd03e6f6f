/// How the tasks of a pool are run where they have arrived, and their results kept. For `troupe::pool` alone: thin
/// templates over named functions.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <troupe/fn_arguments.hpp>
#include <troupe/value_words.hpp>

namespace troupe::calls {

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
  [[nodiscard]] decltype(auto) front() const { return all_.front(); }
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

} // namespace troupe::calls
