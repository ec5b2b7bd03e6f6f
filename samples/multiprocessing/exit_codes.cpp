// SMP-18: how a process ended: 0, its exit code, or minus the signal that ended it.
#include <troupe/troupe.hpp>

#include <csignal>
#include <iostream>

void succeed() {}
void give_up() { troupe::exit_process(3); }
void crash() { std::raise(SIGKILL); }

int main(int argc, char** argv) {
  troupe::system sys{argc, argv};
  for (const troupe::process& p : {troupe::process{{.name = "succeed"}, troupe::fn<succeed>},
                                   troupe::process{{.name = "give_up"}, troupe::fn<give_up>},
                                   troupe::process{{.name = "crash"}, troupe::fn<crash>}}) {
    p.start();
    p.join();
    std::cout << p.name() << ": " << *p.exitcode() << std::endl;
  }
}
