/// `dead-letters`: messages that nobody gets any more, to be listed, looked at, sent again or dropped.
/// docs/formats/control.md.
///
/// Threads: the house thread alone.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "house/control/control_server.hpp"
#include "supervision/roles.hpp"

namespace troupe::rooms::house {

/// Hears of each letter that something is done with: what.
using letter_hearer = std::function<void(const supervision::dead_letter& one, const std::string& words)>;

/// Answers. `wanted`: whose letters are meant; empty: everybody's.
void answer_about_letters(supervision::roles& mail, const control_request& asked, const control_reply& reply,
                          const std::set<std::string>& wanted, message::json::object result, const letter_hearer& hear);

} // namespace troupe::rooms::house
