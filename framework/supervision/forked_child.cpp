#include "supervision/forked_child.hpp"

#include "actor/host.hpp"
#include "objects/table.hpp"
#include "os/fork.hpp"

namespace troupe::rooms::supervision {
namespace {

void forget_system() noexcept {
  actor::set_host_maker(nullptr);
  actor::set_current_host(nullptr);
  objects::set_table_maker(nullptr);
  objects::set_current_table(nullptr);
}

} // namespace

void forked_children_have_no_system() {
  static const bool is_said = (os::call_in_forked_children(&forget_system), true);
  static_cast<void>(is_said);
}

} // namespace troupe::rooms::supervision
