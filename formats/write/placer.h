/*
 * placer: puts a run's files in place when all are whole, and clears away what did not come to
 * that, whatever becomes of the run.
 *
 * It is a process of its own (mover.h), forked before the first of these files is made. It makes
 * the fresh folders, and alone can write beside the targets; once it is sealed, it takes two orders
 * of the run: put everything in place, and remove a database's journal. When the run ends, be it
 * killed, the fresh folders go.
 *
 * What gives a number gives 0, or that of an error (errno.h). Made, filled and asked from one
 * thread at a time; but for placer_abort.
 */
#ifndef WRITE_PLACER_H
#define WRITE_PLACER_H

#include <stddef.h>

#include "formats/write/placement.h"

struct placer;

/* Starts the process. NULL: `failure` is the number of why it cannot be (errno.h). */
struct placer *placer_start(int *failure);

/* As placement_begin, before it is sealed: where a file or folder is to be built. It is the
 * placer's. */
int placer_begin(struct placer *p, char *target, mode_t mode, placement_ours *is_ours,
                 const struct placement **place);

/* A folder for what is of use to this run alone, below `parent`. NULL: there can be none. */
const char *placer_temporary_folder(struct placer *p, const char *parent);

/* A hidden folder below `parent`, in which the run builds what it thinks of only when the process
 * is sealed: whatever is left in it goes with the run. */
int placer_make_room(struct placer *p, const char *parent);

/* The room on the file system that `path` will stand on. NULL, also of no placer: there is none. */
const char *placer_room(const struct placer *p, const char *path);

/* Makes an empty file in place, where none is: if nothing comes into it, it goes with the run. One
 * a run. */
int placer_make_vacant(struct placer *p, const char *path, mode_t mode);

/* A database that is written in place, before it is opened; an empty one is made where none is. The
 * files that SQLite makes beside it are known from then on. `p` NULL: nothing is known. False: out
 * of memory. */
bool placer_database(struct placer *p, const char *path, mode_t mode);

/* To be called before the run reads what strangers have mailed. What it begins afterwards is not
 * known to the process: it is built in a room, and moved by the run. */
int placer_seal(struct placer *p);
bool placer_is_sealed(const struct placer *p); /* NULL: no */

/* The folders that the run may write in, what it builds there and may read when it is in place, and
 * the files of databases; the first when `i` is 0. NULL: there are no more. */
const char *placer_folder(const struct placer *p, size_t i);
const char *placer_built(const struct placer *p, size_t i);
const char *placer_database_file(const struct placer *p, size_t i);

/* Puts everything in place, what was added last first. After a failure `failed` is the
 * target of what could not be moved, or what was tried; what came before it is in place. */
int placer_place(struct placer *p, const char **failed);

/* unlink(2) for a database and for the files beside it, which the run itself must not remove. `p`
 * NULL: unlink(2) as it is. */
int placer_unlink(struct placer *p, const char *path);

/* A new database, and its journal: a full disk can keep SQLite from rolling back. */
void placer_unlink_database(struct placer *p, const char *path);

/* Ends the process, and waits until the fresh folders are gone. To be called from a signal handler
 * or from atexit(3), whatever else is going on. Were the files in place before? */
bool placer_abort(struct placer *p);

void placer_free(struct placer *p); /* the same, and frees; NULL: nothing */

#endif
