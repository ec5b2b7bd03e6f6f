/// All of troupe. Include it before any <caf/...> header.
#pragma once

#include <troupe/actor.hpp> // first: it owns the order of CAF's headers

#include <troupe/barrier.hpp>
#include <troupe/condition.hpp>
#include <troupe/ending.hpp>
#include <troupe/error.hpp>
#include <troupe/event.hpp>
#include <troupe/fn.hpp>
#include <troupe/log.hpp>
#include <troupe/mutex.hpp>
#include <troupe/process_info.hpp>
#include <troupe/semaphore.hpp>
#include <troupe/spawn.hpp>
#include <troupe/system.hpp>
