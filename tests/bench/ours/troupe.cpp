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
    {"dict_set", bench::dict_set},
    {"dict_get", bench::dict_get},
    {"list_append", bench::list_append},
    {"dict_set_parked", bench::dict_set_parked},
    {"dict_get_parked", bench::dict_get_parked},
    {"list_append_parked", bench::list_append_parked},
    {"dict_modify", bench::dict_modify},
    {"dict_batch", bench::dict_batch},
    {"dict_of_many", bench::dict_of_many},
    {"dict_of_few", bench::dict_of_few},
  });
}
