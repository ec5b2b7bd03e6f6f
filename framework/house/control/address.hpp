/// Whom a command means: `resize`, `resize[3]`, `resize[*]`, `pipeline/`, `'res*'`, and filters over what is known of
/// them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "message/units.hpp"

namespace troupe::rooms::house {

/// Somebody who can be meant.
struct addressee {
  std::string name;                              ///< empty: nobody, and nobody can be meant
  std::optional<std::uint32_t> slot = {};        ///< of a pool
  std::vector<std::string> above = {};           ///< names of the supervisors above it, in any order
  std::map<std::string, std::string> facts = {}; ///< for filters: "state" -> "ready"
};

/// `resize[3]` of one.
[[nodiscard]] std::string address_text(const addressee& one);

class address {
public:
  [[nodiscard]] static message::reading<address> parse(const std::string& written);
  [[nodiscard]] bool means(const addressee& one) const noexcept;

private:
  std::string name_;
  bool is_pattern_ = false, is_subtree_ = false;
  std::optional<std::uint32_t> slot_; ///< empty: all
};

/// `state=backoff`, `kind!=pool`; the value may be a pattern.
class filter {
public:
  [[nodiscard]] static message::reading<filter> parse(const std::string& written);
  [[nodiscard]] bool lets_pass(const addressee& one) const noexcept;
  [[nodiscard]] const std::string& key() const noexcept { return key_; }

private:
  std::string key_, value_;
  bool wanted_ = true;
};

struct chosen {
  std::vector<std::size_t> who; ///< indices, in their own order, each once
  std::string code = {};        ///< when somebody is meant who is not there: "unknown_address" or "usage"
  std::string problem = {};
  std::string help = {};
};

/// Everybody who is meant by one of the addresses (by none: everybody) and passes all filters.
[[nodiscard]] chosen choose(std::span<const addressee> all, std::span<const std::string> addresses,
                            std::span<const std::string> filters = {});

} // namespace troupe::rooms::house
