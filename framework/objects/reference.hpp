/// A counted reference to a shared object, within one process: what every public handle holds.
#pragma once

#include "objects/object_id.hpp"
#include "troupe/shared_reference.hpp"

namespace troupe::rooms::objects {

using shared::record;
using shared::reference;

} // namespace troupe::rooms::objects
