# cmake --install BUILD --prefix DIR
#
# The program finds its cell, and the doctor's probe beside it, in ../libexec/maelstrom of its own place
# (src/cli/cell_program.cc), so the tree may be moved as a whole.
install(TARGETS maelstrom RUNTIME DESTINATION bin)
install(FILES $<TARGET_FILE_DIR:maelstrom>/maelstrom-run $<TARGET_FILE_DIR:maelstrom>/maelstrom-worker
  DESTINATION bin)  # links to it
install(TARGETS maelstrom-cell maelstrom-probe RUNTIME DESTINATION libexec/maelstrom)
install(TARGETS maelstrom-registry maelstrom-remote LIBRARY DESTINATION libexec/maelstrom)
install(FILES README.md LICENSE DESTINATION share/doc/maelstrom)
install(DIRECTORY docs DESTINATION share/doc/maelstrom FILES_MATCHING PATTERN "*.md")

# The manual page and the shells' completions come from the program itself, as --help does.
install(CODE [[
  set(root "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}")
  foreach(page "man|share/man/man1/maelstrom.1" "completion bash|share/bash-completion/completions/maelstrom"
      "completion zsh|share/zsh/site-functions/_maelstrom"
      "completion fish|share/fish/vendor_completions.d/maelstrom.fish")
    string(REPLACE "|" ";" page "${page}")
    list(GET page 0 words)
    list(GET page 1 path)
    separate_arguments(words)
    get_filename_component(directory "${root}/${path}" DIRECTORY)
    file(MAKE_DIRECTORY "${directory}")
    execute_process(COMMAND "${root}/bin/maelstrom" ${words} OUTPUT_FILE "${root}/${path}" COMMAND_ERROR_IS_FATAL ANY)
    message(STATUS "Installing: ${root}/${path}")
  endforeach()
]])
