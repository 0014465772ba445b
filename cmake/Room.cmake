# One room = one folder of src/ = one static library = one namespace.

add_library(maelstrom_options INTERFACE)
target_include_directories(maelstrom_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(maelstrom_options INTERFACE _FILE_OFFSET_BITS=64)
# Designated initialisers leave out what keeps its default.
target_compile_options(maelstrom_options INTERFACE -Wall -Wextra -Werror -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these falsely inside its own headers at -O2.
  target_compile_options(maelstrom_options INTERFACE
    -Wno-restrict -Wno-stringop-overflow -Wno-maybe-uninitialized -Wno-array-bounds)
else()
  # clang sees libstdc++ 12's std::stable_sort use its own deprecated get_temporary_buffer.
  target_compile_options(maelstrom_options INTERFACE -Wno-deprecated-declarations)
endif()
if(MAELSTROM_SANITIZE)
  target_compile_options(maelstrom_options INTERFACE
    -fsanitize=${MAELSTROM_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(maelstrom_options INTERFACE -fsanitize=${MAELSTROM_SANITIZE})
endif()
if(MAELSTROM_FUZZ)
  target_compile_options(maelstrom_options INTERFACE -fsanitize=fuzzer-no-link)
  add_custom_target(fuzzers)
endif()

# What every test includes is parsed once. It takes two of the seven seconds of a usual test file.
if(MAELSTROM_TESTS)
  # To optimise what gmock expands to takes a fifth of the time that it takes to compile it. Without -fpch-preprocess
  # ccache keeps nothing that a precompiled header of gcc went into.
  set(test_options $<$<CONFIG:Debug>:-O0> $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  file(CONFIGURE OUTPUT test_headers.cc CONTENT "// Precompiled headers need a target that has a source.\n")
  add_library(maelstrom_test_headers OBJECT ${CMAKE_CURRENT_BINARY_DIR}/test_headers.cc)
  target_link_libraries(maelstrom_test_headers PRIVATE maelstrom_options GTest::gmock_main)
  target_compile_options(maelstrom_test_headers PRIVATE ${test_options})
  target_precompile_headers(maelstrom_test_headers PRIVATE
    <gmock/gmock.h> <gtest/gtest.h> <chrono> <functional> <map> <memory> <optional> <string> <string_view> <variant>
    <vector>)
endif()

# maelstrom_room(NAME USES room... LIBRARIES target... [BOTH_USERS])
#
# Builds NAME from the .cc files of the current folder; X_test.cc becomes part of
# the program NAME_tests, X_fuzz.cc the libFuzzer program NAME_X_fuzz (all of them: the target fuzzers) and
# the test fuzz::NAME_X_fuzz, which replays the inputs kept in tests/fuzz/NAME_X_fuzz/. With BOTH_USERS, all
# tests run a second time as an ordinary user where root runs them.
function(maelstrom_room name)
  cmake_parse_arguments(ARG "BOTH_USERS" "" "USES;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cc)
  set(tests ${sources})
  set(fuzzers ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz|main)\\.cc$")

  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC maelstrom_options ${ARG_USES} PRIVATE ${ARG_LIBRARIES})

  if(MAELSTROM_TESTS AND tests)
    add_executable(${name}_tests ${tests})
    target_link_libraries(${name}_tests PRIVATE ${name} ${ARG_LIBRARIES} GTest::gmock_main)
    target_compile_options(${name}_tests PRIVATE ${test_options})
    target_precompile_headers(${name}_tests REUSE_FROM maelstrom_test_headers)
    gtest_discover_tests(${name}_tests TEST_PREFIX ${name}:: DISCOVERY_MODE PRE_TEST
      PROPERTIES TIMEOUT 120 SKIP_REGULAR_EXPRESSION "\\[  SKIPPED \\]")
    if(ARG_BOTH_USERS)
      add_test(NAME ${name}.as_user COMMAND ${CMAKE_SOURCE_DIR}/scripts/as-user $<TARGET_FILE:${name}_tests>)
      set_tests_properties(${name}.as_user PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77)
    endif()
  endif()
  foreach(fuzzer IN LISTS fuzzers)
    get_filename_component(stem ${fuzzer} NAME_WE)
    maelstrom_fuzz_target(${name}_${stem} ${fuzzer} ${name} ${ARG_LIBRARIES})
  endforeach()
endfunction()

# maelstrom_fuzz_target(TARGET SOURCE LIBRARIES...)
function(maelstrom_fuzz_target target source)
  if(MAELSTROM_FUZZ)
    add_executable(${target} ${source})
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    target_link_libraries(${target} PRIVATE ${ARGN})
    add_dependencies(fuzzers ${target})
  elseif(MAELSTROM_TESTS)
    add_executable(${target} ${source})
    target_link_libraries(${target} PRIVATE fuzz_replay ${ARGN})
    add_test(NAME fuzz::${target} COMMAND ${target} ${CMAKE_SOURCE_DIR}/tests/fuzz/${target})
    set_tests_properties(fuzz::${target} PROPERTIES TIMEOUT 60)
  endif()
endfunction()
