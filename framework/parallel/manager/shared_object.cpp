#include "parallel/manager/shared_object.hpp"

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "actor/asking.hpp"
#include "actor/exception_error.hpp"
#include "os/fault_point.hpp"
#include "supervision/this_process.hpp"
#include "troupe/error.hpp"
#include "troupe/manager_messages.hpp"

namespace troupe::rooms::parallel {
namespace {

caf::actor_config& of_any_type(caf::actor_config& config) { return config.add_flag(actor::takes_any_type_flag); }

/// Which there are, for those who ask.
class objects_here {
public:
  void add(caf::actor_id id, shared_object* which) {
    const std::scoped_lock hold{lock_};
    all_.emplace(id, which);
  }
  void remove(caf::actor_id id) {
    const std::scoped_lock hold{lock_};
    all_.erase(id);
  }
  [[nodiscard]] std::size_t size() const {
    const std::scoped_lock hold{lock_};
    return all_.size();
  }
  /// Those that are not about to go.
  [[nodiscard]] std::vector<caf::strong_actor_ptr> held() const {
    std::vector<caf::strong_actor_ptr> out;
    const std::scoped_lock hold{lock_};
    for (const auto& [id, which] : all_)
      if (caf::strong_actor_ptr one = caf::weak_actor_ptr{which->ctrl()}.lock())
        out.push_back(std::move(one));
    return out;
  }

private:
  mutable std::mutex lock_;
  std::unordered_map<caf::actor_id, shared_object*> all_;
};

/// Lives for ever: the last objects go with the actor system.
objects_here& here() {
  static auto* only = new objects_here;
  return *only;
}

constexpr unsigned deepest_text = 64;
thread_local unsigned texts_begun = 0; ///< each within the one before

class one_deeper {
public:
  explicit one_deeper(unsigned& depth) noexcept : depth_(depth) { ++depth_; }
  one_deeper(const one_deeper&) = delete;
  one_deeper& operator=(const one_deeper&) = delete;
  ~one_deeper() { --depth_; }

private:
  unsigned& depth_;
};

class raised {
public:
  explicit raised(bool& flag) noexcept : flag_(flag) { flag_ = true; }
  raised(const raised&) = delete;
  raised& operator=(const raised&) = delete;
  ~raised() { flag_ = false; }

private:
  bool& flag_;
};

/// Lets go of an object's state. What that was the last to hold goes after it, not within it: a chain of objects may be
/// longer than a stack is deep.
void let_go(std::shared_ptr<void> state) {
  static thread_local std::vector<std::shared_ptr<void>>* waiting = nullptr;
  if (waiting != nullptr)
    return waiting->push_back(std::move(state));
  std::vector<std::shared_ptr<void>> all;
  waiting = &all;
  all.push_back(std::move(state));
  while (!all.empty()) {
    const std::shared_ptr<void> next = std::move(all.back());
    all.pop_back();
  }
  waiting = nullptr;
}

} // namespace

shared_object::shared_object(caf::actor_config& config, managed::body what)
  : caf::event_based_actor(of_any_type(config)), body_(std::move(what)) {
  here().add(id(), this);
}

shared_object::~shared_object() {
  here().remove(id());
  let_go(std::move(body_.state));
}

caf::behavior shared_object::make_behavior() {
  set_default_handler([](caf::scheduled_actor* self, caf::message_view& what) {
    return static_cast<shared_object*>(self)->answer(actor::look_into(what.content()));
  });
  return {[this](show_text& what) { return answer({&type_entry_of<show_text>(), &what}); }};
}

any_value shared_object::run(const actor::seen_value& message) {
  if (message.type == &type_entry_of<show_text>())
    return any_value{text()};
  const managed::operation* const known = message.type != nullptr ? body_.of->find(message.type->id) : nullptr;
  if (known == nullptr)
    throw type_mismatch("a " + std::string{body_.of->name()} + " understands no " +
                        (message.type != nullptr ? std::string{message.type->name} : "message of that form"));
  if (at_work_)
    throw contract_error("a " + std::string{body_.of->name()} +
                         " is used by the function that works on it: the function has the value itself");
  const raised flag{at_work_};
  any_value result;
  os::pass_fault_point("manager.operation.before");
  known->run(body_.state.get(), message.value, result);
  os::pass_fault_point("manager.operation.after");
  return result;
}

caf::result<caf::message> shared_object::answer(const actor::seen_value& question) {
  try {
    return actor::to_message(run(question));
  } catch (...) {
    return actor::error_of(capture(std::current_exception(),
                                   question.type != nullptr ? std::string{question.type->name} : "",
                                   std::string{body_.of->name()}));
  }
}

// It may hold itself, by way of others or not, and they may be more than a stack is deep.
std::string shared_object::text() const {
  if (at_work_ || texts_begun == deepest_text)
    return "...";
  const raised flag{at_work_};
  const one_deeper level{texts_begun};
  return body_.of->text(body_.state.get());
}

bool shared_object::is_in_text() noexcept { return texts_begun != 0; }

std::string shared_object::text_or_why_not() const {
  try {
    return text();
  } catch (const std::exception& why) {
    return std::string{"(no text: "} + why.what() + ")";
  } catch (...) {
    return "(no text)";
  }
}

object_info shared_object::info() const {
  // All other processes together are one reference here, and whoever asks has another.
  const std::size_t elsewhere = actor::holders_of(*ctrl());
  const std::size_t not_counted = elsewhere != 0 ? 2 : 1;
  return {id(), std::string{body_.of->name()}, ctrl()->strong_refs.load() - not_counted + elsewhere, text_or_why_not()};
}

shared_object* object_here(const actor_reference& who) noexcept {
  caf::abstract_actor* const known = who.get()->get();
  return known->getf(actor::takes_any_type_flag) ? dynamic_cast<shared_object*>(known) : nullptr;
}

std::size_t count_objects_here() { return here().size(); }

std::vector<object_info> describe_objects_here() {
  std::vector<object_info> out;
  for (const caf::strong_actor_ptr& one : here().held())
    out.push_back(static_cast<shared_object*>(one->get())->info());
  std::ranges::sort(out, {}, &object_info::id);
  return out;
}

exception_value capture(const std::exception_ptr& thrown, std::string task, std::string where) {
  return capture_exception(thrown, {supervision::this_process_text(), std::move(task), std::move(where)});
}

} // namespace troupe::rooms::parallel
