// refused: troupe: include <troupe/
#include <caf/all.hpp>

#include <troupe/actor.hpp>

int main() {}
