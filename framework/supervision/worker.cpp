/// A process with one actor: its own side, from birth to exit code.
#include <atomic>
#include <cstdlib>

#include "actor/host.hpp"
#include "mailbox/role.hpp"
#include "os/fault_point.hpp"
#include "spawn/spawner.hpp"
#include "supervision/this_process.hpp"
#include "supervision/thrown.hpp"
#include "supervision/workplace.hpp"
#include "troupe/error.hpp"
#include "troupe/spawn.hpp"

namespace troupe::hosting {

namespace {

using namespace rooms;

// What the hosted actor, which may run on a thread of its own, tells the pump.
struct progress {
  std::atomic<bool> ready{false};
  std::atomic<bool> ended{false};
  std::exception_ptr failure; ///< written before `ready` or `ended`, read after
  caf::error reason;          ///< why it ended; as above
  bool is_silent = false;     ///< of a failure
  mailbox::endpoint* mail = nullptr;

  void tell(std::atomic<bool>& what) noexcept {
    what = true;
    mail->wake();
  }
};
progress now;

class worker {
public:
  worker(spawn::birth& born, std::string_view label)
    : label_(label), order_(wire::value_of<supervision::worker_order>(born.arguments)), place_(born, order_),
      host_(place_.host()) {
    now.mail = &host_.mail();
    host_.on_attention([this](std::uint32_t bits) {
      asked_to_stop_ |= (bits & mailbox::attention_stop) != 0;
      asked_to_drain_ |= (bits & mailbox::attention_drain) != 0;
    });
  }

  /// Whether there was a life at all; what ended it, other than its own will, is in `now.failure`.
  bool live(starter start) {
    if (!begin(start))
      return false;
    host_.pump_until([this] { return now.ended || asked_to_stop_ || asked_to_drain_; });
    if (asked_to_drain_)
      drain();
    if (now.failure != nullptr)
      supervision::before_leaving(nullptr); // its children end with it
    if (now.ended)
      report_end();
    now.is_silent = place_.program_is_interrupted();
    return true;
  }

private:
  bool begin(starter start) {
    try {
      const caf::actor who = make(start);
      who->attach_functor([](const caf::error& why) {
        now.reason = why;
        now.tell(now.ended);
      });
      host_.pump_until([this] { return now.ready || now.ended || asked_to_stop_; });
      if (now.failure != nullptr)
        std::rethrow_exception(now.failure);
      os::pass_fault_point("supervision.worker.made");
      report({host_.publish_for(who, {mailbox::house_slot, order_.house_incarnation}), 0, {}});
      return true;
    } catch (const error& why) {
      report({0, static_cast<std::uint8_t>(why.code()), why.what()});
    } catch (...) {
      report({0, static_cast<std::uint8_t>(errc::initializer_failed),
              supervision::describe(std::current_exception(), label_) + ", in " + supervision::this_process_text()});
    }
    return false;
  }

  caf::actor make(starter start) {
    const auto starts = [&] { return start(host_.system(), order_.parameters); };
    if (order_.role == 0)
      return starts();
    return host_.lead_role(mailbox::role_of(place_.own().slot, order_.role), starts);
  }

  /// Until nothing is left of what it was sent before; or until somebody has lost patience with it.
  void drain() {
    host_.take_no_more_mail();
    os::pass_fault_point("supervision.worker.draining");
    host_.pump_until([this] { return now.ended || asked_to_stop_ || !host_.has_mail_to_handle(); });
  }

  /// Who supervises it sees an exit code alone. An end by its own will says nothing.
  void report_end() {
    if (now.failure != nullptr)
      report({static_cast<std::uint8_t>(errc::remote_error),
              supervision::describe(now.failure, label_) + ", in " + supervision::this_process_text()});
    else if (now.reason == caf::exit_reason::kill)
      report({static_cast<std::uint8_t>(errc::cancelled), "it was sent an exit message that cannot be refused"});
    else if (now.reason && now.reason != caf::exit_reason::user_shutdown)
      report({static_cast<std::uint8_t>(errc::remote_error), "it quit with an error: " + text(now.reason)});
  }

  void report(const mailbox::end_report& what) { place_.region().report_end(place_.own(), what); }

  void report(const mailbox::start_report& what) {
    place_.region().report_start(place_.own(), what);
    os::pass_fault_point("supervision.worker.reported");
    host_.mail().call_attention(mailbox::house_slot, mailbox::attention_ready);
  }

  std::string_view label_;
  supervision::worker_order order_;
  supervision::workplace place_;
  actor::host& host_;
  bool asked_to_stop_ = false;
  bool asked_to_drain_ = false;
};

} // namespace

// A refused start has been told to who asked for it; an exception of a handler has nobody but the
// line on standard error that the spawn room writes for what leaves an entry.
void serve(spawn::birth& born, std::string_view label, starter start) {
  if (!worker{born, label}.live(start))
    std::exit(1);
  if (now.failure != nullptr && now.is_silent)
    std::exit(1);
  if (now.failure != nullptr)
    std::rethrow_exception(now.failure);
}

void factory_returned() noexcept { now.tell(now.ready); }

void factory_threw(const std::exception_ptr& what) noexcept {
  now.failure = what;
  now.tell(now.ready);
}

caf::error handler_threw(const std::exception_ptr& what) noexcept {
  now.failure = what;
  return make_error(what);
}

} // namespace troupe::hosting
