#include "house/run_tree.hpp"

#include "house/household.hpp"
#include "house/outer_manager.hpp"
#include "house/tree_account.hpp"

namespace troupe::rooms::house {

int run_tree(const tree_spec& what, const std::string& name, const run_options& how) {
  tree_account account{how.colours};
  std::optional<outer_manager> manager;
  if (!how.notify.empty())
    manager.emplace(how.notify);
  household house{system_options{}};
  const auto hear = [&](const supervision::tree_news& news) {
    if (!how.quiet)
      account.hear(news);
    if (manager)
      manager->hear(news);
  };
  const auto tell = [&] {
    account.print();
    if (manager)
      manager->tell();
  };
  house.begin_tree({what, name, hear, how.control, how.options});
  std::optional<int> code = house.wait_for_tree(tell, household::so_far::ready);
  if (!code && how.on_ready)
    how.on_ready();
  if (!code)
    code = house.wait_for_tree(tell, household::so_far::over);
  tell();
  return code.value();
}

} // namespace troupe::rooms::house
