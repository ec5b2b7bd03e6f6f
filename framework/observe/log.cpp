#include "troupe/log.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/dist_sink.h>
#include <string>
#include <vector>

#include "observe/log_settings.hpp"
#include "observe/stderr_lines.hpp"

namespace troupe {

namespace {

// spdlog's levels are an int underneath and only compared here, so ours (one more than it has) pass
// through it as they are.
spdlog::level::level_enum outside(level which) { return static_cast<spdlog::level::level_enum>(which); }
level inside(spdlog::level::level_enum which) { return static_cast<level>(which); }
std::string_view view_of(spdlog::string_view_t text) { return {text.data(), text.size()}; }

// Every sink gets the raw text; lines are made by the one that needs lines.
using sink_base = spdlog::sinks::base_sink<spdlog::details::null_mutex>; // dist_sink holds the lock

std::string prefix_of(const spdlog::details::log_msg& message, std::string_view process) {
  std::string prefix{"["};
  return prefix.append(name(inside(message.level))).append("/").append(process).append("] ");
}

class stderr_sink final : public sink_base {
public:
  explicit stderr_sink(const std::string& process) : process_(process) {}

private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    rooms::observe::write_stderr_lines(prefix_of(message, process_), view_of(message.payload));
  }
  void flush_() override {}

  const std::string& process_;
};

class function_sink final : public sink_base {
public:
  function_sink(log_sink sink, const std::string& process) : sink_(std::move(sink)), process_(process) {}

private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    sink_({inside(message.level), process_, view_of(message.payload)});
  }
  void flush_() override {}

  log_sink sink_;
  const std::string& process_;
};

class journal {
public:
  journal() {
    logger_.set_level(outside(level::trace));             // the level is decided here, before spdlog is asked
    logger_.set_error_handler([](const std::string&) {}); // a sink that throws loses its own line
  }

  [[nodiscard]] bool enabled(level which) const noexcept {
    return which < level::off && which >= threshold_.load(std::memory_order_relaxed);
  }

  void write(level which, std::string_view text) {
    static thread_local bool in_sink = false; // a sink that logs would wait for its own lock
    if (!enabled(which) || std::exchange(in_sink, true))
      return;
    logger_.log(outside(which), spdlog::string_view_t{text.data(), text.size()});
    in_sink = false;
  }

  void set_level(level least) {
    const std::scoped_lock hold{mutex_};
    if (!settings_.to_stderr && !has_sinks_)
      stderr_by_default_ = true;
    show_on_stderr(settings_.to_stderr || stderr_by_default_);
    set_threshold(least);
  }

  void to_stderr(level least) {
    const std::scoped_lock hold{mutex_};
    stderr_by_default_ = false;
    show_on_stderr(true);
    set_threshold(least);
  }

  void add(log_sink sink, log_function plain) {
    const std::scoped_lock hold{mutex_};
    if (plain != nullptr)
      settings_.sinks.push_back(plain);
    if (std::exchange(stderr_by_default_, false))
      show_on_stderr(false);
    has_sinks_ = true;
    sinks_->add_sink(std::make_shared<function_sink>(std::move(sink), process_));
    set_threshold(is_level_set_ ? settings_.least : level::info);
  }

  rooms::observe::log_settings settings() {
    const std::scoped_lock hold{mutex_};
    return settings_;
  }

  void adopt(const rooms::observe::log_settings& settings) {
    const std::scoped_lock hold{mutex_};
    sinks_->set_sinks({keepers_.begin(), keepers_.end()});
    settings_ = settings;
    settings_.to_stderr = false;
    stderr_by_default_ = false;
    has_sinks_ = !settings.to_stderr; // the parent's choice, though its sinks may not have come along
    for (const auto sink : settings.sinks)
      sinks_->add_sink(std::make_shared<function_sink>(sink, process_));
    show_on_stderr(settings.to_stderr);
    set_threshold(settings.least);
  }

  void set_process_name(std::string_view name) { process_ = name; }
  [[nodiscard]] const std::string& process_name() const { return process_; }

