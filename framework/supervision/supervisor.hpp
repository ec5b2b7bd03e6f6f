/// The supervisor actor: the one door for processes that are wanted or to be signalled.
///
/// It is the first actor of the house thread's host, and every process is born knowing its address.
/// Its messages are in schemas/supervisor.capnp; `troupe::spawn` and its like send them.
#pragma once

#include <cstdint>
#include <functional>

#include "actor/host.hpp"
#include "supervision/child_request.hpp"
#include "supervision/lives.hpp"
#include "supervision/processes.hpp"
#include "supervision/requests.hpp"

namespace troupe::rooms::supervision {

class tree_runner;

/// The tree that runs now; null: none does.
using present_tree = std::function<tree_runner*()>;

/// The behaviour; all that is pointed to outlives the actor.
troupe::behavior supervisor(troupe::event_based_actor* self, lives* of, processes* functions, actor::host* host,
                            start_method method, const child_maker& children, const present_tree& tree);

/// Where the supervisor is found by this process's code. Set once per system by the house, and by
/// every worker from what it was born with.
struct supervisor_place {
  mailbox::address where;
  std::uint64_t actor = 0;
};
void set_supervisor(supervisor_place place) noexcept;
[[nodiscard]] supervisor_place find_supervisor() noexcept;

} // namespace troupe::rooms::supervision
