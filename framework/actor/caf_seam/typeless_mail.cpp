#include "actor/typeless_mail.hpp"

#include <memory>

#include "actor/caf_seam/refusal_ear.hpp"
#include "actor/caf_seam/types.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::actor {
namespace {

/// What its handlers would refuse, an answer of any type, is taken where it arrives.
class typeless_asker final : public caf::event_based_actor {
public:
  typeless_asker(caf::actor_config& config, caf::actor whom, caf::message question, answer_told told)
    : caf::event_based_actor(config), whom_(std::move(whom)), question_(std::move(question)), told_(std::move(told)) {}

  caf::behavior make_behavior() override {
    const caf::message_id id = new_request_id(caf::message_priority::normal);
    caf::actor_cast<caf::abstract_actor*>(whom_)->enqueue(caf::strong_actor_ptr{ctrl()}, id, std::move(question_),
                                                          context());
    whom_ = nullptr;
    return {[](caf::unit_t) {}};
  }

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit* unit) override {
    if (!what->mid.is_response())
      return caf::event_based_actor::enqueue(std::move(what), unit);
    if (const answer_told told = std::exchange(told_, {}))
      told(what->move_content_to_message());
  }
  using caf::event_based_actor::enqueue;

private:
  caf::actor whom_;
  caf::message question_;
  answer_told told_; ///< empty once told
};

struct freeing {
  const type_entry& type;
  void operator()(void* room) const noexcept { ::operator delete(room, std::align_val_t{type.alignment}); }
};

carried_value carried(const type_entry& type, const void* value) {
  carried_value made{&type, std::vector<wire::word>(1 + type.words(value))};
  made.words[0] = type.write(value, made.words.data() + 1);
  return made;
}

} // namespace

caf::message message_of(const type_entry& type, const payload_source& from) {
  const auto* hooks = static_cast<const messages::hooks*>(type.actor_hooks.load(std::memory_order_acquire));
  if (hooks == nullptr)
    throw decode_error(std::string{type.name} + " is no type of messages");
  const std::unique_ptr<void, freeing> room{::operator new(type.size, std::align_val_t{type.alignment}), {type}};
  if (!type.read(from, room.get()))
    throw decode_error("these words are no " + std::string{type.name});
  const std::unique_ptr<void, void (*)(void*) noexcept> value{room.get(), type.destroy};
  return hooks->take(value.get());
}

std::optional<std::vector<carried_value>> values_in(const caf::message& what) {
  std::vector<carried_value> all;
  for (std::size_t i = 0; i < what.size(); ++i) {
    const type_entry* const type = entry_of(what.type(i));
    if (type == nullptr)
      return std::nullopt;
    all.push_back(carried(*type, what.at(i)));
  }
  return all;
}

caf::error send_typeless(const caf::actor& whom, caf::message what) {
  const refusal_ear listens{refusal_ear::when_full::refused};
  caf::anon_send(whom, std::move(what));
  return listens.heard();
}

caf::actor ask_typeless(caf::actor_system& in, const caf::actor& whom, caf::message question, answer_told told) {
  return in.spawn<typeless_asker>(whom, std::move(question), std::move(told));
}

} // namespace troupe::rooms::actor
