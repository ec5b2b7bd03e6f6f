/// What a worker has of its system: memory that is mapped when something in it is first used, and a host of actors that
/// is made when the first handle of one is. A function that uses neither pays for neither.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "actor/host.hpp"
#include "mailbox/region.hpp"
#include "objects/table.hpp"
#include "observe/log_settings.hpp"
#include "spawn/spawner.hpp"
#include "supervision/requests.hpp"

namespace troupe::rooms::supervision {

/// One per worker, made by its entry; from then on `actor::current_host` and `present_region` find it.
class workplace {
public:
  /// Takes over the birth's descriptors, and settles who this process is and how it logs.
  workplace(const spawn::birth& born, const worker_order& order);
  ~workplace();
  workplace(const workplace&) = delete;
  workplace& operator=(const workplace&) = delete;

  [[nodiscard]] mailbox::address own() const noexcept { return own_; }
  /// Any thread. Fails: no_resource, decode_error.
  [[nodiscard]] mailbox::region& region();
  /// Any thread. Fails: as `region`.
  [[nodiscard]] actor::host& host();
  /// This process's view of the shared objects. Any thread. Fails: as `region`.
  [[nodiscard]] objects::table& shared_objects();
  /// A signal has told the program to end: what fails here from then on may fail because the program lets go of
  /// its things, and is not worth a line. Any thread.
  [[nodiscard]] bool program_is_interrupted() noexcept;
  /// Calls what was registered by `before_leaving`.
  void finish();
  /// That, and ends the local actors, the host, and the view of shared objects. None is made any more.
  void leave();

private:
  void attach();

  const mailbox::address own_;
  const std::array<int, 3> descriptors_;
  std::mutex lock_;
  std::shared_ptr<mailbox::region> region_;
  std::unique_ptr<objects::table> objects_;
  std::unique_ptr<actor::host> host_;
  std::optional<observe::kept_log_lines> log_; ///< in pages of the host's mail
};

/// The memory of the system that this process belongs to. Any thread. Fails: contract_error without a system.
[[nodiscard]] mailbox::region& present_region();

/// `what` is called once when the present worker's own work is done and its host still lives, on the thread that
/// leaves. One at most: calling it again with the same is nothing.
void before_leaving(void (*what)()) noexcept;

} // namespace troupe::rooms::supervision
