// Loaded by a test: knows a type of the same name as the program's, with other fields.
#include "troupe/type_entry.hpp"

struct defined_in_two_modules {
  int number;
  double weight; // the program has a std::string here
};

template const troupe::type_entry& troupe::type_entry_of<defined_in_two_modules>();
