/*
 * mxpattern: the mx patterns of an MTA-STS policy (RFC 8461, 3.2 and 4.1) in the spellings in which
 * reporters send them (SPEC 4): "*.example.com", ".example.com", "[mx.example.com]",
 * "mx: mx.example.com", "mx1.example.com, mx2.example.com", "10 mx.example.com.", a JSON array in a
 * string.
 */
#ifndef TLSRPT_MXPATTERN_H
#define TLSRPT_MXPATTERN_H

#include "lib/base/arena.h"

/* A quick test: is the text one pattern in normal form, as nearly all are? False proves nothing. */
bool mxpattern_is_normal(struct slice text);

/*
 * Cuts the next pattern off *rest, borrowed and without the marks around it. *odd is set if there
 * was more around it than blanks, else left alone. False: there are no more.
 */
bool mxpattern_next(struct slice *rest, struct slice *pattern, bool *odd);

/*
 * The normal form of what mxpattern_next gave: that of the name (domain.h), with "*." in front if
 * it had that, or a dot, there (*odd is then set); empty if nothing is left. It borrows if the
 * pattern is in normal form, else it is in the arena. *not_ascii as in domain_normalise. False: out
 * of memory.
 */
bool mxpattern_normalise(struct slice pattern, struct arena *arena, struct slice *normal, bool *odd,
                         bool *not_ascii);

/*
 * The host in what mail servers write: "mx.example.com[192.0.2.1]:25" of Postfix,
 * "mx.example.com:25", "mx.example.com (192.0.2.1)", "10 mx.example.com.", "[mx.example.com]",
 * "smtp://mx.example.com:25"; the first one of several; the text itself if it is none of these. It
 * borrows.
 */
struct slice mxpattern_host(struct slice text);

/* Is this, in normal form, a host name, or "*." and one? A pattern that is neither refutes
 * nothing. */
bool mxpattern_is_sound(struct slice pattern);

/* Does a pattern match a host, both in normal form? "*." stands for exactly one label at the left
 * end (RFC 8461, 4.1). */
bool mxpattern_matches(struct slice pattern, struct slice host);

/* Would it match if "*." stood for more than one label? Many policies are written as if it did. */
bool mxpattern_is_above(struct slice pattern, struct slice host);

#endif
