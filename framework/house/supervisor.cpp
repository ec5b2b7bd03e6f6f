#include "troupe/supervisor.hpp"

#include "house/household.hpp"
#include "house/not_yet.hpp"
#include "supervision/tree/tree_check.hpp"
#include "troupe/error.hpp"

namespace troupe {

namespace {

using namespace rooms;

void require_well(const tree_spec& what) {
  std::vector<supervision::finding> found = supervision::check_tree(what);
  for (supervision::finding& each : house::not_yet(what))
    found.push_back(std::move(each));
  if (const std::string text = supervision::error_text(found); !text.empty())
    throw invalid_argument(text);
}

} // namespace

struct supervisor::running {
  std::uint64_t system;

  /// Handles outlive systems.
  [[nodiscard]] house::household& in() const {
    house::household& now = house::current_household();
    if (now.number() != system)
      throw invalid_state("the system in which this tree ran is over");
    return now;
  }
};

supervisor::supervisor(const supervisor_options& options) : spec_{"root", options, {}} {}

supervisor& supervisor::add(child what) {
  if (running_)
    running_->in().add_to_tree(spec_.name, what);
  spec_.children.emplace_back(std::move(what));
  return *this;
}

supervisor& supervisor::add(std::string name, const supervisor& below) {
  tree_spec made = below.spec_;
  made.name = std::move(name);
  if (running_)
    running_->in().add_to_tree(spec_.name, made);
  spec_.children.emplace_back(std::move(made));
  return *this;
}

void supervisor::start() {
  if (running_)
    throw invalid_state("this tree has been started already");
  require_well(spec_);
  house::household& in = house::current_household();
  in.begin_tree({spec_, spec_.name, [](const supervision::tree_news&) {}});
  running_ = std::make_shared<running>(running{in.number()});
  try {
    in.wait_for_tree([] {}, house::household::so_far::ready);
  } catch (...) {
    running_.reset();
    throw;
  }
}

int supervisor::wait() {
  if (!running_)
    throw invalid_state("a tree that is not started cannot be waited for: call start() first");
  return running_->in().wait_for_tree([] {}, house::household::so_far::over).value();
}

void supervisor::stop(int exit_code) {
  if (running_)
    running_->in().end_tree(exit_code);
}

} // namespace troupe
