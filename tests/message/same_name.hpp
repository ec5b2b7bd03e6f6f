/// Two source files that each have a type of their own under one name.
#pragma once

namespace troupe::tests {

/// Mentions the types of the other source file, so that it is part of the program.
void mention_types_of_the_other_file();

} // namespace troupe::tests
