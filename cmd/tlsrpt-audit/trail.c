#include "cmd/tlsrpt-audit/trail.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/tlsrpt-audit/complain.h"
#include "cmd/tlsrpt-audit/ending.h"
#include "formats/read/fingerprint.h"
#include "formats/read/given/runlogfile.h"
#include "formats/write/runlog.h"
#include "lib/base/rows.h"
#include "lib/base/thousands.h"

static bool fail(struct trail *t, const char *path, const char *why)
{
    snprintf(t->error, sizeof t->error, "%s: %s", path, why);
    return false;
}

static bool read_all(struct trail *t, const char *path)
{
    char error[RUNLOG_ERROR];
    flock(fileno(t->file), LOCK_SH); /* another run may just be writing; a pipe has no lock */
    bool ok = runlogfile_read(t->file, &t->reviews, error);
    flock(fileno(t->file), LOCK_UN);
    return ok || fail(t, path, error);
}

/* Gives 0, or the number of an error (errno.h). */
static int open_log(const char *path, struct placer *placer, FILE **log)
{
    enum { FLAGS = O_RDWR | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK };
    int fd = open(path, FLAGS);
    if (fd < 0 && errno == ENOENT) {
        int failure = placer_make_vacant(placer, path, PLACEMENT_PUBLIC);
        if (failure != 0)
            return failure;
        fd = open(path, FLAGS);
    }
    if (fd < 0)
        return errno;
    *log = fdopen(fd, "r+");
    if (*log)
        return 0;
    int failure = errno;
    close(fd);
    return failure;
}

bool trail_open(struct trail *t, const char *path, struct placer *placer)
{
    struct stat status;
    int failure = open_log(path, placer, &t->file);
    if (failure != 0)
        return fail(t, path, strerror(failure));
    if (fstat(fileno(t->file), &status) != 0 || !S_ISREG(status.st_mode))
        return fail(t, path, "is no file: a run log is kept in one");
    return read_all(t, path);
}

/* Where the line begins that ends at `end`. -1: the log cannot be read. */
static off_t last_line(int fd, off_t end)
{
    char block[4096];
    for (off_t at = end - 1; at > 0;) {
        off_t from = at > (off_t)sizeof block ? at - (off_t)sizeof block : 0;
        size_t n = (size_t)(at - from);
        if (pread(fd, block, n, from) != (ssize_t)n)
            return -1;
        const char *feed = memrchr(block, '\n', n);
        if (feed)
            return from + (feed - block) + 1;
        at = from;
    }
    return 0;
}

/* Gives the hash that the next line will name. False: the log cannot be read, or its last line has
 * no line feed. */
static bool hash_last_line(int fd, off_t end, char hash[static SHA256_TEXT + 1])
{
    struct sha256 sha256 = {0};
    char block[4096];
    memset(hash, '0', SHA256_TEXT);
    hash[SHA256_TEXT] = '\0';
    if (end == 0)
        return true;
    if (pread(fd, block, 1, end - 1) != 1 || block[0] != '\n')
        return false;
    off_t at = last_line(fd, end);
    bool ok = at >= 0 && sha256_begin(&sha256);
    while (ok && at < end - 1) {
        size_t n = end - 1 - at < (off_t)sizeof block ? (size_t)(end - 1 - at) : sizeof block;
        ok = pread(fd, block, n, at) == (ssize_t)n &&
             sha256_add(&sha256, (struct slice){.at = block, .n = n});
        at += (off_t)n;
    }
    ok = ok && sha256_end_text(&sha256, hash);
    sha256_free(&sha256);
    return ok;
}

/* The outputs of a run and of its editions. */
struct written {
    struct rows list;   /* of struct runlog_output */
    const char *failed; /* the path of the one that could not be read */
    int failure;        /* why: the number of an error (errno.h) */
};

