#include <algorithm>
#include <kj/encoding.h>

#include "message/json_number.hpp"
#include "message/json_words.hpp"
#include "message/moment_text.hpp"
#include "message/nearest.hpp"
#include "message/wanted_text.hpp"

namespace troupe::rooms::message {
namespace {

using wire::described_as;
using wire::description;
using wire::word;

std::string_view as_standard(json::string_view text) noexcept { return {text.data(), text.size()}; }

std::string shown(const json::value& value) {
  constexpr std::size_t longest = 40;
  std::string text = json_text(value);
  return text.size() <= longest ? text : as_utf8(text.substr(0, longest)) + "...";
}

/// Appends structs and lists as `type_entry::write` does: depth first, what a pointer leads to at the end.
class words_maker {
public:
  std::vector<word> words;
  std::vector<misfit> misfits;

  std::size_t add(std::size_t count) {
    const std::size_t at = words.size();
    words.resize(at + count);
    return at;
  }

  void structure(const description& type, std::size_t at, const json::value& value) {
    switch (type.kind) {
    case described_as::nothing:
      if (!value.is_null())
        refuse(type, value);
      break;
    case described_as::sequence: return sequence(type, at, value);
    case described_as::structure: return object(type, at, value);
    case described_as::box: return box(type, at, value);
    default: return choice(type, at, value);
    }
  }

  /// A field at `where` of the struct at `at`, which has `data_words` of data.
  void field(const description& type, const wire::place& where, std::size_t at, std::size_t data_words,
             const json::value& value) {
    if (type.is_data())
      words[at + where.bit() / 64] |= data(type, value) << (where.bit() % 64);
    else
      pointed(type, at + data_words + where.at, value);
  }

private:
  /// Adds a step to the path for as long as it lives.
  class step {
  public:
    step(words_maker& all, const std::string& name) : all_(all), before_(all.path_.size()) { all.path_ += name; }
    step(const step&) = delete;
    step& operator=(const step&) = delete;
    ~step() { all_.path_.resize(before_); }

  private:
    words_maker& all_;
    std::size_t before_;
  };
  std::string dotted(std::string_view name) const { return (path_.empty() ? "" : ".") + std::string(name); }
  static std::string indexed(std::size_t i) { return "[" + std::to_string(i) + "]"; }

  void refuse(std::string problem, std::string help = {}) {
    misfits.push_back({.path = path_, .problem = std::move(problem), .help = std::move(help)});
  }
  void refuse(const description& type, const json::value& value) {
    refuse("expected " + wanted_text(type) + ", not " + shown(value));
  }

  word data(const description& type, const json::value& value) {
    const bool is_moment = type.kind == described_as::duration || type.kind == described_as::date;
    if (is_moment && value.is_string())
      return moment(type, value.get_string());
    // Of a number nobody knows the unit; a real count is written as one when it is no whole number of nanoseconds.
    const bool has_no_unit =
      type.kind == described_as::duration && type.count != described_as::real && value.is_number();
    const auto bits = has_no_unit ? std::nullopt : bits_of(is_moment ? type.count : type.kind, type.log_bits, value);
    if (!bits)
      refuse(type, value);
    return bits.value_or(0);
  }
  word moment(const description& type, std::string_view text) {
    const reading<json::value> count = moment_count(type, text);
    if (!count) {
      refuse(count.problem, count.help);
      return 0;
    }
    const auto bits = bits_of(type.count, type.log_bits, *count.value);
    if (!bits)
      refuse("\"" + std::string(text) + "\" is too long for " + std::string(type.name));
    return bits.value_or(0);
  }

  void pointed(const description& type, std::size_t slot, const json::value& value) {
    switch (type.kind) {
    case described_as::text: return text(type, slot, value);
    case described_as::bytes: return bytes(type, slot, value);
    case described_as::list: return list(type, slot, value);
    case described_as::map: return map(type, slot, value);
    case described_as::opaque: return refuse(std::string(type.name) + " cannot be written as JSON");
    default: break;
    }
    if (type.kind == described_as::box && value.is_null())
      return;
    const std::size_t at = add(type.data_words + type.pointers);
    words[slot] = wire::struct_pointer(distance(slot, at), type.data_words, type.pointers);
    structure(type, at, value);
  }
  static std::ptrdiff_t distance(std::size_t slot, std::size_t at) {
    return static_cast<std::ptrdiff_t>(at - slot - 1);
  }

