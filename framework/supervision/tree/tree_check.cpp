#include "supervision/tree/tree_check.hpp"

#include <algorithm>
#include <thread>

#include "message/nearest.hpp"
#include "message/units.hpp"
#include "supervision/tree/members.hpp"

namespace troupe::rooms::supervision {

namespace {

std::string in_quotes(std::string_view text) { return "\"" + std::string{text} + "\""; }
std::string shown(duration value) { return value == infinity ? "infinity" : message::duration_text(value); }

class checker {
public:
  explicit checker(const tree_spec& root) : members_(root) {}

  std::vector<finding> run() {
    for (const member& one : members_.all) {
      check_name(one);
      check_references(one);
      check_significance(one);
      check_backoff(one);
      if (one.worker != nullptr)
        check_worker(one, *one.worker);
      else
        check_supervisor(one, one.supervisor->options);
    }
    const std::size_t before = found_.size();
    check_order(members_, found_);
    if (found_.size() == before)
      check_stop_order(members_, found_);
    check_budget();
    return std::move(found_);
  }

private:
  void report(std::string code, const member& who, std::string key, std::string text, std::string help = {}) {
    found_.push_back({std::move(code), who.name, std::move(key), std::move(text), std::move(help)});
  }

  void check_name(const member& who) {
    if (who.name.empty())
      return report("E201", who, "", "a child has no name");
    const member& first = members_.all[static_cast<std::size_t>(members_.find(who.name))];
    if (&first != &who)
      report("E107", who, "", in_quotes(who.name) + " is there twice", "names are unique in the whole tree");
    for (std::size_t i = 0; who.worker != nullptr && i < who.worker->alias.size(); ++i)
      if (const std::string& alias = who.worker->alias[i];
          &members_.all[static_cast<std::size_t>(members_.find(alias))] != &who)
        report("E107", who, "alias[" + std::to_string(i) + "]", in_quotes(alias) + " is the name of another child",
               "names and aliases are unique in the whole tree");
  }

  void check_references(const member& who) {
    for (std::size_t i = 0; i < who.after().size(); ++i)
      check_reference(who, "after[" + std::to_string(i) + "]", "`after`", who.after()[i].child, who.after()[i].until);
    for (const auto& [local, child] : who.uses())
      check_reference(who, "uses." + local, "`uses`", child, milestone::ready);
  }
  void check_reference(const member& who, const std::string& key, const char* list, const std::string& name,
                       milestone until) {
    const int found = members_.find(name);
    if (found < 0) {
      std::vector<std::string_view> names;
      for (const auto& [one, ignored] : members_.by_name)
        names.push_back(one);
      const auto meant = message::nearest(name, names);
      report("E207", who, key, "unknown child " + in_quotes(name) + " in " + list + " of " + in_quotes(who.name),
             meant ? "did you mean " + in_quotes(*meant) + "?" : "");
      found_.back().unknown = name;
      return;
    }
    const member& other = members_.all[static_cast<std::size_t>(found)];
    if (until == milestone::done && other.restart() == restart_kind::permanent)
      report("E209", who, key,
             in_quotes(who.name) + " waits until " + in_quotes(other.name) +
               " is done, but that is permanent: it always comes back",
             "give " + in_quotes(other.name) + " restart = \"transient\"");
  }

  void check_significance(const member& who) {
    if (!who.significant())
      return;
    if (who.restart() == restart_kind::permanent)
      report("E208", who, "significant", in_quotes(who.name) + " is significant but permanent: it never ends for good",
             "give it restart = \"transient\" or \"temporary\"");
    if (who.above < 0)
      return;
    const member& above = members_.all[static_cast<std::size_t>(who.above)];
    if (above.supervisor->options.auto_shutdown == auto_shutdown_rule::never)
      report("E208", who, "significant",
             in_quotes(who.name) + " is significant, but its supervisor " + in_quotes(above.name) +
               " has auto_shutdown = \"never\"",
             "give " + in_quotes(above.name) + " auto_shutdown = \"any\" or \"all\"");
  }

