#include "field.hpp"

namespace bench {

side field::by_exec(const std::string& question) const {
  side out = program("troupe, start=exec", "troupe", question);
  out.command.emplace_back("--exec");
  return out;
}

side field::command(const std::string& question) const {
  side out = python("troupe command", "troupe_command", question);
  out.command.insert(out.command.end(), {TROUPE_BENCH_COMMAND, programs_ + "/bench_member.so"});
  return out;
}

side field::python(const std::string& name, const std::string& script, const std::string& question) const {
  return {name, {"python3", scripts_ + "/" + script + ".py"}, question};
}

side field::program(const std::string& name, const std::string& file, const std::string& question) const {
  return {name, {programs_ + "/bench_" + file}, question};
}

row lower(std::string name, std::string unit, std::optional<double> least_ratio, std::optional<double> limit) {
  return {std::move(name), std::move(unit), better::lower, least_ratio, limit};
}

row higher(std::string name, std::string unit, std::optional<double> least_ratio, std::optional<double> limit) {
  return {std::move(name), std::move(unit), better::higher, least_ratio, limit};
}

} // namespace bench
