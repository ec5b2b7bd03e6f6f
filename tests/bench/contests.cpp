#include "contests.hpp"

#include "field.hpp"

namespace bench {
namespace {

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
    to.push_back({with.ours(question), with.python("Python Pipe", "pipes", question), {lower(name, "us")}});
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
    to.push_back({with.ours(question), with.python("Python Pipe", "pipes", question), {higher(name, "msg/s")}});
    to.push_back({with.ours(question), with.ring(question), {higher(name, "msg/s")}});
  }
  to.push_back(
    {with.ours("one_way_doubles two"), {}, {higher("one-way, vector<double> of 1e6, two CPUs", "GB/s", {}, 3)}});
}

void add_roles(std::vector<contest>& to, const field& with) {
  for (const place& at : pinned)
    to.push_back({with.ours("role_at_least_once" + at.word),
                  with.own("at-most-once", "role_at_most_once" + at.word),
                  {higher("one-way to a child, at-least-once" + at.words, "msg/s", 0.8)}});
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

void add_compiler(std::vector<contest>& to, const field& with) {
  to.push_back(
    {with.python("g++", "compiling", "first_program free"), {}, {lower("first program: compile", "s", {}, 4)}});
}

} // namespace

std::vector<contest> all_contests(const std::string& programs, const std::string& scripts) {
  const field with{programs, scripts};
  std::vector<contest> all;
  add_round_trips(all, with);
  add_parked(all, with);
  add_structs(all, with);
  add_one_way(all, with);
  add_roles(all, with);
  add_eight_workers(all, with);
  add_processes(all, with);
  add_compiler(all, with);
  add_multiprocessing(all, with);
  add_managers(all, with);
  add_trees(all, with);
  return all;
}

} // namespace bench
