# Boost.PFR is header-only and newer than Debian's default Boost (1.74): it comes with libboost1.81-dev,
# which brings no CMake target for it. Defines troupe::pfr.
include(FindPackageHandleStandardArgs)
find_path(BoostPFR_INCLUDE_DIR boost/pfr.hpp)
if(BoostPFR_INCLUDE_DIR)
  file(STRINGS ${BoostPFR_INCLUDE_DIR}/boost/version.hpp BoostPFR_VERSION_LINE REGEX "#define BOOST_LIB_VERSION")
  string(REGEX REPLACE ".*\"([0-9_]+)\".*" "\\1" BoostPFR_VERSION "${BoostPFR_VERSION_LINE}")
  string(REPLACE "_" "." BoostPFR_VERSION "${BoostPFR_VERSION}")
endif()
find_package_handle_standard_args(BoostPFR REQUIRED_VARS BoostPFR_INCLUDE_DIR VERSION_VAR BoostPFR_VERSION
  REASON_FAILURE_MESSAGE "install Debian's libboost1.81-dev")
mark_as_advanced(BoostPFR_INCLUDE_DIR)
if(BoostPFR_FOUND AND NOT TARGET troupe::pfr)
  add_library(troupe::pfr INTERFACE IMPORTED)
  set_target_properties(troupe::pfr PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${BoostPFR_INCLUDE_DIR})
endif()
