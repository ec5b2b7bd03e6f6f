/// What users fork off by themselves.
#pragma once

namespace troupe::rooms::supervision {

/// From now on a child of this process that `fork` makes finds no system: what it uses of troupe throws contract_error.
/// It shares the mailboxes of this process, and a word of it there would be taken for ours. Any number of calls.
void forked_children_have_no_system();

} // namespace troupe::rooms::supervision
