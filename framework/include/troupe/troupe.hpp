/// All of troupe. Include it before any <caf/...> header.
#pragma once

#include <troupe/actor.hpp> // first: it owns the order of CAF's headers

#include <troupe/array.hpp>
#include <troupe/barrier.hpp>
#include <troupe/condition.hpp>
#include <troupe/ending.hpp>
#include <troupe/error.hpp>
#include <troupe/event.hpp>
#include <troupe/fn.hpp>
#include <troupe/handle_text.hpp>
#include <troupe/log.hpp>
#include <troupe/manager.hpp>
#include <troupe/mutex.hpp>
#include <troupe/pipe.hpp>
#include <troupe/pipe_messages.hpp>
#include <troupe/pool.hpp>
#include <troupe/pool_messages.hpp>
#include <troupe/process.hpp>
#include <troupe/process_info.hpp>
#include <troupe/queue.hpp>
#include <troupe/queue_messages.hpp>
#include <troupe/role.hpp>
#include <troupe/semaphore.hpp>
#include <troupe/spawn.hpp>
#include <troupe/start_method.hpp>
#include <troupe/supervisor.hpp>
#include <troupe/system.hpp>
#include <troupe/value.hpp>
#include <troupe/wait.hpp>
