/// Messages of types generated from a Cap'n Proto schema: built by its builder, read by its reader without decoding.
///
///   troupe::message_of<schema::Job> job([](schema::Job::Builder b) { b.setId(7); });
///   self->send(worker, job);                                   // a handler takes message_of<schema::Job>
///   job->getId();
///
/// A box owns its words; copies share them and nobody changes them. On the wire it is the struct
/// itself, so a program that knows only the schema reads and writes the same.
/// Include it before generated headers (troupe/capnp_headers.hpp says why).
/// Threads: a box is a value; all threads may read the same one.
#pragma once

#include "troupe/capnp_headers.hpp" // first

#include <capnp/dynamic.h>
#include <memory>

#include "troupe/item_kind.hpp"
#include "troupe/payload.hpp"
#include "troupe/schema_text.hpp"
#include "troupe/type_name.hpp"

namespace troupe {

namespace wire {

/// One message as a single segment, with the reader that knows it.
class capnp_words {
public:
  explicit capnp_words(std::vector<word> words);
  [[nodiscard]] std::span<const word> words() const noexcept { return words_; }
  [[nodiscard]] capnp::MessageReader& reader() const noexcept { return *reader_; }

private:
  std::vector<word> words_; ///< the root pointer and all it leads to
  std::unique_ptr<capnp::MessageReader> reader_;
};

using shared_words = std::shared_ptr<const capnp_words>;

/// What was built, as one segment without holes.
shared_words flatten(capnp::MessageBuilder& built);
/// A copy of the struct and all it leads to. Malformed: throws, or makes the reader bad.
shared_words copy_struct(reader& from, const struct_view& view);

/// Reads every field once, so that nothing is left to be found wrong later. Malformed: throws.
void check_fields(const capnp::DynamicStruct::Reader& message);

/// Words beside the root pointer.
std::size_t capnp_size(const capnp_words& value);
/// Copies them to `out`; gives the pointer to the struct, for a word that many words in front of it.
word put_capnp(const capnp_words& value, word* out, std::ptrdiff_t distance);
std::string capnp_schema(std::string_view name, std::uint64_t id);

} // namespace wire

/// One message of that schema struct, owned.
template <generated T>
class message_of {
public:
  using reader_type = typename T::Reader;

  /// An empty message: every field has its default.
  message_of() : message_of([](typename T::Builder) {}) {}

  /// `build` gets the Builder and fills it in.
  template <class Build>
    requires std::is_invocable_v<Build, typename T::Builder>
  explicit message_of(Build&& build) {
    capnp::MallocMessageBuilder builder;
    std::forward<Build>(build)(builder.initRoot<T>());
    take(wire::flatten(builder));
  }
  /// From another process; for the reader of frames.
  explicit message_of(wire::shared_words words) {
    take(std::move(words));
    wire::check_fields(reader_);
  }

  /// Good as long as this box or a copy of it lives.
  [[nodiscard]] const reader_type& operator*() const noexcept { return reader_; }
  [[nodiscard]] const reader_type* operator->() const noexcept { return &reader_; }
  [[nodiscard]] const wire::capnp_words& words() const noexcept { return *words_; }

private:
  void take(wire::shared_words words) {
    words_ = std::move(words);
    reader_ = words_->reader().getRoot<T>();
  }

  wire::shared_words words_;
  reader_type reader_;
};

/// The schema's own name for the box, so that both sides may spell the C++ type differently.
template <generated T>
struct names::of<message_of<T>> {
  static constexpr std::string_view value = type_name<T>;
};

/// A queue of the struct is a queue of boxes.
template <generated T>
struct queues::boxed<T> {
  using type = message_of<T>;
};

/// How the box travels.
template <generated T>
struct wire::form<message_of<T>> {
  using type = message_of<T>;
  using parts = types<>;
  static constexpr shape kind = shape::list; // a pointer to something of its own size
  static constexpr std::uint64_t layout = T::_capnpPrivate::typeId;
  static std::size_t extra(const type& value, unsigned) { return capnp_size(value.words()); }
  static word* put(word* slot, word* next, const type& value) {
    *slot = put_capnp(value.words(), next, next - slot - 1);
    return next + capnp_size(value.words());
  }
  static type take(reader& from, const word* slot) { return type(copy_struct(from, from.structure(slot))); }
  static std::string text(const type& value) { return kj::str(*value).cStr(); }
  static std::string schema() { return capnp_schema(type_name<T>, layout); }
};

/// As a payload it is not the field of a struct but the struct.
template <generated T>
struct wire::payload<message_of<T>> {
  static std::size_t words(const message_of<T>& value) { return capnp_size(value.words()); }
  static word write(const message_of<T>& value, word* out) { return put_capnp(value.words(), out, 0); }
  static message_of<T> read(reader& from, const struct_view& view) { return message_of<T>(copy_struct(from, view)); }
};

/// Other schemas cannot name the struct without importing its file. A list of them is a list of
/// pointers, each to one struct.
template <generated T>
struct names::schema_of<message_of<T>> {
  static std::string type(schema_printer&) { return "AnyPointer"; }
};

} // namespace troupe
