#include "house/selection.hpp"

#include <map>
#include <set>
#include <utility>

#include "message/nearest.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::house {

namespace {

class selector {
public:
  explicit selector(const tree_spec& from) : from_(from) { enter(from, ""); }

  tree_spec run(const std::vector<std::string>& only, const std::vector<std::string>& without) {
    std::set<std::string> left_out;
    for (const std::string& each : without)
      add_all(member(each), left_out);
    if (only.empty())
      add_all(from_.name, chosen_);
    for (const std::string& each : only)
      add_all(member(each), chosen_);
    std::erase_if(chosen_, [&](const std::string& each) { return left_out.contains(each); });
    add_needs(left_out);
    return part_of(from_);
  }

private:
  struct entry {
    std::string above; ///< of the root: empty
    std::vector<std::string> needs;
    std::vector<std::string> below;
  };

  template <class Options>
  void enter(const std::string& name, const std::string& above, const Options& what) {
    entry& made = all_[name];
    made.above = above;
    for (const prerequisite& each : what.after)
      made.needs.push_back(each.child);
    for (const auto& [local, child] : what.uses)
      made.needs.push_back(child);
    if (!above.empty())
      all_[above].below.push_back(name);
    names_[name] = name;
  }
  void enter(const tree_spec& one, const std::string& above) {
    enter(one.name, above, one.options);
    for (const auto& each : one.children)
      if (const auto* below = std::get_if<tree_spec>(&each)) {
        enter(*below, one.name);
      } else {
        const child& leaf = std::get<child>(each);
        enter(leaf.name, one.name, leaf);
        for (const std::string& alias : leaf.alias)
          names_[alias] = leaf.name;
      }
  }

  const std::string& member(const std::string& name) const {
    const auto found = names_.find(name);
    if (found != names_.end())
      return found->second;
    std::vector<std::string> known;
    for (const auto& [each, of] : names_)
      known.push_back(each);
    const auto meant = message::nearest(name, known);
    throw unknown_name("the tree has no child \"" + name + "\"" + (meant ? "; did you mean \"" + *meant + "\"?" : ""));
  }

  void add_all(const std::string& name, std::set<std::string>& to) const {
    to.insert(name);
    for (const std::string& each : all_.at(name).below)
      add_all(each, to);
  }

  // Of those that are chosen, and of the supervisors above them: what these wait for, their children wait for.
  void add_needs(const std::set<std::string>& left_out) {
    std::vector<std::string> open(chosen_.begin(), chosen_.end());
    std::set<std::string> seen;
    while (!open.empty()) {
      const std::string who = std::exchange(open.back(), {});
      open.pop_back();
      if (!seen.insert(who).second)
        continue;
      if (!all_.at(who).above.empty())
        open.push_back(all_.at(who).above);
      for (const std::string& need : all_.at(who).needs)
        add_need(who, need, left_out, open);
    }
  }
  void add_need(const std::string& who, const std::string& need, const std::set<std::string>& left_out,
                std::vector<std::string>& open) {
    std::set<std::string> more;
    add_all(member(need), more);
    for (const std::string& each : more)
      if (left_out.contains(each))
        throw invalid_argument("\"" + who + "\" needs \"" + each + "\": leave it out, too");
    chosen_.insert(more.begin(), more.end());
    open.insert(open.end(), more.begin(), more.end());
  }

  [[nodiscard]] tree_spec part_of(const tree_spec& whole) const {
    tree_spec made{whole.name, whole.options, {}};
    for (const auto& each : whole.children)
      if (const auto* below = std::get_if<tree_spec>(&each)) {
        tree_spec part = part_of(*below);
        if (!part.children.empty() || chosen_.contains(part.name))
          made.children.emplace_back(std::move(part));
      } else if (chosen_.contains(std::get<child>(each).name)) {
        made.children.push_back(each);
      }
    return made;
  }

  const tree_spec& from_;
  std::map<std::string, entry> all_;
  std::map<std::string, std::string> names_; ///< and aliases -> names
  std::set<std::string> chosen_;
};

} // namespace

tree_spec selected(const tree_spec& from, const std::vector<std::string>& only,
                   const std::vector<std::string>& without) {
  return selector(from).run(only, without);
}

} // namespace troupe::rooms::house
