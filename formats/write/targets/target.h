/*
 * target: files and folders that appear whole or not at all (SPEC 6).
 *
 * A file or folder is built in a fresh folder and moved when it is complete (building.h). "-", a
 * device, a FIFO and what a process has open (/dev/stdout) are written directly. A folder that is
 * there already is replaced only if it holds nothing but what this program puts there.
 *
 * Where a function gives false, `error` says why.
 */
#ifndef WRITE_TARGET_H
#define WRITE_TARGET_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#include "formats/write/targets/building.h"
#include "lib/base/buffer.h"

/* What "-" is called in errors: without an output option, the user did not name it. */
#define TARGET_STANDARD_OUTPUT "standard output"

enum { TARGET_ERROR = PATH_MAX + 512, TARGET_BUFFER = 64 * 1024 };

struct target {
    FILE *file;
    char *path;
    struct building building;
    char *buffer; /* of the file: by itself stdio has one of 4 KB */
    bool is_terminal;
    char error[TARGET_ERROR]; /* an English sentence after a failure */
};

/* `mode` is PLACEMENT_PUBLIC or PLACEMENT_PRIVATE, for a file that is made. `placer` is borrowed;
 * NULL: target_commit moves the file. */
bool target_open(struct target *t, const char *path, mode_t mode, struct placer *placer);

/* Writes bytes of a format for machines. On a terminal each control character (utf8_control) but
 * the line feed is '?'. */
bool target_write(struct target *t, struct slice bytes);
bool target_put(struct target *t, struct buffer *text); /* writes a text, and empties it */
bool target_no_memory(struct target *t); /* has `error` say that memory ran out; gives false */
bool target_fail(struct target *t, int failure); /* likewise, of an error's number (errno.h) */

/* To be called when all is written: flushes, syncs and closes a file that is to be moved, so that a
 * full disk is met before anything is put in place, and no file stays open. */
bool target_seal(struct target *t);

/* Seals it, unless memory ran out (`ok` is false) or a write failed. */
bool target_end(struct target *t, bool ok);
bool target_commit(struct target *t); /* seals, moves and frees */

/* Leaves the old file as it was; frees. Harmless after target_commit. */
void target_abandon(struct target *t);

struct folder_target {
    char *path;
    struct building building;
    mode_t mode; /* of its files */
    int failure; /* why folder_target_file gave NULL: an error's number (errno.h) */
    char error[TARGET_ERROR];
};

bool folder_target_open(struct folder_target *t, const char *path, mode_t mode,
                        placement_ours *is_ours, struct placer *placer);

/* Makes a file; the caller closes it with folder_target_close. NULL: `error` and `failure` say
 * why. */
FILE *folder_target_file(struct folder_target *t, const char *name);

/* *same: does the file of this name hold these bytes and no others? */
bool folder_target_holds(struct folder_target *t, const char *name, struct slice bytes, bool *same);

/* As target_put and target_no_memory. */
bool folder_target_put(struct folder_target *t, FILE *file, struct buffer *text);
bool folder_target_no_memory(struct folder_target *t);
bool folder_target_close(struct folder_target *t, FILE *file); /* flushes and syncs */
bool folder_target_commit(struct folder_target *t);
void folder_target_abandon(struct folder_target *t);

#endif
