/// The file and the builder say the same: cases/well.toml, and what one writes in C++ for it.
#include <gtest/gtest.h>

#include <fstream>

#include "behaviours.hpp"
#include "house/file/explain.hpp"
#include "house/file/resolve.hpp"
#include "support/scoped.hpp"

namespace troupe::tests {
namespace {

namespace fs = std::filesystem;
using namespace rooms::house;
using namespace std::chrono_literals;

/// What [defaults] of the file say.
backoff_options usual_backoff() { return {.initial = 1s, .jitter = 0.5}; }

tree_spec storage() {
  const child catalog{.name = "catalog",
                      .run =
                        [] {
                          actor_run run;
                          run.name = "cache";
                          return run;
                        }(),
                      .alias = {"db"},
                      .backoff = usual_backoff(),
                      .stop = {.drain = 3s},
                      .mailbox = {.limit = byte_size(32U << 20), .overflow = overflow_policy::reject},
                      .delivery = at_least_once,
                      .extra = {{"x_team", R"({"floor":3,"name":"storage"})"}}};
  const child blobs{.name = "blobs",
                    .command = {"true", "--slot", "{slot}"},
                    .success = {0, "SIGTERM", 3},
                    .backoff = {.initial = 1s, .max = 1min, .jitter = 0.5},
                    .ready = readiness::exec,
                    .stop = {.signal = SIGINT, .grace = 2s},
                    .cwd = CASES,
                    .env = {{"MODE", "fast"}, {"KEEP", "1"}, {"LANG", "C"}},
                    .env_file = {"?" CASES "/none.env"}};
  return {"storage",
          {.strategy = rest_for_one,
           .limit = {.restarts = 3, .within = 5min, .scope = limit_scope::supervisor},
           .backoff = usual_backoff()},
          {catalog, blobs}};
}

tree_spec pipeline() {
  actor_run counter;
  counter.name = "counter";
  const child resize{.name = "resize",
                     .run = counter,
                     .backoff = usual_backoff(),
                     .stop = {.drain = 3s},
                     .count = child_count::cpus(),
                     .dispatch = by_key,
                     .queue = {.limit = 100, .overflow = overflow_policy::reject},
                     .work = {.in_flight = 2, .max_deliveries = 5, .timeout = 2min, .retry = {.initial = 1s}},
                     .min_ready = 1};
  const child publish{.name = "publish",
                      .shell = "exit 0",
                      .after = {{"resize", milestone::started}},
                      .uses = {{"catalog", "db"}},
                      .restart = transient,
                      .fatal = {78, "SIGQUIT"},
                      .significant = true,
                      .backoff = usual_backoff(),
                      .on_limit = limit_action::hold,
                      .hold_retry = 10min,
                      .cwd = CASES,
                      .env_inherit = {"PATH", "HOME"},
                      .stdin = "close"};
  return {"pipeline",
          {.auto_shutdown = auto_shutdown_rule::any, .after = {"storage"}, .backoff = usual_backoff()},
          {resize, publish}};
}

tree_spec as_built() {
  return {"root",
          {.strategy = dependents,
           .limit = {.restarts = 1, .within = 2min},
           .budget = restart_budget{40, 10min},
           .auto_shutdown = auto_shutdown_rule::any,
           .backoff = usual_backoff()},
          {storage(), pipeline()}};
}

const child& find(const tree_spec& below, std::string_view name) {
  for (const auto& one : below.children)
    if (const auto* found = std::get_if<child>(&one); found != nullptr && found->name == name)
      return *found;
  throw std::out_of_range(std::string(name));
}

TEST(SameTree, the_file_and_the_builder_give_the_same) {
  const tree_file file = tree_file::read(CASES "/well.toml");
  ASSERT_TRUE(file.problems().all().empty()) << report_text(file.problems().all()[0], false);
  const tree_spec expected = as_built();
  const auto& read_storage = std::get<tree_spec>(file.tree().children.at(0));
  const auto& read_pipeline = std::get<tree_spec>(file.tree().children.at(1));
  // One by one first: a difference names its child.
  EXPECT_TRUE(find(read_storage, "catalog") == find(storage(), "catalog"));
  EXPECT_TRUE(find(read_storage, "blobs") == find(storage(), "blobs"));
  EXPECT_TRUE(find(read_pipeline, "resize") == find(pipeline(), "resize"));
  EXPECT_TRUE(find(read_pipeline, "publish") == find(pipeline(), "publish"));
  EXPECT_TRUE(read_storage.options == storage().options);
  EXPECT_TRUE(read_pipeline.options == pipeline().options);
  EXPECT_TRUE(file.tree().options == expected.options);
  EXPECT_TRUE(file.tree() == expected);
}

TEST(SameTree, its_other_keys_are_read_too) {
  const tree_file file = tree_file::read(CASES "/well.toml");
  EXPECT_EQ(file.name(), "shop");
  EXPECT_EQ(file.control().socket, "/tmp/shop.sock");
  EXPECT_EQ(file.control().mode, 0660U);
  ASSERT_TRUE(file.find("catalog")->args);
  EXPECT_EQ(rooms::message::json_text(*file.find("catalog")->args),
            R"({"every":"5s","path":"{tree}/catalog","size":{"hard":268435456}})");
}

TEST(SameTree, what_is_resolved_can_be_started) {
  provide_behaviours();
  tree_file file = tree_file::read(CASES "/well.toml");
  resolve(file);
  ASSERT_TRUE(file.problems().all().empty()) << report_text(file.problems().all()[0], false);
  const child& resize = find(std::get<tree_spec>(file.tree().children.at(1)), "resize");
  EXPECT_NE(resize.run.entry, nullptr);
  EXPECT_EQ(resize.run.parameters, wire::to_words(std::tuple<int>(5)));
}

TEST(SameTree, without_a_root_all_that_is_not_claimed_is_the_roots) {
  temp_folder folder;
  const fs::path path = folder.path() / "My Tree.toml";
  std::ofstream(path) << "troupe = 1\n[command.b]\nrun = [\"true\"]\n[command.a]\nrun = [\"true\"]\nafter = [\"b\"]\n"
                         "[supervisor.s]\nchildren = [\"c\"]\n[command.c]\nrun = [\"true\"]\n";
  const tree_file file = tree_file::read(path);
  ASSERT_TRUE(file.problems().all().empty()) << report_text(file.problems().all()[0], false);
  EXPECT_EQ(file.name(), "my-tree");
  ASSERT_EQ(file.tree().children.size(), 3U);
  EXPECT_EQ(std::get<child>(file.tree().children[0]).name, "b") << "in the order of the file";
  EXPECT_EQ(std::get<child>(file.tree().children[1]).name, "a");
  EXPECT_EQ(std::get<tree_spec>(file.tree().children[2]).name, "s");
}

TEST(SameTree, what_is_explained_is_a_file_that_says_the_same) {
  const tree_file file = tree_file::read(CASES "/well.toml");
  temp_folder folder;
  const fs::path path = folder.path() / "explained.toml";
  std::ofstream(path) << explain_text(file);
  const tree_file again = tree_file::read(path);
  ASSERT_TRUE(again.problems().all().empty()) << report_text(again.problems().all()[0], false) << explain_text(file);
  // What the supervisor gives is the child's own now.
  tree_spec expected = file.tree();
  for (auto& group : expected.children)
    for (auto& one : std::get<tree_spec>(group).children) {
      auto& options = std::get<child>(one);
      const supervisor_options& above = std::get<tree_spec>(group).options;
      options.limit = options.limit.value_or(above.limit);
      options.on_limit = options.on_limit.value_or(above.on_limit);
      options.hold_retry = options.hold_retry.value_or(above.hold_retry);
      const bool is_program = !options.command.empty() || !options.shell.empty();
      options.ready = options.ready.value_or(is_program ? readiness::exec : readiness::handshake);
      std::get<tree_spec>(group).options.start =
        above.strategy == rest_for_one ? start_order::sequence : start_order::graph;
    }
  expected.options.start = start_order::graph;
  EXPECT_TRUE(again.tree() == expected) << explain_text(file);
}

TEST(SameTree, each_value_says_where_it_comes_from) {
  const std::string text = explain_text(tree_file::read(CASES "/well.toml"));
  const auto line = [&](const std::string& table, const std::string& key) {
    const std::size_t from = text.find(key + " = ", text.find("[" + table + "]"));
    const std::string found = text.substr(from, text.find('\n', from) - from);
    return found.substr(0, found.find(" = ")) + found.substr(found.rfind("# ") - 1);
  };
  EXPECT_EQ(line("command.blobs", "backoff.initial"), "backoff.initial # " CASES "/well.toml:11 [defaults]");
  EXPECT_EQ(line("command.blobs", "backoff.max"),
            "backoff.max # " CASES "/included/templates/quick.toml:2 [template.calm]");
  EXPECT_EQ(line("command.blobs", "backoff.factor"), "backoff.factor # default");
  EXPECT_EQ(line("command.blobs", "run"), "run # " CASES "/well.toml:36");
  EXPECT_EQ(line("command.blobs", "limit.restarts"), "limit.restarts # [supervisor.storage]");
  EXPECT_EQ(line("actor.catalog", "stop.drain"), "stop.drain # " CASES "/well.toml:12 [defaults]");
  EXPECT_EQ(line("pool.resize", "count"), "count # " CASES "/well.toml:50");
}

} // namespace
} // namespace troupe::tests