  void text(const description& type, std::size_t slot, const json::value& value) {
    if (!value.is_string())
      return refuse(type, value);
    const std::string_view letters = value.get_string();
    put_bytes(slot, letters, letters.size() + 1);
  }
  void bytes(const description& type, std::size_t slot, const json::value& value) {
    if (!value.is_string())
      return refuse(type, value);
    const auto read = kj::decodeBase64({value.get_string().data(), value.get_string().size()});
    if (read.hadErrors)
      return refuse(shown(value) + " is not base64");
    put_bytes(slot, {reinterpret_cast<const char*>(read.begin()), read.size()}, read.size());
  }
  void put_bytes(std::size_t slot, std::string_view from, std::size_t count) {
    const std::size_t at = add(wire::words_for_bytes(count));
    words[slot] = wire::list_pointer(distance(slot, at), wire::element::byte, count);
    if (!from.empty())
      std::memcpy(&words[at], from.data(), from.size());
  }

  void list(const description& type, std::size_t slot, const json::value& value) {
    const json::array* elements = value.if_array();
    if (elements == nullptr)
      return refuse(type, value);
    if (elements->size() > type.most)
      return refuse("a list of " + std::to_string(elements->size()) + " elements, " + std::to_string(type.most) +
                    " is the most");
    const description& each = type.parts[0].type();
    if (each.is_data())
      data_list(each, slot, *elements);
    else if (each.is_struct())
      struct_list(each, slot, *elements);
    else
      pointer_list(each, slot, *elements);
  }
  void data_list(const description& each, std::size_t slot, const json::array& elements) {
    const std::size_t at = add(wire::words_for_bits(elements.size() << each.log_bits));
    words[slot] = wire::list_pointer(distance(slot, at), wire::element_of(each.log_bits), elements.size());
    for (std::size_t i = 0; i < elements.size(); ++i) {
      const step into(*this, indexed(i));
      const std::size_t bit = i << each.log_bits;
      words[at + bit / 64] |= data(each, elements[i]) << (bit % 64);
    }
  }
  void pointer_list(const description& each, std::size_t slot, const json::array& elements) {
    const std::size_t at = add(elements.size());
    words[slot] = wire::list_pointer(distance(slot, at), wire::element::pointer, elements.size());
    for (std::size_t i = 0; i < elements.size(); ++i) {
      const step into(*this, indexed(i));
      pointed(each, at + i, elements[i]);
    }
  }
  /// Room for `count` structs side by side behind their tag.
  std::size_t open_struct_list(const description& each, std::size_t slot, std::size_t count) {
    const std::size_t step_words = each.data_words + each.pointers;
    const std::size_t at = add(1 + count * step_words);
    words[slot] = wire::list_pointer(distance(slot, at), wire::element::composite, count * step_words);
    words[at] = wire::list_tag(count, each.data_words, each.pointers);
    return at + 1;
  }
  void struct_list(const description& each, std::size_t slot, const json::array& elements) {
    const std::size_t at = open_struct_list(each, slot, elements.size());
    for (std::size_t i = 0; i < elements.size(); ++i) {
      const step into(*this, indexed(i));
      structure(each, at + i * (each.data_words + each.pointers), elements[i]);
    }
  }
  void map(const description& type, std::size_t slot, const json::value& value) {
    const json::object* entries = value.if_object();
    if (entries == nullptr)
      return refuse(type, value);
    const description& pair = type.parts[0].type();
    std::size_t at = open_struct_list(pair, slot, entries->size());
    for (const auto& one : *entries) {
      const step into(*this, dotted(as_standard(one.key())));
      field(pair.parts[0].type(), pair.parts[0].where, at, pair.data_words, json::value(one.key()));
      field(pair.parts[1].type(), pair.parts[1].where, at, pair.data_words, one.value());
      at += pair.data_words + pair.pointers;
    }
  }

