#include "cli/commands.hpp"
#include "cli/connection.hpp"
#include "cli/exit_code.hpp"
#include "house/control/socket_path.hpp"
#include "house/file/resolve.hpp"
#include "house/not_yet.hpp"
#include "house/run_tree.hpp"
#include "house/selection.hpp"
#include "os/local_socket.hpp"
#include "troupe/error.hpp"

namespace troupe::rooms::cli {

namespace {

house::control_setting control_of(const house::tree_file& file) {
  const house::control_options& said = file.control();
  if (said.socket.empty())
    os::require_private_folder(house::socket_folder());
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
                           {.control = control_of(file), .quiet = asked.quiet, .colours = out.colours()});
  } catch (const invalid_state& why) {
    out.complain("already_running", why.what());
    return already_running;
  } catch (const no_resource& why) {
    out.complain("cannot_create", why.what());
    return cannot_create;
  } catch (const invalid_argument& why) { // a path that is no socket's, a group that is none
    out.complain("cannot_create", why.what());
    return cannot_create;
  }
}

} // namespace troupe::rooms::cli
