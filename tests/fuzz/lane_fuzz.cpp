/// Anything a sender may write into its directory and lanes, read by a correct receiver.
#include <cstddef>
#include <cstdint>

#include "mailbox/layout.hpp"
#include "mailbox/wrong_sender.hpp"
#include "seeds.hpp"

namespace troupe::tests {
namespace {

using rooms::mailbox::page;

std::string patch(std::uint64_t at, unsigned value) {
  return {static_cast<char>(at), static_cast<char>(at >> 8), static_cast<char>(value)};
}

/// Lanes of some and of many frames, read before and not, left alone and come back; then one byte of what matters.
std::vector<std::string> seeds() {
  std::vector<std::string> all;
  for (const unsigned frames : {4U, 5U, 6U, 7U, 252U, 253U, 254U, 255U})
    all.emplace_back(1, static_cast<char>(frames));
  constexpr std::uint64_t writer = 3 * page, data = writer + sizeof(rooms::mailbox::writer_words);
  for (const std::uint64_t at : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{4}, writer, writer + 1, writer + 7,
                                 writer + 64, writer + 65, writer + 72, data, data + 4, data + 8, data + 64, data + 68})
    for (const unsigned value : {0x00U, 0x01U, 0x03U, 0x40U, 0xffU})
      all.push_back(static_cast<char>(20 + all.size() % 4) + patch(at, value));
  return all;
}

} // namespace
} // namespace troupe::tests

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  troupe::tests::write_seeds(*count, *arguments, troupe::tests::seeds());
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static troupe::tests::wrong_lanes lanes;
  lanes.feed({data, size});
  return 0;
}
