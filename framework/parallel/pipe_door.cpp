/// An end of a pipe by messages.
#include <algorithm>
#include <deque>
#include <optional>

#include "objects/item_stream.hpp"
#include "parallel/answer.hpp"
#include "parallel/kind_doors.hpp"
#include "parallel/late_answers.hpp"
#include "parallel/message_items.hpp"
#include "parallel/pipe_items.hpp"
#include "troupe/error.hpp"
#include "troupe/pipe_messages.hpp"

namespace troupe::rooms::parallel {

namespace {

using objects::item_view;
using objects::receive_outcome;
using objects::send_outcome;

/// What a message is, as far as receivers ask.
struct message_kind {
  std::uint64_t type = 0; ///< 0: bytes
  std::size_t size = 0;   ///< of bytes
};
struct received_message {
  message_kind kind;
  caf::message content;
  std::uint64_t bytes = 0; ///< as an item
};

/// To the door itself.
struct look_again {};
constexpr std::chrono::milliseconds time_to_look_again{2};

struct end_side {
  end_side(caf::event_based_actor* me, door* here) : self(me), at(here), answered(me) {
    const objects::end_body ends = objects::end_in(here->entry());
    open(reads, ends.in);
    open(writes, ends.out);
  }
  void open(std::optional<objects::item_stream>& stream, objects::object_id which) {
    if (const objects::reference known = at->in().find(which, objects::object_kind::pipe))
      stream.emplace(at->in(), known);
  }
  void close() {
    is_open = false;
    reads.reset();
    writes.reset();
    answered.clear();
    returned.clear();
  }

