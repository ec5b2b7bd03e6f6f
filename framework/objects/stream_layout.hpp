/// The words of a stream, one direction of a pipe, in its entry; and those of a pipe's end.
#pragma once

#include "objects/item_layout.hpp"

namespace troupe::rooms::objects {

struct alignas(64) stream_words {
  std::uint64_t limit;                       ///< bytes that may wait, beside one message
  std::atomic<std::uint32_t> writer_is_gone; ///< 1: nothing more is written
  std::atomic<std::uint32_t> reader_is_gone; ///< 1: nobody will read
  wait_words room;                           ///< who waits to write; who waits to read is at the entry's own
  std::uint64_t unused[5];
};
static_assert(sizeof(stream_words) == 64);

struct stream_body {
  producer_words producers;
  consumer_words consumers;
  stream_words both;
};
static_assert(sizeof(stream_body) == sizeof(object_entry::body));

/// An end of a pipe is an object for the sake of its references: when the last of them is gone, in
/// whatever way, the streams are told.
struct end_body {
  object_id in;  ///< the stream that is read here; 0 = none
  object_id out; ///< the stream that is written here; 0 = none
};

[[nodiscard]] inline stream_body& stream_in(object_entry& of) noexcept {
  return reinterpret_cast<stream_body&>(of.body);
}
[[nodiscard]] inline end_body& end_in(object_entry& of) noexcept { return reinterpret_cast<end_body&>(of.body); }

} // namespace troupe::rooms::objects
