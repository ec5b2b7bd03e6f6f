// Supervised trees: how soon a child is back, and what many children cost.
#include "ours/measurements.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <sys/stat.h>
#include <unistd.h>

#include <troupe/role.hpp>
#include <troupe/supervisor.hpp>

#include "ours/process_facts.hpp"
#include "ours/stage.hpp"
#include "ours/survey.hpp"

namespace bench {
namespace {

constexpr int deaths = 20;
constexpr int many = 500;

/// A name in the file system that processes write lines to; gone at the end.
class mail_drop {
public:
  mail_drop() {
    const std::string made = ::mkdtemp(folder_.data());
    path_ = made + "/fifo";
    if (::mkfifo(path_.c_str(), 0600) != 0)
      throw std::runtime_error("cannot make " + path_);
    lines_.open(path_, std::ios::in | std::ios::out); // open both ways, so that it never ends
  }
  ~mail_drop() { std::filesystem::remove_all(std::filesystem::path{path_}.parent_path()); }
  mail_drop(const mail_drop&) = delete;
  mail_drop& operator=(const mail_drop&) = delete;

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// Waits for the next line, which is a pid.
  pid_t next() {
    pid_t found = 0;
    lines_ >> found;
    return found;
  }

private:
  std::string folder_ = std::filesystem::temp_directory_path() / "bench-tree-XXXXXX";
  std::string path_;
  std::fstream lines_;
};

troupe::behavior reborn(troupe::event_based_actor*, const std::string& fifo) {
  std::ofstream{fifo} << ::getpid() << std::endl;
  return {[](int x) { return x; }};
}

troupe::behavior member(troupe::event_based_actor*) {
  return {[](int x) { return x; }};
}

double milliseconds_since(clock::time_point start) { return microseconds(clock::now() - start) / 1e3; }

troupe::child reborn_child(const std::string& news) {
  return {.name = "reborn",
          .run = {troupe::fn<reborn>, news},
          .backoff = {.initial = troupe::duration::zero()},
          .limit = {{.restarts = troupe::unlimited}}};
}

double time_until_back(mail_drop& news, pid_t& child) {
  const auto start = clock::now();
  ::kill(child, SIGKILL);
  child = news.next();
  return milliseconds_since(start);
}

std::vector<caf::actor> members() {
  std::vector<caf::actor> all;
  for (int i = 1; i < many; ++i)
    all.push_back(troupe::whereis("member-" + std::to_string(i)));
  return all;
}

/// The slowest request between the others while one dies, and comes back, again and again; ms.
double slowest_beside_deaths(troupe::self& self, mail_drop& news) {
  const caf::actor asks = troupe::spawn(troupe::fn<surveyor>);
  pid_t child = news.next();
  auto asked = self->request(asks, caf::infinite, survey_order{members(), 500});
  for (int i = 0; i < deaths; ++i)
    (void)time_until_back(news, child);
  double slowest = 0;
  asked.receive(
    [&](const survey_result& what) {
      if (what.failed != 0)
        throw std::runtime_error(std::to_string(what.failed) + " requests between the others failed");
      slowest = what.slowest;
    },
    stage::fail);
  return slowest;
}

} // namespace

std::vector<double> tree_restart(placement) {
  mail_drop news;
  troupe::system sys{this_program().argc, this_program().argv};
  troupe::supervisor root;
  root.add(reborn_child(news.path()));
  root.start();
  pid_t child = news.next();
  std::vector<double> all(deaths);
  std::ranges::generate(all, [&] { return time_until_back(news, child); });
  root.stop();
  (void)root.wait();
  std::ranges::nth_element(all, all.begin() + deaths / 2);
  return {all[deaths / 2]};
}

std::vector<double> tree_of_many(placement) {
  mail_drop news;
  stage on;
  troupe::supervisor root;
  root.add(reborn_child(news.path()));
  for (int i = 1; i < many; ++i)
    root.add({.name = "member-" + std::to_string(i), .run = {troupe::fn<member>}});
  (void)on.worker(); // what the first process costs is not counted: its spawner shares memory
  const double before = private_megabytes_of(::getpid());
  auto start = clock::now();
  root.start();
  const double up = milliseconds_since(start);
  const double each = (private_megabytes_of(::getpid()) - before) * 1000 / many;
  const double slowest = slowest_beside_deaths(on.self, news);
  start = clock::now();
  root.stop();
  (void)root.wait();
  return {up, milliseconds_since(start), each, slowest};
}

} // namespace bench
