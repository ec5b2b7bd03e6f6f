// SMP-14: the function is in another file (simple.cpp). Nothing has to be guarded or registered for that.
#include <troupe/troupe.hpp>

#include "simple.hpp"

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  for (int i = 0; i < 5; ++i)
    troupe::process{troupe::fn<simple::worker>}.start();
}