  void sequence(const description& type, std::size_t at, const json::value& value) {
    const json::array* elements = value.if_array();
    if (elements == nullptr)
      return refuse(type, value);
    if (elements->size() != type.parts.size())
      return refuse("expected " + wanted_text(type) + ", not " + std::to_string(elements->size()));
    for (std::size_t i = 0; i < type.parts.size(); ++i) {
      const step into(*this, indexed(i));
      part(type, i, at, (*elements)[i]);
    }
  }
  void part(const description& type, std::size_t i, std::size_t at, const json::value& value) {
    field(type.parts[i].type(), type.parts[i].where, at, type.data_words, value);
  }

  void object(const description& type, std::size_t at, const json::value& value) {
    const json::object* fields = value.if_object();
    if (fields == nullptr)
      return refuse(type, value);
    refuse_unknown(type, *fields);
    json::value defaults;
    for (std::size_t i = 0; i < type.parts.size(); ++i) {
      const step into(*this, dotted(type.parts[i].name));
      if (const json::value* given = fields->if_contains(type.parts[i].name))
        part(type, i, at, *given);
      else if (const json::value* usual = default_of(type, i, defaults))
        part(type, i, at, *usual);
    }
  }
  void refuse_unknown(const description& type, const json::object& fields) {
    std::vector<std::string_view> names;
    for (const wire::described_part& one : type.parts)
      names.push_back(one.name);
    for (const auto& field : fields) {
      const std::string_view key = as_standard(field.key());
      if (std::ranges::find(names, key) != names.end())
        continue;
      const step into(*this, dotted(key));
      const auto meant = nearest(key, names);
      refuse("unknown field \"" + std::string(key) + "\" of " + std::string(type.name),
             meant ? "did you mean \"" + *meant + "\"?" : "it is " + fields_text(type));
      misfits.back().is_key = true;
    }
  }
  /// What the field is in `T{}`; `all` remembers it for the next field.
  const json::value* default_of(const description& type, std::size_t i, json::value& all) {
    if (all.is_null() && type.defaults != nullptr)
      all = json_of(type, {type.defaults(), 0}).value_or(nullptr);
    if (const json::object* fields = all.if_object())
      return fields->if_contains(type.parts[i].name);
    refuse("the field \"" + std::string(type.parts[i].name) + "\" of " + std::string(type.name) + " is missing");
    return nullptr;
  }

  void box(const description& type, std::size_t at, const json::value& value) {
    if (value.is_null())
      return;
    part(type, 0, at, true);
    part(type, 1, at, value);
  }

  void choice(const description& type, std::size_t at, const json::value& value) {
    const std::optional<std::size_t> which = alternative(type, value);
    if (!which)
      return refuse(type, value);
    const std::size_t tag_bit = std::size_t{type.tag} * 16;
    words[at + tag_bit / 64] |= word{*which} << (tag_bit % 64);
    if (type.parts[*which].type().kind == described_as::nothing)
      return;
    const auto& held = *value.get_object().begin();
    const step into(*this, dotted(as_standard(held.key())));
    part(type, *which, at, held.value());
  }
  static bool is_named(const wire::described_part& part, json::string_view key) {
    return as_standard(key) == part.name || as_standard(key) == last_name(part.name);
  }
  /// By the whole name of its type, or the last part of it; null is the one that is nothing.
  static std::optional<std::size_t> alternative(const description& type, const json::value& value) {
    const json::object* named = value.if_object();
    for (std::size_t i = 0; i < type.parts.size(); ++i) {
      const bool is_nothing = type.parts[i].type().kind == described_as::nothing;
      if (is_nothing ? value.is_null()
                     : named != nullptr && named->size() == 1 && is_named(type.parts[i], named->begin()->key()))
        return i;
    }
    return std::nullopt;
  }

  std::string path_;
};

} // namespace

fitted words_of(const description& type, const json::value& value) {
  words_maker maker;
  maker.add(1);
  if (type.is_struct()) {
    const std::size_t at = maker.add(type.data_words + type.pointers);
    maker.words[0] = wire::struct_pointer(0, type.data_words, type.pointers);
    maker.structure(type, at, value);
  } else {
    const std::uint32_t data_words = type.is_data() ? 1 : 0;
    const std::size_t at = maker.add(1);
    maker.words[0] = wire::struct_pointer(0, data_words, 1 - data_words);
    maker.field(type, {!type.is_data(), type.log_bits, 0}, at, data_words, value);
  }
  return {std::move(maker.words), std::move(maker.misfits)};
}

} // namespace troupe::rooms::message
