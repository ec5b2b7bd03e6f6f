#include "supervision/tree/random_tree.hpp"

namespace troupe::rooms::supervision {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class drawer {
public:
  drawer(std::mt19937_64& from, const draw_options& with)
    : from_(from), with_(with), left_(static_cast<std::size_t>(between(from, 1, static_cast<int>(with.nodes)))) {}

  tree_spec supervisor(const std::string& name, int depth) {
    tree_spec made{.name = name, .options = options(depth)};
    const int children = depth == 0 ? static_cast<int>(left_) : one_in(8) ? 0 : between(from_, 1, 8);
    for (int i = 0; i < children && left_ > 0; ++i)
      made.children.emplace_back(one_below(depth));
    finished_.push_back(name);
    return made;
  }

private:
  bool one_in(int many) { return between(from_, 1, many) == 1; }
  template <class E>
  E any(std::initializer_list<E> of) {
    return of.begin()[between(from_, 0, static_cast<int>(of.size()) - 1)];
  }

  std::variant<child, tree_spec> one_below(int depth) {
    --left_;
    const std::string name = 'n' + std::to_string(++number_);
    if (depth < 40 && one_in(4))
      return supervisor(name, depth + 1);
    const child made = process(name);
    finished_.push_back(name);
    return made;
  }

  restart_limit limit() {
    return {.restarts = static_cast<std::uint32_t>(between(from_, 0, 4)),
            .within = seconds(between(from_, 1, 200)),
            .scope = with_.with_shared_limits && one_in(3) ? limit_scope::supervisor : limit_scope::child};
  }

  backoff_options backoff() {
    return {.initial = milliseconds(any({0, 0, 50, 1000})),
            .max = seconds(5),
            .factor = any({1.0, 2.0}),
            .jitter = with_.with_jitter ? any({0.0, 0.2, 1.0}) : 0.0,
            .reset = seconds(between(from_, 1, 60))};
  }

  std::vector<prerequisite> after() {
    std::vector<prerequisite> all;
    while (!finished_.empty() && one_in(5))
      all.emplace_back(finished_[static_cast<std::size_t>(between(from_, 0, static_cast<int>(finished_.size()) - 1))],
                       with_.with_milestones && one_in(3) ? milestone::started : milestone::ready);
    return all;
  }

  supervisor_options options(int depth) {
    supervisor_options made{
      .strategy = any({one_for_one, one_for_all, rest_for_one, dependents}),
      .limit = limit(),
      .on_limit = any({limit_action::escalate, limit_action::escalate, limit_action::hold, limit_action::stop}),
      .hold_retry = seconds(between(from_, 1, 100)),
      .budget = restart_budget{.restarts = unlimited},
      .auto_shutdown = any({auto_shutdown_rule::never, auto_shutdown_rule::any, auto_shutdown_rule::all}),
      .start_parallel = static_cast<std::uint32_t>(between(from_, 1, 4)),
      .backoff = backoff()};
    if (one_in(3))
      made.start = any({start_order::sequence, start_order::graph});
    if (with_.with_budgets && one_in(4))
      made.budget =
        restart_budget{.restarts = static_cast<std::uint32_t>(between(from_, 0, 20)), .within = seconds(60)};
    if (depth == 0)
      return made;
    made.autostart = !one_in(12);
    made.after = after();
    made.restart = any({permanent, permanent, transient, temporary});
    made.significant = one_in(6);
    return made;
  }

  child process(const std::string& name) {
    child made{.name = name,
               .autostart = !one_in(12),
               .after = after(),
               .restart = any({permanent, permanent, transient, temporary}),
               .significant = one_in(10),
               .backoff = backoff()};
    if (one_in(3))
      made.limit = limit();
    if (one_in(4))
      made.on_limit = any({limit_action::escalate, limit_action::hold, limit_action::stop});
    made.start_timeout = seconds(between(from_, 1, 20));
    made.stop = {.drain = milliseconds(any({0, 500, 2000})), .grace = milliseconds(any({0, 1000, 5000}))};
    if (one_in(3))
      made.command = {"./program"};
    if (one_in(8))
      made.count = static_cast<std::uint32_t>(between(from_, 0, 4));
    return made;
  }

  std::mt19937_64& from_;
  draw_options with_;
  std::size_t left_;
  int number_ = 0;
  std::vector<std::string> finished_; // whoever comes later may wait for these
};

} // namespace

int between(std::mt19937_64& from, int least, int most) {
  return least + static_cast<int>(from() % static_cast<std::uint64_t>(most - least + 1));
}

tree_spec random_tree(std::mt19937_64& from, const draw_options& with) {
  return drawer{from, with}.supervisor("root", 0);
}

} // namespace troupe::rooms::supervision
