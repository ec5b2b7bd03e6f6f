#include "supervision/forked_child.hpp"

#include <pthread.h>

#include "actor/host.hpp"
#include "objects/table.hpp"

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
  static const bool is_said = ::pthread_atfork(nullptr, nullptr, &forget_system) == 0;
  static_cast<void>(is_said);
}

} // namespace troupe::rooms::supervision
