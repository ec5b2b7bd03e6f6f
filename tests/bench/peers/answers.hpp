/// The contestant's half of the harness: answers questions from standard input, and the clocks and
/// pins that all contestants share, so that none measures in a way of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <sys/types.h>

namespace bench {

/// Where the two processes of a measurement run.
enum class placement {
  free, ///< where the kernel likes
  same, ///< both on one CPU
  two,  ///< each on its own
};

using answer = std::function<std::vector<double>(placement)>;

/// Reads questions ("name placement") until the end of input; gives the exit code.
int answer_all(const std::map<std::string, answer>& answers);

/// Pins the calling thread, and nothing else, as the first of two processes.
void pin_caller(placement where);
/// Pins every thread of a process as the first of two.
void pin_first(pid_t process, placement where);
/// Pins every thread of a process as the second of two.
void pin_second(pid_t process, placement where);

/// What a one-way message carries everywhere: 24 bytes.
struct reading {
  std::int32_t sensor;
  double value;
  std::int64_t at;
};

using clock = std::chrono::steady_clock;
inline double microseconds(clock::duration d) { return std::chrono::duration<double, std::micro>(d).count(); }

/// Microseconds for one `call`: as many as go into 50 ms, after 5 ms that do not count.
double time_of_hot(const std::function<void()>& call);
/// Microseconds of the median `call` of a hundred, with a millisecond of sleep before each.
double time_of_parked(const std::function<void()>& call);
/// Calls per second of `batch`, which makes `count` of them and waits until all have arrived.
double rate_of(double count, const std::function<void()>& batch);

} // namespace bench
