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

// -- processes ----------------------------------------------------------------------------------
std::vector<double> spawn(placement where);   ///< ms to the first answer
std::vector<double> idle(placement where);    ///< % CPU, threads, private MB: of the worst of eight
std::vector<double> hundred(placement where); ///< ms until up, ms until stopped
std::vector<double>
five_hundred(placement where); ///< MB of region: connected; after 10,000 messages each, idle again; at once

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

} // namespace bench
