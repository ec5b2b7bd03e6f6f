/// What a table of contests is written with: who takes part, and what a row asks for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/contest.hpp"

namespace bench {

/// Everybody who can be asked. A question is a measurement's name and a placement.
class field {
public:
  /// `programs`: the folder of the contestants' programs; `scripts`: that of those in Python.
  field(std::string programs, std::string scripts) : programs_(std::move(programs)), scripts_(std::move(scripts)) {}

  [[nodiscard]] side ours(const std::string& question) const { return program("troupe", "troupe", question); }
  /// Another measurement of our own, in a process of its own.
  [[nodiscard]] side own(const std::string& name, const std::string& question) const {
    return program(name, "troupe", question);
  }
  /// The `troupe` command.
  [[nodiscard]] side command(const std::string& question) const;
  [[nodiscard]] side by_exec(const std::string& question) const;
  [[nodiscard]] side caf(const std::string& question) const { return program("CAF network", "caf_network", question); }
  [[nodiscard]] side zeromq(const std::string& question) const {
    return program("ZeroMQ ipc PAIR", "zeromq", question);
  }
  [[nodiscard]] side boost(const std::string& question) const {
    return program("boost message_queue", "message_queue", question);
  }
  [[nodiscard]] side pthread(const std::string& question) const { return program("pthread", "pthread", question); }
  [[nodiscard]] side futex(const std::string& question) const { return program("bare futex", "futex", question); }
  [[nodiscard]] side ring(const std::string& question) const { return program("bare ring", "ring", question); }
  /// `script`: in peers/, without its ending.
  [[nodiscard]] side python(const std::string& name, const std::string& script, const std::string& question) const;

private:
  [[nodiscard]] side program(const std::string& name, const std::string& file, const std::string& question) const;

  std::string programs_, scripts_;
};

/// A row whose figure is better when it is lower; `least_ratio` and `limit` as in `row`.
row lower(std::string name, std::string unit, std::optional<double> least_ratio = {}, std::optional<double> limit = {});
/// The same, higher.
row higher(std::string name, std::string unit, std::optional<double> least_ratio = {},
           std::optional<double> limit = {});

} // namespace bench
