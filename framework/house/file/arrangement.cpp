#include "house/file/arrangement.hpp"

#include <algorithm>
#include <set>

#include "message/nearest.hpp"
#include "supervision/tree/option_fields.hpp"

namespace troupe::rooms::house {
namespace {

constexpr std::string_view root_name = "root";
constexpr unsigned deepest = 64; // a tree is walked by recursion

class arranger {
public:
  arranger(std::vector<child_entry>& children, problem_list& problems) : children_(children), problems_(problems) {
    has_root_ = std::ranges::find(children_, root_name, &child_entry::name) != children_.end();
    if (!has_root_)
      children_.push_back({.kind = supervision::supervisors, .name = std::string(root_name)});
    for (child_entry& one : children_)
      index_.emplace(one.name, &one);
  }

  tree_spec run() {
    for (child_entry& one : children_)
      if (one.kind == supervision::supervisors)
        claim_children_of(one);
    for (child_entry& one : children_)
      if (one.supervised_by.empty() && one.name != root_name)
        place_unclaimed(one);
    report_circles();
    return subtree(*find(root_name), 1);
  }

private:
  child_entry* find(std::string_view name) {
    const auto found = index_.find(name);
    return found == index_.end() ? nullptr : found->second;
  }
  void refuse(std::string code, const spot& at, std::string text, std::string help = {}, std::vector<note> notes = {}) {
    problems_.add({std::move(code), at, std::move(text), std::move(help), std::move(notes)});
  }
  static spot place_of(const child_entry& supervisor, std::size_t i) {
    const origin* written = find_origin(supervisor.origins, "children[" + std::to_string(i) + "]");
    return written == nullptr ? supervisor.at : written->where;
  }

  void claim_children_of(child_entry& supervisor) {
    for (std::size_t i = 0; i < supervisor.children.size(); ++i)
      claim(supervisor, i);
  }
  void claim(child_entry& supervisor, std::size_t i) {
    const std::string& name = supervisor.children[i];
    const spot at = place_of(supervisor, i);
    child_entry* child = find(name);
    if (child == nullptr)
      return refuse_unknown(name, supervisor.name, at);
    if (name == root_name)
      return refuse("E203", at, "\"root\" is the topmost supervisor and nobody's child");
    if (const auto first = claims_.find(name); first != claims_.end())
      return refuse(
        "E202", at,
        "\"" + name + "\" is a child of \"" + child->supervised_by + "\" already" +
          (child->supervised_by == supervisor.name ? "" : ", and cannot be one of \"" + supervisor.name + "\""),
        "each child has one supervisor", {{first->second, "here"}});
    claims_.emplace(name, at);
    child->supervised_by = supervisor.name;
  }
  void refuse_unknown(const std::string& name, const std::string& supervisor, const spot& at) {
    std::vector<std::string> names;
    for (const child_entry& one : children_)
      if (one.name != root_name)
        names.push_back(one.name);
    const auto meant = message::nearest(name, names);
    refuse("E207", at, "unknown child \"" + name + "\" in children of \"" + supervisor + "\"",
           meant ? "did you mean \"" + *meant + "\"?"
                 : "define it: [actor." + name + "], [command." + name + "], [pool." + name + "] or [supervisor." +
                     name + "]");
  }

  void place_unclaimed(child_entry& one) {
    child_entry& root = *find(root_name);
    if (!has_root_) {
      one.supervised_by = root_name;
      root.children.push_back(one.name);
    } else if (one.kind == supervision::supervisors) {
      refuse("E203", one.at, "the supervisor \"" + one.name + "\" is nobody's child, so nothing of it ever starts",
             "add \"" + one.name + "\" to the children of another, or of root");
    } else {
      refuse("E204", one.at, "\"" + one.name + "\" is defined, but a child of no supervisor",
             "add \"" + one.name + "\" to the children of one, or of root");
    }
  }

  /// Upwards from each, as far as nobody has looked yet; who comes back to the way is in a circle.
  void report_circles() {
    std::set<const child_entry*> seen;
    for (child_entry& one : children_) {
      std::vector<const child_entry*> way;
      std::set<const child_entry*> on_way;
      const child_entry* at = one.kind == supervision::supervisors ? &one : nullptr;
      while (at != nullptr && at->name != root_name && seen.insert(at).second) {
        way.push_back(at);
        on_way.insert(at);
        at = at->supervised_by.empty() ? nullptr : find(at->supervised_by);
      }
      if (at != nullptr && on_way.contains(at))
        report_circle({std::ranges::find(way, at), way.end()});
    }
  }
  void report_circle(const std::vector<const child_entry*>& way) {
    std::string circle = way.front()->name;
    for (auto each = way.rbegin(); each != way.rend(); ++each)
      circle += " -> " + (*each)->name;
    refuse("E203", way.front()->at, "the supervisors are each other's children in a circle: " + circle,
           "one of them has to be a child of root");
  }

  tree_spec subtree(const child_entry& supervisor, unsigned depth) {
    tree_spec made{supervisor.name, supervisor.supervisor, {}};
    if (depth > deepest) {
      refuse("E203", supervisor.at, "supervisors nest deeper than " + std::to_string(deepest));
      return made;
    }
    for (const std::string& name : supervisor.children) {
      const child_entry* child = find(name);
      // Each once, at the first supervisor that has it: what was refused is no part of the tree.
      if (child == nullptr || child->supervised_by != supervisor.name || !placed_.insert(name).second)
        continue;
      if (child->kind == supervision::supervisors)
        made.children.emplace_back(subtree(*child, depth + 1));
      else
        made.children.emplace_back(child->options);
    }
    return made;
  }

  std::vector<child_entry>& children_;
  problem_list& problems_;
  bool has_root_ = false;
  std::map<std::string, child_entry*, std::less<>> index_;
  std::map<std::string, spot> claims_; ///< child -> where it was first claimed
  std::set<std::string, std::less<>> placed_;
};

} // namespace

tree_spec arrange(std::vector<child_entry>& children, problem_list& problems) {
  return arranger(children, problems).run();
}

} // namespace troupe::rooms::house
