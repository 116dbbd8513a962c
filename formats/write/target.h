/*
 * target: files and folders that appear whole or not at all (SPEC 6).
 *
 * A file is written beside its target and renamed when complete; "-", a device or a FIFO is written
 * directly. A folder is built beside its target and takes its place in one step; a folder that is
 * there already is replaced only when it holds nothing but what this program puts there.
 */
#ifndef OUT_TARGET_H
#define OUT_TARGET_H

#include <stdbool.h>
#include <stdio.h>

#include "lib/base/slice.h"

enum { TARGET_ERROR = 512, TARGET_BUFFER = 64 * 1024 };

struct target {
    FILE *file;
    char *path, *temporary; /* temporary NULL: written directly */
    char *buffer;           /* the file's: setvbuf(3) alone would leave it at 4 KB */
    bool is_terminal;
    char error[TARGET_ERROR]; /* an English sentence after a failure */
};

bool target_open(struct target *t, const char *path);
/* Writes bytes of a format for machines. On a terminal '?' stands for what is not for people's eyes
 * (utf8_control), line feeds apart. False: errno tells. */
bool target_write(const struct target *t, struct slice bytes);
/* When all is written: flushes, syncs and closes what is to be renamed, so that a full disk is met
 * before anything is put in place, and no file stays open. Else harmless. False: `error` says why. */
bool target_seal(struct target *t);
bool target_commit(struct target *t); /* seals and renames; frees */
void target_abandon(
    struct target *t); /* leaves the old file as it was; frees. Harmless after commit. */
char *target_release(
    struct target *
        /* frees all but the name of the empty file beside the target: that is the caller's now */
        t);

struct folder_target {
    char *path, *temporary;
    bool (*is_ours)(const char *name); /* may a file of this name be replaced? */
    char error[TARGET_ERROR];
};

bool folder_target_open(struct folder_target *t, const char *path,
                        bool (*is_ours)(const char *name));
FILE *folder_target_file(struct folder_target *t,
                         const char *name); /* the caller closes it with folder_target_close */
bool folder_target_close(struct folder_target *t, FILE *file); /* flushes and syncs */
bool folder_target_commit(struct folder_target *t);
void folder_target_abandon(struct folder_target *t);

#endif
