#include "house/control/letter_answers.hpp"

#include <charconv>
#include <set>

#include "house/control/request_options.hpp"
#include "message/envelope.hpp"
#include "message/json_words.hpp"
#include "message/moment_text.hpp"
#include "troupe/type_entry.hpp"

namespace troupe::rooms::house {

namespace {

namespace json = message::json;
using supervision::dead_letter;

enum exit_code : int { done = 0, failed = 1, wrong_usage = 2, partly_done = 5 };

std::uint64_t number_of(const json::value& written) {
  std::uint64_t id = 0;
  if (written.is_string())
    std::from_chars(written.get_string().data(), written.get_string().data() + written.get_string().size(), id);
  else if (written.is_number()) {
    json::error_code failed; // below 0, or with a fraction
    const auto number = written.to_number<std::uint64_t>(failed);
    id = failed ? 0 : number;
  }
  return id;
}

/// Each once, in order. Numbers begin at 1; what is none is 0. "all": of every letter there is.
std::set<std::uint64_t> ids_in(const json::object& options, const supervision::dead_letters& letters) {
  std::set<std::uint64_t> ids;
  const json::value* const found = options.if_contains("id");
  if (found == nullptr || !found->is_array())
    return ids;
  bool wants_all = false;
  for (const json::value& each : found->get_array())
    if (each.is_string() && each.get_string() == "all")
      wants_all = true;
    else
      ids.insert(number_of(each));
  for (const dead_letter& one : letters.all())
    if (wants_all)
      ids.insert(one.id);
  return ids;
}

/// Null where this program does not know the type.
json::value fields_of(const dead_letter& one) {
  const type_entry* const type = find_type(one.type);
  const auto frame = message::open_envelope(one.frame);
  if (type == nullptr || !frame || frame->what.layout != type->layout)
    return nullptr;
  return message::json_of(type->described(), {frame->segment, frame->payload_at}).value_or(nullptr);
}

std::string type_name_of(const dead_letter& one) {
  const type_entry* const type = find_type(one.type);
  return type != nullptr ? std::string{type->name} : "unknown type " + std::to_string(one.type);
}

json::object row_of(const dead_letter& one, bool in_full) {
  json::object made{{"id", std::to_string(one.id)},
                    {"at", message::date_text(one.at)},
                    {"address", one.address},
                    {"type", type_name_of(one)},
                    {"sender", one.sender.empty() ? json::value(nullptr) : json::value(one.sender)},
                    {"request", one.is_request},
                    {"deliveries", one.deliveries},
                    {"cause", one.cause}};
  if (in_full)
    made["value"] = fields_of(one);
  return made;
}

void show(const supervision::roles& mail, const control_reply& reply, const std::set<std::string>& wanted,
          json::object result) {
  json::array rows;
  for (const dead_letter& each : mail.letters().all())
    if (wanted.empty() || wanted.contains(each.address))
      rows.emplace_back(row_of(each, true));
  result["letters"] = std::move(rows);
  reply.finish(std::move(result));
}

void show_some(const supervision::roles& mail, const control_reply& reply, const std::set<std::uint64_t>& ids,
               json::object result) {
  json::array rows;
  for (const std::uint64_t each : ids)
    if (const dead_letter* const one = mail.letters().find(each))
      rows.emplace_back(row_of(*one, true));
  const bool is_missing_some = rows.size() != ids.size();
  if (is_missing_some)
    return reply.fail("failed", "there is no dead letter of that number", "`troupe dead-letters` lists them", failed);
  result["letters"] = std::move(rows);
  reply.finish(std::move(result));
}

/// Empty, or why not.
std::string change_one(supervision::roles& mail, std::uint64_t id, bool sends, const letter_hearer& hear) {
  const dead_letter* const found = mail.letters().find(id);
  if (found == nullptr)
    return "there is no dead letter of that number";
  dead_letter one = *found;
  std::string why = sends ? mail.send_again(id) : "";
  if (!sends)
    mail.drop_letter(id);
  if (why.empty())
    hear(one, "dead letter " + std::to_string(id) + (sends ? " is sent again" : " is dropped"));
  return why;
}

/// Those that it could not be done with are named with the reason.
void change(supervision::roles& mail, const control_reply& reply, const std::set<std::uint64_t>& ids, bool sends,
            json::object result, const letter_hearer& hear) {
  json::array missed;
  for (const std::uint64_t each : ids) {
    const std::string why = change_one(mail, each, sends, hear);
    if (!why.empty())
      missed.emplace_back(json::object{{"id", std::to_string(each)}, {"message", why}});
  }
  const std::size_t done_with = ids.size() - missed.size();
  result["count"] = done_with;
  result["failed"] = std::move(missed);
  reply.finish(std::move(result), done_with == ids.size() ? done : done_with == 0 ? failed : partly_done);
}

} // namespace

void answer_about_letters(supervision::roles& mail, const control_request& asked, const control_reply& reply,
                          const std::set<std::string>& wanted, json::object result, const letter_hearer& hear) {
  const std::string action = text_in(asked.options, "action", "list");
  const std::set<std::uint64_t> ids = ids_in(asked.options, mail.letters());
  if (action == "list")
    return show(mail, reply, wanted, std::move(result));
  if (action == "show")
    return show_some(mail, reply, ids, std::move(result));
  if (action == "requeue" || action == "drop")
    return change(mail, reply, ids, action == "requeue", std::move(result), hear);
  reply.fail("usage", "nothing called \"" + action + "\" can be done with dead letters", "list, show, requeue, drop",
             wrong_usage);
}

} // namespace troupe::rooms::house
