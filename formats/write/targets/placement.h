/*
 * placement: a file or folder on its way to its target. It is built in a fresh folder beside the
 * target, which nobody else can enter, and moved in one step when it is whole (SPEC 6).
 *
 * A function that gives an int gives 0 or the number of the first error (errno.h), unless it says
 * otherwise.
 */
#ifndef WRITE_PLACEMENT_H
#define WRITE_PLACEMENT_H

#include <stdbool.h>
#include <sys/types.h>

/* Modes of what is made, less the umask. What holds mail is private (SPEC 6). */
enum { PLACEMENT_PUBLIC = 0666, PLACEMENT_PRIVATE = 0600 };

/* Is the file of this name in the folder ours, so that it may be lost? */
typedef bool placement_ours(const char *folder, const char *name);

struct placement {
    char *target;            /* links followed; NULL: nothing is moved */
    char *folder;            /* the fresh one, `.NAME.XXXXXX`; NULL: there is none */
    char *built;             /* FOLDER/NAME: what is built and moved; NULL: nothing */
    placement_ours *is_ours; /* asked of the folder at the target; NULL: a file is built */
};

/*
 * Gives where a path leads when links are followed; to be freed. NULL: the path is to be written
 * through, since it leads to standard output, a device, a FIFO, or to what a process has open
 * (/dev/stdout, /dev/fd/3, a link to either).
 */
int placement_target(const char *path, char **target);

/* Opens such a path for writing. If it leads to a descriptor of this process, the new one shares
 * its place in the file. Gives the descriptor; -1: errno says why. */
int placement_open_direct(const char *path);

/* Makes the fresh folder, in `room` or (NULL) beside the target, and in it an empty file (`is_ours`
 * NULL) or folder. Takes `target` over, and frees it after a failure, which leaves nothing. */
int placement_begin(struct placement *p, char *target, mode_t mode, placement_ours *is_ours,
                    const char *room);

/* Likewise, but `folder` was made for `target` by another process. */
int placement_know(struct placement *p, char *target, placement_ours *is_ours, const char *folder);

/* Makes a fresh folder `BEFOREtlsrpt-audit.XXXXXX` in `parent`; nothing will be moved from it. */
int placement_temporary(struct placement *p, const char *parent, const char *before);

/* Does the path no longer name the folder that is open? Whoever looked through it while another run
 * put its own there may have seen some of both, and has to look again. */
bool placement_was_replaced(const char *path, int folder);

/* May it replace the folder at its target? That is absent, or holds nothing but what is ours.
 * EEXIST: `name` (of NAME_MAX + 1 bytes) is a file in it that is not. */
int placement_may_replace(const struct placement *p, char *name);

/* Moves what was built to its target. EEXIST: the folder there holds what is not ours. After a
 * failure what was there stays. */
int placement_move(struct placement *p);

/* Removes the fresh folder with what is in it. False: it is still there. */
bool placement_clear(struct placement *p);
void placement_free(struct placement *p); /* the memory; the files stay */

#endif
