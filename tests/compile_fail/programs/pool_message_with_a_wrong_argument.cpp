// refused: troupe: this argument does not convert to the function's parameter
#include <string>
#include <troupe/pool_messages.hpp>

int square(int x) { return x * x; }

troupe::run_tasks squares(const std::string& what) { return troupe::run_task(troupe::fn<square>, what); }
