// refused: troupe: this item has one owner: put(std::move(it))
#include <troupe/pipe.hpp>
#include <troupe/queue.hpp>

void hand_over(const troupe::queue<troupe::connection>& q, troupe::connection& end) { q.put(end); }
