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
    {"role_at_most_once", bench::role_at_most_once},
    {"role_at_least_once", bench::role_at_least_once},
    {"spawn", bench::spawn},
    {"idle", bench::idle},
    {"hundred", bench::hundred},
    {"five_hundred", bench::five_hundred},
    {"start_and_join", bench::start_and_join},
    {"queue_one_way", bench::queue_one_way},
    {"queue_round_trip", bench::queue_round_trip},
    {"queue_parked", bench::queue_parked},
    {"queue_memory", bench::queue_memory},
    {"queue_holding_0", bench::queue_holding(0)},
    {"queue_holding_1000", bench::queue_holding(1000)},
    {"queue_holding_100000", bench::queue_holding(100000)},
    {"queue_holding_10000000", bench::queue_holding(10000000)},
    {"pipe_one_way", bench::pipe_one_way},
    {"pipe_one_way_large", bench::pipe_one_way_large},
    {"pipe_round_trip", bench::pipe_round_trip},
    {"mutex_alone", bench::mutex_alone},
    {"mutex_contended", bench::mutex_contended},
    {"semaphore_contended", bench::semaphore_contended},
    {"value_alone", bench::value_alone},
    {"value_contended", bench::value_contended},
    {"event_round_trip", bench::event_round_trip},
    {"event_parked", bench::event_parked},
    {"condition_round_trip", bench::condition_round_trip},
    {"tree_restart", bench::tree_restart},
    {"tree_of_many", bench::tree_of_many},
    {"barrier_meeting", bench::barrier_meeting},
    {"door_round_trip", bench::door_round_trip},
    {"door_parked", bench::door_parked},
    {"queue_crowd_1", bench::queue_crowd(1)},
    {"queue_crowd_2", bench::queue_crowd(2)},
    {"queue_crowd_4", bench::queue_crowd(4)},
    {"queue_crowd_8", bench::queue_crowd(8)},
    {"queue_crowd_16", bench::queue_crowd(16)},
    {"queue_crowd_64", bench::queue_crowd(64)},
    {"pool_map", bench::pool_map},
    {"pool_apply", bench::pool_apply},
    {"pool_imap_unordered", bench::pool_imap_unordered},
    {"pool_map_large", bench::pool_map_large},
    {"pool_life", bench::pool_life},
    {"pool_uneven", bench::pool_uneven},
    {"pool_map_one_by_one_1", bench::pool_map_one_by_one(1)},
    {"pool_map_one_by_one_2", bench::pool_map_one_by_one(2)},
    {"pool_map_one_by_one_4", bench::pool_map_one_by_one(4)},
    {"pool_map_one_by_one_8", bench::pool_map_one_by_one(8)},
    {"pool_map_one_by_one_16", bench::pool_map_one_by_one(16)},
    {"pool_map_one_by_one_32", bench::pool_map_one_by_one(32)},
    {"pool_map_one_by_one_64", bench::pool_map_one_by_one(64)},
  });
}
