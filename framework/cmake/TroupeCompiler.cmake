# How this tree's own code is compiled. A project that adds troupe as a subfolder keeps its own ways.
if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, RelWithDebInfo or Debug" FORCE)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Werror -fdiagnostics-color=auto)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # At -O3 it sees an overlap in std::string's own insert (GCC bug 105651).
  add_compile_options($<$<CONFIG:Release>:-Wno-restrict>)
endif()

if(TROUPE_ASSERTIONS)
  # Not _GLIBCXX_ASSERTIONS: CAF 0.17's spawn of a function without arguments does not survive it.
  add_compile_options(-UNDEBUG)
endif()

if(TROUPE_SANITIZE)
  add_compile_options(-fsanitize=${TROUPE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TROUPE_SANITIZE})
  if(TROUPE_SANITIZE MATCHES undefined)
    add_compile_options(-fno-sanitize=vptr) # its check opens a pipe: false where a test has taken all descriptors
  endif()
  if(TROUPE_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-tsan) # it cannot see fences; all that they order is atomic, so nothing false comes of it
  endif()
endif()

# A rebuild of what was built before costs next to nothing where ccache is.
find_program(CCACHE_PROGRAM ccache)
mark_as_advanced(CCACHE_PROGRAM)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()
