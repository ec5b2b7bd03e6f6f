/// A value as words that lie with a third process until their reader has them, as the arguments of a new process do
/// with the house: what they refer to is kept by that process meanwhile.
#pragma once

#include <cstdint>
#include <vector>

#include "troupe/actor.hpp"
#include "objects/transit.hpp"

namespace troupe::rooms::actor {

struct entrusted_words {
  std::vector<std::uint64_t> words;          ///< as `wire::to_words` gives them
  std::vector<objects::flight_id> flights;   ///< of shared objects; until somebody carries them, void with this process
  std::vector<caf::strong_actor_ptr> actors; ///< whoever holds them keeps the actors for the reader
};

/// Waits for nothing. Any thread. Fails: as the value's codec, no_resource, contract_error without a system.
[[nodiscard]] entrusted_words entrust(const type_entry& type, const void* value);

/// For who they are entrusted to: keeps what they refer to, until their reader has it, or nobody will read them.
/// Threads: one.
class custody {
public:
  /// Keeps nothing.
  custody() = default;
  custody(std::vector<objects::flight_id> flights, std::vector<caf::strong_actor_ptr> actors);
  custody(custody&&) noexcept = default;
  custody& operator=(custody&& other) noexcept;
  custody(const custody&) = delete;
  custody& operator=(const custody&) = delete;
  ~custody() { end(); }
  void end() noexcept;

private:
  std::vector<objects::flight_id> flights_;
  std::vector<caf::strong_actor_ptr> actors_;
};

} // namespace troupe::rooms::actor
