#include "contests.hpp"

namespace bench {
namespace {

class field {
public:
  field(std::string programs, std::string scripts) : programs_(std::move(programs)), scripts_(std::move(scripts)) {}

  [[nodiscard]] side ours(const std::string& question) const { return program("troupe", "troupe", question); }
  [[nodiscard]] side by_exec(const std::string& question) const {
    side out = program("troupe, start=exec", "troupe", question);
    out.command.emplace_back("--exec");
    return out;
  }
  [[nodiscard]] side caf(const std::string& question) const { return program("CAF network", "caf_network", question); }
  [[nodiscard]] side zeromq(const std::string& question) const {
    return program("ZeroMQ ipc PAIR", "zeromq", question);
  }
  [[nodiscard]] side futex(const std::string& question) const { return program("bare futex", "futex", question); }
  [[nodiscard]] side ring(const std::string& question) const { return program("bare ring", "ring", question); }
  [[nodiscard]] side pipe(const std::string& question) const {
    return {"Python Pipe", {"python3", scripts_ + "/pipes.py"}, question};
  }
  [[nodiscard]] side manager(const std::string& question) const {
    return {"Python Manager", {"python3", scripts_ + "/managers.py"}, question};
  }
  /// Another measurement of our own, in a process of its own.
  [[nodiscard]] side own(const std::string& name, const std::string& question) const {
    return program(name, "troupe", question);
  }

private:
  [[nodiscard]] side program(const std::string& name, const std::string& file, const std::string& question) const {
    return {name, {programs_ + "/bench_" + file}, question};
  }

  std::string programs_, scripts_;
};

row lower(std::string name, std::string unit, std::optional<double> least_ratio = {},
          std::optional<double> limit = {}) {
  return {std::move(name), std::move(unit), better::lower, least_ratio, limit};
}

row higher(std::string name, std::string unit, std::optional<double> least_ratio = {},
           std::optional<double> limit = {}) {
  return {std::move(name), std::move(unit), better::higher, least_ratio, limit};
}

struct place {
  std::string word;  ///< of the question
  std::string words; ///< of the row's name
};

const std::vector<place> pinned{{" two", ", two CPUs"}, {" same", ", same CPU"}};

// On one CPU nobody is hot: every message is a switch of processes, for the bare ring too. What must
// be reached is asked of the placement where the other side is running when the message comes.
void add_round_trips(std::vector<contest>& to, const field& with) {
  for (const place& at : pinned) {
    const std::string name = "request(int) round trip, hot" + at.words;
    const std::string question = "round_trip" + at.word;
    const bool is_hot = at.word == " two";
    to.push_back({with.ours(question), with.caf(question), {is_hot ? lower(name, "us", 150, 2) : lower(name, "us")}});
    to.push_back({with.ours(question), with.zeromq(question), {lower(name, "us")}});
    to.push_back({with.ours(question), with.pipe(question), {lower(name, "us")}});
    to.push_back({with.ours(question), with.ring(question), {lower(name, "us")}});
  }
}

void add_parked(std::vector<contest>& to, const field& with) {
  for (const place& at : pinned)
    to.push_back({with.ours("parked" + at.word),
                  with.futex("parked" + at.word),
                  {lower("request(int) round trip, both asleep" + at.words, "us", 1 / 1.25)}});
}

void add_structs(std::vector<contest>& to, const field& with) {
  for (const place& at : pinned)
    to.push_back({with.ours("round_trip_struct" + at.word),
                  with.own("request(int)", "round_trip" + at.word),
                  {lower("request(3-field struct) round trip, hot" + at.words, "us", 1 / 1.3)}});
}

void add_one_way(std::vector<contest>& to, const field& with) {
  for (const place& at : pinned) {
    const std::string name = "one-way, 3-field struct" + at.words;
    const std::string question = "one_way" + at.word;
    to.push_back({with.ours(question), with.caf(question), {higher(name, "msg/s", 15)}});
    to.push_back({with.ours(question), with.zeromq(question), {higher(name, "msg/s", 0.8)}});
    to.push_back({with.ours(question), with.pipe(question), {higher(name, "msg/s")}});
    to.push_back({with.ours(question), with.ring(question), {higher(name, "msg/s")}});
  }
  to.push_back(
    {with.ours("one_way_doubles two"), {}, {higher("one-way, vector<double> of 1e6, two CPUs", "GB/s", {}, 3)}});
}

void add_eight_workers(std::vector<contest>& to, const field& with) {
  to.push_back(
    {with.ours("eight_in_flight free"), {}, {lower("8 workers, 2 requests in flight each", "us/req", {}, 3)}});
  to.push_back({with.ours("eight_in_turn free"),
                with.own("parked round trip", "parked free"),
                {lower("8 workers, one at a time in turn", "us", 1 / 1.2)}});
}

void add_processes(std::vector<contest>& to, const field& with) {
  to.push_back({with.ours("spawn free"), with.by_exec("spawn free"), {lower("spawn to first answer", "ms", 3, 1)}});
  to.push_back({with.ours("idle free"),
                {},
                {lower("idle worker: CPU over 3 s", "%", {}, 0.05), lower("idle worker: threads", "", {}, 1),
                 lower("idle worker: private memory", "MB", {}, 2)}});
  to.push_back(
    {with.ours("hundred free"),
     {},
     {lower("100 idle workers: up", "ms", {}, 100), lower("100 idle workers: stopped in order", "ms", {}, 150)}});
  to.push_back({with.ours("five_hundred free"),
                {},
                {lower("500 connected idle workers: region", "MB", {}, 40),
                 lower("500 workers, 10,000 messages each: region, idle again", "MB", {}, 80),
                 lower("500 workers, 10,000 messages each: region, at once", "MB", {}, 80)}});
}

void add_managers(std::vector<contest>& to, const field& with) {
  const std::vector<std::pair<std::string, std::string>> operations{
    {"dict_set", "manager: dict set"}, {"dict_get", "manager: dict get"}, {"list_append", "manager: list append"}};
  for (const auto& [question, name] : operations) {
    to.push_back({with.ours(question + " two"), with.manager(question + " two"), {lower(name + ", hot", "us", 20)}});
    to.push_back({with.ours(question + "_parked two"),
                  with.manager(question + "_parked two"),
                  {lower(name + ", both asleep", "us", 2)}});
  }
  to.push_back({with.ours("dict_modify free"),
                with.manager("dict_modify free"),
                {higher("manager: modify of one key from 2 processes (Python: lock, get, set)", "op/s", 20)}});
  to.push_back({with.ours("dict_batch free"),
                with.manager("dict_batch free"),
                {higher("manager: batch of 1,000 dict sets", "op/s", 100)}});
  to.push_back({with.ours("dict_of_many free"),
                with.own("among 1,000", "dict_of_few free"),
                {lower("manager: dict get among 10,000,000 entries", "us", 1 / 1.5)}});
}

} // namespace

std::vector<contest> all_contests(const std::string& programs, const std::string& scripts) {
  const field with{programs, scripts};
  std::vector<contest> all;
  add_round_trips(all, with);
  add_parked(all, with);
  add_structs(all, with);
  add_one_way(all, with);
  add_eight_workers(all, with);
  add_processes(all, with);
  add_managers(all, with);
  return all;
}

} // namespace bench
