/*
 * placer: puts a run's files in place when all are whole, and clears away the others, whatever
 * becomes of the run.
 *
 * It is a process of its own (mover.h), forked before the first of these files is made. It makes
 * the fresh folders, and it alone can write beside the targets. Once it is sealed, it takes two
 * orders of the run: put everything in place, and remove a file of a database. When the run ends,
 * even if it is killed, the fresh folders go.
 *
 * Functions that give an int give 0 or the number of an error (errno.h). One thread at a time may
 * use a placer; placer_abort alone may be called at any moment.
 */
#ifndef WRITE_PLACER_H
#define WRITE_PLACER_H

#include <stddef.h>

#include "formats/write/targets/placement.h"

struct placer;

/* Starts the process. NULL: *failure is the number of the error (errno.h). */
struct placer *placer_start(int *failure);

/* Before it is sealed: as placement_begin, beside the target. Lends the placement in *place. */
int placer_begin(struct placer *p, char *target, mode_t mode, placement_ours *is_ours,
                 const struct placement **place);

/* Makes a folder in `parent` for what only this run needs. Lends its path; NULL: it cannot be
 * made. */
const char *placer_temporary_folder(struct placer *p, const char *parent);

/* Makes a hidden folder in `parent`, in which the run builds what it begins only after the seal.
 * Whatever is left in it goes with the run. */
int placer_make_room(struct placer *p, const char *parent);

/* Lends the path of the room on the mount that `path` will be on. NULL: there is none, or `p` is
 * NULL. */
const char *placer_room(const struct placer *p, const char *path);

/* Makes an empty file at `path`; if nothing comes into it, it goes with the run. Once a run. */
int placer_make_vacant(struct placer *p, const char *path, mode_t mode);

/* To be called before a database is opened that is written in place. Makes an empty one if there is
 * none; the placer knows it, and what SQLite makes beside it, from then on. Does nothing if `p` is
 * NULL or sealed. False: out of memory. */
bool placer_database(struct placer *p, const char *path, mode_t mode);

/* To be called before the run reads what strangers have mailed. What is begun afterwards the
 * process does not know: it is built in a room, and moved by the run. */
int placer_seal(struct placer *p);
bool placer_is_sealed(const struct placer *p); /* NULL: no */

/* Lend the i-th folder that the run may write in, the i-th file or folder that it builds there and
 * may read once it is in place, and the i-th file of databases. NULL: there are no more. */
const char *placer_folder(const struct placer *p, size_t i);
const char *placer_built(const struct placer *p, size_t i);
const char *placer_database_file(const struct placer *p, size_t i);

/* Puts everything in place, what was begun last first. After a failure *failed is the target that
 * could not be moved, or says what was tried; what came before it is in place. Borrowed. */
int placer_place(struct placer *p, const char **failed);

/* unlink(2), also of a known database and of the files beside it, which the run itself may not
 * remove. */
int placer_unlink(struct placer *p, const char *path);

/* Removes a new database and its journal: on a full disk SQLite may not be able to roll back. */
void placer_unlink_database(struct placer *p, const char *path);

/* Ends the process, and waits until the fresh folders are gone. May be called from a signal handler
 * or atexit(3), whatever else is going on. Gives whether the files were in place before. */
bool placer_abort(struct placer *p);

void placer_free(struct placer *p); /* ends the process, too; NULL: nothing */

#endif
