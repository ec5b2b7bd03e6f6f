/// Who the calling process is within its system.
#pragma once

#include <cstdint>
#include <string>

#include "mailbox/address.hpp"
#include "supervision/requests.hpp"

namespace troupe::rooms::supervision {

struct identity {
  std::string name = "MainProcess";
  mailbox::address where{mailbox::main_slot, 0};
  bool is_program = true; ///< the root, whose `from` is empty
  origin from = {};
  std::vector<used_child> uses = {}; ///< of an actor of a tree
};

/// By a worker's entry, and by the house for the root; before other threads ask.
void set_this_process(identity who);
/// The root's, incarnation 0, without a system.
[[nodiscard]] const identity& this_process() noexcept;
/// "worker 3 'resize' (pid 4242)"
[[nodiscard]] std::string this_process_text();

} // namespace troupe::rooms::supervision
