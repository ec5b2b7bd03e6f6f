// SMP-35: two children talk through a pipe until one says END.
#include <troupe/troupe.hpp>

#include <iostream>

void sender(troupe::connection to, const std::vector<std::string>& messages) {
  for (const std::string& each : messages) {
    to.send(each);
    std::cout << "Message sent: " << each << '\n';
  }
  to.close();
}

void receiver(troupe::connection from) {
  for (std::string message; (message = from.recv<std::string>()) != "END";)
    std::cout << "Received a message: " << message << '\n';
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  auto [one, other] = troupe::pipe();
  const std::vector<std::string> messages{"hello", "hey", "hru?", "END"};
  troupe::process p1{troupe::fn<sender>, std::move(one), messages};
  troupe::process p2{troupe::fn<receiver>, std::move(other)};
  p1.start();
  p2.start();
  p1.join();
  p2.join();
}
