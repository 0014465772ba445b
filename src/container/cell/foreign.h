// The program of an action of an engine whose own worker knows nothing of containers: it makes the container inside
// that worker's sandbox, runs the one job in it, and says what came of it.
//
// Source of the surroundings: src/reapi/job_encoder.h; of what is said: src/core/job_facts.h.
#pragma once

namespace maelstrom::container::cell {

// Runs `command`, a program and its arguments up to a null, in the container of the input root that is the working
// directory. `serve`: what a cell is. The exit code is that of the job, 128 and its number if a signal ended it, or
// kNotRun.
int run_for_engine(char** command, int (*serve)());

// The job was not run. As timeout(1), env(1) and others have it.
inline constexpr int kNotRun = 125;

}  // namespace maelstrom::container::cell
