// refused: troupe: the call gives another number of arguments than the function takes
#include <troupe/pool.hpp>

int power(int base, int exponent) { return exponent == 0 ? 1 : base * power(base, exponent - 1); }

int two(troupe::pool& workers) { return workers.apply(troupe::fn<power>, 2); }
