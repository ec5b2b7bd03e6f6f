// What worker_elsewhere.cpp runs in other processes.
#pragma once

namespace simple {

void worker();

} // namespace simple
