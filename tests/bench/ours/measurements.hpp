/// Everything measured of troupe itself; each makes a system of its own.
#pragma once

#include <vector>

#include "peers/answers.hpp"

namespace bench {

// -- mail ---------------------------------------------------------------------------------------
std::vector<double> round_trip(placement where);        ///< us
std::vector<double> round_trip_struct(placement where); ///< us
std::vector<double> parked(placement where);            ///< us
std::vector<double> one_way(placement where);           ///< messages/s
std::vector<double> one_way_doubles(placement where);   ///< GB/s
std::vector<double> eight_in_flight(placement where);   ///< us per request
std::vector<double> eight_in_turn(placement where);     ///< us per request

// -- mail to a child of a tree --------------------------------------------------------------------
std::vector<double> role_at_most_once(placement where);  ///< messages/s
std::vector<double> role_at_least_once(placement where); ///< messages/s

// -- processes ----------------------------------------------------------------------------------
std::vector<double> spawn(placement where);          ///< ms to the first answer
std::vector<double> idle(placement where);           ///< % CPU, threads, private MB: of the worst of eight
std::vector<double> hundred(placement where);        ///< ms until up, ms until stopped
std::vector<double> start_and_join(placement where); ///< ms
std::vector<double>
five_hundred(placement where); ///< MB of region: connected; after 10,000 messages each, idle again; at once

// -- queues and pipes ---------------------------------------------------------------------------
std::vector<double> queue_one_way(placement where);      ///< items/s
std::vector<double> queue_round_trip(placement where);   ///< us
std::vector<double> queue_parked(placement where);       ///< us
answer queue_crowd(int size);                            ///< items/s through one queue of so many processes
std::vector<double> queue_memory(placement where);       ///< bytes for each of a million
answer queue_holding(int count);                         ///< ns to put an item and get one, with so many inside
std::vector<double> pipe_one_way(placement where);       ///< messages/s
std::vector<double> pipe_one_way_large(placement where); ///< messages of 1 MB/s
std::vector<double> pipe_round_trip(placement where);    ///< us

// -- synchronisation ----------------------------------------------------------------------------
std::vector<double> mutex_alone(placement where);          ///< ns
std::vector<double> mutex_contended(placement where);      ///< ns
std::vector<double> semaphore_contended(placement where);  ///< ns
std::vector<double> value_alone(placement where);          ///< ns
std::vector<double> value_contended(placement where);      ///< ns
std::vector<double> event_round_trip(placement where);     ///< us
std::vector<double> event_parked(placement where);         ///< us
std::vector<double> condition_round_trip(placement where); ///< us
std::vector<double> barrier_meeting(placement where);      ///< us
std::vector<double> door_round_trip(placement where);      ///< us: the slowest operation by message
std::vector<double> door_parked(placement where);          ///< us
// -- managers -----------------------------------------------------------------------------------
std::vector<double> dict_set(placement where);           ///< us
std::vector<double> dict_get(placement where);           ///< us
std::vector<double> list_append(placement where);        ///< us
std::vector<double> dict_set_parked(placement where);    ///< us
std::vector<double> dict_get_parked(placement where);    ///< us
std::vector<double> list_append_parked(placement where); ///< us
std::vector<double> dict_modify(placement where);        ///< operations/s of two processes on one key
std::vector<double> dict_batch(placement where);         ///< operations/s in batches of 1,000
std::vector<double> dict_of_many(placement where);       ///< us for a get among ten million
std::vector<double> dict_of_few(placement where);        ///< us for a get among a thousand
std::vector<double> dict_set_of_many(placement where);   ///< us for a set among ten million
std::vector<double> dict_set_of_few(placement where);    ///< us for a set among a thousand
std::vector<double> managed_value_add(placement where);  ///< ns

// -- pools --------------------------------------------------------------------------------------
std::vector<double> pool_map(placement where);            ///< tasks/s, default chunks
answer pool_map_one_by_one(int size);                     ///< tasks/s, chunk 1, of a pool of so many workers
std::vector<double> pool_apply(placement where);          ///< us
std::vector<double> pool_imap_unordered(placement where); ///< tasks/s, chunk 1
std::vector<double> pool_map_large(placement where);      ///< texts of 1 MB/s
std::vector<double> pool_life(placement where);           ///< ms: made, one task, ended
std::vector<double> pool_uneven(placement where);         ///< time over the ideal

// -- supervised trees ---------------------------------------------------------------------------
std::vector<double> tree_decision(placement where); ///< events/s of a tree of 200
std::vector<double> tree_restart(placement where);  ///< ms from the kill of an actor until its next life has begun
/// ms up, ms down, KB of the supervisor for each, ms of the slowest request between others while one dies and returns
std::vector<double> tree_of_many(placement where);

} // namespace bench
