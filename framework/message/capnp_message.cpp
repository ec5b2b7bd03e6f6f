#include "troupe/capnp_message.hpp"

namespace troupe::wire {
namespace {

static_assert(sizeof(word) == sizeof(capnp::word));

kj::ArrayPtr<const capnp::word> as_segment(std::span<const word> words) {
  return {reinterpret_cast<const capnp::word*>(words.data()), words.size()};
}

/// For words that were checked when they were taken over: they may be read any number of times.
capnp::ReaderOptions unlimited() {
  capnp::ReaderOptions options;
  options.traversalLimitInWords = std::uint64_t{1} << 60;
  return options;
}

/// Checked readings: what is shared within the message may not grow it much.
capnp::ReaderOptions limited(std::size_t words) {
  capnp::ReaderOptions options;
  options.traversalLimitInWords = words * 2 + 64;
  return options;
}

class one_segment final : public capnp::MessageReader {
public:
  explicit one_segment(std::span<const word> words) : MessageReader(unlimited()), words_(words) {}
  kj::ArrayPtr<const capnp::word> getSegment(capnp::uint id) override {
    return id == 0 ? as_segment(words_) : kj::ArrayPtr<const capnp::word>(nullptr);
  }

private:
  std::span<const word> words_;
};

/// A root in front of somebody's segment: a far pointer with its landing pad, so that nothing of
/// the segment itself has to move.
class segment_behind_root final : public capnp::MessageReader {
public:
  segment_behind_root(std::span<const word> segment, const struct_view& view)
    : MessageReader(limited(segment.size())), segment_(segment) {
    const auto* at = reinterpret_cast<const word*>(view.data);
    constexpr word far = 2, two_words = 4, next_segment = word{1} << 32;
    root_ = {word{1} << 3 | two_words | far, static_cast<word>(at - segment.data()) << 3 | far | next_segment,
             struct_pointer(0, view.data_bits / 64, view.pointer_count)};
  }
  kj::ArrayPtr<const capnp::word> getSegment(capnp::uint id) override {
    return id == 0 ? as_segment(root_) : id == 1 ? as_segment(segment_) : kj::ArrayPtr<const capnp::word>(nullptr);
  }

private:
  std::span<const word> segment_;
  std::array<word, 3> root_{};
};

void check_value(const capnp::DynamicValue::Reader& value);

void check_list(const capnp::DynamicList::Reader& list) {
  using kind = capnp::schema::Type;
  const auto of = list.getSchema().whichElementType();
  if (of == kind::TEXT || of == kind::DATA || of == kind::LIST || of == kind::STRUCT)
    for (const capnp::DynamicValue::Reader& one : list)
      check_value(one);
}

void check_value(const capnp::DynamicValue::Reader& value) {
  if (value.getType() == capnp::DynamicValue::LIST)
    check_list(value.as<capnp::DynamicList>());
  else if (value.getType() == capnp::DynamicValue::STRUCT)
    check_fields(value.as<capnp::DynamicStruct>());
}

shared_words in_one_piece(capnp::AnyPointer::Reader root) {
  const std::size_t words = root.targetSize().wordCount + 1;
  capnp::MallocMessageBuilder builder(static_cast<capnp::uint>(words), capnp::AllocationStrategy::FIXED_SIZE);
  builder.setRoot(root);
  const auto segments = builder.getSegmentsForOutput();
  const auto* first = reinterpret_cast<const word*>(segments[0].begin());
  return std::make_shared<const capnp_words>(std::vector<word>(first, first + segments[0].size()));
}

} // namespace

capnp_words::capnp_words(std::vector<word> words)
  : words_(std::move(words)), reader_(std::make_unique<one_segment>(words_)) {}

shared_words flatten(capnp::MessageBuilder& built) {
  return in_one_piece(built.getRoot<capnp::AnyPointer>().asReader());
}

shared_words copy_struct(reader& from, const struct_view& view) {
  if (view.data == nullptr)
    return std::make_shared<const capnp_words>(std::vector<word>(1));
  if (view.data_bits % 64 != 0) {
    from.fail(); // an element of a packed list, no struct of its own
    return std::make_shared<const capnp_words>(std::vector<word>(1));
  }
  segment_behind_root whole(from.segment(), view);
  return in_one_piece(whole.getRoot<capnp::AnyPointer>());
}

void check_fields(const capnp::DynamicStruct::Reader& message) {
  for (const capnp::StructSchema::Field field : message.getSchema().getFields())
    if (message.has(field))
      check_value(message.get(field));
}

std::size_t capnp_size(const capnp_words& value) { return value.words().size() - 1; }

word put_capnp(const capnp_words& value, word* out, std::ptrdiff_t distance) {
  const word root = value.words()[0];
  if (capnp_size(value) != 0)
    std::memcpy(out, value.words().data() + 1, capnp_size(value) * sizeof(word));
  // The root struct is the first thing behind its pointer; both were made so.
  return root == 0 ? 0 : struct_pointer(distance, static_cast<std::uint16_t>(root >> 32), root >> 48);
}

std::string capnp_schema(std::string_view name, std::uint64_t id) {
  std::string text = "# The payload is ";
  text.append(name).append(", struct @0x");
  for (int shift = 60; shift >= 0; shift -= 4)
    text += "0123456789abcdef"[id >> shift & 15];
  return text + " of the program's own schema.\n";
}

} // namespace troupe::wire
