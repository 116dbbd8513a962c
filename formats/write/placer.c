#include "formats/write/placer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/write/databases.h"
#include "formats/write/rooms.h"
#include "formats/write/vacant.h"
#include "lib/base/io.h"
#include "lib/base/slice.h"

enum { PATIENCE = 10 /* seconds for the locks of databases */ };
enum { PLACED = 1 /* the process's exit status, when it has put everything in place */ };

struct placer {
    struct placement *all; /* the run's temporary folder among them, which has no target */
    size_t n, room;
    struct rooms rooms;
    struct vacant vacant;
    struct database *databases;
    size_t databases_n;
    int control; /* -1: there is no process */
    pid_t process;
    bool placed;
};

enum order { ORDER_PLACE, ORDER_UNLINK };

/* Both go through a socket as they are, so they have no padding. */
struct request {
    size_t order;          /* an enum order */
    size_t database, file; /* of ORDER_UNLINK */
};

struct answer {
    long failure; /* an errno; 0: done */
    size_t at;    /* of ORDER_PLACE: what could not be moved */
};

_Static_assert(sizeof(struct request) == 3 * sizeof(size_t) &&
                   sizeof(struct answer) == sizeof(long) + sizeof(size_t),
               "no padding");

struct placer *placer_new(void)
{
    struct placer *p = calloc(1, sizeof *p);
    if (p)
        p->control = -1;
    return p;
}

static struct placement *add(struct placer *p)
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

int placer_begin(struct placer *p, char *target, mode_t mode,
                 bool (*is_ours)(const char *folder, const char *name),
                 const struct placement **place)
{
    struct placement *new = add(p);
    *place = NULL;
    if (!new) {
        free(target);
        return ENOMEM;
    }
    int failure = placement_begin(new, target, mode, is_ours, NULL);
    if (failure != 0)
        return failure;
    p->n++;
    *place = new;
    return 0;
}

const char *placer_temporary_folder(struct placer *p, const char *parent)
{
    struct placement *new = add(p);
    if (!new || placement_temporary(new, parent, "") != 0)
        return NULL;
    p->n++;
    return new->folder;
}

int placer_make_room(struct placer *p, const char *parent)
{
    return rooms_add(&p->rooms, parent);
}

const char *placer_room(const struct placer *p, const char *path)
{
    return p ? rooms_find(&p->rooms, path) : NULL;
}

bool placer_may_stay_empty(struct placer *p, const char *path, int file)
{
    return vacant_note(&p->vacant, path, file);
}

bool placer_database(struct placer *p, const char *path)
{
    if (!p || placer_is_started(p)) /* of an edition: the run may write beside it */
        return true;
    struct database *all = realloc(p->databases, (p->databases_n + 1) * sizeof *all);
    if (!all)
        return false;
    p->databases = all;
    int failure = database_find(&all[p->databases_n], path);
    p->databases_n += failure == 0;
    return failure != ENOMEM; /* what cannot be written there SQLite has said */
}

const char *placer_database_file(const struct placer *p, size_t i)
{
    size_t at = i / DATABASE_FILES;
    return at < p->databases_n ? p->databases[at].files[i % DATABASE_FILES] : NULL;
}

const char *placer_folder(const struct placer *p, size_t i)
{
    return i < p->n ? p->all[i].folder : NULL;
}

/* Of the temporary folder nothing moves: there it is the folder itself. */
const char *placer_built(const struct placer *p, size_t i)
{
    if (i >= p->n)
        return NULL;
    return p->all[i].built ? p->all[i].built : p->all[i].folder;
}

/* The orders, in whichever process carries them out. */

static struct answer place_all(struct placer *p)
{
    for (size_t i = p->n; i-- > 0;) {
        int failure = p->all[i].target ? placement_move(&p->all[i]) : 0;
        if (failure != 0)
            return (struct answer){.failure = failure, .at = i};
    }
    p->placed = true;
    return (struct answer){0};
}

static struct answer unlink_one(const struct placer *p, const struct request *q)
{
    if (q->database >= p->databases_n || q->file >= DATABASE_FILES)
        return (struct answer){.failure = EINVAL};
    return (struct answer){.failure = database_unlink(&p->databases[q->database], q->file)};
}

static struct answer carry_out(struct placer *p, const struct request *q)
{
    switch (q->order) {
    case ORDER_PLACE:
        return place_all(p);
    case ORDER_UNLINK:
        return unlink_one(p, q);
    }
    return (struct answer){.failure = EINVAL};
}

/* A run that ends suddenly has threads that write for some moments still. */
static void clear_some(struct placement *some, size_t n)
{
    for (size_t i = n; i-- > 0;)
        for (int tries = 0; !placement_clear(&some[i]) && tries < 20; tries++)
            usleep(10000);
}

