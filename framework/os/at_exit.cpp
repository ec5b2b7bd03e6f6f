#include "os/at_exit.hpp"

#include <cerrno>
#include <cstdlib>

#include "os/failure.hpp"

namespace troupe::rooms::os {

namespace {

void call(int code, void* what) { reinterpret_cast<void (*)(int)>(what)(code); }

} // namespace

void at_exit(void (*what)(int code)) {
  if (::on_exit(&call, reinterpret_cast<void*>(what)) != 0)
    throw_errno("registering what is done at the end of the process", ENOMEM);
}

} // namespace troupe::rooms::os
