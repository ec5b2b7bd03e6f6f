#include "counter.hpp"

troupe::behavior counter(troupe::event_based_actor* self) {
  return {
    [=](const portion& work) {
      counted answer{work.number, {}};
      for (const std::string& path : work.paths)
        count_file(path, answer.result);
      self->send(caf::actor_cast<caf::actor>(self->current_sender()), std::move(answer));
    },
  };
}
