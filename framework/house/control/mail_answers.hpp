/// `troupe send`: messages from the shell to the actors of a running tree, from JSON and back to it.
///
/// Threads: the house thread alone.
#pragma once

#include <list>
#include <memory>

#include "actor/typeless_mail.hpp"
#include "house/control/control_server.hpp"
#include "supervision/tree_runner.hpp"

namespace troupe::rooms::house {

class mail_answers {
public:
  explicit mail_answers(caf::actor_system& in) : in_(in) {}

  /// Sends what is asked to `who`, and answers; or keeps the reply until the actor has answered.
  void answer(supervision::tree_runner& of, const control_request& asked, const control_reply& reply,
              supervision::node_id who);
  /// Forgets the questions that nobody waits for any more, and those that have been waited for long enough.
  void look();
  [[nodiscard]] os::time_point next_deadline() const noexcept;

private:
  struct question {
    control_reply reply;
    os::time_point deadline;
    std::shared_ptr<bool> is_answered = std::make_shared<bool>(false);
    caf::actor asker = {};
  };

  void ask(const caf::actor& whom, caf::message what, const control_request& asked, const control_reply& reply);

  caf::actor_system& in_;
  std::list<question> open_;
};

} // namespace troupe::rooms::house
