/// How the results of tasks that were asked for by message become its answer. For <troupe/pool_messages.hpp> alone.
///
/// The pool passes words on, of types that it does not know. Where an answer is more than what one worker has told, a
/// worker makes it of what all have told.
#pragma once

#include <troupe/pool_call.hpp>
#include <troupe/task_block.hpp>

namespace troupe::calls {

/// Results of tasks that stand beside each other, or the failure of all of them.
struct told_results {
  std::uint64_t first = 0; ///< of the call
  std::uint64_t count = 0;
  std::vector<wire::word> words; ///< of a vector; none of a function without result
  std::optional<exception_value> failure;
};

struct asked_answer {
  task_function run;                ///< the tasks
  task_function gather;             ///< makes the answer of a vector of `told_results`; null: one task, one answer
  const type_entry* type = nullptr; ///< of the answer; null: nothing
  bool stops_at_failure = true;
};

/// One task whose result is the answer.
template <auto F>
class answered final : public pooled<F>::block {
public:
  using pooled<F>::block::block;
  [[nodiscard]] std::vector<wire::word> words_of(std::size_t, std::size_t) override {
    return wire::to_words(this->results().front());
  }
  static std::unique_ptr<task_block> make(std::span<const wire::word> words) {
    return std::make_unique<answered>(wire::value_of<std::vector<typename pooled<F>::sent>>(words));
  }
};

/// The task of putting results together.
template <class Answer, void (*Add)(Answer&, const arrived_results&)>
class gathered final : public task_block {
public:
  explicit gathered(std::vector<told_results>&& from) : from_(std::move(from)) {}
  [[nodiscard]] std::size_t size() const noexcept override { return 1; }
  void run(std::size_t) override {
    for (const told_results& one : from_)
      Add(answer_, {one.first, one.count, one.words, one.failure ? &*one.failure : nullptr});
  }
  [[nodiscard]] std::vector<wire::word> words_of(std::size_t, std::size_t) override { return wire::to_words(answer_); }
  void drop_results() noexcept override { answer_ = {}; }
  static std::unique_ptr<task_block> make(std::span<const wire::word> words) {
    return std::make_unique<gathered>(wire::value_of<std::vector<told_results>>(words));
  }

private:
  const std::vector<told_results> from_;
  Answer answer_;
};

template <auto F>
asked_answer answer_of_one() {
  using result = task_result<F>;
  if constexpr (std::is_void_v<result>)
    return {pooled<F>::named(), {}, nullptr, true};
  else
    return {{&answered<F>::make, fn_type<F>::label()}, {}, &type_entry_of<result>(), true};
}

template <auto F>
asked_answer answer_of_all() {
  using result = task_result<F>;
  if constexpr (std::is_void_v<result>)
    return {pooled<F>::named(), {}, nullptr, true};
  else
    return {pooled<F>::named(),
            {&gathered<std::vector<result>, &append_results<result>>::make, fn_type<F>::label()},
            &type_entry_of<std::vector<result>>(),
            true};
}

template <auto F>
asked_answer answer_of_each() {
  using each = outcome<task_result<F>>;
  return {pooled<F>::named(),
          {&gathered<std::vector<each>, &append_outcomes<task_result<F>>>::make, fn_type<F>::label()},
          &type_entry_of<std::vector<each>>(),
          false};
}

} // namespace troupe::calls
