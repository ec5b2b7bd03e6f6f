#include "message/envelope.hpp"

#include "troupe/wire_reader.hpp"

namespace troupe::rooms::message {
namespace {

using wire::word;

constexpr std::size_t data_words = 9;
constexpr word root_pointer = wire::struct_pointer(0, data_words, 1);
static_assert(envelope_words == 1 + 1 + data_words + 1, "segment table, root pointer, data, payload pointer");

constexpr word incarnations(const envelope& of) {
  return word{of.sender.incarnation} | word{of.receiver.incarnation} << 32;
}
constexpr word layout_and_slots(const envelope& of) {
  return word{of.layout} | word{of.sender.slot} << 32 | word{of.receiver.slot} << 48;
}
constexpr word kind_and_flags(const envelope& of) {
  return word{static_cast<std::uint8_t>(of.kind)} | word{of.deliveries} << 16 | word{of.flags} << 32;
}

/// `field(i)` is the i-th data word of the Envelope struct, zero where the writer had none.
template <class Field>
bool fill(envelope& what, Field field) {
  what.sender.actor = field(0);
  what.receiver.actor = field(1);
  what.message_id = field(2);
  what.type = field(3);
  const word lives = field(4), layout = field(5), rest = field(6);
  what.sender.incarnation = static_cast<std::uint32_t>(lives);
  what.receiver.incarnation = static_cast<std::uint32_t>(lives >> 32);
  what.layout = static_cast<std::uint32_t>(layout);
  what.sender.slot = static_cast<std::uint16_t>(layout >> 32);
  what.receiver.slot = static_cast<std::uint16_t>(layout >> 48);
  what.deliveries = static_cast<std::uint8_t>(rest >> 16);
  what.flags = static_cast<std::uint16_t>(rest >> 32);
  const auto kind = static_cast<std::uint16_t>(rest);
  what.kind = static_cast<frame_kind>(kind);
  return kind <= static_cast<std::uint16_t>(frame_kind::rejected);
}

bool open_unusual(opened& result) noexcept {
  wire::reader from(result.segment);
  const wire::struct_view root = from.structure(result.segment.data());
  if (from.bad() || root.pointer(0) == nullptr)
    return false;
  result.payload_at = static_cast<std::size_t>(root.pointer(0) - result.segment.data());
  return fill(result.what, [&](std::size_t i) { return root.load<std::uint64_t>(i * 64); });
}

} // namespace

void write_envelope(std::uint64_t* out, const envelope& what, std::uint64_t payload_pointer,
                    std::size_t payload_words) noexcept {
  out[0] = word{envelope_words - 1 + payload_words} << 32;
  out[1] = root_pointer;
  out[2] = what.sender.actor;
  out[3] = what.receiver.actor;
  out[4] = what.message_id;
  out[5] = what.type;
  out[6] = incarnations(what);
  out[7] = layout_and_slots(what);
  out[8] = kind_and_flags(what);
  out[9] = 0;
  out[10] = 0;
  out[11] = payload_pointer;
}

std::optional<opened> open_envelope(std::span<const std::uint64_t> frame) noexcept {
  std::optional<opened> result;
  if (frame.size() < 2)
    return result;
  const word table = frame[0];
  const std::size_t length = table >> 32;
  if (static_cast<std::uint32_t>(table) != 0 || length == 0 || length > frame.size() - 1)
    return result;
  result.emplace(envelope{}, frame.subspan(1, length), envelope_words - 2);
  const bool usual = frame[1] == root_pointer && length >= envelope_words - 1;
  if (usual ? !fill(result->what, [&](std::size_t i) { return frame[i + 2]; }) : !open_unusual(*result))
    result.reset();
  return result;
}

} // namespace troupe::rooms::message
