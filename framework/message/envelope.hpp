/// The outside of every frame: who, to whom, what kind, which type. schemas/envelope.capnp.
///
/// A frame is one Cap'n Proto message of a single segment with its segment table in front, byte for
/// byte what generated code reads: [segment table | root pointer | envelope data | payload pointer |
/// payload struct ...]. Small frames are written directly, without builders; tests hold both alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace troupe::rooms::message {

enum class frame_kind : std::uint8_t {
  send = 0, ///< asynchronous message, or request or answer: the message id says which
  monitor,  ///< receiver actor: tell me when it ends
  demonitor,
  link,
  unlink,
  down,      ///< answer to monitor: the actor ended, payload = reason
  exit,      ///< exit_msg along a link, payload = reason
  release,   ///< I hold no handle to that actor any more; message id = count
  bounced,   ///< your request could not be handled here, payload = error
  moved,     ///< your request was delegated: sender = new holder
  shared,    ///< a handle to the receiver was given to the process of sender; message id = count
  withdrawn, ///< my request has timed out: nobody waits for its answer; message id = the request's number
  rejected,  ///< to the house: a message that its receiver's mailbox refused, payload = its frame
};

struct party {
  std::uint64_t actor = 0; ///< id within its process, 0 = none
  std::uint32_t incarnation = 0;
  std::uint16_t slot = 0xffff;
};

struct envelope {
  party sender;
  party receiver;
  std::uint64_t message_id = 0; ///< CAF's own 64 bits, carried as they are
  std::uint64_t type = 0;       ///< type_entry::id of the payload
  std::uint32_t layout = 0;     ///< type_entry::layout of the payload
  frame_kind kind = frame_kind::send;
  std::uint8_t deliveries = 0;
  std::uint16_t flags = 0;
};

/// Words in front of the payload struct, for sizing a frame.
inline constexpr std::size_t envelope_words = 12;

/// Writes the first `envelope_words`; `payload_pointer` is the struct pointer word of the payload
/// that follows directly (offset 0), `payload_words` its length with everything it points to.
void write_envelope(std::uint64_t* out, const envelope& what, std::uint64_t payload_pointer,
                    std::size_t payload_words) noexcept;

struct opened {
  envelope what;
  std::span<const std::uint64_t> segment; ///< of the whole message, bounds for every pointer
  std::size_t payload_at = 0;             ///< index in `segment` of the pointer to the payload
};

/// Reads what any correct writer (generated code included) may have written; empty when the words
/// are not such a message. Copies every length before use.
[[nodiscard]] std::optional<opened> open_envelope(std::span<const std::uint64_t> frame) noexcept;

} // namespace troupe::rooms::message
