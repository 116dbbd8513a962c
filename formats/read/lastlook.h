/*
 * lastlook: what a stream may hold after all that begins like nothing known, by what stands further
 * in it and at its end (SPEC 2).
 */
#ifndef READ_LASTLOOK_H
#define READ_LASTLOOK_H

#include "formats/read/stream.h"
#include "lib/audit/outcome.h"

/* NULL: it is nothing that this program reads, or could name. The stream is not read after this.
 * stop: as in limits.h. */
const struct unread *lastlook(struct stream *s, const _Atomic bool *stop);

/* Of a form that is known, and as a rule no mail: does report mail, or a report, stand in it after
 * all? Likewise. */
bool lastlook_finds_reports(struct stream *s, const _Atomic bool *stop);

#endif
