/*
 * lastlook: what a stream may hold that begins like nothing known, by what stands further in it and
 * at its end (SPEC 2).
 */
#ifndef READ_LASTLOOK_H
#define READ_LASTLOOK_H

#include "formats/read/streams/stream.h"
#include "lib/audit/outcome.h"

/* Gives what to do about the stream. NULL: nothing in it is known. Do not read the stream
 * afterwards. stop: as in limits.h. */
const struct unread *lastlook(struct stream *s, const _Atomic bool *stop);

/* The form is known and seldom holds mail: does report mail, or a report, stand in it all the same?
 * Likewise not read afterwards. */
bool lastlook_finds_reports(struct stream *s, const _Atomic bool *stop);

#endif
