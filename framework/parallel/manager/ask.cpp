#include "parallel/manager/ask.hpp"

#include "actor/exception_error.hpp"
#include "actor/host.hpp"
#include "parallel/manager/shared_object.hpp"
#include "troupe/error.hpp"
#include "troupe/manager_messages.hpp"

namespace troupe {

namespace rooms::parallel {
namespace {

[[noreturn]] void throw_failure(const error_value& why) {
  if (const exception_value* const thrown = actor::exception_in(why))
    rethrow(*thrown);
  if (code_of(why) != errc::worker_lost)
    throw_error(why);
  throw manager_lost("the manager is lost, and its objects with it: " +
                     (why.category() == caf::atom("system") ? "it has been shut down" : text(why)));
}

/// Whether the calling thread runs an operation of that very process: then it does this one, too.
shared_object* object_at_hand(const actor_reference& whom) {
  shared_object* const object = object_here(whom);
  return object != nullptr && actor::current_host().in_handler() ? object : nullptr;
}

} // namespace

actor::answer ask_there(const actor_reference& whom, const any_value& question) {
  if (!whom)
    throw contract_error("this handle refers to nothing: a manager makes objects and gives handles to them");
  actor::answer got = actor::ask(whom.handle(), question);
  if (got.failure)
    throw_failure(got.failure);
  return got;
}

bool is_at_hand(const actor_reference& manager) {
  actor::host& here = actor::current_host();
  return manager && here.in_handler() && here.address_of(manager.handle()) == here.mail().self();
}

void take_answer(const actor::seen_value& content, const managed::wanted& answer) {
  if (answer.type == nullptr)
    return;
  if (content.type != answer.type && (content.type == nullptr || *content.type->type != *answer.type->type))
    throw type_mismatch("the answer is " +
                        (content.type != nullptr ? "of type '" + std::string{content.type->name} + "'" : "nothing") +
                        ", but '" + std::string{answer.type->name} + "' was asked for");
  answer.take(answer.into, content.value);
}

} // namespace rooms::parallel

namespace managed {

using namespace rooms::parallel;

void ask(const actor_reference& whom, const any_value& question, const wanted& answer) {
  if (shared_object* const object = whom ? object_at_hand(whom) : nullptr) {
    const any_value own = question.clone(); // the operation may take it apart
    const any_value result = object->run({own.type(), own.data()});
    return take_answer({result.type(), result.data()}, answer);
  }
  take_answer(ask_there(whom, question).content, answer);
}

std::string text_of(const actor_reference& whom, std::string_view name) {
  if (!whom)
    return std::string{texts::short_name(name)} + "(none)";
  // That one's text may lead back here, where nobody would be waiting for it.
  if (shared_object::is_in_text() && object_at_hand(whom) == nullptr)
    return std::string{texts::short_name(name)} + "(of another manager)";
  try {
    return ask<std::string>(whom, any_value{show_text{}});
  } catch (const manager_lost&) {
  } catch (const contract_error&) { // the system is over
  }
  return std::string{texts::short_name(name)} + "(lost)";
}

} // namespace managed
} // namespace troupe
