#include "troupe/system.hpp"

#include <atomic>

#include "house/entry.hpp"
#include "house/household.hpp"
#include "troupe/error.hpp"

namespace troupe {

namespace {

// The only global of the framework: there is one system in a process, or none.
std::atomic<bool> exists{false};

class claim_of_being_alone {
public:
  claim_of_being_alone() {
    if (exists.exchange(true))
      throw contract_error("there is a troupe::system in this process already: make one, at the top of main, and let "
                           "it live as long as anything of troupe is used");
  }
  ~claim_of_being_alone() { exists = false; }
  claim_of_being_alone(const claim_of_being_alone&) = delete;
  claim_of_being_alone& operator=(const claim_of_being_alone&) = delete;
};

} // namespace

struct system::state {
  explicit state(const system_options& options) : house(options) {}

  claim_of_being_alone alone;
  rooms::house::household house;
};

system::system(int, char**, const system_options& options) {
  if (options.log)
    log_to_stderr(*options.log); // first, so that it says how this program is linked
  rooms::house::serve_unless_wrapped();
  state_ = std::make_unique<state>(options);
}

system::~system() = default;

int system::fileno() { return state_->house.fileno(); }

void system::dispatch() { state_->house.dispatch(); }

} // namespace troupe
