// SMP-28: a null item tells a consumer to end, so three consumers need three. `q.finish()` would do for all.
#include <troupe/troupe.hpp>

#include <iostream>

void consumer(troupe::queue<std::optional<int>> q) {
  while (const std::optional<int> item = q.get())
    std::cout << *item << std::endl;
  std::cout << "Consumer done" << std::endl;
}

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  troupe::queue<std::optional<int>> q;
  for (int i = 0; i < 3; ++i)
    troupe::process{troupe::fn<consumer>, q}.start();
  for (const int each : {1, 2, 3, 4})
    q.put(each);
  for (int i = 0; i < 3; ++i)
    q.put(std::nullopt);
}
