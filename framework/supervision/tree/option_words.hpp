/// How a tree file spells the choices of the options' enums.
#pragma once

#include <array>
#include <string_view>

#include "troupe/supervisor_options.hpp"

namespace troupe::rooms::supervision {

/// One choice and its word.
template <class E>
struct option_word {
  E value;
  std::string_view word;
};

/// All choices of E, in order.
template <class E>
inline constexpr std::array<option_word<E>, 0> option_words{};
template <>
inline constexpr std::array option_words<restart_strategy> = {
  option_word{restart_strategy::one_for_one, "one_for_one"}, option_word{restart_strategy::one_for_all, "one_for_all"},
  option_word{restart_strategy::rest_for_one, "rest_for_one"}, option_word{restart_strategy::dependents, "dependents"}};
template <>
inline constexpr std::array option_words<restart_kind> = {option_word{restart_kind::permanent, "permanent"},
                                                          option_word{restart_kind::transient, "transient"},
                                                          option_word{restart_kind::temporary, "temporary"}};
template <>
inline constexpr std::array option_words<limit_action> = {option_word{limit_action::escalate, "escalate"},
                                                          option_word{limit_action::hold, "hold"},
                                                          option_word{limit_action::stop, "stop"}};
template <>
inline constexpr std::array option_words<limit_scope> = {option_word{limit_scope::child, "child"},
                                                         option_word{limit_scope::supervisor, "supervisor"}};
template <>
inline constexpr std::array option_words<start_order> = {option_word{start_order::sequence, "sequence"},
                                                         option_word{start_order::graph, "graph"}};
template <>
inline constexpr std::array option_words<auto_shutdown_rule> = {option_word{auto_shutdown_rule::never, "never"},
                                                                option_word{auto_shutdown_rule::any, "any"},
                                                                option_word{auto_shutdown_rule::all, "all"}};
template <>
inline constexpr std::array option_words<milestone> = {option_word{milestone::started, "started"},
                                                       option_word{milestone::ready, "ready"},
                                                       option_word{milestone::done, "done"}};
template <>
inline constexpr std::array option_words<readiness> = {
  option_word{readiness::handshake, "handshake"}, option_word{readiness::exec, "exec"},
  option_word{readiness::notify, "notify"}, option_word{readiness::exit, "exit"}};
template <>
inline constexpr std::array option_words<overflow_policy> = {option_word{overflow_policy::block, "block"},
                                                             option_word{overflow_policy::reject, "reject"}};
template <>
inline constexpr std::array option_words<down_policy> = {option_word{down_policy::queue, "queue"},
                                                         option_word{down_policy::fail, "fail"}};
template <>
inline constexpr std::array option_words<delivery_kind> = {option_word{delivery_kind::at_most_once, "at-most-once"},
                                                           option_word{delivery_kind::at_least_once, "at-least-once"}};
template <>
inline constexpr std::array option_words<dispatch_kind> = {option_word{dispatch_kind::least_loaded, "least_loaded"},
                                                           option_word{dispatch_kind::by_key, "by_key"}};

/// The word for one choice.
template <class E>
constexpr std::string_view word_of(E value) noexcept {
  for (const option_word<E>& each : option_words<E>)
    if (each.value == value)
      return each.word;
  return {};
}

} // namespace troupe::rooms::supervision
