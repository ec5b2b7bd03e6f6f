/// What a test must not leave behind: processes, descriptors, shared memory, temporary files.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace troupe::tests {

/// What there is at one moment, as far as it can be this test program's.
struct belongings {
  std::set<int> processes;                ///< of this program's mark (see run.hpp), and children, zombies too
  std::map<int, std::string> descriptors; ///< number -> what it is
  std::set<std::string> files;            ///< in /dev/shm with "troupe" in the name; in the private temp directory
};
[[nodiscard]] belongings take_stock();

/// One sentence for each thing that `now` has and `before` had not.
[[nodiscard]] std::vector<std::string> leaks_since(const belongings& before, const belongings& now);

/// Waits a while for what is just about to go; gives what stays.
[[nodiscard]] std::vector<std::string> lasting_leaks_since(const belongings& before);

/// From now on every test of this program is checked; a leak fails the test, and left processes are
/// killed so that the next test starts clean. `run_tests` does it.
void install_leak_check();

} // namespace troupe::tests
