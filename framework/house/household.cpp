#include "house/household.hpp"

#include <atomic>

#include "mailbox/layout.hpp"
#include "objects/interruption.hpp"
#include "os/features.hpp"
#include "os/fork.hpp"
#include "os/inherited.hpp"
#include "os/process_facts.hpp"
#include "parallel/children.hpp"
#include "supervision/forked_child.hpp"
#include "supervision/supervisor.hpp"
#include "supervision/this_process.hpp"
#include "troupe/error.hpp"
#include "troupe/log.hpp"

namespace troupe::rooms::house {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds grace_after_interrupt{300};
constexpr std::uint32_t resident_slots = 2; // house and main

// A handler cannot be left by it.
constexpr objects::interruption_source to_main{
  []() noexcept { return interrupt_is_due_here() && actor::has_host() && !actor::current_host().in_handler(); },
  &throw_if_interrupted};

// Written by whoever makes and ends a system, read by its users: release and acquire pair there.
std::atomic<household*> present{nullptr};
std::atomic<std::uint64_t> systems{0};

// The house thread is none of a forked child's: whoever asked it there would wait for ever.
void forget_house_in_forked_children() {
  static const bool is_said =
    (os::call_in_forked_children([] { present.store(nullptr, std::memory_order_release); }), true);
  static_cast<void>(is_said);
}

void check(const system_options& options) {
  constexpr std::uint32_t most = mailbox::max_slots - resident_slots;
  if (options.processes == 0 || options.processes > most)
    throw invalid_argument("system_options.processes is 1 to " + std::to_string(most) + ", not " +
                           std::to_string(options.processes));
  if (options.grace < milliseconds::zero())
    throw invalid_argument("system_options.grace is no time to wait: " + std::to_string(options.grace.count()) + " ms");
}

std::shared_ptr<mailbox::region> make_region(const system_options& options) {
  check(options);
  os::open_closed_standard_descriptors(); // main may not be wrapped, or have closed them itself
  os::require_features();
  return mailbox::region::create({options.memory, options.processes + resident_slots, options.directory});
}

// The first two claims of a fresh region are slots 0 and 1.
mailbox::address move_in(mailbox::region& where, const char* name) {
  const mailbox::address own = where.claim(name);
  where.set_live(own.slot, os::own_pid());
  return own;
}

} // namespace

household::household(const system_options& options)
  : number_(systems.fetch_add(1)), where_(make_region(options)), house_at_(move_in(*where_, "house")),
    main_at_(move_in(*where_, "main")), objects_(where_, main_at_), house_(where_, house_at_, objects_, options.start),
    main_(where_, main_at_), grace_(options.grace) {
  objects::set_current_table(&objects_);
  main_.on_plain_wait(&throw_if_interrupted);
  objects::set_interruption_source(&to_main);
  actor::set_current_host(&main_);
  supervision::set_this_process({"MainProcess", main_.mail().self(), true, {}});
  interrupts_ = std::make_unique<interrupts>(main_.mail(), house_.mail());
  present.store(this, std::memory_order_release);
  supervision::forked_children_have_no_system();
  forget_house_in_forked_children();
}

// While the house asks and waits, this thread keeps reading: a worker that is told to end may have
// a last word for an actor here, and must not wait for room.
household::~household() {
  present.store(nullptr, std::memory_order_release);
  logger().info("process shutting down");
  join_children();
  logger().debug("ending the actors and processes that are left");
  main_.on_plain_wait({});
  objects::set_interruption_source(nullptr);
  bridge_.reset();
  house_.stop(was_interrupted() ? std::min(grace_, grace_after_interrupt) : grace_);
  main_.pump_until([this] { return house_.has_stopped(); });
  if (interrupt_is_pending()) // nothing waited again, so nobody was told
    report_at_end();
  interrupts_.reset();
  actor::set_current_host(nullptr);
  supervision::set_supervisor({});
  supervision::set_this_process({});
}

// Not when the program is on its way out for a reason: nobody may be left to give them what they wait for.
void household::join_children() noexcept {
  if (was_interrupted() || std::uncaught_exceptions() > exceptions_)
    return;
  try {
    logger().debug("waiting for the processes that are no daemons");
    parallel::join_children();
  } catch (const interrupted&) {
    report_at_end();
  } catch (const error& why) {
    logger().error(std::string{"the processes were not waited for: "} + why.what());
  }
}

void household::begin_tree(tree_wish what) { house_.begin_tree(std::move(what)); }

std::optional<int> household::wait_for_tree(const std::function<void()>& between, so_far until) {
  for (;;) {
    try {
      main_.pump_until([&] {
        between();
        return house_.tree_exit_code() || (until == so_far::ready && house_.tree_is_ready());
      });
      return house_.tree_exit_code();
    } catch (const interrupted&) {
      house_.end_tree(interrupt_exit_code());
    }
  }
}

void household::add_to_tree(const std::string& supervisor, std::variant<child, tree_spec> what) {
  std::future<void> added = house_.add_to_tree(supervisor, std::move(what));
  main_.pump_until([&] { return added.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
  added.get();
}

household& current_household() {
  household* const found = present.load(std::memory_order_acquire);
  if (found == nullptr)
    throw contract_error("there is no troupe::system in this process: make one at the top of main");
  return *found;
}

int household::fileno() {
  if (!bridge_)
    bridge_ = std::make_unique<bridge>(main_);
  return bridge_->descriptor();
}

void household::dispatch() {
  if (bridge_)
    bridge_->rearm();
  throw_if_interrupted();
  main_.pump_once();
}

} // namespace troupe::rooms::house
