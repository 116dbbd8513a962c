/*
 * controlsfile: sets of controls (SPEC 8.4): those that are built in, from docs/controls, and the
 * user's own (--controls FILE), in the same form:
 *
 *     [{"framework": "House rules", "edition": "2026", "control": "7", "asks": "Mail is encrypted",
 *       "measure": "encrypted", "limits": "Mail received alone"}]
 */
#ifndef READ_CONTROLSFILE_H
#define READ_CONTROLSFILE_H

#include "lib/findings/controls.h"

struct control_set {
    const char *name, *text; /* text: as in a file */
};

/* Those that are built in, by name. */
extern const struct control_set control_sets[];
extern const size_t control_sets_n;

/* Appends the controls of a file's text. False: `error` says what is wrong, and where; the list has
 * to be freed all the same. */
enum { CONTROLS_ERROR = 300 };
bool controlsfile_read(struct slice text, struct control_list *list,
                       char error[static CONTROLS_ERROR]);

/* Is the text all, none, or names of built-in sets with commas between them? */
bool controls_are_names(struct slice names);

/* Appends the sets of such a text, each once. False: out of memory. */
bool controls_named(struct slice names, struct control_list *list);

#endif
