/// What a running tree answers to the `troupe` command: docs/formats/control.md.
///
/// Threads: the house thread alone.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "actor/host.hpp"
#include "house/control/address.hpp"
#include "house/control/control_server.hpp"
#include "house/control/limit_answers.hpp"
#include "house/control/mail_answers.hpp"
#include "house/control/tree_events.hpp"
#include "house/control/tree_waits.hpp"
#include "mailbox/onlooker.hpp"
#include "supervision/tree_runner.hpp"

namespace troupe::rooms::house {

class tree_answers {
public:
  /// `of`: where the actors are that ask for those who send messages, and whose region is looked at.
  tree_answers(std::string tree, actor::host& of, option_teller options)
    : tree_(std::move(tree)), region_(of.mail().where()), options_(std::move(options)), mail_(of.system()) {}

  /// For the history of each child, and for `events`.
  void hear(const supervision::tree_news& news);
  /// Answers, or keeps the reply until what was asked for has come about. What changes the tree is noted at `of`.
  void answer(supervision::tree_runner& of, control_request&& asked, control_reply reply);
  /// Answers whoever waits for what has come about meanwhile. After each look of the runner.
  void look(const supervision::tree_runner& of);
  /// When somebody who waits has waited long enough.
  [[nodiscard]] os::time_point next_deadline() const noexcept;

private:
  using runner = supervision::tree_runner;
  /// What waits in mailboxes, by slot: looked at once for all rows of an answer.
  using mail_sight = std::map<mailbox::slot_id, mailbox::mail_seen>;

  void forget(supervision::node_id who);
  void note_end(supervision::node_id who, const message::json::object& record, const std::string& words);
  void show(const runner& of, const control_request& asked, const control_reply& reply,
            const std::vector<std::size_t>& who);
  void change(runner& of, const control_request& asked, const control_reply& reply,
              const std::vector<std::size_t>& who);
  void send(runner& of, const control_request& asked, const control_reply& reply, const std::vector<std::size_t>& who);
  void wait_for(const runner& of, const control_request& asked, const control_reply& reply,
                const std::vector<std::size_t>& who);
  [[nodiscard]] message::json::object row_of(const runner& of, supervision::node_id who, const mail_sight& mail) const;
  void add_branches(const runner& of, const control_request& asked, const std::vector<std::size_t>& who,
                    const mail_sight& mail, message::json::object& to) const;
  [[nodiscard]] mail_sight look_at_mail(const runner& of, const std::vector<std::size_t>& who) const;
  [[nodiscard]] message::json::object status_of(const runner& of, supervision::node_id who, std::size_t history,
                                                const mail_sight& mail) const;
  [[nodiscard]] message::json::object branch_of(const runner& of, supervision::node_id who,
                                                const mail_sight& mail) const;
  [[nodiscard]] message::json::object result_of(const std::string& command) const;

  std::string tree_;
  const mailbox::region& region_;
  option_teller options_;
  std::map<supervision::node_id, std::deque<message::json::object>> ends_; ///< the last first
  std::map<supervision::node_id, std::uint64_t> restarts_;
  tree_events events_;
  tree_waits waits_;
  mail_answers mail_;
};

} // namespace troupe::rooms::house