  void check_backoff(const member& who) {
    const backoff_options& backoff = who.backoff();
    if (backoff.initial > backoff.max)
      report("E105", who, "backoff.initial",
             "`initial` (" + shown(backoff.initial) + ") is longer than `max` (" + shown(backoff.max) + ")");
    if (backoff.factor < 1)
      report("E105", who, "backoff.factor", "a `factor` below 1 makes the delays shorter", "1 keeps them as they are");
    if (backoff.jitter < 0 || backoff.jitter > 1)
      report("E105", who, "backoff.jitter", "`jitter` is a part of the delay, 0 to 1");
  }

  void check_worker(const member& who, const child& options) {
    check_kind(who, options);
    check_times(who, options.hold_retry, options.start_timeout);
    check_stop(who, options.stop);
    check_ready(who, options);
    check_delivery(who, options);
    if (options.count)
      check_pool(who, options);
    if (options.limit)
      check_limit(who, *options.limit, options.start_timeout);
    if (options.on_limit)
      check_limit_has_effect(who, options);
  }

  void check_times(const member& who, std::optional<duration> hold_retry, duration start_timeout) {
    if (hold_retry && *hold_retry <= duration::zero())
      report("E105", who, "hold_retry", "what is held would be tried again without end, and without a pause",
             "write how long to wait between two tries");
    if (start_timeout <= duration::zero())
      report("E105", who, "start_timeout", "nobody is ready in no time", "\"infinity\" waits for as long as it takes");
  }

  void check_kind(const member& who, const child& options) {
    if (!options.command.empty() && options.command.front().empty())
      report("E105", who, "run[0]", "`run` names no executable");
    const bool is_program = !options.command.empty() || !options.shell.empty();
    if (!options.command.empty() && !options.shell.empty())
      report("E105", who, "shell", "`run` and `shell` exclude each other", "a shell is needed for `shell` alone");
    if (is_program && (!options.run.name.empty() || options.run.entry != nullptr))
      report("E105", who, "run", in_quotes(who.name) + " is an actor and a program at once");
  }

  void check_stop(const member& who, const stop_options& stop) {
    if (who.worker->command.empty() && who.worker->shell.empty() && stop.drain > stop.grace && stop.grace.count() != 0)
      report("E105", who, "stop.drain",
             "`drain` (" + shown(stop.drain) + ") is longer than `grace` (" + shown(stop.grace) +
               "), which is the whole time from the request to SIGKILL",
             "make `grace` longer");
  }

  void check_ready(const member& who, const child& options) {
    if (!options.ready)
      return;
    const bool is_program = !options.command.empty() || !options.shell.empty();
    if (is_program && *options.ready == readiness::handshake)
      report("E105", who, "ready", "a program does not shake hands", "write \"exec\", \"notify\" or \"exit\"");
    if (!is_program && *options.ready == readiness::notify)
      report("E105", who, "ready", "an actor is ready when its factory has returned", "write \"handshake\"");
    if (*options.ready == readiness::exit && options.restart == restart_kind::permanent)
      report("E209", who, "ready",
             in_quotes(who.name) + " is ready when it has ended, but permanent: it always comes back",
             "give it restart = \"transient\"");
  }

  void check_delivery(const member& who, const child& options) {
    check_deliveries(who, "max_deliveries", options.delivery, options.max_deliveries);
    if (options.count)
      check_deliveries(who, "work.max_deliveries", options.work.delivery, options.work.max_deliveries);
  }
  void check_deliveries(const member& who, const char* key, delivery_kind delivery, std::uint32_t most) {
    if (delivery != delivery_kind::at_least_once)
      return;
    if (most == 0)
      report("E210", who, key, "with at-least-once a message is delivered once at the least", "write 1 or more");
    if (most > 100)
      report("W208", who, key, "a message that kills its receiver is delivered " + std::to_string(most) + " times",
             "three times tells as much");
  }

  void check_pool(const member& who, const child& options) {
    const unsigned cpus = std::max(std::thread::hardware_concurrency(), 1U);
    const std::uint32_t count = options.count->on(cpus), least = options.min_ready.on(cpus);
    if (least > count)
      report("E210", who, "min_ready",
             "`min_ready` (" + std::to_string(least) + ") is more than `count` (" + std::to_string(count) +
               "): the pool never gets ready");
    if (options.work.in_flight == 0)
      report("E105", who, "work.in_flight", "a worker without a message in hand does nothing", "write 1 or more");
    if (options.work.retry.initial > options.work.retry.max)
      report("E105", who, "work.retry.initial", "`initial` is longer than `max`");
  }

