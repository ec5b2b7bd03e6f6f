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
  const int code = house.run_tree({what, name, tell, how.control}, [&] { account.print(); });
  account.print();
  return code;
}

} // namespace troupe::rooms::house
