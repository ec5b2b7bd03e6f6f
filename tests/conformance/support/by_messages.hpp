/// An event-based actor of this process that asks an object's address on behalf of the calling thread.
///
/// It lives as long as this, so that what it is given by one message (a mutex) it can give back by the next.
#pragma once

#include <chrono>
#include <optional>

#include <troupe/troupe.hpp>

namespace troupe::tests {

class asking_actor {
public:
  explicit asking_actor(const caf::actor& whom);
  ~asking_actor();
  asking_actor(const asking_actor&) = delete;
  asking_actor& operator=(const asking_actor&) = delete;

  /// Waits for the answer; throws the error.
  template <class Answer, class Question>
  Answer ask(const Question& what) const {
    std::optional<Answer> answer;
    const caf::actor here = self_;
    send_job([=, whom = whom_](event_based_actor* actor) {
      actor->request(whom, caf::infinite, what)
        .then([=](const Answer& value) { actor->send(here, value); },
              [=](const error_value& why) { actor->send(here, why); });
    });
    self_->receive([&](const Answer& value) { answer = value; }, [](const error_value& why) { throw_error(why); });
    return std::move(*answer);
  }
  /// The same for an answer that says no more than that it is done.
  template <class Question>
  void tell(const Question& what) const {
    const caf::actor here = self_;
    send_job([=, whom = whom_](event_based_actor* actor) {
      actor->request(whom, caf::infinite, what)
        .then([=] { actor->send(here, true); }, [=](const error_value& why) { actor->send(here, why); });
    });
    self_->receive([](bool) {}, [](const error_value& why) { throw_error(why); });
  }
  /// Whether it was done in time.
  template <class Question>
  bool tell_within(const Question& what, std::chrono::nanoseconds limit) const {
    bool done = false;
    const caf::actor here = self_;
    const auto least = std::max(limit, std::chrono::nanoseconds{std::chrono::milliseconds{1}});
    send_job([=, whom = whom_](event_based_actor* actor) {
      actor->request(whom, least, what)
        .then([=] { actor->send(here, true); }, [=](const error_value& why) { actor->send(here, why); });
    });
    self_->receive([&](bool) { done = true; },
                   [](const error_value& why) {
                     if (code_of(why) != errc::timeout)
                       throw_error(why);
                   });
    return done;
  }

private:
  void send_job(std::function<void(event_based_actor*)> job) const;

  troupe::self self_;
  caf::actor whom_;
  caf::actor actor_;
};

} // namespace troupe::tests
