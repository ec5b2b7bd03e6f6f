/// Parts of a tree: who is left when only some are to run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "house/selection.hpp"
#include "troupe/error.hpp"

namespace troupe::tests {
namespace {

using rooms::house::selected;
using testing::ElementsAre;
using testing::HasSubstr;

child leaf(const std::string& name, std::vector<prerequisite> after = {}) {
  child made;
  made.name = name;
  made.command = {"true"};
  made.after = std::move(after);
  return made;
}

/// root: storage (catalog, blobs), web (after catalog; uses mail), edge (after web: gateway), mail alias post
tree_spec whole() {
  tree_spec storage{"storage", {}, {leaf("catalog"), leaf("blobs")}};
  child web = leaf("web", {"catalog"});
  web.uses = {{"letters", "post"}};
  child mail = leaf("mail");
  mail.alias = {"post"};
  tree_spec edge{"edge", {}, {leaf("gateway"), leaf("door")}};
  edge.options.after = {"web"};
  return {"root", {}, {storage, web, edge, mail}};
}

std::vector<std::string> names_in(const tree_spec& of) {
  std::vector<std::string> all;
  for (const auto& each : of.children)
    if (const auto* below = std::get_if<tree_spec>(&each)) {
      all.push_back(below->name + "/");
      for (const std::string& name : names_in(*below))
        all.push_back(name);
    } else {
      all.push_back(std::get<child>(each).name);
    }
  return all;
}

TEST(Selection, Of_everything_is_the_tree) {
  EXPECT_EQ(selected(whole(), {}, {}), whole());
  EXPECT_EQ(selected(whole(), {"root"}, {}), whole());
}

TEST(Selection, Only_some_come_with_what_they_need_and_nobody_else) {
  EXPECT_THAT(names_in(selected(whole(), {"blobs"}, {})), ElementsAre("storage/", "blobs"));
  EXPECT_THAT(names_in(selected(whole(), {"web"}, {})), ElementsAre("storage/", "catalog", "web", "mail"));
  EXPECT_THAT(names_in(selected(whole(), {"storage"}, {})), ElementsAre("storage/", "catalog", "blobs"));
  EXPECT_THAT(names_in(selected(whole(), {"post"}, {})), ElementsAre("mail")) << "by its alias";
}

TEST(Selection, What_a_supervisor_waits_for_its_children_need) {
  EXPECT_THAT(names_in(selected(whole(), {"door"}, {})),
              ElementsAre("storage/", "catalog", "web", "edge/", "door", "mail"));
}

TEST(Selection, Without_some_everybody_else_is_left) {
  EXPECT_THAT(names_in(selected(whole(), {}, {"edge", "blobs"})), ElementsAre("storage/", "catalog", "web", "mail"));
  EXPECT_THAT(names_in(selected(whole(), {"storage"}, {"catalog"})), ElementsAre("storage/", "blobs"));
}

TEST(Selection, Whoever_is_needed_cannot_be_left_out) {
  try {
    static_cast<void>(selected(whole(), {}, {"catalog"}));
    ADD_FAILURE() << "web would wait for ever";
  } catch (const invalid_argument& why) {
    EXPECT_THAT(why.what(), HasSubstr("\"web\" needs \"catalog\""));
  }
  EXPECT_THROW(static_cast<void>(selected(whole(), {"door"}, {"storage"})), invalid_argument);
}

TEST(Selection, An_unknown_name_is_met_with_the_nearest) {
  try {
    static_cast<void>(selected(whole(), {"storag"}, {}));
    ADD_FAILURE() << "found";
  } catch (const unknown_name& why) {
    EXPECT_THAT(why.what(), HasSubstr("did you mean \"storage\"?"));
  }
  EXPECT_THROW(static_cast<void>(selected(whole(), {}, {"nobody"})), unknown_name);
}

} // namespace
} // namespace troupe::tests
