/// The one table of what can be said about a child or a supervisor: it makes the tree file's reader, its schema and its
/// explanations, and a test holds it to the structs of <troupe/supervisor_options.hpp>.
///
/// `for_each_option<S>(f)` calls f with each row of S's table, in the order of the keys:
///   option_field<S, T>  a key with a member of the struct; its default is the member of a fresh S
///   file_key            a key that only a file has, because in C++ it is said otherwise
#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "troupe/supervisor_options.hpp"

namespace troupe::rooms::supervision {

/// Kinds of children, as bits.
enum child_kinds : unsigned {
  actors = 1,
  commands = 2,
  pools = 4,
  supervisors = 8,
  workers = actors | commands | pools, ///< a pool applies these to each of its slots
  with_actors = actors | pools,
  all_kinds = workers | supervisors,
};

/// What a change of the key does to a child that runs.
enum class change : std::uint8_t {
  live,    ///< it holds from then on
  restart, ///< the child is restarted
};

template <class S, class T>
struct option_field {
  std::string_view key;
  T S::* member;
  child_kinds kinds;
  change when_changed;
  std::string_view meaning;
};

struct file_key {
  std::string_view key;
  std::string_view type; ///< in words
  child_kinds kinds;
  change when_changed;
  std::string_view meaning;
};

/// A key that the reference has and this version has not.
struct later_key {
  std::string_view key;
  child_kinds kinds;
  std::string_view meaning;
};

/// The rows of S's table; specialised for child, supervisor_options and each options struct inside them.
template <class S>
inline constexpr std::tuple option_fields{};

template <class S, class F>
constexpr void for_each_option(F&& f) {
  std::apply([&](const auto&... each) { (f(each), ...); }, option_fields<S>);
}

/// Whether S is an options struct with a table of its own, inline in the file.
template <class S>
inline constexpr bool has_option_fields = std::tuple_size_v<std::remove_cvref_t<decltype(option_fields<S>)>> != 0;

template <>
inline constexpr std::tuple option_fields<restart_limit> = {
  option_field{"restarts", &restart_limit::restarts, all_kinds, change::live,
               "How many failures are allowed; one more trips. 0: the first one trips"},
  option_field{"within", &restart_limit::within, all_kinds, change::live,
               "In so much time spent starting or ready; waiting for a restart does not count"},
  option_field{"scope", &restart_limit::scope, all_kinds, change::live,
               "Whose failures are counted: each child's own, or those of all children of the supervisor"},
};

template <>
inline constexpr std::tuple option_fields<restart_budget> = {
  option_field{"restarts", &restart_budget::restarts, supervisors, change::live,
               "How many restarts are allowed anywhere below"},
  option_field{"within", &restart_budget::within, supervisors, change::live, "In so much real time"},
};

template <>
inline constexpr std::tuple option_fields<backoff_options> = {
  option_field{"initial", &backoff_options::initial, all_kinds, change::live,
               "Delay before the first restart in a row"},
  option_field{"max", &backoff_options::max, all_kinds, change::live, "No delay is longer, jitter aside"},
  option_field{"factor", &backoff_options::factor, all_kinds, change::live,
               "Each delay in a row is so many times the one before"},
  option_field{"jitter", &backoff_options::jitter, all_kinds, change::live,
               "Up to this part of the delay, more or less, at random; 0 to 1"},
  option_field{"reset", &backoff_options::reset, all_kinds, change::live,
               "After so long ready the next delay is `initial` again"},
};

template <>
inline constexpr std::tuple option_fields<stop_options> = {
  option_field{"signal", &stop_options::signal, workers, change::live,
               "The signal that asks the process to end; actors get the exit message before"},
  option_field{"drain", &stop_options::drain, with_actors, change::live,
               "Takes no new mail and finishes what is there, at most so long"},
  option_field{"grace", &stop_options::grace, workers, change::live,
               "From the request to SIGKILL of the whole group; \"0s\" kills at once"},
  option_field{"run", &stop_options::run, commands, change::live,
               "A command that ends the program, instead of the signal"},
  option_field{"group", &stop_options::group, workers, change::live,
               "Whether the signal goes to the process group or to the first process alone"},
};

template <>
inline constexpr std::tuple option_fields<mailbox_options> = {
  option_field{"limit", &mailbox_options::limit, with_actors, change::live, "Bytes of mail that may wait"},
  option_field{"overflow", &mailbox_options::overflow, with_actors, change::live,
               "What a full mailbox does to who sends: waits, or refuses"},
  option_field{"while_down", &mailbox_options::while_down, with_actors, change::live,
               "What a request does while its receiver is being restarted: waits, or fails"},
};

template <>
inline constexpr std::tuple option_fields<waiting_options> = {
  option_field{"limit", &waiting_options::limit, pools, change::live, "Messages that may wait at the pool"},
  option_field{"overflow", &waiting_options::overflow, pools, change::live,
               "What a full queue does to who sends: waits, or refuses"},
};

template <>
inline constexpr std::tuple option_fields<retry_options> = {
  option_field{"initial", &retry_options::initial, pools, change::live, "Delay before the first new try"},
  option_field{"max", &retry_options::max, pools, change::live, "No delay is longer"},
};

template <>
inline constexpr std::tuple option_fields<work_options> = {
  option_field{"in_flight", &work_options::in_flight, pools, change::live, "Messages that a worker has in hand"},
  option_field{"delivery", &work_options::delivery, pools, change::live,
               "Whether the message in hand at a death is tried again"},
  option_field{"max_deliveries", &work_options::max_deliveries, pools, change::live,
               "How often a message may be in a handler before it is a dead letter"},
  option_field{"timeout", &work_options::timeout, pools, change::live, "Longest time in a handler"},
  option_field{"retry", &work_options::retry, pools, change::live, "Delay before a message is tried again"},
};

template <>
inline constexpr std::tuple option_fields<child> = {
  file_key{"use", "name of a template", workers, change::restart,
           "Takes the keys of [template.X] that are not given here"},
  option_field{"run", &child::run, with_actors, change::restart,
               "The behaviour: \"counter\", \"shop::counter\" or \"libshop.so:counter\""},
  option_field{"run", &child::command, commands, change::restart,
               "The executable and its arguments; no shell reads them"},
  option_field{"shell", &child::shell, commands, change::restart, "What /bin/sh -c runs, instead of `run`"},
  file_key{"args", "array or table", with_actors, change::restart,
           "The behaviour's parameters: in order, or by field name where it takes one struct"},
  option_field{"autostart", &child::autostart, workers, change::live, "Whether it starts with its supervisor"},
  option_field{"after", &child::after, workers, change::live, "Children that have to be so far before this one starts"},
  option_field{"uses", &child::uses, workers, change::restart,
               "Local names of other children: peer(\"name\") in code, TROUPE_PEER_NAME for programs; implies `after`"},
  option_field{"alias", &child::alias, with_actors, change::live, "More names under which it is found"},
  option_field{"restart", &child::restart, workers, change::live, "Whether it comes back when it has ended"},
  option_field{"success", &child::success, workers, change::live, "Exit codes and signals that are a clean end"},
  option_field{"fatal", &child::fatal, workers, change::live,
               "Exit codes and signals after which it is never restarted"},
  option_field{"significant", &child::significant, workers, change::live,
               "Whether its end counts for the supervisor's `auto_shutdown`"},
  option_field{"backoff", &child::backoff, workers, change::live, "Delays before restarts"},
  option_field{"limit", &child::limit, workers, change::live, "How many failures; by default the supervisor's"},
  option_field{"on_limit", &child::on_limit, workers, change::live,
               "What happens when the limit is passed; by default the supervisor's"},
  option_field{"hold_retry", &child::hold_retry, workers, change::live,
               "Time between starts of a held child; by default the supervisor's"},
  option_field{"start_timeout", &child::start_timeout, workers, change::live, "Longest time from start to ready"},
  option_field{"ready", &child::ready, workers, change::live,
               "What makes it ready; by default handshake for actors, exec for programs"},
  option_field{"stop", &child::stop, workers, change::live, "How it is asked to end"},
  option_field{"max_extend", &child::max_extend, workers, change::live,
               "How much more time it may ask for while it starts or stops"},
  option_field{"cwd", &child::cwd, commands, change::restart, "Working directory"},
  option_field{"user", &child::user, commands, change::restart, "Runs as this user; needs privilege"},
  option_field{"groups", &child::groups, commands, change::restart,
               "With `user`: its groups instead of the user's own"},
  option_field{"umask", &child::umask, commands, change::restart, "File mode bits that are taken away"},
  option_field{"env", &child::env, commands, change::restart, "Environment variables, over all others"},
  option_field{"env_file", &child::env_file, commands, change::restart,
               "Files of NAME=value lines; \"?path\" may be missing"},
  option_field{"env_inherit", &child::env_inherit, commands, change::restart,
               "Which variables of troupe's own environment it sees: true, false or a list"},
  option_field{"stdin", &child::stdin, commands, change::restart, "\"null\", \"close\" or \"file:<path>\""},
  option_field{"mailbox", &child::mailbox, with_actors, change::live, "Limits of its mailbox"},
  option_field{"delivery", &child::delivery, actors, change::live, "What becomes of the message in hand when it dies"},
  option_field{"max_deliveries", &child::max_deliveries, actors, change::live,
               "How often a message may be in its handler before it is a dead letter"},
  option_field{"durable", &child::durable, workers, change::live,
               "Added while the tree runs: comes back with its supervisor"},
  option_field{"count", &child::count, pools, change::live, "Slots of the pool: 0 to count-1"},
  option_field{"dispatch", &child::dispatch, pools, change::live, "Which slot gets a message"},
  option_field{"queue", &child::queue, pools, change::live, "What waits at the pool"},
  option_field{"work", &child::work, pools, change::live, "How messages are worked on"},
  option_field{"min_ready", &child::min_ready, pools, change::live, "Ready when so many slots are"},
};

template <>
inline constexpr std::tuple option_fields<supervisor_options> = {
  file_key{"children", "list of names", supervisors, change::live, "In the order that rest_for_one and sequence use"},
  option_field{"start", &supervisor_options::start, supervisors, change::live,
               "Whether each child waits for the one before it, or only for what `after` and `uses` name; by default "
               "sequence for rest_for_one and one_for_all, else graph"},
  option_field{"strategy", &supervisor_options::strategy, supervisors, change::live,
               "Which children are restarted when one has failed"},
  option_field{"limit", &supervisor_options::limit, supervisors, change::live, "How many failures of its children"},
  option_field{"on_limit", &supervisor_options::on_limit, supervisors, change::live,
               "What happens when the limit is passed"},
  option_field{"hold_retry", &supervisor_options::hold_retry, supervisors, change::live,
               "Time between starts of a held child"},
  option_field{"budget", &supervisor_options::budget, supervisors, change::live,
               "How many restarts anywhere below; for the root 100 in 10m by default"},
  option_field{"auto_shutdown", &supervisor_options::auto_shutdown, supervisors, change::live,
               "Ends when any, or all, of its significant children have ended for good"},
  option_field{"start_parallel", &supervisor_options::start_parallel, supervisors, change::live,
               "How many children start at one time"},
  file_key{"use", "name of a template", supervisors, change::restart,
           "Takes the keys of [template.X] that are not given here"},
  option_field{"autostart", &supervisor_options::autostart, supervisors, change::live,
               "Whether it starts with its own supervisor"},
  option_field{"after", &supervisor_options::after, supervisors, change::live,
               "Children that have to be so far before this one starts"},
  option_field{"uses", &supervisor_options::uses, supervisors, change::restart,
               "Local names of other children; implies `after`"},
  option_field{"restart", &supervisor_options::restart, supervisors, change::live,
               "Whether it comes back when it has given up"},
  option_field{"significant", &supervisor_options::significant, supervisors, change::live,
               "Whether its end counts for its own supervisor's `auto_shutdown`"},
  option_field{"backoff", &supervisor_options::backoff, supervisors, change::live, "Delays before its restarts"},
  option_field{"start_timeout", &supervisor_options::start_timeout, supervisors, change::live,
               "Longest time until all its children are ready"},
  option_field{"durable", &supervisor_options::durable, supervisors, change::live,
               "Added while the tree runs: comes back with its supervisor"},
};

inline constexpr std::array later_keys = {
  later_key{"alive", workers, "watchdog of a process"},
  later_key{"stuck_after", with_actors, "watchdog of a handler"},
  later_key{"probe", workers, "health probe"},
  later_key{"abort", workers, "signal of the watchdogs"},
  later_key{"tty", commands, "terminal"},
  later_key{"sockets", workers, "sockets kept across restarts"},
  later_key{"log", workers, "log destinations"},
  later_key{"limits", workers, "resource limits"},
  later_key{"pressure", with_actors, "resource limits"},
  later_key{"recycle", workers, "planned replacement"},
  later_key{"importance", workers, "resource limits"},
  later_key{"place", all_kinds, "other hosts"},
  later_key{"on_node_loss", all_kinds, "other hosts"},
  later_key{"on_orphan", supervisors, "other hosts"},
  later_key{"own_process", all_kinds, "actors and supervisors that share a process, or do not"},
  later_key{"trace", all_kinds, "tracing"},
  later_key{"chaos", all_kinds, "fault injection"},
  later_key{"scale", pools, "automatic scaling"},
  later_key{"update", pools, "rolling update"},
  later_key{"sticky", pools, "keys that wait for their slot"},
};

} // namespace troupe::rooms::supervision
