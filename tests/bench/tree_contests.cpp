// The rows of supervised trees.
#include "contests.hpp"
#include "field.hpp"

namespace bench {

void add_trees(std::vector<contest>& to, const field& with) {
  to.push_back({with.ours("tree_restart free"),
                with.python("supervisord", "supervisord", "tree_restart free"),
                {lower("tree: killed actor is ready again, no backoff", "ms", {}, 3)}});
  to.push_back({with.ours("tree_of_many free"),
                {},
                {lower("tree of 500 actors: all ready", "ms", {}, 1000),
                 lower("tree of 500 actors: stopped in order", "ms", {}, 2000),
                 lower("tree of 500 actors: supervisor's private memory for each", "KB", {}, 16),
                 lower("tree of 500 actors: slowest request between others while one dies and returns", "ms", {}, 5)}});
  to.push_back(
    {with.ours("tree_decision free"), {}, {higher("tree decision: events, 200 nodes", "events/s", {}, 1e5)}});
  to.push_back({with.command("tree_listing free"), {}, {lower("tree of 500 actors: troupe ps", "ms", {}, 50)}});
}

} // namespace bench
