# What `cmake --install` lays down: library, the command `troupe`, public headers, CMake package, pkg-config file.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/troupe)

install(TARGETS troupe EXPORT troupeTargets FILE_SET HEADERS)
install(TARGETS troupe_whole troupe_library EXPORT troupeTargets)
install(TARGETS troupe_command)
install(EXPORT troupeTargets NAMESPACE troupe:: DESTINATION ${package_dir})
if(TARGET troupe_gtest_main)
  install(TARGETS troupe_gtest_main EXPORT troupeGTestTargets)
  install(EXPORT troupeGTestTargets NAMESPACE troupe:: DESTINATION ${package_dir})
endif()

set(templates ${PROJECT_SOURCE_DIR}/framework/cmake)
configure_package_config_file(${templates}/troupeConfig.cmake.in ${PROJECT_BINARY_DIR}/troupeConfig.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/troupeConfigVersion.cmake COMPATIBILITY SameMinorVersion)
file(RELATIVE_PATH prefix_from_pkgconfig /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(${templates}/troupe.pc.in ${PROJECT_BINARY_DIR}/troupe.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/troupeConfig.cmake ${PROJECT_BINARY_DIR}/troupeConfigVersion.cmake
  ${templates}/FindCAF.cmake ${templates}/FindBoostPFR.cmake DESTINATION ${package_dir})
install(FILES ${PROJECT_BINARY_DIR}/troupe.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
