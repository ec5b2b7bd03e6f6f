#include "supervision/tree/plant.hpp"

#include <algorithm>
#include <unordered_map>

#include "supervision/tree/circle.hpp"
#include "supervision/tree/relations.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::supervision {

namespace {

using names = std::unordered_map<std::string, node_id>;

struct named_waits {
  node_id who;
  std::vector<prerequisite> for_whom;
};

class planter {
public:
  planter(tree& to, unsigned cpus) : to_(to), cpus_(cpus) {
    for (node_id who = 0; who < to.nodes.size(); ++who)
      know(who);
  }

  node_id plant(node_id parent, const child& what, const supervisor_policy& above) {
    return what.count ? plant_pool(parent, what, above) : plant_process(parent, what.name, what, above);
  }

  node_id plant(node_id parent, const tree_spec& what, const supervisor_policy& above) {
    const supervisor_options& said = what.options;
    const node_id who = grow(parent, node_kind::supervisor, what.name);
    to_.nodes[who].with = {said.autostart, said.restart,     said.significant,   said.backoff, above.limit,
                           above.on_limit, above.hold_retry, said.start_timeout, said.durable};
    const supervisor_policy own = policy_of(said, parent == no_node);
    to_.nodes[who].supervisor = own;
    for (const auto& each : what.children)
      std::visit([&](const auto& one) { plant(who, one, own); }, each);
    note_waits(who, said.after, said.uses);
    return who;
  }

  void connect() {
    for (const named_waits& each : waits_)
      for (const prerequisite& one : each.for_whom)
        connect(each.who, one);
  }

  /// Everything is as if nothing had been planted, but for numbers that are vacant now.
  void take_back() {
    for (const node_id who : grown_) {
      disconnect_all(to_, who);
      std::erase(to_.nodes[to_.nodes[who].parent].children, who);
      to_.nodes[who].is_leaving = to_.nodes[who].is_removed = true;
      to_.vacant.push_back(who);
    }
  }

private:
  [[nodiscard]] supervisor_policy policy_of(const supervisor_options& said, bool is_root) const {
    const bool in_order =
      said.strategy == restart_strategy::one_for_all || said.strategy == restart_strategy::rest_for_one;
    supervisor_policy made;
    made.start = said.start.value_or(in_order ? start_order::sequence : start_order::graph);
    made.strategy = said.strategy;
    made.budget = said.budget || !is_root ? said.budget : restart_budget{};
    made.auto_shutdown = said.auto_shutdown;
    made.start_parallel = std::max<std::size_t>(1, said.start_parallel.on(cpus_));
    made.limit = said.limit;
    made.on_limit = said.on_limit;
    made.hold_retry = said.hold_retry;
    return made;
  }

  static child_policy policy_of(const child& said, const supervisor_policy& above) {
    return {said.autostart,
            said.restart,
            said.significant,
            said.backoff,
            said.limit.value_or(above.limit),
            said.on_limit.value_or(above.on_limit),
            said.hold_retry.value_or(above.hold_retry),
            said.start_timeout,
            said.durable};
  }

  static process_policy process_of(const child& said) {
    const bool is_actor = said.command.empty() && said.shell.empty();
    return {is_actor,         said.ready.value_or(is_actor ? readiness::handshake : readiness::exec),
            said.success,     said.fatal,
            said.stop.signal, said.stop.drain,
            said.stop.grace,  said.max_extend};
  }

  node_id plant_process(node_id parent, const std::string& name, const child& what, const supervisor_policy& above) {
    const node_id who = grow(parent, node_kind::process, name);
    node& made = to_.nodes[who];
    made.with = policy_of(what, above);
    made.process = process_of(what);
    describe(who, what);
    return who;
  }

  // Towards its own supervisor a pool is one child; what is said of its workers holds for each slot.
  node_id plant_pool(node_id parent, const child& what, const supervisor_policy& above) {
    const node_id who = grow(parent, node_kind::pool, what.name);
    node& made = to_.nodes[who];
    made.with = policy_of(what, above);
    made.with.limit = above.limit;
    made.with.on_limit = above.on_limit;
    made.with.start_timeout = infinity;
    made.supervisor.start_parallel = above.start_parallel;
    made.supervisor.min_ready = std::min(what.min_ready.on(cpus_), what.count->on(cpus_));
    made.supervisor.auto_shutdown = what.significant ? auto_shutdown_rule::all : auto_shutdown_rule::never;
    describe(who, what);
    child slot = what;
    slot.autostart = true;
    slot.after.clear();
    slot.uses.clear();
    for (std::uint32_t number = 0; number < what.count->on(cpus_); ++number)
      plant_process(who, what.name + '[' + std::to_string(number) + ']', slot, above);
    return who;
  }