/* Gives 0, or the number of an error (errno.h). */
static int hash_output(const struct output_row *row, const char *path, struct runlog_output *to)
{
    char seal[PATH_MAX];
    uint64_t bytes;
    *to = (struct runlog_output){.path = path};
    if (!row || row->kind == OUTPUT_STDOUT)
        return 0;
    int n = snprintf(seal, sizeof seal, "%s/%s", path, row->seal ? row->seal : "");
    if (n >= PATH_MAX)
        return ENAMETOOLONG;
    return fingerprint_input(row->seal ? seal : path, to->sha256, &bytes);
}

static bool add_outputs(void *self, const struct outputs *outputs)
{
    struct written *w = self;
    for (size_t i = 0; i < outputs->n; i++) {
        struct runlog_output *new = rows_add(&w->list);
        w->failed = outputs->paths[i];
        w->failure = new ? hash_output(outputs->rows[i], outputs->paths[i], new) : ENOMEM;
        if (w->failure != 0)
            return false;
    }
    return true;
}

/* Writes the line at once; if it does not come to its end, takes it back. Gives 0, or the number of
 * an error (errno.h). */
static int write_line(int fd, struct slice line, off_t end)
{
    ssize_t written = write(fd, line.at, line.n);
    if (written == (ssize_t)line.n && fsync(fd) == 0)
        return 0;
    int failure = written >= 0 && written < (ssize_t)line.n ? ENOSPC : errno;
    return ftruncate(fd, end) == 0 ? failure : errno;
}

static bool append_locked(struct trail *t, const char *path, struct buffer *line,
                          const struct rows *outputs, const struct trail_run *run)
{
    char previous[SHA256_TEXT + 1];
    struct stat status;
    int fd = fileno(t->file);
    if (fstat(fd, &status) != 0)
        return fail(t, path, strerror(errno));
    if (status.st_nlink == 0) /* perhaps by another run, which made it and failed */
        return fail(t, path, "was removed while the run went on");
    if (!hash_last_line(fd, status.st_size, previous))
        return fail(t, path, "its last line cannot be read to its end");
    if (!runlog_line(line, run->about, run->account, outputs, previous))
        return fail(t, path, "out of memory");
    int failure = write_line(fd, buffer_slice(line), status.st_size);
    return failure == 0 || fail(t, path, strerror(failure));
}

static bool append(struct trail *t, const char *path, const struct rows *outputs,
                   const struct trail_run *run)
{
    struct buffer line = {0};
    int fd = fileno(t->file);
    if (flock(fd, LOCK_EX) != 0)
        return fail(t, path,
                    errno == EINTR ? "has no line of this run, since another one held it"
                                   : strerror(errno));
    bool ok = append_locked(t, path, &line, outputs, run);
    flock(fd, LOCK_UN);
    buffer_free(&line);
    return ok;
}

bool trail_append(struct trail *t, const char *path, const struct trail_run *run)
{
    struct written w = {.list = {.size = sizeof(struct runlog_output)}};
    bool ok = (add_outputs(&w, run->outputs) &&
               (!run->editions || editions_each(run->editions, add_outputs, &w))) ||
              fail(t, w.failed, strerror(w.failure));
    ok = ok && append(t, path, &w.list, run);
    rows_free(&w.list);
    return ok;
}

void trail_close(struct trail *t)
{
    if (t->file)
        fclose(t->file);
    t->file = NULL;
    arena_free(&t->reviews.arena);
}

static int report_chain(const char *path, const struct reviews *r)
{
    if (r->broken > 0) {
        complain("%s: line %" PRIu64 ": does not follow the line before it: that one, or "
                 "one before, was changed or taken out",
                 path, r->broken);
        return STATUS_TROUBLE;
    }
    printf("%s: %s; each line follows the one before\n", path,
           counted((int64_t)r->n, "run", "runs").text);
    return STATUS_DONE;
}

int trail_check(const char *path)
{
    struct trail t = {.file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re")};
    bool ok = t.file ? read_all(&t, path) : fail(&t, path, strerror(errno));
    int status = ok ? report_chain(path, &t.reviews) : STATUS_TROUBLE;
    if (!ok && !ending_asked)
        complain("%s", t.error);
    trail_close(&t);
    return status;
}
