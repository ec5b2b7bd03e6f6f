#include "harness/contest.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <stdexcept>

#include "harness/contestant.hpp"

namespace bench {
namespace {

using figures = std::vector<double>;

double quantile(figures values, double part) {
  std::sort(values.begin(), values.end());
  const double at = part * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return std::lerp(values[below], values[above], at - static_cast<double>(below));
}

double median(const figures& values) { return quantile(values, 0.5); }

// Nothing at all would give no finite ratio: it counts as a thousandth of the other side.
double ratio_of(double ours, double peer, better direction) {
  if (ours == peer)
    return 1;
  const double a = ours == 0 ? peer / 1000 : ours;
  const double b = peer == 0 ? ours / 1000 : peer;
  return direction == better::lower ? b / a : a / b;
}

figures column(const std::vector<figures>& runs, std::size_t index) {
  figures values;
  for (const figures& run : runs) {
    if (index >= run.size())
      throw std::runtime_error("a contestant gave too few figures");
    values.push_back(run[index]);
  }
  return values;
}

result compare(const row& asked, const figures& ours, const figures& peer, std::string peer_name) {
  figures ratios;
  for (std::size_t i = 0; i < ours.size(); ++i)
    ratios.push_back(ratio_of(ours[i], peer[i], asked.direction));
  result out{asked, std::move(peer_name), median(ours), median(peer), median(ratios), 0, {}};
  if (out.ours != 0)
    out.spread = (quantile(ours, 0.75) - quantile(ours, 0.25)) / out.ours;
  return out;
}

struct runs {
  std::vector<figures> ours, peer;
};

runs run(const contest& what, int pairs) {
  contestant ours{what.ours.command};
  std::optional<contestant> peer;
  if (what.peer)
    peer.emplace(what.peer->command);
  runs all;
  for (int pair = -1; pair < pairs; ++pair) {
    figures a = ours.measure(what.ours.question);
    figures b = peer ? peer->measure(what.peer->question) : figures{};
    if (pair < 0)
      continue;
    all.ours.push_back(std::move(a));
    all.peer.push_back(std::move(b));
  }
  return all;
}

std::vector<result> results_of(const contest& what, const runs& all) {
  std::vector<result> out;
  for (std::size_t i = 0; i < what.rows.size(); ++i) {
    const row& asked = what.rows[i];
    const figures ours = column(all.ours, i);
    out.push_back(what.peer ? compare(asked, ours, column(all.peer, i), what.peer->name)
                            : compare(asked, ours, figures(ours.size(), asked.limit.value()), "required"));
  }
  return out;
}

} // namespace

bool result::reached() const noexcept {
  if (!failure.empty())
    return false;
  if (asked.least_ratio && ratio < *asked.least_ratio)
    return false;
  if (!asked.limit)
    return true;
  return asked.direction == better::lower ? ours <= *asked.limit : ours >= *asked.limit;
}

std::vector<result> hold(const contest& what, int pairs) {
  try {
    return results_of(what, run(what, pairs));
  } catch (const std::exception& e) {
    std::vector<result> out;
    for (const row& each : what.rows)
      out.push_back({each, what.peer ? what.peer->name : "required", 0, 0, 0, 0, e.what()});
    return out;
  }
}

} // namespace bench
