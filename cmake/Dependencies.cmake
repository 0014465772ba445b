# Every library the project links, as one imported target each.
#
# What Debian ships as an archive is linked statically: a command's start-up is
# part of every run, and each shared library costs it 0.1 to 1 ms.
find_package(Threads REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 2.1 REQUIRED)

function(maelstrom_archive name)
  cmake_parse_arguments(ARG "" "" "ARCHIVES;NEEDS" ${ARGN})
  add_library(deps_${name} INTERFACE)
  foreach(archive IN LISTS ARG_ARCHIVES)
    find_library(MAELSTROM_${archive}_ARCHIVE NAMES lib${archive}.a REQUIRED)
    target_link_libraries(deps_${name} INTERFACE ${MAELSTROM_${archive}_ARCHIVE})
  endforeach()
  target_link_libraries(deps_${name} INTERFACE ${ARG_NEEDS})
  add_library(deps::${name} ALIAS deps_${name})
endfunction()

# maelstrom_compiled(NAME): a library of which Debian ships no archive, from its headers.
function(maelstrom_compiled name)
  add_library(deps_${name} STATIC ${CMAKE_SOURCE_DIR}/cmake/libraries/${name}.cc)
  set_target_properties(deps_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  add_library(deps::${name} ALIAS deps_${name})
endfunction()

maelstrom_compiled(fmt)
maelstrom_compiled(toml)
target_compile_definitions(deps_toml PUBLIC TOML_HEADER_ONLY=0)

add_library(deps_json INTERFACE)
target_link_libraries(deps_json INTERFACE nlohmann_json::nlohmann_json)
add_library(deps::json ALIAS deps_json)

add_library(deps_cli INTERFACE)
target_link_libraries(deps_cli INTERFACE CLI11::CLI11)
add_library(deps::cli ALIAS deps_cli)

# Shared, and only in a module: libcurl brings 30 libraries along.
find_package(CURL REQUIRED)
add_library(deps_curl INTERFACE)
target_link_libraries(deps_curl INTERFACE CURL::libcurl)
add_library(deps::curl ALIAS deps_curl)

# Shared, and only in a module: gRPC brings 56 libraries along.
find_package(PkgConfig REQUIRED)
pkg_check_modules(MAELSTROM_GRPC REQUIRED IMPORTED_TARGET grpc++)
add_library(deps_grpc INTERFACE)
target_link_libraries(deps_grpc INTERFACE PkgConfig::MAELSTROM_GRPC)
add_library(deps::grpc ALIAS deps_grpc)

# Shared, in the same module: gRPC's own TLS.
find_package(OpenSSL 3 REQUIRED)
add_library(deps_tls INTERFACE)
target_link_libraries(deps_tls INTERFACE OpenSSL::SSL)
add_library(deps::tls ALIAS deps_tls)

maelstrom_archive(sha256 ARCHIVES nettle)
maelstrom_archive(sqlite ARCHIVES sqlite3 NEEDS Threads::Threads ${CMAKE_DL_LIBS} m)
maelstrom_archive(elf ARCHIVES elf z)
maelstrom_archive(archive ARCHIVES archive nettle zstd lzma bz2 z NEEDS acl)
maelstrom_archive(zstd ARCHIVES zstd)
maelstrom_archive(seccomp ARCHIVES seccomp)
maelstrom_archive(re2 ARCHIVES re2 NEEDS Threads::Threads)
maelstrom_archive(pugixml ARCHIVES pugixml)

if(MAELSTROM_TESTS)
  find_package(GTest 1.12 REQUIRED)
  include(GoogleTest)
  # Of Catch2, Debian 12 has version 2. What tests version 3 is built where its two amalgamated files are:
  # in the folder `extras` of its source, or where this variable says.
  find_path(MAELSTROM_CATCH2_V3 NAMES catch_amalgamated.cpp HINTS ENV MAELSTROM_CATCH2_V3
    PATHS ${CMAKE_SOURCE_DIR}/build/catch2-v3)
  if(MAELSTROM_CATCH2_V3)
    add_library(catch2_v3 STATIC EXCLUDE_FROM_ALL ${MAELSTROM_CATCH2_V3}/catch_amalgamated.cpp)
    target_include_directories(catch2_v3 SYSTEM PUBLIC ${MAELSTROM_CATCH2_V3})
    target_compile_definitions(catch2_v3 PRIVATE CATCH_AMALGAMATED_CUSTOM_MAIN INTERFACE CATCH2_V3)
  endif()
endif()
if(MAELSTROM_BENCH)
  find_package(benchmark REQUIRED)
endif()
