#include "message/elements.hpp"

namespace troupe::rooms::message {
namespace {

using wire::word;

constexpr std::size_t element_data = 2, element_words = 3, party_words = 2, payload_pointers = 2;

/// A struct pointer that was right for the word in front of its target, moved `distance` words back.
word moved_back(word pointer, std::ptrdiff_t distance) noexcept {
  const auto data_words = static_cast<std::uint16_t>(pointer >> 32);
  const auto pointers = static_cast<std::uint16_t>(pointer >> 48);
  const auto offset = static_cast<std::int32_t>(static_cast<std::uint32_t>(pointer)) >> 2;
  return wire::struct_pointer(offset + distance, data_words, pointers);
}

word* put_elements(word* slot, word* next, std::span<const element_ref> elements) {
  *slot = wire::list_pointer(next - slot - 1, wire::element::composite, elements.size() * element_words);
  *next++ = wire::list_tag(elements.size(), element_data, 1);
  word* at = next;
  next += elements.size() * element_words;
  for (const element_ref& one : elements) {
    at[0] = one.type->id;
    at[1] = one.type->layout;
    const std::size_t words = one.type->words(one.value);
    at[2] = moved_back(one.type->write(one.value, next), next - (at + element_words));
    next += words;
    at += element_words;
  }
  return next;
}

void put_stages(word* slot, word* next, std::span<const party> stages) {
  *slot = wire::list_pointer(next - slot - 1, wire::element::composite, stages.size() * party_words);
  *next++ = wire::list_tag(stages.size(), party_words, 0);
  for (const party& one : stages) {
    *next++ = one.actor;
    *next++ = word{one.incarnation} | word{one.slot} << 32;
  }
}

} // namespace

std::size_t elements_words(std::span<const element_ref> elements, std::span<const party> stages) {
  std::size_t words = payload_pointers + 1 + elements.size() * element_words;
  for (const element_ref& one : elements)
    words += one.type->words(one.value);
  if (!stages.empty())
    words += 1 + stages.size() * party_words;
  return wire::check_words(words);
}

word write_elements(std::span<const element_ref> elements, std::span<const party> stages, word* out) {
  word* next = put_elements(out, out + payload_pointers, elements);
  out[1] = 0;
  if (!stages.empty())
    put_stages(out + 1, next, stages);
  return wire::struct_pointer(0, 0, payload_pointers);
}

std::optional<opened_elements> open_elements(const payload_source& from) {
  if (from.pointer_at >= from.segment.size())
    return std::nullopt;
  wire::reader words(from.segment);
  const wire::struct_view payload = words.structure(from.segment.data() + from.pointer_at);
  const wire::list_view elements = words.list(payload.pointer(0), wire::element::composite);
  const wire::list_view stages = words.list(payload.pointer(1), wire::element::composite);
  if (words.bad() || !words.afford(elements.count) || !words.afford(stages.count))
    return std::nullopt;
  opened_elements result;
  for (std::size_t i = 0; i < elements.count; ++i) {
    const wire::struct_view one = elements.structure(i);
    const word* value = one.pointer(0);
    if (value == nullptr)
      return std::nullopt;
    result.elements.push_back({one.load<std::uint64_t>(0),
                               one.load<std::uint32_t>(64),
                               {from.segment, static_cast<std::size_t>(value - from.segment.data())}});
  }
  for (std::size_t i = 0; i < stages.count; ++i) {
    const wire::struct_view one = stages.structure(i);
    const party who{one.load<std::uint64_t>(0), one.load<std::uint32_t>(64), one.load<std::uint16_t>(96)};
    if (who.actor == 0)
      return std::nullopt; // an answer would go to nobody
    result.stages.push_back(who);
  }
  return result;
}

} // namespace troupe::rooms::message
