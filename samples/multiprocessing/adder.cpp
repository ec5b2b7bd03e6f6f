// SMP-30: a server at the other end of a pipe that takes what it is sent, numbers or words, and answers.
#include <troupe/troupe.hpp>

#include <iostream>

using numbers = std::pair<int, int>;
using words = std::pair<std::string, std::string>;

void adder(troupe::connection client) {
  try {
    for (;;)
      std::visit([&](const auto& both) { client.send(both.first + both.second); }, client.recv<numbers, words>());
  } catch (const troupe::end_of_stream&) {
    std::cout << "Server done" << std::endl;
  }
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  auto [server, client] = troupe::pipe();
  troupe::process p{troupe::fn<adder>, std::move(client)};
  p.start();
  server.send(std::pair{3, 4});
  std::cout << server.recv<int>() << std::endl;
  server.send(std::pair{"Hello", "World"});
  std::cout << server.recv<std::string>() << std::endl;
  server.close();
  p.join();
}
