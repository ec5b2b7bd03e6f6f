// SMP-13: four tasks on three workers; the program goes on meanwhile.
#include <troupe/troupe.hpp>

#include <troupe/pool.hpp>

#include <iostream>
#include <thread>

void work(const std::string& message) {
  std::cout << "msg: " + message << std::endl;
  std::this_thread::sleep_for(std::chrono::seconds(1));
  std::cout << "end " + message << std::endl;
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::pool pool{3};
  std::vector<troupe::future<void>> all;
  for (int i = 0; i < 4; ++i)
    all.push_back(pool.async(troupe::fn<work>, "hello " + std::to_string(i)));
  std::cout << "Mark,Mark,Mark" << std::endl;
  pool.close();
  pool.join();
  std::cout << "SubProcess done.." << std::endl;
}
