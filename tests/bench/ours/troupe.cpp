// Troupe as a contestant. `--exec` makes its workers by the start method of that name.
#include "ours/stage.hpp"

#include <string_view>

#include "ours/measurements.hpp"

int main(int argc, char** argv) {
  bench::this_program() = {argc, argv};
  if (argc > 1 && std::string_view{argv[1]} == "--exec")
    bench::this_program().start = troupe::exec;
  return bench::answer_all({
    {"round_trip", bench::round_trip},
    {"round_trip_struct", bench::round_trip_struct},
    {"parked", bench::parked},
    {"one_way", bench::one_way},
    {"one_way_doubles", bench::one_way_doubles},
    {"eight_in_flight", bench::eight_in_flight},
    {"eight_in_turn", bench::eight_in_turn},
    {"spawn", bench::spawn},
    {"idle", bench::idle},
    {"hundred", bench::hundred},
    {"five_hundred", bench::five_hundred},
  });
}
