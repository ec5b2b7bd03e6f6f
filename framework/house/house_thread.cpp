#include "house/house_thread.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "house/interrupts.hpp"
#include "objects/waiting.hpp"
#include "os/fault_point.hpp"
#include "os/poll.hpp"
#include "os/process_settings.hpp"
#include "os/random.hpp"
#include "os/signals.hpp"
#include "parallel/doors.hpp"
#include "parallel/pool/pools.hpp"
#include "troupe/error.hpp"
#include "troupe/log.hpp"

namespace troupe::rooms::house {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds terminate_patience{500};
constexpr milliseconds kill_patience{1000};
// A program that does not wait inside troupe cannot be told of Ctrl-C; it has this long to come by.
constexpr milliseconds interrupt_patience{500};
constexpr milliseconds rest_of_mail{20};    // until memory for it is looked for again
constexpr int most_turns_without_look = 16; // a look takes longer than to answer a question

// What the kernel has no room for is said, and ends neither the house nor its processes.
template <class Work>
void unless_refused(const Work& work) {
  try {
    work();
  } catch (const no_resource& why) {
    logger().error(std::string{"the house goes on without: "} + why.what());
  }
}

} // namespace

struct house_thread::running {
  running(std::shared_ptr<mailbox::region> region, mailbox::address own, objects::table& objects,
          start_method start_method, tree_seat& seat)
    : where(std::move(region)), caretaker(objects),
      lives(where, [this](mailbox::address who, const ending& how) { on_end(who, how); }),
      processes(lives, *where, start_method), pools(processes, *where), host(where, own, {.never_waits = true}),
      doors(objects, caretaker, host),
      roles(lives, *where, host, [this](mailbox::address role) { caretaker.bury(role); }), method(start_method),
      tree(seat) {
    host.on_attention([this](std::uint32_t bits) { on_attention(bits); });
    host.on_letter([this](std::vector<std::uint64_t>&& frame) { roles.take_rejected(std::move(frame)); });
    lives.warm_up();
    const caf::actor supervisor = host.system().spawn(
      supervision::supervisor, &lives, &processes, &host, start_method,
      supervision::child_maker{[this](supervision::child_request&& asked) { return pools.make(std::move(asked)); }},
      supervision::present_tree{[this] { return tree.present(); }});
    supervision::set_supervisor({host.mail().self(), host.publish(supervisor)});
    processes.settle(host, supervisor.id());
    pools.settle(host);
    tree.settle(host);
    keep = supervisor;
  }
  ~running() {
    pools.let_go();
    processes.let_go();
  }
  running(const running&) = delete;
  running& operator=(const running&) = delete;

  void on_end(mailbox::address who, const ending& how) {
    unless_refused([&] { caretaker.bury(who); });
    unless_refused([&] { pools.on_end(who, how); });
    unless_refused([&] { processes.on_end(who, how); });
    tree.on_end(who, how, lives.last_report());
  }

  std::unique_ptr<supervision::tree_runner> plant(tree_wish&& what) {
    const supervision::supervisor_place own = supervision::find_supervisor();
    supervision::tree_runner_options options{what.name, method, own.where, own.actor, 0};
    os::fill_random(std::as_writable_bytes(std::span{&options.random_seed, 1}));
    return std::make_unique<supervision::tree_runner>(
      what.what, std::move(options), lives, roles,
      [this](mailbox::slot_id whom, mailbox::attention what) { host.mail().call_attention(whom, what); },
      [this, tell = std::move(what.tell)](const supervision::tree_news& news) {
        tell(news);
        host.mail().call_attention(mailbox::main_slot, mailbox::attention_local);
      });
  }

  void on_attention(std::uint32_t bits) {
    if ((bits & mailbox::attention_ready) != 0)
      lives.look_for_ready();
    if ((bits & mailbox::attention_released) != 0) {
      where->sweep();
      caretaker.settle_orphans();
    }
    if ((bits & (mailbox::attention_released | mailbox::attention_objects)) != 0)
      caretaker.end_released();
    if ((bits & mailbox::attention_objects) != 0)
      doors.look();
  }

  /// Who was asked is often asked again before a sleep and a wake would be over. Who is asked nothing sleeps.
  bool finds_mail_at_once() {
    const auto has_mail = [this] { return host.mail().has_mail(); };
    return has_mail() || (was_asked && objects::spin(has_mail));
  }

  /// Mail that cannot be mapped waits where it is, and is looked for again after a rest: said once, until some was
  /// read.
  void pump() {
    if (mail_rests())
      return;
    try {
      host.pump_once();
      is_short = false;
    } catch (const no_resource& why) {
      if (!std::exchange(is_short, true))
        logger().error(std::string{"mail of the house has to wait: "} + why.what());
      mail_rest_over = os::deadline_after(rest_of_mail);
    }
  }
  [[nodiscard]] bool mail_rests() const noexcept { return is_short && os::clock::now() < mail_rest_over; }

  /// One look at everything there is to do, after a sleep of at most until `deadline`. As long as mail comes at once,
  /// other things are looked at now and then, and in any case before a sleep: who wakes the house for them says so by
  /// mail.
  void turn(os::time_point deadline) {
    const bool rests = mail_rests();
    const bool is_hot = !rests && finds_mail_at_once();
    if (rests)
      sleep_beside_mail(std::min(deadline, mail_rest_over));
    else if (!is_hot && turns_without_look == 0 && host.mail().arm())
      sleep(deadline);
    was_asked = !rests && host.mail().has_mail();
    turns_without_look = is_hot ? turns_without_look + 1 : most_turns_without_look;
    if (turns_without_look < most_turns_without_look)
      return pump();
    turns_without_look = 0;
    unless_refused([&] { lives.dispatch(); });
    pump();
    if (tree.look([this](tree_wish&& what) { return plant(std::move(what)); }))
      host.mail().call_attention(mailbox::main_slot, mailbox::attention_local);
  }

