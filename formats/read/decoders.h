/*
 * decoders: which kinds of containers are decoded in a process apart (confined.h), and by what.
 *
 * tar, cpio, zip and plain compressions are not among them: most people run the code that reads
 * them.
 */
#ifndef READ_DECODERS_H
#define READ_DECODERS_H

#include "formats/read/recognise.h"
#include "formats/read/streams/framing.h"

bool decoders_know(enum content_kind kind);

/* A confined_decoder for all of them. */
void decoders_run(struct stream *packed, unsigned kind, struct framing_writer *to);

#endif
