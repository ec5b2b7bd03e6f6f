/// The other processes of a measurement of multiprocessing.
#pragma once

#include <vector>

#include "ours/stage.hpp"

namespace bench {

/// Started and placed by the constructor; killed at the end of the measurement, whatever they do.
class other_processes {
public:
  other_processes(placement where, std::vector<troupe::process> all);
  ~other_processes();
  other_processes(const other_processes&) = delete;
  other_processes& operator=(const other_processes&) = delete;

private:
  std::vector<troupe::process> all_;
};

} // namespace bench
