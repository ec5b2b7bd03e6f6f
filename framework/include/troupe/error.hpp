/// Everything troupe can refuse or lose, as exception classes derived from one base, and as codes.
///
/// An ordinary "no" is never an exception: `try_...`, `..._for` and `find...` return `false` or an
/// empty `optional`. What is here was not expected by the caller, and its text says what to do.
/// Threads: all of it is immutable after construction.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace troupe {

/// What went wrong. Each code has a class below, a name (`name()`) and a `remedy()`.
/// Values travel between processes: append, never renumber.
enum class errc : std::uint8_t {
  none = 0,
  contract_error,
  invalid_argument,
  invalid_state,
  not_owner,
  closed,
  end_of_stream,
  type_mismatch,
  decode_error,
  buffer_too_short,
  key_not_found,
  out_of_range,
  broken_barrier,
  timeout,
  cancelled,
  interrupted,
  remote_error,
  worker_lost,
  task_timeout,
  pool_terminated,
  initializer_failed,
  manager_lost,
  unknown_name,
  no_resource,
  mailbox_full,
  last_code_ = mailbox_full,
};

/// What a caller can do about a code.
enum class remedy : std::uint8_t { fix_input, retry_later, reconnect, give_up };

/// The code's own spelling, e.g. "worker_lost".
[[nodiscard]] std::string_view name(errc code) noexcept;
[[nodiscard]] troupe::remedy remedy_of(errc code) noexcept;

/// Base of everything troupe throws.
class error : public std::runtime_error {
public:
  error(errc code, const std::string& text) : std::runtime_error(text), code_(code) {}
  [[nodiscard]] errc code() const noexcept { return code_; }
  [[nodiscard]] troupe::remedy remedy() const noexcept { return remedy_of(code_); }

private:
  errc code_;
};

/// One class per code, so that a handler can name what it expects.
template <errc Code>
class error_of : public error {
public:
  explicit error_of(const std::string& text) : error(Code, text) {}
};

using contract_error = error_of<errc::contract_error>;
using invalid_argument = error_of<errc::invalid_argument>;
using invalid_state = error_of<errc::invalid_state>;
using not_owner = error_of<errc::not_owner>;
using closed = error_of<errc::closed>;
using end_of_stream = error_of<errc::end_of_stream>;
using type_mismatch = error_of<errc::type_mismatch>;
using decode_error = error_of<errc::decode_error>;
using buffer_too_short = error_of<errc::buffer_too_short>;
using key_not_found = error_of<errc::key_not_found>;
using out_of_range = error_of<errc::out_of_range>;
using broken_barrier = error_of<errc::broken_barrier>;
using timeout = error_of<errc::timeout>;
using cancelled = error_of<errc::cancelled>;
using interrupted = error_of<errc::interrupted>;
using remote_error = error_of<errc::remote_error>;
using worker_lost = error_of<errc::worker_lost>;
using task_timeout = error_of<errc::task_timeout>;
using pool_terminated = error_of<errc::pool_terminated>;
using initializer_failed = error_of<errc::initializer_failed>;
using manager_lost = error_of<errc::manager_lost>;
using unknown_name = error_of<errc::unknown_name>;
using mailbox_full = error_of<errc::mailbox_full>;

/// The kernel or a limit said no. `number()` is the errno, or 0 when the limit was troupe's own.
class no_resource : public error {
public:
  no_resource(const std::string& text, int number) : error(errc::no_resource, text), number_(number) {}
  [[nodiscard]] int number() const noexcept { return number_; }

private:
  int number_;
};

/// Throws the class that belongs to `code`. `number` is used by `no_resource` alone.
[[noreturn]] void throw_error(errc code, const std::string& text, int number = 0);

} // namespace troupe
