// SMP-29: an end of a pipe has one owner, so its reader notices when the writer is done. Nothing unused to close.
#include <troupe/troupe.hpp>

#include <iostream>

void consumer(troupe::connection items) {
  try {
    for (;;)
      std::cout << items.recv<int>() << '\n';
  } catch (const troupe::end_of_stream&) {
    std::cout << "Consumer done\n";
  }
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  auto [output, input] = troupe::pipe();
  troupe::process p{troupe::fn<consumer>, std::move(output)};
  p.start();
  for (const int each : {1, 2, 3, 4})
    input.send(each);
  input.close();
  p.join();
}
