#include "parallel/pool/written_tasks.hpp"

#include "troupe/actor.hpp"
#include "actor/entrusted_words.hpp"
#include "objects/table.hpp"

namespace troupe {

namespace rooms::parallel {

written_tasks::~written_tasks() {
  if (objects::table* const in = all_.empty() ? nullptr : objects::find_current_table())
    for (const calls::task_piece& one : all_)
      objects::settle(*in, one.flights);
}

} // namespace rooms::parallel

namespace calls {

void write_tasks(const type_entry& type, const void* tasks, task_piece& into) {
  rooms::actor::entrusted_words written = rooms::actor::entrust(type, tasks);
  into.words = std::move(written.words);
  into.flights = std::move(written.flights);
  for (const caf::strong_actor_ptr& one : written.actors)
    into.actors.emplace_back(caf::actor_cast<caf::actor>(one));
}

} // namespace calls

} // namespace troupe
