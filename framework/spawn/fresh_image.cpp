#include "spawn/fresh_image.hpp"

#include <cstdlib>
#include <vector>

#include "os/fd.hpp"
#include "os/image.hpp"
#include "os/inherited.hpp"
#include "spawn/appearance.hpp"

namespace troupe::rooms::spawn {

namespace {

std::string entry(const char* name, const std::string& value) { return std::string{name} + '=' + value; }

// Duplicates, above the standard descriptors: the root may have closed those and got ours in their place.
class handed_over {
public:
  void add(int& descriptor) {
    copies_.push_back(os::duplicate(descriptor));
    descriptor = numbers_.emplace_back(copies_.back().get());
  }
  [[nodiscard]] const std::vector<int>& numbers() const noexcept { return numbers_; }

private:
  std::vector<os::fd> copies_;
  std::vector<int> numbers_;
};

} // namespace

int start_guard(guard_duty what, const std::string& run_mark) {
  handed_over files;
  files.add(what.socket);
  files.add(what.root);
  for (int& one : what.region)
    files.add(one);
  auto environment = os::environment_without({duty_variable, run_variable, worker_variable});
  environment.insert(environment.end(),
                     {entry(duty_variable, text(what)), entry(run_variable, run_mark), worker_entry({})});
  if (std::getenv(bind_now_variable) == nullptr)
    environment.push_back(entry(bind_now_variable, bind_now_by_troupe));
  return os::start_own_image({{os::program_name(), roomy("troupe-guard")}, std::move(environment)}, files.numbers());
}

int become_fresh_worker(const worker_duty& what, const std::string& role) {
  os::set_close_on_exec(what.plan, false);
  for (const int one : what.region)
    os::set_close_on_exec(one, false);
  auto environment = os::environment_without({duty_variable});
  environment.push_back(entry(duty_variable, text(what)));
  return os::become_own_image({{os::program_name(), role}, std::move(environment)});
}

} // namespace troupe::rooms::spawn