  // The slots of a pool share one.
  std::shared_ptr<const child> spec_of(const child& what) {
    if (!last_spec_ || last_spec_->name != what.name)
      last_spec_ = std::make_shared<const child>(what);
    return last_spec_;
  }

  node_id grow(node_id parent, node_kind kind, const std::string& name) {
    const node_id who = take_number();
    grown_.push_back(who);
    node& made = to_.nodes[who];
    made.name = name;
    made.kind = kind;
    made.parent = parent;
    if (parent != no_node)
      to_.nodes[parent].children.push_back(who);
    know(who);
    return who;
  }

  // What was said of the node that had the number, and the timers that were set for it, stay out of date.
  node_id take_number() {
    if (to_.vacant.empty()) {
      to_.nodes.emplace_back();
      return static_cast<node_id>(to_.nodes.size() - 1);
    }
    const node_id who = to_.vacant.back();
    to_.vacant.pop_back();
    node made;
    made.tenant = to_.nodes[who].tenant + 1;
    made.deadline_number = to_.nodes[who].deadline_number;
    to_.nodes[who] = std::move(made);
    return who;
  }

  // Only now it is known by what else it is called.
  void describe(node_id who, const child& what) {
    to_.nodes[who].spec = spec_of(what);
    know(who);
    note_waits(who, what.after, what.uses);
  }

  void know(node_id who) {
    const node& one = to_.nodes[who];
    if (one.is_removed)
      return;
    know(one.name, who);
    if (one.spec && one.name == one.spec->name)
      for (const std::string& alias : one.spec->alias)
        know(alias, who);
  }

  void know(const std::string& name, node_id who) {
    if (!names_.emplace(name, who).second && names_.at(name) != who)
      throw invalid_argument("two children are called '" + name + "': names are unique in the whole tree");
  }

  void note_waits(node_id who, std::vector<prerequisite> after, const std::map<std::string, std::string>& uses) {
    for (const auto& [local, name] : uses)
      after.emplace_back(name);
    if (!after.empty())
      waits_.push_back({who, std::move(after)});
  }

  void connect(node_id who, const prerequisite& one) {
    const auto found = names_.find(one.child);
    if (found == names_.end())
      throw invalid_argument("'" + to_.nodes[who].name + "' waits for '" + one.child + "', and there is no such child");
    supervision::connect(to_, who, {found->second, one.until});
  }

  tree& to_;
  unsigned cpus_;
  names names_;
  std::vector<named_waits> waits_;
  std::vector<node_id> grown_;
  std::shared_ptr<const child> last_spec_;
};

} // namespace

tree plant(const tree_spec& what, unsigned cpus) {
  tree made;
  planter hand{made, cpus};
  hand.plant(no_node, what, {.limit = {}, .hold_retry = what.options.hold_retry});
  hand.connect();
  require_no_circle(made);
  return made;
}

node_id add(tree& to, node_id supervisor, const std::variant<child, tree_spec>& what, unsigned cpus) {
  const supervisor_policy above = to.nodes[supervisor].supervisor;
  planter hand{to, cpus};
  try {
    const node_id made = std::visit([&](const auto& one) { return hand.plant(supervisor, one, above); }, what);
    to.nodes[made].is_added = true;
    hand.connect();
    require_no_circle(to);
    return made;
  } catch (...) {
    hand.take_back();
    throw;
  }
}

node_id find_node(const tree& in, const std::string& name) {
  for (node_id who = 0; who < in.nodes.size(); ++who) {
    const node& one = in.nodes[who];
    const bool has_alias = one.spec && one.name == one.spec->name && std::ranges::count(one.spec->alias, name) != 0;
    if (!one.is_removed && (one.name == name || has_alias))
      return who;
  }
  return no_node;
}

} // namespace troupe::rooms::supervision
