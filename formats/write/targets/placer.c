#include "formats/write/targets/placer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/write/targets/databases.h"
#include "formats/write/targets/mover.h"
#include "formats/write/targets/rooms.h"
#include "lib/base/io.h"
#include "lib/base/slice.h"

struct placer {
    struct placement *all; /* the run's temporary folder among them, which has no target */
    size_t n, room;
    struct rooms rooms;
    struct database *databases;
    size_t databases_n;
    int control; /* -1: the process has ended */
    pid_t process;
    bool is_sealed, is_placed;
    struct mover_request request;
    struct mover_answer answer;
};

/* The process. */

static int start(struct placer *p)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return errno;
    p->process = fork();
    if (p->process == 0)
        mover_serve(ends[1]);
    int failure = p->process > 0 ? 0 : errno;
    close(ends[1]);
    if (failure == 0)
        p->control = ends[0];
    else
        close(ends[0]);
    return failure;
}

struct placer *placer_start(int *failure)
{
    struct placer *p = calloc(1, sizeof *p);
    *failure = p ? start(p) : ENOMEM;
    if (*failure == 0)
        return p;
    free(p);
    return NULL;
}

static int ask(struct placer *p)
{
    struct slice request = {.at = (const char *)&p->request, .n = sizeof p->request};
    if (io_write_all(p->control, request) &&
        io_read(p->control, (char *)&p->answer, sizeof p->answer) == (ssize_t)sizeof p->answer)
        return p->answer.failure;
    p->answer.path[0] = '\0';
    return EPIPE;
}

static int ask_about(struct placer *p, enum mover_order order, const char *path, mode_t mode)
{
    size_t n = strlen(path);
    if (n >= sizeof p->request.path)
        return ENAMETOOLONG;
    p->request.order = order;
    p->request.mode = mode;
    memcpy(p->request.path, path, n + 1);
    return ask(p);
}

/* What it makes for the run. */

static struct placement *room_for_one(struct placer *p)
{
    if (p->n == p->room) {
        size_t room = p->room ? 2 * p->room : 16;
        struct placement *all = realloc(p->all, room * sizeof *all);
        if (!all)
            return NULL;
        p->all = all;
        p->room = room;
    }
    return &p->all[p->n];
}

int placer_begin(struct placer *p, char *target, mode_t mode, placement_ours *is_ours,
                 const struct placement **place)
{
    struct placement *new = room_for_one(p);
    p->request.is_ours = is_ours;
    int failure = new ? ask_about(p, MOVER_BEGIN, target, mode) : ENOMEM;
    *place = NULL;
    if (failure != 0) {
        free(target);
        return failure;
    }
    failure = placement_know(new, target, is_ours, p->answer.path);
    if (failure == 0)
        *place = &p->all[p->n++];
    return failure;
}

const char *placer_temporary_folder(struct placer *p, const char *parent)
{
    struct placement *new = room_for_one(p);
    if (!new || ask_about(p, MOVER_TEMPORARY, parent, 0) != 0)
        return NULL;
    *new = (struct placement){.folder = strdup(p->answer.path)};
    p->n += new->folder != NULL;
    return new->folder;
}

int placer_make_room(struct placer *p, const char *parent)
{
    int failure = ask_about(p, MOVER_ROOM, parent, 0);
    return failure == 0 ? rooms_add(&p->rooms, p->answer.path) : failure;
}

const char *placer_room(const struct placer *p, const char *path)
{
    return p ? rooms_find(&p->rooms, path) : NULL;
}

int placer_make_vacant(struct placer *p, const char *path, mode_t mode)
{
    return ask_about(p, MOVER_VACANT, path, mode);
}

bool placer_database(struct placer *p, const char *path, mode_t mode)
{
    if (!p || p->is_sealed || io_is_special(path)) /* of an edition: the run may write beside it */
        return true;
    struct database *all = realloc(p->databases, (p->databases_n + 1) * sizeof *all);
    if (!all)
        return false;
    p->databases = all;
    int failure = ask_about(p, MOVER_DATABASE, path, mode);
    if (failure == 0)
        failure = database_find(&all[p->databases_n], path);
    p->databases_n += failure == 0;
    return failure != ENOMEM; /* what cannot be written there SQLite will say */
}

/* Journals are made by now, but from here on SQLite cannot sync their folders. */
int placer_seal(struct placer *p)
{
    for (size_t i = 0; i < p->databases_n; i++)
        database_sync_folder(&p->databases[i]);
    int failure = ask_about(p, MOVER_SEAL, "", 0);
    p->is_sealed = failure == 0;
    return failure;
}

bool placer_is_sealed(const struct placer *p)
{
    return p && p->is_sealed;
}

/* What the run may write. */

const char *placer_database_file(const struct placer *p, size_t i)
{
    size_t at = i / DATABASE_FILES;
    return at < p->databases_n ? p->databases[at].files[i % DATABASE_FILES] : NULL;
}

const char *placer_folder(const struct placer *p, size_t i)
{
    return i < p->n ? p->all[i].folder : NULL;
}

/* Nothing is moved from the temporary folder: of it, gives the folder itself. */
const char *placer_built(const struct placer *p, size_t i)
{
    if (i >= p->n)
        return NULL;
    return p->all[i].built ? p->all[i].built : p->all[i].folder;
}

/* What it asks for once it is sealed. */

int placer_place(struct placer *p, const char **failed)
{
    int failure = ask_about(p, MOVER_PLACE, "", 0);
    p->is_placed = failure == 0;
    *failed = p->answer.path[0] != '\0' ? p->answer.path : "putting outputs in place";
    return failure;
}

int placer_unlink(struct placer *p, const char *path)
{
    size_t n = p ? p->databases_n : 0;
    for (size_t i = 0; i < n; i++)
        if (database_file(&p->databases[i], path) < DATABASE_FILES)
            return ask_about(p, MOVER_UNLINK, path, 0);
    return unlink(path) == 0 ? 0 : errno;
}

void placer_unlink_database(struct placer *p, const char *path)
{
    char *journal;
    placer_unlink(p, path);
    if (asprintf(&journal, "%s-journal", path) < 0)
        return;
    placer_unlink(p, journal);
    free(journal);
}

/* The end. */

/* The process ends when nobody holds the other end of its socket any more. One that somebody has
 * stopped clears away when it is let go on: it is not waited for. */
bool placer_abort(struct placer *p)
{
    int status = 0;
    if (p->control < 0)
        return p->is_placed;
    shutdown(p->control, SHUT_RDWR);
    close(p->control);
    p->control = -1;
    while (waitpid(p->process, &status, WUNTRACED) < 0 && errno == EINTR)
        ;
    return p->is_placed || (WIFEXITED(status) && WEXITSTATUS(status) == MOVER_PLACED);
}

void placer_free(struct placer *p)
{
    if (!p)
        return;
    placer_abort(p);
    for (size_t i = 0; i < p->n; i++)
        placement_free(&p->all[i]);
    rooms_free(&p->rooms);
    free(p->all);
    for (size_t i = 0; i < p->databases_n; i++)
        database_free(&p->databases[i]);
    free(p->databases);
    free(p);
}
