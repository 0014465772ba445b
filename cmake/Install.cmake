# cmake --install BUILD --prefix DIR
#
# The program finds its cell, and the doctor's probe beside it, in ../libexec/maelstrom of its own place
# (src/cli/cell_program.cc), so the tree may be moved as a whole.
install(TARGETS maelstrom RUNTIME DESTINATION bin)
install(TARGETS maelstrom-cell maelstrom-probe RUNTIME DESTINATION libexec/maelstrom)
install(FILES README.md LICENSE DESTINATION share/doc/maelstrom)
install(DIRECTORY docs DESTINATION share/doc/maelstrom FILES_MATCHING PATTERN "*.md")
