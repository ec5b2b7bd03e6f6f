/// All doors of a system, and the actor that opens them: the doorkeeper, known to every process.
#pragma once

#include <memory>
#include <unordered_map>

#include "objects/caretaker.hpp"
#include "parallel/door.hpp"

namespace troupe::rooms::parallel {

/// The address of that object's actor. Answered with a `caf::actor`, or invalid_state when it is gone.
struct door_request {
  std::uint64_t object = 0;
};

/// Threads: the house thread.
class doors {
public:
  /// Opens for `in`, whose table then says where the doorkeeper is. `caretaker` tells it of ends.
  doors(objects::table& in, objects::caretaker& caretaker, actor::host& here);
  ~doors();
  doors(const doors&) = delete;
  doors& operator=(const doors&) = delete;

  /// Some object that a door waits for has changed.
  void look();

private:
  struct opened {
    caf::actor actor;
    std::shared_ptr<door> at;
  };
  [[nodiscard]] caf::result<caf::actor> open(objects::object_id object);
  [[nodiscard]] caf::actor make(objects::object_id object, door_maker kind);
  void close(objects::object_id object);

  lobby lobby_;
  caf::actor keeper_;
  std::unordered_map<objects::object_id, opened> all_;
};

} // namespace troupe::rooms::parallel