static void clear_all(struct placer *p)
{
    clear_some(p->rooms.at, p->rooms.n);
    clear_some(p->all, p->n);
    vacant_clear(&p->vacant);
}

/* The process. */

/* A terminal, a pipe, a lock or a job must not wait for it, and a signal to all processes of the
 * run is meant for the run. */
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

/* The run may wait for the end of this process, and holds its locks till then: so another one waits
 * for the run. */
static void settle_databases(const struct placer *p)
{
    bool is_needed = false;
    for (size_t i = 0; i < p->databases_n; i++)
        is_needed |= database_is_unsettled(&p->databases[i]);
    if (!is_needed || fork() != 0)
        return;
    struct sigaction end = {.sa_handler = SIG_DFL};
    sigaction(SIGALRM, &end, NULL);
    alarm(PATIENCE);
    for (size_t i = 0; i < p->databases_n; i++)
        database_settle(&p->databases[i], true);
    _exit(0);
}

static _Noreturn void serve(struct placer *p, int control)
{
    struct request q;
    bool is_heard = true; /* a run that hears no answer must not wait for one */
    stand_apart(control);
    while (is_heard && io_read(control, (char *)&q, sizeof q) == (ssize_t)sizeof q) {
        struct answer a = carry_out(p, &q);
        is_heard = io_write_all(control, (struct slice){.at = (const char *)&a, .n = sizeof a});
    }
    clear_all(p);
    settle_databases(p);
    _exit(p->placed ? PLACED : 0);
}

int placer_start(struct placer *p)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return errno;
    p->process = fork();
    if (p->process == 0)
        serve(p, ends[1]);
    int failure = p->process > 0 ? 0 : errno;
    close(ends[1]);
    if (failure == 0)
        p->control = ends[0];
    else
        close(ends[0]);
    return failure;
}

bool placer_is_started(const struct placer *p)
{
    return p && p->process > 0;
}

/* In the run. */

static struct answer order(struct placer *p, const struct request *q)
{
    struct answer a;
    if (p->control < 0)
        return carry_out(p, q);
    if (io_write_all(p->control, (struct slice){.at = (const char *)q, .n = sizeof *q}) &&
        io_read(p->control, (char *)&a, sizeof a) == (ssize_t)sizeof a)
        return a;
    return (struct answer){.failure = EPIPE, .at = p->n}; /* at none of them */
}

int placer_place(struct placer *p, const char **failed)
{
    struct answer a = order(p, &(struct request){.order = ORDER_PLACE});
    p->placed = a.failure == 0;
    *failed = a.at < p->n ? p->all[a.at].target : "putting outputs in place";
    return (int)a.failure;
}

int placer_unlink(struct placer *p, const char *path)
{
    size_t n = p ? p->databases_n : 0;
    for (size_t i = 0; i < n; i++) {
        size_t file = database_file(&p->databases[i], path);
        struct request q = {.order = ORDER_UNLINK, .database = i, .file = file};
        if (file < DATABASE_FILES)
            return (int)order(p, &q).failure;
    }
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

/* Before there is a process: what a signal handler may do to what is empty still. */
static void clear_empty(const struct placer *p)
{
    if (p->process == 0)
        vacant_clear(&p->vacant);
    for (size_t i = p->n; p->process == 0 && i-- > 0;) {
        const struct placement *one = &p->all[i];
        if (one->built && unlink(one->built) != 0)
            rmdir(one->built);
        rmdir(one->folder);
    }
    for (size_t i = 0; p->process == 0 && i < p->rooms.n; i++)
        rmdir(p->rooms.at[i].folder);
}

/* The process ends when nobody holds the other end any more. */
bool placer_abort(struct placer *p)
{
    int status = 0;
    if (p->control < 0) {
        clear_empty(p);
        return p->placed;
    }
    shutdown(p->control, SHUT_RDWR);
    close(p->control);
    p->control = -1;
    while (waitpid(p->process, &status, 0) < 0 && errno == EINTR)
        ;
    return p->placed || (WIFEXITED(status) && WEXITSTATUS(status) == PLACED);
}

void placer_free(struct placer *p)
{
    if (!p)
        return;
    placer_abort(p);
    if (p->process <= 0)
        clear_all(p);
    for (size_t i = 0; p->process <= 0 && i < p->databases_n; i++)
        database_settle(&p->databases[i], false);
    for (size_t i = 0; i < p->n; i++)
        placement_free(&p->all[i]);
    rooms_free(&p->rooms);
    vacant_free(&p->vacant);
    free(p->all);
    for (size_t i = 0; i < p->databases_n; i++)
        database_free(&p->databases[i]);
    free(p->databases);
    free(p);
}
