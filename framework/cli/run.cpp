#include <cerrno>

#include "cli/commands.hpp"
#include "cli/connection.hpp"
#include "cli/exit_code.hpp"
#include "house/control/socket_path.hpp"
#include "house/file/explain.hpp"
#include "house/file/resolve.hpp"
#include "house/not_yet.hpp"
#include "house/run_tree.hpp"
#include "house/selection.hpp"
#include "os/local_socket.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::cli {

namespace {

void require_default_socket(const std::string& tree) {
  os::require_private_folder(house::socket_folder());
  if (const std::string path = house::default_socket(tree).string(); path.size() > os::longest_socket_path)
    throw no_resource("the path of the control socket has " + std::to_string(path.size()) +
                        " bytes, and the system takes " + std::to_string(os::longest_socket_path) + ": " + path +
                        "; write a shorter one into [control], or set XDG_RUNTIME_DIR",
                      ENAMETOOLONG);
}

house::control_setting control_of(const house::tree_file& file) {
  const house::control_options& said = file.control();
  if (said.socket.empty())
    require_default_socket(file.name());
  return {said.socket.empty() ? house::default_socket(file.name()) : said.socket, said.mode, said.group,
          said.read_only};
}

tree_spec wanted_part(const tree_spec& whole, const invocation& asked) {
  try {
    return house::selected(whole, asked.only, asked.without);
  } catch (const unknown_name& why) {
    throw refusal{"unknown_address", why.what(), "", unknown_address};
  } catch (const invalid_argument& why) {
    throw refusal{"usage", why.what(), "", wrong_usage};
  }
}

} // namespace

int run(const invocation& asked, const screen& out) {
  house::tree_file file = house::tree_file::read(asked.file);
  house::resolve(file);
  for (const supervision::finding& one : house::not_yet(file.tree()))
    file.report(one.code, one.child, one.key, one.text);
  file.sort_problems();
  for (const house::problem& one : file.problems().all())
    std::fputs((house::report_text(one, out.colours()) + "\n").c_str(), stderr);
  if (file.problems().errors() != 0) {
    out.complain("invalid", asked.file + ": " + house::count_text(file.problems()), "nothing was started");
    return not_ready;
  }
  try {
    return house::run_tree(wanted_part(file.tree(), asked), file.name(),
                           {.control = control_of(file),
                            .options = [&file](const std::string& child) { return house::explain_json(file, child); },
                            .quiet = asked.quiet,
                            .colours = out.colours()});
  } catch (const invalid_state& why) {
    out.complain("already_running", why.what());
    return already_running;
  } catch (const no_resource& why) {
    out.complain("cannot_create", why.what());
    return cannot_create;
  } catch (const invalid_argument& why) { // what is wrong with the tree, and `check` has not found
    out.complain("invalid", why.what(), "nothing was started");
    return not_ready;
  }
}

} // namespace troupe::rooms::cli