  void sleep(os::time_point deadline) {
    const int wanted[] = {host.mail().descriptor(), lives.descriptor(), tree.descriptor(), tree.notices()};
    os::wait_any_readable(wanted, std::min({deadline, host.next_timer(), tree.next_look()}));
  }

  void sleep_beside_mail(os::time_point deadline) {
    const int wanted[] = {lives.descriptor(), tree.descriptor(), tree.notices()};
    os::wait_any_readable(wanted, std::min(deadline, tree.next_look()));
  }

  bool turn_until_alone(milliseconds patience) {
    const os::time_point deadline = os::deadline_after(patience);
    while (!lives.running().empty() && os::clock::now() < deadline)
      turn(deadline);
    return lives.running().empty();
  }

  void signal_all(int number) {
    for (const mailbox::address who : lives.running())
      lives.signal(who, number);
  }

  /// Steps 1 to 4.
  void stop(milliseconds grace) {
    lives.refuse_starts("the system is ending: no process can be started any more");
    os::pass_fault_point("house.stop.refused");
    for (const mailbox::address who : lives.running()) {
      lives.expect_stop(who);
      host.mail().call_attention(who.slot, mailbox::attention_stop);
    }
    processes.end_all();
    os::pass_fault_point("house.stop.asked");
    if (turn_until_alone(grace))
      return;
    signal_all(SIGTERM);
    os::pass_fault_point("house.stop.terminated");
    if (turn_until_alone(terminate_patience))
      return;
    signal_all(SIGKILL);
    os::pass_fault_point("house.stop.killed");
    turn_until_alone(kill_patience);
  }

  std::shared_ptr<mailbox::region> where;
  objects::caretaker caretaker;
  supervision::lives lives; // outlives the supervisor, which is gone with the host
  supervision::processes processes;
  parallel::pools pools;
  actor::host host;
  parallel::doors doors;
  supervision::roles roles;
  start_method method;
  tree_seat& tree;
  caf::actor keep;
  bool was_asked = false;     ///< in the last turn
  int turns_without_look = 0; ///< at other things than mail
  bool is_short = false;      ///< of memory, when mail was last looked for
  os::time_point mail_rest_over{};
};

house_thread::house_thread(std::shared_ptr<mailbox::region> where, mailbox::address own, objects::table& objects,
                           spawn::start_method method) {
  std::promise<mailbox::endpoint*> ready;
  std::future<mailbox::endpoint*> mail = ready.get_future();
  const os::blocked_signals none; // inherited by the thread: handlers run on the user's threads
  thread_ = std::thread{&house_thread::live, this, std::move(where), own, std::ref(objects), method, std::move(ready)};
  try {
    mail_ = mail.get();
  } catch (...) {
    thread_.join();
    throw;
  }
}

house_thread::~house_thread() {
  stop(milliseconds{0});
  thread_.join();
}

void house_thread::begin_tree(tree_wish what) {
  tree_.ask_begin(std::move(what));
  mail_->wake();
}

std::future<void> house_thread::add_to_tree(std::string supervisor, std::variant<child, tree_spec> what) {
  std::future<void> added = tree_.ask_add(std::move(supervisor), std::move(what));
  mail_->wake();
  return added;
}

void house_thread::end_tree(int exit_code) {
  tree_.ask_end(exit_code);
  mail_->wake();
}

void house_thread::stop(milliseconds grace) noexcept {
  std::int64_t not_yet = -1;
  if (stop_grace_.compare_exchange_strong(not_yet, grace.count()))
    mail_->wake();
}

// The region's memory, and with it the host, is made and ended on this thread; the spawner's
// parent-death signal follows this thread, which lives as long as the system.
void house_thread::live(std::shared_ptr<mailbox::region> where, mailbox::address own, objects::table& objects,
                        spawn::start_method method, std::promise<mailbox::endpoint*> ready) {
  os::set_thread_name("troupe house");
  std::unique_ptr<running> all;
  try {
    all = std::make_unique<running>(std::move(where), own, objects, method, tree_);
  } catch (...) {
    return ready.set_exception(std::current_exception());
  }
  ready.set_value(&all->host.mail());
  keep_house(*all);
  tree_.leave();
  all->stop(milliseconds{stop_grace_.load()});
  all->lives.close();
  os::pass_fault_point("house.stop.alone");
  stopped_ = true;
  all->host.mail().call_attention(mailbox::main_slot, mailbox::attention_local);
}

void house_thread::keep_house(running& all) {
  os::time_point too_late = os::never;
  while (stop_grace_.load() < 0) {
    all.turn(too_late);
    if (interrupt_is_pending() && too_late == os::never)
      too_late = os::deadline_after(interrupt_patience);
    if (interrupt_is_pending() && os::clock::now() >= too_late)
      end_program(all);
    if (!interrupt_is_pending())
      too_late = os::never;
  }
}

void house_thread::end_program(running& all) {
  all.stop(milliseconds{0});
  std::fprintf(stderr, "%s\n", interrupt_text().c_str());
  std::_Exit(interrupt_exit_code());
}

} // namespace troupe::rooms::house
