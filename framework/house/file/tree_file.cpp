#include "house/file/tree_file.hpp"

#include <algorithm>

#include "house/file/arrangement.hpp"
#include "house/file/layers.hpp"
#include "supervision/tree/tree_check.hpp"

namespace troupe::rooms::house {

tree_file tree_file::read(const std::filesystem::path& path, const environment& variables,
                          const std::vector<std::string>& set) {
  tree_file made;
  made.path_ = path;
  made.settings_ = settings(set, made.problems_);
  const environment all = [&](const std::string& name) {
    const auto said = made.settings_.variable(name);
    return said ? said : variables(name);
  };
  made.text_ = read_definitions(path, all, made.settings_, made.problems_);
  made.children_ = lay_over(made.text_, all, made.problems_);
  problem_list arranging;
  made.tree_ = arrange(made.children_, arranging);
  // Of a text that is not whole, what is missing means nothing.
  if (made.text_.is_whole) {
    made.settings_.report_unused(made.problems_);
    for (const problem& one : arranging.all())
      made.problems_.add(one);
    for (supervision::finding& one : supervision::check_tree(made.tree_))
      if (made.find(one.unknown) == nullptr) // it is there, and where it is wrong has been said
        made.report(std::move(one.code), one.child, one.key, std::move(one.text), std::move(one.help));
  }
  made.problems_.sort();
  return made;
}

const child_entry* tree_file::find(std::string_view child) const noexcept {
  const auto found = std::ranges::find(children_, child, &child_entry::name);
  return found == children_.end() ? nullptr : &*found;
}

void tree_file::report(std::string code, std::string_view child, std::string_view key, std::string text,
                       std::string help, place where) {
  const child_entry* who = find(child);
  const origin* written = child.empty()    ? find_origin(text_.control_origins, key)
                          : who == nullptr ? nullptr
                                           : find_origin(who->origins, key);
  spot at = written != nullptr ? written->where : who != nullptr ? who->at : spot{};
  if (where == place::key && written != nullptr && written->key.file != nullptr)
    at = written->key;
  if (at.file == nullptr && !text_.sources.empty())
    at.file = &text_.sources.front();
  problems_.add({std::move(code), at, std::move(text), std::move(help), {}});
}

} // namespace troupe::rooms::house
