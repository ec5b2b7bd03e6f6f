/// Calls that were asked for by message, of actors anywhere: to the room they are those of one more client, which lives
/// in the house and answers each request when its call is over.
///
/// Answers are words, of types that are not known here. Where an answer is more than the results of one piece, these go
/// to a worker once more, which makes one value of them.
/// Threads: the house thread.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "parallel/door.hpp"
#include "parallel/pool/protocol.hpp"

namespace troupe::rooms::parallel {

class asked_calls {
public:
  /// What the room is to do for a call.
  struct order {
    std::uint64_t call = 0;
    spawn::code_place function;
    call_terms terms;
    std::vector<calls::task_piece> pieces;
    bool is_gathering = false;
  };
  /// What follows from results.
  struct consequence {
    std::optional<order> next;
    std::optional<std::uint64_t> cut_short = {}; ///< a call of which nothing more is wanted
  };

  /// A new one; what is to be run of it may be nothing yet.
  [[nodiscard]] consequence enter(const asked& by, caf::response_promise&& promise, run_tasks&& what);
  [[nodiscard]] consequence add(result_block&& one);
  /// All requests of who has ended; gives their calls.
  [[nodiscard]] std::vector<std::uint64_t> gone(const caf::actor_addr& who);
  /// Nobody waits for that any more; gives its call.
  [[nodiscard]] std::vector<std::uint64_t> withdrawn(const actor::withdrawn_request& which);
  /// Answers with `cancelled`; gives the calls.
  [[nodiscard]] std::vector<std::uint64_t> cancel(const caf::actor_addr& who, std::uint64_t tag);
  void fail_all(const exception_value& why);
  [[nodiscard]] bool is_empty() const noexcept { return all_.empty(); }

private:
  struct call {
    asked by;
    caf::response_promise promise;
    run_tasks what; ///< without its pieces
    std::uint64_t given = 0;
    std::uint64_t arrived = 0;
    std::vector<calls::told_results> told;
    bool is_gathering = false;
  };
  using calls_by_number = std::map<std::uint64_t, call>;

  [[nodiscard]] consequence conclude(calls_by_number::iterator which);
  [[nodiscard]] order gather(calls_by_number::iterator which);
  template <class Unwanted>
  std::vector<std::uint64_t> drop_if(Unwanted unwanted);

  calls_by_number all_;
  std::uint64_t last_ = 0;
};

} // namespace troupe::rooms::parallel
