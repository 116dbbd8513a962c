/*
 * confined_server: the process that forks the decoders, kills those that nobody reads any more or
 * that somebody has stopped, and tells how each ended. It never looks at what they decode.
 */
#ifndef READ_CONFINED_SERVER_H
#define READ_CONFINED_SERVER_H

#include "formats/read/confined.h"

/* A request: one packet, with three descriptors beside it. */
struct confined_request {
    uint64_t kind;
    uint64_t processor_us; /* how long it may take */
};

enum { CONFINED_INPUT, CONFINED_MEMBERS, CONFINED_VERDICT, CONFINED_DESCRIPTORS };

/* How a decoder ended, written to the pipe of its verdict. Closing the other end of that pipe
 * before kills the decoder. */
struct confined_verdict {
    uint32_t started, stopped; /* stopped: by a signal from outside; it was killed */
    int64_t status; /* as waitpid(2) gives it; if it was not started, the number of an error */
    uint64_t processor_us; /* that it took */
};
_Static_assert(sizeof(struct confined_verdict) == 3 * sizeof(uint64_t),
               "no padding: its bytes go through a pipe, and none may be another's");

/* Serves until the other end of `control` is closed. */
_Noreturn void confined_serve(int control, confined_decoder *decode);

#endif
