// refused: troupe: only trivially copyable types lie in shared memory
#include <troupe/troupe.hpp>

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  const troupe::value<std::string> name{"no"};
}
