/// Anything a sender may write into its directory and lanes, read by a correct receiver.
#include <cstddef>
#include <cstdint>

#include "mailbox/wrong_sender.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static troupe::tests::wrong_lanes lanes;
  lanes.feed({data, size});
  return 0;
}
