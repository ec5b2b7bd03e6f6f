/// A process whose every operation is a message to its address from an event-based actor.
#pragma once

#include <utility>

#include "support/flavours.hpp"

namespace troupe::tests {

class process_by_messages {
public:
  template <class... Args>
  explicit process_by_messages(const process_options& options, Args&&... args)
    : process_(options, std::forward<Args>(args)...) {}
  template <class First, class... Args>
    requires(!std::is_same_v<std::remove_cvref_t<First>, process_by_messages> &&
             !std::is_same_v<std::remove_cvref_t<First>, process_options>)
  explicit process_by_messages(First&& first, Args&&... args)
    : process_(std::forward<First>(first), std::forward<Args>(args)...) {}

  void start() const { static_cast<void>(ask<process_view>(process_start{})); }
  void join() const { static_cast<void>(ask<std::optional<std::int32_t>>(process_join{})); }
  [[nodiscard]] bool join_for(std::chrono::nanoseconds limit) const {
    return ask<std::optional<std::int32_t>>(process_join{limit}).has_value();
  }
  [[nodiscard]] bool is_alive() const { return look().state == process_state::started; }
  [[nodiscard]] std::optional<int> pid() const { return number(look().pid); }
  [[nodiscard]] std::optional<int> parent_pid() const { return number(look().parent_pid); }
  [[nodiscard]] std::optional<int> exitcode() const { return look().exit_code; }
  [[nodiscard]] std::string name() const { return look().name; }
  [[nodiscard]] bool daemon() const { return look().daemon; }
  void set_name(const std::string& name) const { tell_from_an_actor(process_.address(), process_set_name{name}); }
  void set_daemon(bool daemon) const { tell_from_an_actor(process_.address(), process_set_daemon{daemon}); }
  void terminate() const { static_cast<void>(ask<bool>(process_terminate{})); }
  void kill() const { static_cast<void>(ask<bool>(process_kill{})); }
  void terminate_tree() const { static_cast<void>(ask<bool>(process_terminate_tree{})); }

private:
  template <class Answer, class Question>
  [[nodiscard]] Answer ask(const Question& what) const {
    return ask_from_an_actor<Answer>(process_.address(), what);
  }
  [[nodiscard]] process_view look() const { return ask<process_view>(process_look{}); }
  static std::optional<int> number(std::int32_t value) { return value != 0 ? std::optional<int>{value} : std::nullopt; }

  process process_;
};

template <class Flavour>
struct process_in;
template <>
struct process_in<direct> {
  using type = process;
};
template <>
struct process_in<messages> {
  using type = process_by_messages;
};
/// `process_of<TypeParam> p{...}` in a typed test.
template <class Flavour>
using process_of = typename process_in<Flavour>::type;

} // namespace troupe::tests