  caf::event_based_actor* self;
  door* at;
  bool is_open = true;
  bool is_broken = false; ///< bytes were longer than allowed
  bool looks_again = false;
  std::optional<objects::item_stream> reads, writes;
  late_answers<received_message> answered;
  std::deque<received_message> returned; ///< withdrawn: received before all else
};
using side = std::shared_ptr<end_side>;

caf::error error_of(const error& why) { return make_error(why.code(), why.what()); }

// Fails: invalid_state.
void require_open(const side& here) {
  if (!here->is_open)
    throw invalid_state("the end of the pipe is gone: its last owner has closed it");
}
objects::item_stream& reads(const side& here) {
  require_open(here);
  if (!here->reads)
    throw invalid_state("this end of the pipe only sends: receive at the other one, or make a duplex pipe");
  if (here->is_broken)
    throw invalid_state("nothing more can be received here: a message was longer than receive_bytes allowed");
  return *here->reads;
}
objects::item_stream& writes(const side& here) {
  require_open(here);
  if (!here->writes)
    throw invalid_state("this end of the pipe only receives: send at the other one, or make a duplex pipe");
  return *here->writes;
}

// What waits here: `attempt` answers and says that it is over; what it throws is the answer.
void wait(const side& here, const asked& by, caf::response_promise promise, objects::object_entry& also,
          const void* line, std::function<bool()> attempt) {
  here->at->wait(here->self, {.by = by,
                              .attempt =
                                [promise, attempt = std::move(attempt)]() mutable {
                                  try {
                                    return attempt();
                                  } catch (const error& why) {
                                    return promise.deliver(error_of(why)), true;
                                  }
                                },
                              .refuse = [promise](const caf::error& why) mutable { promise.deliver(why); },
                              .also = &also,
                              .line = line});
}

// -- sending ----------------------------------------------------------------------------------------

bool try_send(const side& here, objects::item_draft& what) {
  const send_outcome outcome = writes(here).send(what, os::time_point::min());
  if (outcome == send_outcome::nobody_reads)
    throw end_of_stream("the other end of the pipe is closed everywhere: nobody would receive the message");
  return outcome == send_outcome::sent;
}

template <class Write>
caf::response_promise answer_sending(const side& here, Write write) {
  const asked by = here->at->now(here->self);
  caf::response_promise promise = here->self->make_response_promise();
  try {
    objects::item_stream& to = writes(here);
    const auto item = write(to);
    wait(here, by, promise, to.entry(), &to, [=]() mutable {
      if (!try_send(here, item->draft()))
        return false;
      item->was_put();
      promise.deliver(caf::unit_t{});
      return true;
    });
  } catch (const error& why) {
    promise.deliver(error_of(why));
  }
  return promise;
}

struct written_bytes {
  written_bytes(const objects::item_chain& to, std::span<const std::byte> bytes)
    : draft_(to, objects::item_kind::bytes, words_of_bytes(bytes.size())) {
    write_bytes(draft_, bytes);
  }
  objects::item_draft& draft() { return draft_; }
  void was_put() const noexcept {}

private:
  objects::item_draft draft_;
};

// -- receiving --------------------------------------------------------------------------------------

message_kind kind_of(const item_view& item) {
  const std::uint64_t type = type_of(item);
  return {type, type == 0 ? bytes_in(item).size() : 0};
}

caf::message message_in(const item_view& item) {
  if (item.head.kind == objects::item_kind::bytes) {
    const auto bytes = bytes_in(item);
    return caf::make_message(received_bytes{{bytes.begin(), bytes.end()}});
  }
  return read_message(item.words[0], item.words[1], item.contents().subspan(type_words));
}

void require_type(const message_kind& what, const std::vector<std::uint64_t>& types) {
  if (types.empty() || (what.type != 0 && std::ranges::find(types, what.type) != types.end()))
    return;
  std::string names;
  for (const std::uint64_t type : types)
    names.append(names.empty() ? "" : " or ").append(type_name_of(type));
  refuse_type(what.type, names);
}

void require_short(const side& here, const message_kind& what, std::uint64_t longest) {
  if (what.type != 0)
    refuse_type(what.type, "bytes");
  if (what.size > longest) {
    here->is_broken = true;
    throw buffer_too_short(too_long(what.size, longest) + "; nothing more can be received at this end");
  }
}

using check = std::function<void(const message_kind&)>;

// Whoever receives here by call may take long to read, with the guard held: nobody tells when he is ready.
void plan_look(const side& here) {
  if (!std::exchange(here->looks_again, true))
    here->self->delayed_send(here->self, time_to_look_again, look_again{});
}

// Empty: there is none now.
std::optional<received_message> try_receive(const side& here, const check& is_wanted) {
  std::optional<received_message> found;
  std::vector<objects::flight_id> flights;
  const receive_outcome outcome = reads(here).try_receive([&](const item_view& item) {
    const message_kind kind = kind_of(item);
    is_wanted(kind);
    found = received_message{kind, message_in(item), objects::bytes_of(item.head)};
    flights = flights_in(item);
    return true;
  });
  if (outcome == receive_outcome::busy)
    plan_look(here);
  require_received(outcome == receive_outcome::end);
  objects::settle(here->at->in(), flights);
  return found;
}

std::optional<received_message> next(const side& here, const check& is_wanted) {
  static_cast<void>(reads(here)); // not broken
  if (here->returned.empty())
    return try_receive(here, is_wanted);
  is_wanted(here->returned.front().kind);
  received_message found = std::move(here->returned.front());
  here->returned.pop_front();
  return found;
}

caf::response_promise answer_receiving(const side& here, check is_wanted) {
  const asked by = here->at->now(here->self);
  caf::response_promise promise = here->self->make_response_promise();
  try {
    objects::item_stream& from = reads(here);
    if (!by.who)
      throw invalid_argument("a message is asked for by a request: it is answered"); // else it would be lost
    wait(here, by, promise, from.entry(), nullptr, [=]() mutable {
      std::optional<received_message> found = next(here, is_wanted);
      if (!found)
        return false;
      answer(here->self, promise, found->content);
      const std::uint64_t bytes = found->bytes;
      here->answered.keep(by, std::move(*found), bytes, [](const received_message&) {});
      return true;
    });
  } catch (const error& why) {
    promise.deliver(error_of(why));
  }
  return promise;
}

// It timed out when the answer was on its way: nobody has got the message.
void take_back(const side& here, const asked& which) {
  if (std::optional<received_message> found = here->answered.take_back(which))
    here->returned.push_back(std::move(*found));
}

// -- the rest ---------------------------------------------------------------------------------------

bool is_readable_now(const side& here) { return reads(here).is_ready() || !here->returned.empty(); }

caf::result<bool> answer_is_readable(const side& here) {
  try {
    return is_readable_now(here);
  } catch (const error& why) {
    return error_of(why);
  }
}

caf::response_promise answer_when_readable(const side& here) {
  const asked by = here->at->now(here->self);
  caf::response_promise promise = here->self->make_response_promise();
  try {
    wait(here, by, promise, reads(here).entry(), nullptr, [=]() mutable {
      const bool is_ready = is_readable_now(here);
      if (is_ready)
        promise.deliver(caf::unit_t{});
      return is_ready;
    });
  } catch (const error& why) {
    promise.deliver(error_of(why));
  }
  return promise;
}

} // namespace

caf::message_handler pipe_door(caf::event_based_actor* self, door* at) {
  const auto here = std::make_shared<end_side>(self, at);
  const bool has_in = here->reads.has_value(), has_out = here->writes.has_value();
  at->on_withdrawn = [=](const asked& which) { take_back(here, which); };
  at->on_closed = [=] { here->close(); };
  return {
    [=](const send_message& what) {
      return answer_sending(here, [&](objects::item_stream& to) {
        return write_message(to.chain(), what.message, objects::item_kind::typed);
      });
    },
    [=](const send_bytes& what) {
      return answer_sending(
        here, [&](objects::item_stream& to) { return std::make_shared<written_bytes>(to.chain(), what.bytes); });
    },
    [=](const receive_message& what) {
      return answer_receiving(here, [types = what.types](const message_kind& kind) { require_type(kind, types); });
    },
    [=](const receive_bytes& what) {
      return answer_receiving(here, [=](const message_kind& kind) { require_short(here, kind, what.longest); });
    },
    [=](const late_answers_due&) { here->answered.settle_due([](const received_message&) {}); },
    [=](const look_again&) {
      here->looks_again = false;
      at->look();
    },
    [=](const is_readable&) { return answer_is_readable(here); },
    [=](const wait_until_readable&) { return answer_when_readable(here); },
    [=](const describe&) { return text_of_end(has_in, has_out); },
  };
}

} // namespace troupe::rooms::parallel
