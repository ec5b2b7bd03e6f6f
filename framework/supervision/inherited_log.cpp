#include "supervision/inherited_log.hpp"

#include "observe/log_settings.hpp"

namespace troupe::rooms::supervision {

inherited_log log_to_inherit() {
  const observe::log_settings now = observe::current_log_settings();
  inherited_log log{static_cast<std::uint8_t>(now.least), now.to_stderr, {}};
  for (const log_function sink : now.sinks)
    log.sinks.push_back(spawn::place_of(reinterpret_cast<const void*>(sink), "log sink"));
  return log;
}

void adopt_log(const inherited_log& log, std::string_view process_name) {
  observe::log_settings settings{static_cast<level>(log.least), log.to_stderr, {}};
  for (const spawn::code_place& sink : log.sinks)
    settings.sinks.push_back(reinterpret_cast<log_function>(spawn::find_code(sink)));
  observe::adopt_log_settings(settings);
  observe::set_log_process_name(process_name);
}

} // namespace troupe::rooms::supervision
