#include "supervision/tree/command.hpp"

#include <array>

namespace troupe::rooms::supervision {

namespace {

constexpr std::array<std::string_view, 5> next_steps = {"nothing", "restart", "with others", "hold", "escalate"};

std::string in_words(duration delay) { return std::to_string(delay.count()) + "ns"; }

struct write {
  const tree& of;

  [[nodiscard]] std::string name_of(const life_of& life) const {
    return of.nodes[life.who].name + ' ' + std::to_string(life.incarnation);
  }

  std::string operator()(const order::start& one) const { return name_of(one.life) + ": start"; }
  std::string operator()(const order::drain& one) const { return name_of(one.life) + ": drain"; }
  std::string operator()(const order::ask_exit& one) const { return name_of(one.life) + ": exit message"; }
  std::string operator()(const order::signal& one) const {
    return name_of(one.life) + ": " + troupe::text(signal_number{one.number});
  }
  std::string operator()(const order::kill& one) const { return name_of(one.life) + ": kill"; }
  std::string operator()(const told::state& one) const {
    return name_of(one.life) + " is " + std::string{troupe::name(one.now)};
  }
  std::string operator()(const told::end& one) const {
    return name_of(one.life) + " ended: " + std::string{troupe::name(one.cause)} + ", " + troupe::text(one.how) + "; " +
           std::string{supervision::name(one.next)} + ' ' + in_words(one.delay);
  }
  std::string operator()(const told::over& one) const { return "over: exit code " + std::to_string(one.exit_code); }
  std::string operator()(const told::removed& one) const { return of.nodes[one.who].name + " is removed"; }
};

} // namespace

std::string_view name(then next) noexcept { return next_steps[static_cast<std::size_t>(next)]; }

std::string text(const tree& of, const tree_command& command) { return std::visit(write{of}, command); }

} // namespace troupe::rooms::supervision
