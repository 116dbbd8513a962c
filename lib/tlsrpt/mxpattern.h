/*
 * mxpattern: the mx patterns of an MTA-STS policy (RFC 8461, 3.2 and 4.1) in the spellings in which
 * reporters send them (SPEC 4): "*.example.com", ".example.com", "[mx.example.com]",
 * "mx: mx.example.com", "mx1.example.com, mx2.example.com", "10 mx.example.com.", a JSON array in a
 * string.
 */
#ifndef TLSRPT_MXPATTERN_H
#define TLSRPT_MXPATTERN_H

#include "lib/base/arena.h"

/* Is a text one pattern in normal form, as nearly all are? False proves nothing. */
bool mxpattern_is_normal(struct slice text);

/*
 * Cuts the next pattern off *rest as it stands there, its marks taken away; it borrows. False:
 * there is no more. *odd is set when there was more around it than blanks, else left alone.
 */
bool mxpattern_next(struct slice *rest, struct slice *pattern, bool *odd);

/*
 * The normal form of what mxpattern_next gave: that of the name (domain.h), with "*." in front
 * where it had that or a dot there (*odd is then set); empty where nothing is left. It borrows
 * where the pattern is in that form, else from the arena. *not_ascii as in domain_normalise. False:
 * out of memory.
 */
bool mxpattern_normalise(struct slice pattern, struct arena *arena, struct slice *normal, bool *odd,
                         bool *not_ascii);

/*
 * The host of what mail servers write: "mx.example.com[192.0.2.1]:25" of Postfix,
 * "mx.example.com:25", "mx.example.com (192.0.2.1)", "10 mx.example.com.", "[mx.example.com]",
 * "smtp://mx.example.com:25"; of several the first; the text itself where it is no such thing. It
 * borrows.
 */
struct slice mxpattern_host(struct slice text);

/* Is a normal form a host name, or "*." and a name? One that is not proves nothing. */
bool mxpattern_is_sound(struct slice pattern);

/* Does a pattern match a host, both in normal form? "*." stands for exactly one label at the left
 * end (RFC 8461, 4.1). */
bool mxpattern_matches(struct slice pattern, struct slice host);

/* Would it if "*." stood for more than one label? Many a policy is written as if it did. */
bool mxpattern_is_above(struct slice pattern, struct slice host);

#endif
