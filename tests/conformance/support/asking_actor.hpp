/// An event-based actor of this process that asks an object's address on behalf of the calling thread.
///
/// It lives as long as this, so that what it is given by one message (a mutex) it can give back by the next.
/// Threads: the one that made it.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include <troupe/actor.hpp>

namespace troupe::tests {

inline constexpr auto for_ever = std::chrono::nanoseconds::max();

class asking_actor {
public:
  explicit asking_actor(const caf::actor& whom);
  /// Ends the actor.
  ~asking_actor();
  asking_actor(const asking_actor&) = delete;
  asking_actor& operator=(const asking_actor&) = delete;

  /// Waits for the answer; throws the error.
  template <class Answer, class Question>
  Answer ask(const Question& what) {
    std::optional<Answer> answer;
    ask_within(for_ever, what, answer);
    return std::move(*answer);
  }
  template <class Answer, class Question>
  bool ask_within(std::chrono::nanoseconds limit, const Question& what, std::optional<Answer>& answer) {
    return run(limit, [&](event_based_actor* self, auto asked_for, const outcome& over) {
      self->request(whom_, asked_for, what)
        .then(
          [&answer, over](const Answer& value) {
            answer = value;
            over(std::nullopt);
          },
          [over](const error_value& why) { over(why); });
    });
  }
  /// The same for an answer that says no more than that it is done.
  template <class Question>
  void tell(const Question& what) {
    tell_within(for_ever, what);
  }
  /// Whether it was done in time.
  template <class Question>
  bool tell_within(std::chrono::nanoseconds limit, const Question& what) {
    return run(limit, [&](event_based_actor* self, auto asked_for, const outcome& over) {
      self->request(whom_, asked_for, what)
        .then([over] { over(std::nullopt); }, [over](const error_value& why) { over(why); });
    });
  }

private:
  using outcome = std::function<void(const std::optional<error_value>& failure)>;

  /// `ask` runs in the actor, with the limit as CAF has it; what it refers to stays until `over` was called.
  template <class Ask>
  bool run(std::chrono::nanoseconds limit, Ask ask) {
    return run_job([&, limit](event_based_actor* self, const outcome& over) {
      if (limit == for_ever)
        ask(self, caf::infinite, over);
      else
        ask(self, std::max<std::chrono::nanoseconds>(limit, std::chrono::milliseconds{1}), over);
    });
  }
  /// False: it timed out. Throws other failures.
  bool run_job(const std::function<void(event_based_actor*, const outcome&)>& job);

  struct desk;

  troupe::self self_;
  caf::actor whom_;
  std::shared_ptr<desk> desk_;
  caf::actor actor_;
};

} // namespace troupe::tests
