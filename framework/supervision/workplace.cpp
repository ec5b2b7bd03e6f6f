#include "supervision/workplace.hpp"

#include <atomic>

#include "mailbox/build_id.hpp"
#include "mailbox/status.hpp"
#include "observe/log_settings.hpp"
#include "os/unmapping.hpp"
#include "spawn/preparation.hpp"
#include "supervision/forked_child.hpp"
#include "supervision/inherited_log.hpp"
#include "supervision/supervisor.hpp"
#include "supervision/this_process.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::supervision {

namespace {

// The build is compared, the log's parts are set, and a host of actors is made, by every worker that attaches.
[[gnu::constructor]] void set_preparation() {
  spawn::set_preparation([] {
    (void)mailbox::own_build();
    (void)observe::current_log_settings();
    actor::host::prepare();
  });
}

std::atomic<workplace*> present{nullptr};
std::atomic<void (*)()> last_call{nullptr};

actor::host& make_host() { return present.load()->host(); }
objects::table& make_table() { return present.load()->shared_objects(); }

} // namespace

workplace::workplace(const spawn::birth& born, const worker_order& order)
  : own_{static_cast<mailbox::slot_id>(born.number), born.incarnation}, descriptors_(born.region) {
  set_this_process({born.name, own_, false, order.from, order.uses});
  set_supervisor({{mailbox::house_slot, order.house_incarnation}, order.supervisor});
  adopt_log(order.log, born.name);
  present = this;
  actor::set_host_maker(&make_host);
  objects::set_table_maker(&make_table);
  forked_children_have_no_system();
}

workplace::~workplace() {
  leave();
  present = nullptr;
}

void workplace::attach() {
  if (!region_)
    region_ = mailbox::region::attach(descriptors_);
}

mailbox::region& workplace::region() {
  const std::scoped_lock hold{lock_};
  attach();
  return *region_;
}

actor::host& workplace::host() {
  const std::scoped_lock hold{lock_};
  attach();
  if (!host_) {
    host_ = std::make_unique<actor::host>(region_, own_);
    log_.emplace(host_->mail().status().log);
  }
  actor::set_current_host(host_.get());
  return *host_;
}

objects::table& workplace::shared_objects() {
  const std::scoped_lock hold{lock_};
  attach();
  if (!objects_)
    objects_ = std::make_unique<objects::table>(region_, own_);
  objects::set_current_table(objects_.get());
  return *objects_;
}

bool workplace::program_is_interrupted() noexcept {
  try {
    const mailbox::slot_status* const page = region().status(mailbox::main_slot);
    return page != nullptr && page->is_interrupted.load(std::memory_order_acquire) != 0; // pairs with interrupts
  } catch (const error&) {
    return false; // no memory to look into it
  }
}

void workplace::finish() {
  if (const auto what = last_call.exchange(nullptr))
    what();
}

void workplace::leave() {
  finish();
  actor::set_host_maker(nullptr);
  objects::set_table_maker(nullptr);
  log_.reset();
  os::leave_unmapping_to_the_end();
  host_.reset();
  objects_.reset();
}

mailbox::region& present_region() {
  workplace* const here = present.load();
  return here == nullptr || actor::has_host() ? actor::current_host().mail().where() : here->region();
}

void before_leaving(void (*what)()) noexcept { last_call = what; }

} // namespace troupe::rooms::supervision
