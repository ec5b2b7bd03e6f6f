/// A program under measurement, as a child process: one line with a question in, one line of figures out.
///
///     round_trip two        ->  0.68
///     idle free             ->  0 1 1.4
///     anything it cannot    ->  error: <sentence>
///
/// A contestant sleeps while nobody asks it, so that two of them can be asked in turn. What is left awake in it and its
/// children is stopped until the next question.
#pragma once

#include <string>
#include <vector>

namespace bench {

class contestant {
public:
  /// Starts `command` (program and arguments). Fails: std::system_error.
  explicit contestant(const std::vector<std::string>& command);
  /// Closes its input, waits for its end; after five seconds it is killed.
  ~contestant();
  contestant(const contestant&) = delete;
  contestant& operator=(const contestant&) = delete;

  /// Waits up to two minutes. Fails: std::runtime_error with the contestant's sentence, or when it
  /// ended or said nothing.
  std::vector<double> measure(const std::string& question);

private:
  std::string read_line();

  int channel_ = -1;
  int pid_ = -1;
  std::string name_;
  std::string unread_;
};

} // namespace bench
