#include "world.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "os/process_settings.hpp"
#include "support/wait_until.hpp"

namespace troupe::tests {
namespace {

std::shared_ptr<mailbox::region> attach_again(const mailbox::region& where) {
  std::array<int, 3> copies = where.descriptors();
  for (int& one : copies)
    one = ::fcntl(one, F_DUPFD_CLOEXEC, 3);
  return mailbox::region::attach(copies);
}

} // namespace

world::world(mailbox::region_options memory) : where_(mailbox::region::create(memory)) {
  house_ = where_->claim("house");
  main_ = where_->claim("main");
  where_->set_live(house_.slot, ::getpid());
  where_->set_live(main_.slot, ::getpid());
}

world::~world() {
  for (const auto& each : members_)
    if (!each->over && here_)
      here_->mail().call_attention(each->where.slot, mailbox::attention_stop);
  for (const auto& each : members_)
    if (!each->over) {
      if (here_)
        pump_until(*here_, [&] { return each->process->handle().has_ended(); });
      else
        each->process->kill();
      reap(each->where);
    }
  here_.reset();
}

world::member& world::find(mailbox::address who) {
  for (const auto& each : members_)
    if (each->where == who)
      return *each;
  throw std::logic_error("no such member");
}

mailbox::address world::fork_member(const char* name, const std::function<int(mailbox::address)>& body) {
  auto added = std::make_unique<member>();
  added->where = where_->claim(name);
  added->name = name;
  const mailbox::address who = added->where;
  added->process.emplace([&, parent = ::getpid()] {
    return os::die_with_parent(parent) ? body(who) : 1; // a test that aborts leaves nobody behind
  });
  where_->set_live(who.slot, added->process->pid());
  members_.push_back(std::move(added));
  return who;
}

mailbox::address world::add_running(const char* name, const body& what, host_options options) {
  return fork_member(name, [&](mailbox::address own) {
    host here{attach_again(*where_), own, options};
    rooms::actor::set_current_host(&here);
    bool asked = false;
    here.on_attention([&](std::uint32_t bits) { asked |= (bits & mailbox::attention_stop) != 0; });
    what(here, [&] { return asked; });
    return 0;
  });
}

mailbox::address world::add(const char* name, const maker& make, host_options options) {
  const mailbox::address holder = main_;
  return add_running(
    name,
    [&, holder](host& here, const std::function<bool()>& asked) {
      bool ended = false;
      {
        const caf::actor who = make(here);
        who->attach_functor([&ended] { ended = true; });
        (*ids_)[here.mail().self().slot] = here.publish_for(who, holder);
      }
      here.pump_until([&] { return ended || asked(); });
    },
    options);
}

host& world::open(host_options options) {
  here_.emplace(where_, main_, options);
  rooms::actor::set_current_host(&*here_);
  return *here_;
}

caf::actor world::actor_of(mailbox::address who) {
  auto& id = (*ids_)[who.slot];
  EXPECT_TRUE(wait_until([&] { return id != 0; }));
  return here_->handle_of(who, id.exchange(0));
}

child& world::process_of(mailbox::address who) { return *find(who).process; }

void world::kill(mailbox::address who) {
  find(who).process->kill();
  reap(who);
}

ending world::reap(mailbox::address who) {
  member& one = find(who);
  const ending how = one.process->wait();
  one.over = true;
  where_->set_gone(who.slot, how, false);
  return how;
}

void pump_until(host& at, const std::function<bool()>& condition) {
  // What is waited for may be the end of a process, which rings no bell here.
  const os::time_point deadline = os::deadline_after(patience);
  bool done = false;
  while (!done && os::clock::now() < deadline)
    done = at.pump_until(condition, os::deadline_after(5ms));
  EXPECT_TRUE(done);
}

void let_it_cool(world& all) {
  const os::time_point until = os::deadline_after(700ms);
  pump_until(all.here(), [&] { return os::clock::now() >= until; });
}

} // namespace troupe::tests
