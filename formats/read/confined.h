/*
 * confined: containers that a library decodes which may crash, hang or be taken over: each in a
 * process of its own (SPEC 2).
 *
 * A server is forked while the program has read nothing and has one thread; it forks a process for
 * each container, jailed (jail.h), which gets the container by descriptor and sends its members
 * through a pipe (framing.h). A decoder that crashes, is stopped, takes too long or sends nonsense
 * costs that container alone: the members that came before are whole, and `failure` says the rest.
 */
#ifndef READ_CONFINED_H
#define READ_CONFINED_H

#include <stdatomic.h>

#include "formats/read/container.h"
#include "formats/read/expansion.h"
#include "formats/read/framing.h"

/*
 * Decodes one container: sends its members, and how it ended. `kind` is what the caller of
 * confined_open said. It runs in the jail, and returns when it is done or nobody reads any more.
 */
typedef void confined_decoder(struct stream *packed, unsigned kind, struct framing_writer *to);

struct confined;

/*
 * Starts the server. `stop`, borrowed: set from outside, nobody waits for a decoder any longer;
 * NULL: nobody sets it. NULL: there is no process to be had. The calling process must have one
 * thread, and no file open that others wait to be closed.
 */
struct confined *confined_start(confined_decoder *decode, const _Atomic bool *stop);
void confined_stop(struct confined *c); /* kills what still runs; NULL: nothing */

/*
 * From any thread. NULL: out of memory. Borrows all; `c` NULL: there is no server, which `failure`
 * says.
 */
struct container *confined_open(struct confined *c, struct stream *packed, unsigned kind,
                                struct expansion *expansion);

#endif
