/*
 * target: files and folders that appear whole or not at all (SPEC 6).
 *
 * A file or folder is built in a fresh folder beside its target and moved when it is complete: by
 * the placer, together with all others of the run, or, without one, by its commit. "-", a device, a
 * FIFO and what a process has open (/dev/stdout) are written directly. A folder that is there
 * already is replaced only when it holds nothing but what this program puts there.
 */
#ifndef WRITE_TARGET_H
#define WRITE_TARGET_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#include "formats/write/building.h"
#include "lib/base/buffer.h"

/* What "-" is called where it cannot be written: who named no output did not name it. */
#define TARGET_STANDARD_OUTPUT "standard output"

enum { TARGET_ERROR = PATH_MAX + 512, TARGET_BUFFER = 64 * 1024 };

struct target {
    FILE *file;
    char *path;
    struct building building;
    char *buffer; /* the file's: setvbuf(3) alone would leave it at 4 KB */
    bool is_terminal;
    char error[TARGET_ERROR]; /* an English sentence after a failure */
};

/* `mode`: PLACEMENT_PUBLIC or PLACEMENT_PRIVATE, of a file that is made. `placer`: NULL where it
 * is the commit that moves the file. */
bool target_open(struct target *t, const char *path, mode_t mode, struct placer *placer);
/* Writes bytes of a format for machines. On a terminal '?' stands for what is not for people's eyes
 * (utf8_control), line feeds apart. False: `error` says why. */
bool target_write(struct target *t, struct slice bytes);
bool target_put(struct target *t, struct buffer *text); /* writes a text, and empties it */
bool target_no_memory(struct target *t); /* has `error` say that memory ran out; gives false */
bool target_fail(struct target *t, int failure); /* the same of the number of an error (errno.h) */

/* When all is written: flushes, syncs and closes what is to be moved, so that a full disk is met
 * before anything is put in place, and no file stays open. Else harmless. False: `error` says
 * why. */
bool target_seal(struct target *t);

/* Ends what was written: seals it, unless memory was wanting (`ok` false) or a write failed. False:
 * `error` says why. */
bool target_end(struct target *t, bool ok);
bool target_commit(struct target *t); /* seals and moves; frees */

/* Leaves the old file as it was; frees. Harmless after commit. */
void target_abandon(struct target *t);

struct folder_target {
    char *path;
    struct building building;
    mode_t mode; /* of its files */
    int failure; /* the number (errno.h) of why a file could not be made */
    char error[TARGET_ERROR];
};

bool folder_target_open(struct folder_target *t, const char *path, mode_t mode,
                        placement_ours *is_ours, struct placer *placer);

/* The caller closes it with folder_target_close. */
FILE *folder_target_file(struct folder_target *t, const char *name);
/* Are these bytes all of the file that has the name? False: `error` says why it cannot be told. */
bool folder_target_holds(struct folder_target *t, const char *name, struct slice bytes, bool *same);
/* Writes a text into it, and empties the text. False: `error` says why. */
bool folder_target_put(struct folder_target *t, FILE *file, struct buffer *text);
bool folder_target_no_memory(struct folder_target *t);         /* as target_no_memory */
bool folder_target_close(struct folder_target *t, FILE *file); /* flushes and syncs */
bool folder_target_commit(struct folder_target *t);
void folder_target_abandon(struct folder_target *t);

#endif
