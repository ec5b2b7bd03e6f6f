#include "cli/tree_reading.hpp"

#include "house/file/resolve.hpp"
#include "house/not_yet.hpp"

namespace troupe::rooms::cli {

house::tree_file read_tree(const invocation& asked) {
  house::tree_file file = house::tree_file::read(asked.file, house::own_environment, asked.set);
  if (asked.no_resolve)
    return file;
  house::resolve(file);
  for (const supervision::finding& one : house::not_yet(file.tree()))
    file.report(one.code, one.child, one.key, one.text);
  file.sort_problems();
  return file;
}

} // namespace troupe::rooms::cli
