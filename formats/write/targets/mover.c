#include "formats/write/targets/mover.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/write/targets/databases.h"
#include "formats/write/targets/vacant.h"
#include "lib/base/io.h"
#include "lib/base/slice.h"
#include "lib/base/sqlitefile.h"

enum { PATIENCE = 10 /* seconds for the locks of databases */ };

struct mover {
    struct placement *all; /* the temporary folder and rooms among them, which have no target */
    size_t n;
    struct vacant vacant;
    struct database *databases;
    size_t databases_n;
    bool is_sealed, is_placed;
};

/* The orders. Each gives 0, or the number of an error (errno.h). */

static struct placement *room_for_one(struct mover *m)
{
    struct placement *all = realloc(m->all, (m->n + 1) * sizeof *all);
    if (!all)
        return NULL;
    m->all = all;
    return &all[m->n];
}

static int tell_folder(struct mover *m, char *to)
{
    snprintf(to, PATH_MAX, "%s", m->all[m->n++].folder);
    return 0;
}

static int begin(struct mover *m, const struct mover_request *q, char *to)
{
    struct placement *new = room_for_one(m);
    char *target = strdup(q->path);
    if (!new || !target) {
        free(target);
        return ENOMEM;
    }
    int failure = placement_begin(new, target, q->mode, q->is_ours, NULL);
    return failure == 0 ? tell_folder(m, to) : failure;
}

static int make_folder(struct mover *m, const struct mover_request *q, char *to)
{
    struct placement *new = room_for_one(m);
    int failure = new ? placement_temporary(new, q->path, q->order == MOVER_ROOM ? "." : "")
                      : ENOMEM;
    return failure == 0 ? tell_folder(m, to) : failure;
}

static int know_database(struct mover *m, const struct mover_request *q)
{
    struct database *all = realloc(m->databases, (m->databases_n + 1) * sizeof *all);
    if (!all)
        return ENOMEM;
    m->databases = all;
    int failure = sqlitefile_make(q->path, q->mode);
    if (failure == 0)
        failure = database_find(&all[m->databases_n], q->path);
    m->databases_n += failure == 0;
    return failure;
}

static int place_all(struct mover *m, char *failed)
{
    for (size_t i = m->n; i-- > 0;) {
        int failure = m->all[i].target ? placement_move(&m->all[i]) : 0;
        if (failure != 0) {
            snprintf(failed, PATH_MAX, "%s", m->all[i].target);
            return failure;
        }
    }
    m->is_placed = true;
    return 0;
}

static int unlink_one(const struct mover *m, const char *path)
{
    for (size_t i = 0; i < m->databases_n; i++) {
        size_t file = database_file(&m->databases[i], path);
        if (file < DATABASE_FILES)
            return database_unlink(&m->databases[i], file);
    }
    return EPERM;
}

static int make_ready(struct mover *m, const struct mover_request *q, char *to)
{
    switch (q->order) {
    case MOVER_BEGIN:
        return begin(m, q, to);
    case MOVER_TEMPORARY:
    case MOVER_ROOM:
        return make_folder(m, q, to);
    case MOVER_VACANT:
        return vacant_make(&m->vacant, q->path, q->mode);
    case MOVER_DATABASE:
        return know_database(m, q);
    default:
        m->is_sealed = true;
        return 0;
    }
}

static int carry_out(struct mover *m, const struct mover_request *q, char *to)
{
    if (q->order == MOVER_PLACE)
        return place_all(m, to);
    if (q->order == MOVER_UNLINK)
        return unlink_one(m, q->path);
    return m->is_sealed ? EPERM : make_ready(m, q, to);
}

/* The end. */

/* Threads of a run that ends suddenly may go on writing for some moments. */
static void clear_all(struct mover *m)
{
    for (size_t i = m->n; i-- > 0;)
        for (int tries = 0; !placement_clear(&m->all[i]) && tries < 20; tries++)
            usleep(10000);
    vacant_clear(&m->vacant);
}

/* `lock` as database_settle has it. Gives whether there is still something to settle. */
static bool settle_all(const struct mover *m, int lock)
{
    bool is_needed = false;
    for (size_t i = 0; i < m->databases_n; i++) {
        if (database_is_unsettled(&m->databases[i]))
            database_settle(&m->databases[i], lock);
        is_needed |= database_is_unsettled(&m->databases[i]);
    }
    return is_needed;
}

/* The run may wait for the end of this process, and hold its locks until then: so another process
 * waits for those locks. */
static void settle_databases(const struct mover *m)
{
    if (!settle_all(m, F_SETLK) || fork() != 0)
        return;
    struct sigaction end = {.sa_handler = SIG_DFL};
    sigaction(SIGALRM, &end, NULL);
    alarm(PATIENCE);
    settle_all(m, F_SETLKW);
    _exit(0);
}

/* No terminal, pipe, lock or job shall wait for this process, and signals to all processes of the
 * run are meant for the run. */
static void stand_apart(int control)
{
    static const int deaf_to[] = {SIGINT, SIGTERM, SIGHUP, SIGALRM, SIGPIPE, SIGUSR1, SIGXFSZ};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    for (size_t i = 0; i < COUNT_OF(deaf_to); i++)
        sigaction(deaf_to[i], &ignore, NULL);
    setpgid(0, 0);
    int nothing = open("/dev/null", O_RDWR);
    for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
        if (nothing < 0 || dup2(nothing, file) < 0)
            close(file);
    if (control > STDERR_FILENO + 1)
        io_close_files(STDERR_FILENO + 1, (unsigned)control - 1);
    io_close_files((unsigned)control + 1, ~0U);
}

/* What a run asks for and does not wait for is not done: it has said that files are as before. */
static bool is_gone(int control)
{
    struct pollfd p = {.fd = control};
    return poll(&p, 1, 0) > 0;
}

_Noreturn void mover_serve(int control)
{
    static struct mover m;
    static struct mover_request q;
    static struct mover_answer a;
    bool is_heard = true; /* a run that cannot hear an answer must not wait for another */
    stand_apart(control);
    while (is_heard && io_read(control, (char *)&q, sizeof q) == (ssize_t)sizeof q &&
           !is_gone(control)) {
        q.path[PATH_MAX - 1] = a.path[0] = '\0';
        a.failure = carry_out(&m, &q, a.path);
        is_heard = io_write_all(control, (struct slice){.at = (const char *)&a, .n = sizeof a});
    }
    clear_all(&m);
    settle_databases(&m);
    _exit(m.is_placed ? MOVER_PLACED : 0);
}