  void keep(const std::shared_ptr<sink_base>& keeper, level least) {
    const std::scoped_lock hold{mutex_};
    keeper->set_level(outside(least));
    sinks_->add_sink(keeper);
    keepers_.push_back(keeper);
    apply_levels();
  }

  void forget(const std::shared_ptr<sink_base>& keeper) {
    const std::scoped_lock hold{mutex_};
    sinks_->remove_sink(keeper);
    std::erase(keepers_, keeper);
    apply_levels();
  }

private:
  void show_on_stderr(bool on) {
    if (on == std::exchange(settings_.to_stderr, on))
      return;
    if (on)
      sinks_->add_sink(stderr_);
    else
      sinks_->remove_sink(stderr_);
  }

  void set_threshold(level least) {
    is_level_set_ = true;
    settings_.least = least;
    apply_levels();
  }

  [[nodiscard]] bool is_keeper(const spdlog::sink_ptr& sink) const {
    return std::ranges::find(keepers_, sink) != keepers_.end();
  }

  // Keepers have levels of their own, all other sinks the one of the settings.
  void apply_levels() {
    level lowest = settings_.least;
    for (const auto& sink : sinks_->sinks()) {
      if (!is_keeper(sink))
        sink->set_level(outside(settings_.least));
      lowest = std::min(lowest, inside(sink->level()));
    }
    threshold_.store(lowest, std::memory_order_relaxed); // nothing is published by it: sinks have a lock
  }

  std::mutex mutex_; // of the settings; dist_sink has one for the sinks
  rooms::observe::log_settings settings_;
  bool is_level_set_ = false;
  bool has_sinks_ = false;
  bool stderr_by_default_ = false; // because a level was set and nothing else was there
  std::atomic<level> threshold_{level::off};
  std::string process_{"MainProcess"};
  std::vector<std::shared_ptr<sink_base>> keepers_;
  std::shared_ptr<stderr_sink> stderr_ = std::make_shared<stderr_sink>(process_);
  std::shared_ptr<spdlog::sinks::dist_sink_mt> sinks_ = std::make_shared<spdlog::sinks::dist_sink_mt>();
  spdlog::logger logger_{"troupe", sinks_};
};

// Never destroyed: destructors of static objects may log.
journal& the_journal() {
  static auto& one = *new journal;
  return one;
}

} // namespace

std::string_view name(level which) noexcept {
  constexpr std::array<std::string_view, 8> names{"TRACE",   "DEBUG", "INFO",     "NOTICE",
                                                  "WARNING", "ERROR", "CRITICAL", "OFF"};
  const auto index = static_cast<std::size_t>(which);
  return index < names.size() ? names[index] : "UNKNOWN";
}

void log_to_stderr(level least) { the_journal().to_stderr(least); }

void set_log_level(level least) { the_journal().set_level(least); }

void add_log_sink(log_sink sink) { the_journal().add(std::move(sink), nullptr); }

void add_log_sink(log_function sink) { the_journal().add(sink, sink); }

bool log_writer::enabled(level which) const noexcept { return the_journal().enabled(which); }

void log_writer::write(level which, std::string_view text) const noexcept {
  try {
    the_journal().write(which, text);
  } catch (...) { // no memory for the prefix: the line is lost, its writer goes on
  }
}

log_writer logger() noexcept { return {}; }

namespace rooms::observe {

log_settings current_log_settings() { return the_journal().settings(); }

void adopt_log_settings(const log_settings& settings) { the_journal().adopt(settings); }

void set_log_process_name(std::string_view name) { the_journal().set_process_name(name); }

struct kept_log_lines::keeper final : sink_base {
  explicit keeper(log_page& page) : ring(page) {}
  void sink_it_(const spdlog::details::log_msg& message) override {
    ring.append(prefix_of(message, the_journal().process_name()).append(view_of(message.payload)));
  }
  void flush_() override {}

  log_ring ring;
};

kept_log_lines::kept_log_lines(log_page& page, level least) : keeper_(std::make_shared<keeper>(page)) {
  the_journal().keep(keeper_, least);
}

kept_log_lines::~kept_log_lines() { the_journal().forget(keeper_); }

} // namespace rooms::observe

} // namespace troupe
