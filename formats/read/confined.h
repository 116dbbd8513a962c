/*
 * confined: decodes a container in a process of its own, because the library that does it may
 * crash, hang or be taken over (SPEC 2).
 *
 * A server is forked while the program has one thread and has read nothing. It forks a jailed
 * process (jail.h) for each container, which gets the container as a descriptor and sends the
 * members through a pipe (framing.h). A decoder that crashes, is stopped, takes too long or sends
 * nonsense costs that container alone: the members that came before are whole, and `failure` says
 * what happened.
 */
#ifndef READ_CONFINED_H
#define READ_CONFINED_H

#include "formats/read/streams/container.h"
#include "formats/read/streams/expansion.h"
#include "formats/read/streams/framing.h"

/* Decodes one container: sends its members, and how it ended. `kind` is the one that confined_open
 * was given. Runs in the jail, and returns when it is done or nobody reads any more. */
typedef void confined_decoder(struct stream *packed, unsigned kind, struct framing_writer *to);

struct confined;

/* Starts the server. The calling process must have one thread, and no file open whose end others
 * wait for. `stop` is borrowed, or NULL: once it is set, nobody waits for a decoder any longer.
 * NULL: no memory or no process is to be had. */
struct confined *confined_start(confined_decoder *decode, const _Atomic bool *stop);
void confined_stop(struct confined *c); /* kills what still runs; c may be NULL */

/* May be called from any thread. Borrows all; where there is no server (c is NULL), the container
 * fails and says so. NULL: out of memory. */
struct container *confined_open(struct confined *c, struct stream *packed, unsigned kind,
                                struct expansion *expansion);

#endif
