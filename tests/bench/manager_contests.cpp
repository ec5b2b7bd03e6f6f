// The rows of managers.
#include "contests.hpp"
#include "field.hpp"

namespace bench {

void add_managers(std::vector<contest>& to, const field& with) {
  const auto python = [&](const std::string& question) { return with.python("Python Manager", "managers", question); };
  const std::vector<std::pair<std::string, std::string>> operations{
    {"dict_set", "manager: dict set"}, {"dict_get", "manager: dict get"}, {"list_append", "manager: list append"}};
  for (const auto& [operation, name] : operations) {
    const std::string hot = operation + " two", parked = operation + "_parked two";
    to.push_back({with.ours(hot), python(hot), {lower(name + ", hot", "us", 20)}});
    to.push_back({with.ours(parked), python(parked), {lower(name + ", both asleep", "us", 2)}});
  }
  to.push_back({with.ours("dict_modify free"),
                python("dict_modify free"),
                {higher("manager: modify of one key from 2 processes (Python: lock, get, set)", "op/s", 20)}});
  to.push_back({with.ours("dict_batch free"),
                python("dict_batch free"),
                {higher("manager: batch of 1,000 dict sets", "op/s", 100)}});
  to.push_back({with.ours("dict_of_many two"),
                with.own("among 1,000", "dict_of_few two"),
                {lower("manager: dict get among 10,000,000 entries", "us", 1 / 1.5)}});
  to.push_back({with.ours("dict_set_of_many two"),
                with.own("among 1,000", "dict_set_of_few two"),
                {lower("manager: dict set among 10,000,000 entries", "us", 1 / 1.5)}});
  to.push_back({with.ours("managed_value_add two"),
                with.own("shared memory", "value_alone two"),
                {lower("manager: increment of a value, and of one in shared memory", "ns")}});
}

} // namespace bench
