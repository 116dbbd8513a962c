/*
 * placement: a file or folder on its way to where it belongs. It is built in a fresh folder beside
 * its target, which nobody else can enter, and moved in one step when it is whole (SPEC 6).
 *
 * Those that give a number give 0, or that of an error (errno.h): of what failed first, whatever
 * was cleared away since.
 */
#ifndef WRITE_PLACEMENT_H
#define WRITE_PLACEMENT_H

#include <stdbool.h>
#include <sys/types.h>

/* Modes of what is made, from which the umask is taken: what holds mail is private (SPEC 6). */
enum { PLACEMENT_PUBLIC = 0666, PLACEMENT_PRIVATE = 0600 };

/* May the folder lose what it holds by this name? */
typedef bool placement_ours(const char *folder, const char *name);

struct placement {
    char *target;            /* where it belongs; links are followed */
    char *folder;            /* the fresh one, `.NAME.XXXXXX`; NULL: there is none (any more) */
    char *built;             /* FOLDER/NAME: what is built, and moved */
    placement_ours *is_ours; /* of the folder that is there already; NULL: a file is built */
};

/*
 * Where a path leads when links are followed; to be freed. NULL: it is to be written through,
 * because it leads to standard output, a device, a FIFO, or to what a process has open
 * (/dev/stdout, /dev/fd/3, a link to either).
 */
int placement_target(const char *path, char **target);

/* A new descriptor for such a path, to be written; that of a descriptor of ours shares its place
 * in the file. -1: as open(2), with its errno. */
int placement_open_direct(const char *path);

/* Makes the fresh folder, beside the target or in `room` (NULL: beside), and in it an empty file
 * (is_ours NULL) or folder. `target` becomes the placement's. After a failure nothing is
 * left. */
int placement_begin(struct placement *p, char *target, mode_t mode, placement_ours *is_ours,
                    const char *room);

/* The same of a fresh folder that was made elsewhere for `target`, which becomes the
 * placement's. */
int placement_know(struct placement *p, char *target, placement_ours *is_ours, const char *folder);

/* Makes a fresh folder `BEFOREtlsrpt-audit.XXXXXX` in `parent` that nothing is moved from. */
int placement_temporary(struct placement *p, const char *parent, const char *before);

/* Does the path name another folder by now than the one that is open? Whoever looks through a
 * folder while another run puts its own there sees some of both, and has to look again. */
bool placement_was_replaced(const char *path, int folder);

/* Is the folder that it would replace absent, or does it hold nothing but what is ours? EEXIST:
 * `name`, of NAME_MAX + 1 bytes, is a file that is not. */
int placement_may_replace(const struct placement *p, char *name);

/* Moves what was built to its target. EEXIST: the folder there holds what is not ours. After a
 * failure what was there is there still. */
int placement_move(struct placement *p);

/* Removes the fresh folder, with what is in it. The strings stay. False: it is still there. */
bool placement_clear(struct placement *p);
void placement_free(struct placement *p); /* the strings alone */

#endif
