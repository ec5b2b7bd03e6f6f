#include "actor/caf_seam/node.hpp"

#include <cstring>

namespace troupe::rooms::actor {
namespace {

using identity = caf::node_id::default_data;

// CAF without a middleman leaves the node of its actors invalid, and there is no setter. A template's
// explicit instantiation may name a private member, and can hand it on.
template <caf::node_id caf::actor_system::* Node>
struct opened {
  friend caf::node_id& node_of(caf::actor_system& system) { return system.*Node; }
};
caf::node_id& node_of(caf::actor_system& system);
template struct opened<&caf::actor_system::node_>;

} // namespace

run_bytes run_of(const mailbox::region& where) {
  run_bytes run{'t', 'r', 'o', 'u', 'p', 'e'};
  const std::uint64_t mark = where.run_mark();
  std::memcpy(run.data() + 4, &mark, sizeof mark);
  return run;
}

caf::node_id make_node(const run_bytes& run, mailbox::address of) {
  identity::host_id_type host{};
  const std::uint32_t slot = of.slot;
  std::memcpy(host.data(), run.data(), run.size());
  std::memcpy(host.data() + run.size(), &slot, sizeof slot);
  std::memcpy(host.data() + run.size() + sizeof slot, &of.incarnation, sizeof of.incarnation);
  return caf::make_node_id(slot + 1, host);
}

std::optional<mailbox::address> address_of(const caf::node_id& node) {
  if (!node || node->implementation_id() != identity::class_id)
    return std::nullopt;
  const auto& known = static_cast<const identity&>(*node);
  const identity::host_id_type host = known.host_id();
  mailbox::address of;
  of.slot = static_cast<mailbox::slot_id>(known.process_id() - 1);
  std::memcpy(&of.incarnation, host.data() + 16, sizeof of.incarnation);
  return of;
}

void set_node(caf::actor_system& system, caf::node_id node) { node_of(system) = std::move(node); }

} // namespace troupe::rooms::actor
