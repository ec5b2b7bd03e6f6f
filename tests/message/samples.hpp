/// A value of each of the shapes, with nothing left at its default.
#pragma once

#include "message/shapes.hpp"

namespace shapes {

record some_record();
holes some_holes();
numbers some_numbers();
containers some_containers();
choices some_choices();
moments some_moments();
node some_tree(unsigned depth);
chain some_chain(unsigned length);
invoice some_invoice();

} // namespace shapes
