#include "house/run_tree.hpp"

#include "house/household.hpp"
#include "house/tree_account.hpp"

namespace troupe::rooms::house {

int run_tree(const tree_spec& what, const std::string& name, const run_options& how) {
  tree_account account{how.colours};
  household house{system_options{}};
  const auto tell = [&](const supervision::tree_news& news) {
    if (!how.quiet)
      account.hear(news);
  };
  house.begin_tree({what, name, tell, how.control, how.options});
  const std::optional<int> code = house.wait_for_tree([&] { account.print(); }, household::so_far::over);
  account.print();
  return code.value();
}

} // namespace troupe::rooms::house
