/// Any words as a frame: opened, decoded as each of the types that can travel, and, when that works,
/// encoded again to something that decodes to the same.
#include "troupe/capnp_message.hpp" // before generated headers

#include "shapes.capnp.h"

#include <cstdint>
#include <cstdlib>
#include <functional>
#include <span>

#include "message/elements.hpp"
#include "message/envelope.hpp"
#include "message/samples.hpp"
#include "seeds.hpp"

namespace troupe::tests {
namespace {

using words = std::vector<wire::word>;
using namespace rooms::message;

words frame_of(const type_entry& type, const void* value) {
  words frame(envelope_words + type.words(value));
  const wire::word pointer = type.write(value, frame.data() + envelope_words);
  write_envelope(frame.data(), {{1, 2, 3}, {4, 5, 6}, 7, type.id, type.layout}, pointer, frame.size() - envelope_words);
  return frame;
}

template <class T>
words good(const T& value) {
  return frame_of(type_entry_of<T>(), &value);
}

words good_elements() {
  const int number = 7;
  const shapes::record record = shapes::some_record();
  const std::array<element_ref, 2> all{{{&type_entry_of<int>(), &number}, {&type_entry_of<shapes::record>(), &record}}};
  const std::array<party, 1> stages{{{1, 2, 3}}};
  words frame(envelope_words + elements_words(all, stages));
  const wire::word pointer = write_elements(all, stages, frame.data() + envelope_words);
  write_envelope(frame.data(), {{}, {}, 7, elements_type}, pointer, frame.size() - envelope_words);
  return frame;
}

const std::vector<words>& good_frames() {
  static const std::vector<words> all{good(5),
                                      good(std::string("text")),
                                      good(shapes::some_record()),
                                      good(shapes::some_numbers()),
                                      good(shapes::some_containers()),
                                      good(shapes::some_choices()),
                                      good(shapes::some_moments()),
                                      good(shapes::some_tree(3)),
                                      good(shapes::some_chain(4)),
                                      good(shapes::some_invoice()),
                                      good(std::vector<shapes::nothing>(3)),
                                      good(message_of<foreign::Job>([](foreign::Job::Builder to) {
                                        to.setName("x"), to.initParts(2), to.initNext().setId(1);
                                      })),
                                      good_elements()};
  return all;
}

/// Room for a value of any type, which ends with it.
class value_room {
public:
  explicit value_room(const type_entry& type)
    : type_(type), room_(::operator new(type.size, std::align_val_t{type.alignment})) {}
  value_room(const value_room&) = delete;
  value_room& operator=(const value_room&) = delete;
  ~value_room() {
    if (is_full_)
      type_.destroy(room_);
    ::operator delete(room_, std::align_val_t{type_.alignment});
  }
  bool read(const payload_source& from) { return is_full_ = type_.read(from, room_); }
  [[nodiscard]] const void* get() const { return room_; }

private:
  const type_entry& type_;
  void* room_;
  bool is_full_ = false;
};

void require(bool holds) {
  if (!holds)
    std::abort();
}

void read_payload(std::uint64_t id, const payload_source& from) {
  const type_entry* type = find_type(id);
  if (type == nullptr)
    return;
  value_room first(*type);
  if (!first.read(from))
    return;
  const words again = frame_of(*type, first.get());
  const auto opened = open_envelope(again);
  value_room second(*type);
  require(opened && second.read({opened->segment, opened->payload_at}));
  // Not the text itself: elements of unordered containers may change places.
  require(type->words(first.get()) == type->words(second.get()));
  require(type->text(first.get()).empty() == type->text(second.get()).empty());
}

void read_frame(const words& frame) {
  const auto opened = open_envelope(frame);
  if (!opened)
    return;
  const payload_source payload{opened->segment, opened->payload_at};
  read_payload(opened->what.type, payload);
  if (const auto elements = open_elements(payload))
    for (const opened_element& one : elements->elements)
      read_payload(one.type, one.source);
}

/// Groups of {how, place (2), word (8)}: changes to a frame that was well.
void patch(words& frame, std::span<const std::uint8_t> patches) {
  constexpr std::size_t group = 11;
  for (; patches.size() >= group; patches = patches.subspan(group)) {
    std::uint16_t place = 0;
    wire::word value = 0;
    std::memcpy(&place, patches.data() + 1, sizeof place);
    std::memcpy(&value, patches.data() + 3, sizeof value);
    wire::word& victim = frame[place % frame.size()];
    switch (patches[0] % 4) {
    case 0: victim = value; break;
    case 1: victim ^= value; break;
    case 2: victim += value; break;
    default: frame.push_back(value); break;
    }
  }
}

/// Each good frame to be patched, and as it is.
std::vector<std::string> seeds() {
  std::vector<std::string> all;
  for (const words& frame : good_frames()) {
    const std::string number(1, static_cast<char>(all.size() / 2));
    all.push_back(number + std::string(11, '\1'));
    all.push_back('\x80' + std::string(reinterpret_cast<const char*>(frame.data()), frame.size() * sizeof(wire::word)));
  }
  return all;
}

} // namespace
} // namespace troupe::tests

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  troupe::tests::write_seeds(*count, *arguments, troupe::tests::seeds());
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace troupe::tests;
  if (size == 0)
    return 0;
  const std::span<const std::uint8_t> rest(data + 1, size - 1);
  words frame;
  if (const auto& all = good_frames(); data[0] < 0x80) {
    frame = all[data[0] % all.size()];
    patch(frame, rest);
  } else {
    frame.resize(rest.size() / sizeof(troupe::wire::word));
    if (!frame.empty())
      std::memcpy(frame.data(), rest.data(), frame.size() * sizeof(troupe::wire::word));
  }
  read_frame(frame);
  return 0;
}
