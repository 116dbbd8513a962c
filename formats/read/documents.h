/*
 * documents: the reports and records in JSON: one, or any number in whatever is around them (SPEC
 * 2).
 */
#ifndef READ_DOCUMENTS_H
#define READ_DOCUMENTS_H

#include "formats/read/found.h"
#include "formats/read/traces.h"

/* Takes all of them. A report that cannot be counted is rejected by itself if it is one of several;
 * f->reason says why if it is alone. False: it is JSON that has nothing to do with reports. */
bool documents_take(struct extraction *f, struct slice json);

/* Does a report stand in what is between two others, or seems to be wrapped around them? Its
 * brackets do not match, or it would be one of them. */
bool documents_lost(struct slice between);

/* What to do about JSON that is no report but, by its keys or fields, holds reports or mail as
 * text. NULL: it is something else. */
const struct unread *documents_wrapped(struct slice json);

/* Likewise about JSON that lists mail and says nothing of what is attached, as lists of the same
 * services do. NULL: no report mail is in it. Other exports have such a file beside the mails: ask
 * it of what the user named alone. */
const struct unread *documents_listed(struct slice json);

/* What to do about a folder of which all but this file, which holds its key, is encrypted and tells
 * nothing of itself. NULL: it is something else. */
const struct unread *documents_of_vault(struct slice json);

/* What is wrapped in many values that come in blocks, which overlap (traces.h); zeros at first. */
enum { DOCUMENTS_MARKS = 9 };
struct documents_wrapping {
    bool seen[DOCUMENTS_MARKS][2], is_mixed; /* is_mixed: with UTF-16 */
    struct traces traces;
};
void documents_look(struct documents_wrapping *w, struct slice block);

/* What to do about what was looked at. NULL: nothing is wrapped in it. */
const struct unread *documents_tell(const struct documents_wrapping *w);

/* Has somebody pasted a report into this text of a mail? NULL: it lacks the keys of one. */
const struct unread *documents_in_text(struct slice text);

/* Likewise: in base64, packed or not, as part of a mail that stands there as text. NULL: no. */
const struct unread *documents_in_parts_of_text(struct slice text);

/* Likewise: as traces.h finds one anywhere. */
const struct unread *documents_in_bytes(struct slice bytes);

#endif
