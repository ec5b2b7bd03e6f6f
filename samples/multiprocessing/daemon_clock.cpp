// SMP-23: the program ends at once, and its daemon with it, in the middle of its work.
#include <troupe/troupe.hpp>

#include <iostream>
#include <thread>

struct clock_process {
  std::chrono::seconds interval;
  void run() const {
    for (int i = 0; i < 5; ++i) {
      std::cout << "the time is " << troupe::text(std::chrono::system_clock::now()) << std::endl;
      std::this_thread::sleep_for(interval);
    }
  }
};

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::process p{{.daemon = true}, clock_process{std::chrono::seconds(3)}};
  p.start();
  std::cout << "Processing Finished!" << std::endl;
}
