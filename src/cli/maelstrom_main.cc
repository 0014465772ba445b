#include "cli/program.h"

int main(int argc, char** argv) { return maelstrom::cli::run_program({argv, argv + argc}); }
