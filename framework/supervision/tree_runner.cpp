#include "supervision/tree_runner.hpp"

#include <algorithm>
#include <csignal>

#include "mailbox/role.hpp"
#include "message/nearest.hpp"
#include "os/process_facts.hpp"
#include "supervision/inherited_log.hpp"
#include "supervision/program.hpp"
#include "supervision/requests.hpp"
#include "supervision/standing.hpp"
#include "supervision/tree/plant.hpp"
#include "troupe/error.hpp"
#include "troupe/log.hpp"
#include "troupe/value_words.hpp"

namespace troupe::rooms::supervision {

namespace {

// A process that has killed itself, or was killed, has its signal as its cause, whatever its actor said before.
end_cause cause_of(const ending& how, const std::optional<mailbox::start_report>& report) {
  switch (how.kind) {
  case ending_kind::signalled: return end_cause::signal;
  case ending_kind::never_started: return end_cause::exec_failed;
  case ending_kind::spawner_gone: return end_cause::supervisor_gone;
  default: break;
  }
  if (!report || report->code == 0)
    return end_cause::exit;
  return report->code == static_cast<std::uint8_t>(errc::cancelled) ? end_cause::actor_kill : end_cause::actor_error;
}

spawn::code_place place_of(void (*entry)(spawn::birth&), const std::string& label) {
  return spawn::place_of(reinterpret_cast<const void*>(entry), label);
}

std::vector<used_child> used_by(const child& what) {
  std::vector<used_child> all;
  for (const auto& [name, of] : what.uses)
    all.push_back({name, of});
  return all;
}

const life_of* subject_of(const tree_command& what) {
  if (const auto* state = std::get_if<told::state>(&what))
    return &state->life;
  const auto* end = std::get_if<told::end>(&what);
  return end != nullptr ? &end->life : nullptr;
}

std::string slot_in(const std::string& name) {
  const std::size_t open = name.find('[');
  return open == std::string::npos ? "" : name.substr(open + 1, name.size() - open - 2);
}

} // namespace

tree_runner::tree_runner(const tree_spec& what, tree_runner_options options, lives& over, roles& mail, caller call,
                         std::function<void(const tree_news&)> tell)
  : options_(std::move(options)), over_(over), mail_(mail), call_(std::move(call)), tell_(std::move(tell)),
    epoch_(os::clock::now()), tree_(plant(what, os::usable_cpus())), random_(options_.random_seed) {}

tree_runner::~tree_runner() {
  for (const auto& [who, where] : stop_commands_)
    over_.signal(where, SIGKILL);
  mail_.close_all();
}

instant tree_runner::now() const { return os::clock::now() - epoch_; }

void tree_runner::add(const std::string& supervisor, const std::variant<child, tree_spec>& what) {
  const node_id above = find_node(tree_, supervisor);
  if (above == no_node || tree_.nodes[above].kind != node_kind::supervisor)
    throw invalid_state("no child can be added: the tree has no supervisor '" + supervisor + "'");
  note(happened::start_asked{supervision::add(tree_, above, what, os::usable_cpus())});
}

void tree_runner::kill_below(node_id who) {
  over_.signal(slot_of(who), SIGKILL);
  for (const node_id each : tree_.nodes[who].children)
    kill_below(each);
}

void tree_runner::take(const tree_event& what) {
  std::vector<tree_command> commands;
  decide(tree_, what, now(), random_, commands);
  for (const tree_command& each : commands)
    try {
      act(each);
    } catch (const no_resource& why) { // of a message to who watches; the other commands are done all the same
      logger().error(std::string{"the supervisor goes on without: "} + why.what());
    }
}

void tree_runner::hear() {
  notices_.hear([this](const life_of& life, const notice& what) {
    if (what.is_ready)
      note(happened::ready{life});
    if (what.extend != duration::zero())
      note(happened::extend{life, what.extend});
  });
}

// Whatever happens while a command is done (a start is refused, a lost spawner takes all with it) waits its turn.
void tree_runner::look() {
  hear();
  for (;;) {
    for (; !coming_.empty(); coming_.pop_front())
      take(coming_.front());
    close_ended_roles();
    if (next_look() > os::clock::now())
      return;
    take(happened::time_passed{});
  }
}

void tree_runner::act(const tree_command& command) {
  if (const auto* start_it = std::get_if<order::start>(&command))
    start(start_it->life);
  else if (const auto* drain = std::get_if<order::drain>(&command))
    ask(drain->life, mailbox::attention_drain);
  else if (const auto* exit = std::get_if<order::ask_exit>(&command))
    ask(exit->life, mailbox::attention_stop);
  else if (const auto* send = std::get_if<order::signal>(&command))
    ask_program(send->life, send->number);
  else if (const auto* kill = std::get_if<order::kill>(&command))
    over_.signal(where_is(kill->life), SIGKILL);
  else
    tell(command);
}

process_order tree_runner::order_of(const node& one, const life_of& life) {
  const child& what = *one.spec;
  if (one.process.is_actor)
    return {.name = one.name,
            .method = options_.method,
            .entry = place_of(what.run.entry, what.run.name),
            .arguments = wire::to_words(worker_order{options_.house.incarnation,
                                                     options_.supervisor,
                                                     log_to_inherit(),
                                                     {},
                                                     what.run.parameters,
                                                     mailbox::first_life_of(mail_.view(life.who).role),
                                                     used_by(what)})};
  const bool listens = one.process.ready == readiness::notify;
  return program_order_of(what, life, listens ? notices_.listen(life, what.user) : std::string{});
}

process_order tree_runner::program_order_of(const child& what, const life_of& life, const std::string& notify) const {
  const std::string& name = tree_.nodes[life.who].name;
  const placeholders with{name, slot_in(name), life.incarnation, options_.name};
  return {.name = name,
          .entry = place_of(&run_program, what.shell.empty() ? what.command.front() : what.shell),
          .arguments = wire::to_words(order_for(what, with, notify)),
          .ready_when_born = true,
          .is_program = true};
}

void tree_runner::start(const life_of& life) {
  if (const auto left = stop_commands_.extract(life.who))
    over_.signal(left.mapped(), SIGKILL);
  processes_[life.who] = {.life = life, .where = {}, .began = os::clock::now(), .pid = 0, .why = {}, .lost = 0};
  try {
    const mailbox::address where = launch(life);
    processes_[life.who].where = where;
  } catch (const error& why) { // a file of variables that is not there, code in no module
    end(life, end_cause::exec_failed, {ending_kind::never_started, 0}, why.what());
  }
}

mailbox::address tree_runner::launch(const life_of& life) {
  const node& one = tree_.nodes[life.who];
  const auto told = [this, life](const start_outcome& how) { on_started(life, how); };
  if (!one.process.is_actor)
    return over_.start(order_of(one, life), told);
  role_of(life.who);
  return mail_.start(life.who, order_of(one, life), told);
}

mailbox::address tree_runner::role_named(const std::string& name) {
  const node_id who = find_node(tree_, name);
  std::vector<std::string> names;
  for (const node& each : tree_.nodes)
    if (takes_mail(each) && !each.is_removed)
      names.push_back(each.name);
  if (who == no_node) {
    const auto meant = message::nearest(name, names);
    throw unknown_name("the tree has no actor '" + name + "'" + (meant ? "; did you mean '" + *meant + "'?" : ""));
  }
  const node& one = tree_.nodes[who];
  if (!takes_mail(one))
    throw unknown_name("'" + name + "' is no actor: only actors and pools of actors have mailboxes");
  if (one.incarnation != 0 && has_ended_for_good(tree_, who))
    throw unknown_name("'" + name + "' has ended, and nothing brings it back");
  return role_of(who);
}

mailbox::address tree_runner::role_of(node_id who) {
  const node& one = tree_.nodes[who];
  if (one.kind == node_kind::pool)
    return role_of_pool(who);
  const mailbox::address made = mail_.make(who, one.name, *one.spec);
  if (tree_.nodes[one.parent].kind == node_kind::pool && mail_.has(one.parent))
    mail_.join(who, one.parent, place_in(tree_.nodes[one.parent], who));
  return made;
}

// Who sends to it finds all its slots, started or not.
mailbox::address tree_runner::role_of_pool(node_id who) {
  const node& one = tree_.nodes[who];
  const bool is_new = !mail_.has(who);
  const mailbox::address made = mail_.make_pool(who, one.name, one.spec->dispatch);
  for (const node_id each : one.children)
    if (is_new && (tree_.nodes[each].incarnation == 0 || !has_ended_for_good(tree_, each)))
      role_of(each);
  return made;
}

void tree_runner::close_ended_roles() {
  for (const node_id each : std::exchange(changed_, {}))
    if (has_ended_for_good(tree_, each))
      close_roles_from(each);
}

void tree_runner::close_roles_from(node_id who) {
  if (mail_.has(who))
    mail_.close(who);
  for (const node_id each : tree_.nodes[who].children)
    close_roles_from(each);
}

// Told of a start that failed with a slot, the end of its process follows; without one there is nothing to follow.
void tree_runner::on_started(const life_of& life, const start_outcome& how) {
  process& one = processes_[life.who];
  if (how.code == errc::none) {
    one.pid = how.pid;
    note(happened::started{life});
    if (tree_.nodes[life.who].process.is_actor) {
      mail_.came_up(life.who, how);
      note(happened::ready{life});
    }
    return;
  }
  one.why = how.text;
  if (how.who.slot != mailbox::no_slot)
    return;
  notices_.forget(life.who); // nobody is there who could say anything
  end(life, end_cause::exec_failed, {ending_kind::never_started, how.error_number}, how.text);
}

void tree_runner::end(const life_of& life, end_cause cause, const ending& how, const std::string& why) {
  processes_[life.who].why = why;
  note(happened::ended{life, cause, how});
}

void tree_runner::on_end(mailbox::address who, const ending& how, const std::optional<mailbox::start_report>& report) {
  const auto found = std::ranges::find_if(processes_, [=](const auto& each) { return each.second.where == who; });
  if (found == processes_.end())
    return;
  process& one = found->second;
  hear(); // its last words
  notices_.forget(one.life.who);
  const std::uint64_t lost_before = mail_.view(one.life.who).lost;
  mail_.ended(one.life.who, who, !has_ended_as_asked(tree_.nodes[one.life.who], how));
  one.lost = mail_.view(one.life.who).lost - lost_before;
  const bool has_failed = report && report->code != 0;
  end(one.life, cause_of(how, report), how, has_failed ? report->text : one.why);
}

// Who has drained its mailbox ends without being asked once more.
void tree_runner::ask(const life_of& life, mailbox::attention what) {
  const mailbox::address where = where_is(life);
  if (where.slot == mailbox::no_slot)
    return;
  over_.expect_stop(where);
  call_(where.slot, what);
}

// Nothing can be told to a command about a process that is not known yet; a signal waits for it.
void tree_runner::ask_program(const life_of& life, int number) {
  if (tree_.nodes[life.who].spec->stop.run.empty() || pid_of(life.who) == 0)
    signal(life, number);
  else
    run_stop_command(life, number);
}

// As the child itself would be run. It may take longer than the child, which is killed when its grace is over.
void tree_runner::run_stop_command(const life_of& life, int otherwise) {
  child what = *tree_.nodes[life.who].spec;
  what.command = std::exchange(what.stop.run, {});
  what.shell.clear();
  what.env["MAINPID"] = std::to_string(pid_of(life.who));
  try {
    stop_commands_[life.who] =
      over_.start(program_order_of(what, life, {}), [this, life, otherwise](const start_outcome& how) {
        if (how.code == errc::none)
          return;
        logger().warning("the command that ends '" + tree_.nodes[life.who].name + "' was not started: " + how.text);
        signal(life, otherwise);
      });
  } catch (const error& why) { // a file of variables that is not there
    logger().warning("the command that ends '" + tree_.nodes[life.who].name + "' was not started: " + why.what());
    signal(life, otherwise);
  }
}

void tree_runner::signal(const life_of& life, int number) {
  const node& one = tree_.nodes[life.who];
  if (one.spec->stop.group)
    over_.signal_group(where_is(life), number);
  else
    over_.signal(where_is(life), number);
}

mailbox::address tree_runner::where_is(const life_of& life) const {
  const auto found = processes_.find(life.who);
  return found != processes_.end() && found->second.life == life ? found->second.where : mailbox::address{};
}

int tree_runner::pid_of(node_id who) const {
  const auto found = processes_.find(who);
  return found != processes_.end() && is_up(tree_.nodes[who].state) ? found->second.pid : 0;
}

mailbox::address tree_runner::slot_of(node_id who) const {
  const auto found = processes_.find(who);
  return found != processes_.end() ? found->second.where : mailbox::address{};
}

caf::actor tree_runner::actor_of(node_id who) const { return mail_.handle_of(who); }

std::optional<os::duration> tree_runner::up_time(node_id who) const {
  const node& one = tree_.nodes[who];
  if (!is_up(one.state))
    return std::nullopt;
  const auto found = processes_.find(who);
  return found != processes_.end() ? os::clock::now() - found->second.began : now() - one.phase_began;
}

std::optional<os::duration> tree_runner::time_to_start(node_id who) const {
  const node& one = tree_.nodes[who];
  if ((one.state != child_state::backoff && one.state != child_state::held) || one.deadline == never)
    return std::nullopt;
  return std::max(os::duration::zero(), one.deadline - now());
}

os::time_point tree_runner::next_look() const {
  const instant due = supervision::next_look(tree_);
  return due == never ? os::never : epoch_ + due;
}

// Another may have its number from now on.
void tree_runner::forget(node_id who) {
  changed_.push_back(who); // its mailbox is closed before anybody can be added
  processes_.erase(who);
  notices_.forget(who);
}

void tree_runner::tell(const tree_command& command) {
  if (const auto* over = std::get_if<told::over>(&command))
    exit_code_ = over->exit_code;
  if (const auto* end = std::get_if<told::end>(&command))
    mail_.tell_end(end->life.who, end->cause);
  if (const auto* state = std::get_if<told::state>(&command))
    changed_.push_back(state->life.who);
  if (const auto* removed = std::get_if<told::removed>(&command))
    forget(removed->who);
  tree_news news{tree_, command};
  const life_of* const life = subject_of(command);
  const auto found = life == nullptr ? processes_.end() : processes_.find(life->who);
  if (found != processes_.end() && found->second.life == *life) {
    news.pid = found->second.pid;
    news.lived = os::clock::now() - found->second.began;
    news.why = found->second.why;
    news.where = found->second.where;
    news.lost = found->second.lost;
  }
  tell_(news);
}

} // namespace troupe::rooms::supervision