  /// The clock of a limit runs while a child starts or is ready.
  void check_limit(const member& who, const restart_limit& limit, duration start_timeout) {
    if (limit.restarts.is_unlimited() || limit.restarts.value() == 0)
      return;
    if (limit.within < start_timeout && start_timeout != infinity)
      report("W201", who, "limit.within",
             "a start may take " + shown(start_timeout) +
               " (`start_timeout`), so a child that never gets ready does not "
               "fail twice within " +
               shown(limit.within) + ": the limit is never reached",
             "make `within` longer than " + std::to_string(limit.restarts.value() + 1) + " starts");
  }
  void check_limit_has_effect(const member& who, const child& options) {
    if (options.restart == restart_kind::temporary)
      report("W201", who, "on_limit", "`on_limit` has no effect: a temporary child is never restarted");
    else if (options.limit && options.limit->restarts.is_unlimited())
      report("W201", who, "on_limit", "`on_limit` has no effect: the restarts are unlimited");
  }

  void check_supervisor(const member& who, const supervisor_options& options) {
    check_times(who, options.hold_retry, options.start_timeout);
    if (options.limit.restarts.is_unlimited() && options.on_limit != limit_action::escalate)
      report("W201", who, "on_limit", "`on_limit` has no effect: the restarts are unlimited");
    duration longest{0};
    for (const int below : who.below)
      if (const child* worker = members_.all[static_cast<std::size_t>(below)].worker;
          worker != nullptr && !worker->limit)
        longest = std::max(longest, worker->start_timeout == infinity ? duration{0} : worker->start_timeout);
    check_limit(who, options.limit, longest);
  }

  /// Restarts that one child far down can cause before the root gives up, if everybody in between escalates.
  void check_budget() {
    const member& root = members_.all.front();
    const restart_budget budget = root.supervisor->options.budget.value_or(restart_budget{});
    if (budget.restarts.is_unlimited())
      return;
    std::vector<std::uint64_t> products(members_.all.size(), 1);
    std::uint64_t worst = 0;
    const member* deepest = nullptr;
    for (std::size_t i = 0; i < members_.all.size(); ++i) {
      const member& one = members_.all[i];
      if (one.supervisor == nullptr)
        continue;
      const std::uint64_t above = one.above < 0 ? 1 : products[static_cast<std::size_t>(one.above)];
      products[i] = std::min<std::uint64_t>(above * factor_of(one.supervisor->options), std::uint64_t{1} << 40);
      if (products[i] > worst && !one.below.empty()) {
        worst = products[i];
        deepest = &one;
      }
    }
    if (deepest == nullptr || deepest == &root || worst - 1 <= budget.restarts.value())
      return;
    report("W202", root, "budget",
           "the limits on the way down to " + in_quotes(deepest->name) + " allow " + std::to_string(worst - 1) +
             " restarts, more than the budget of " + std::to_string(budget.restarts.value()) + " in " +
             shown(budget.within) + ": the budget ends the tree first",
           "lower the limits of the supervisors, or raise `budget`");
  }
  static std::uint64_t factor_of(const supervisor_options& options) {
    if (options.limit.restarts.is_unlimited() || options.on_limit != limit_action::escalate)
      return 1; // what does not give up is not multiplied
    return std::uint64_t{options.limit.restarts.value()} + 1;
  }

  member_list members_;
  std::vector<finding> found_;
};

} // namespace

std::vector<finding> check_tree(const tree_spec& root) { return checker(root).run(); }

std::string error_text(const std::vector<finding>& findings) {
  std::string text;
  for (const finding& one : findings)
    if (!one.is_warning())
      text += (text.empty() ? "" : "\n") + one.code + " " + one.child + (one.key.empty() ? "" : "." + one.key) + ": " +
              one.text + (one.help.empty() ? "" : " (" + one.help + ")");
  return text;
}

} // namespace troupe::rooms::supervision
