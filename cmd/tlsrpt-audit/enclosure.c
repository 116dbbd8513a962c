#include "cmd/tlsrpt-audit/enclosure.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/run/sandbox.h"
#include "cmd/tlsrpt-audit/complain.h"
#include "cmd/tlsrpt-audit/output_rows.h"
#include "cmd/tlsrpt-audit/template.h"
#include "lib/base/sanitized.h"
#include "lib/base/spool.h"

/* The sandbox would also forbid what a sanitizer or gcov does at the end of the process: their
 * builds have none. */
#ifdef WITHOUT_SANDBOX
enum { HAS_SANDBOX = false };
#else
enum { HAS_SANDBOX = !IS_SANITIZED };
#endif

static struct placer *remover; /* removes SQLite's files when the process itself may not */

void enclosure_make_temporary_folder(struct placer *placer)
{
    const char *folder = placer_temporary_folder(placer, spool_folder());
    if (!folder)
        return;
    setenv("TMPDIR", folder, 1);
    setenv("SQLITE_TMPDIR", folder, 1);
}

/* Is SQLite's unlink(2), for its temporary files and for journals, which the placer has to remove.
 * Like the system's it sets errno. */
static int remove_for_sqlite(const char *path)
{
    if (unlink(path) == 0)
        return 0;
    if (errno == EACCES)
        errno = placer_unlink(remover, path);
    return errno == 0 ? 0 : -1;
}

static void lend_remover(struct placer *placer)
{
    sqlite3_vfs *files = sqlite3_vfs_find(NULL);
    remover = placer;
    if (files && files->iVersion >= 3)
        files->xSetSystemCall(files, "unlink", (sqlite3_syscall_ptr)remove_for_sqlite);
}

/* Gives all that `next` lists, in an array with room for OUTPUTS_MOST more; to be freed. NULL: out
 * of memory. */
static const char **list_of(const struct placer *placer,
                            const char *(*next)(const struct placer *, size_t), size_t *n)
{
    for (*n = 0; next(placer, *n); ++*n)
        ;
    const char **all = malloc((*n + OUTPUTS_MOST) * sizeof *all);
    for (size_t i = 0; all && i < *n; i++)
        all[i] = next(placer, i);
    return all;
}

/* Where each edition goes is known only when all is read: the folder that holds them has to be
 * open to building. */
static size_t folders_of_editions(const struct options *o, char (*folders)[PATH_MAX])
{
    size_t n = 0;
    for (const struct output_row *row = output_rows; row < output_rows + output_rows_n; row++) {
        const char *path = output_path(row, o);
        n += template_kind(path) != EDITION_NONE && template_folder(path, folders[n]);
    }
    return n;
}

struct halves {
    bool files, calls; /* are forbidden now */
};

static bool enter_sandbox(const struct options *o, const struct placer *placer, struct halves *got)
{
    struct sandbox_paths paths = {.read = o->inputs, .read_n = o->inputs_n};
    const char **build = list_of(placer, placer_folder, &paths.build_n),
               **built = list_of(placer, placer_built, &paths.built_n),
               **update = list_of(placer, placer_database_file, &paths.update_n);
    static char folders[OUTPUTS_MOST][PATH_MAX];
    size_t folders_n = folders_of_editions(o, folders);
    bool ok = build && built && update;
    for (size_t i = 0; ok && i < folders_n; i++)
        build[paths.build_n++] = folders[i];
    if (ok) {
        paths.build = build;
        paths.built = built;
        paths.update = update;
        got->files = sandbox_forbid_files(&paths);
        got->calls = sandbox_forbid_calls();
    }
    free(build);
    free(built);
    free(update);
    return ok;
}

/* Says what is missing of the sandbox. NULL: nothing. It is the build that lacks a half where it
 * had no headers of Landlock, and on processors whose calls callfilter.h does not know. */
static const char *lack(const struct halves *got)
{
    return !HAS_SANDBOX ? "this build has no sandbox"
           : !got->files && !got->calls
               ? "this build or kernel has neither Landlock nor seccomp: there is no sandbox"
           : !got->files
               ? "this build or kernel has no Landlock: the sandbox restricts system calls, "
                 "and not which files they open"
           : !got->calls
               ? "this build or kernel has no seccomp: the sandbox restricts which files can be "
                 "opened, and no other system call"
               : NULL;
}

static bool fail(char *why, const char *sentence)
{
    snprintf(why, ENCLOSURE_ERROR, "%s", sentence);
    return false;
}

/* Are there the two descriptors that Landlock needs, for the set of rules and for the path of a
 * rule? Without them a rule would be left out, and what it allows be forbidden. */
static bool has_descriptors(void)
{
    int set = open("/", O_PATH | O_CLOEXEC), path = open("/", O_PATH | O_CLOEXEC);
    int failure = errno;
    bool ok = set >= 0 && path >= 0;
    if (set >= 0)
        close(set);
    if (path >= 0)
        close(path);
    errno = failure;
    return ok;
}

bool enclosure_enter(const struct options *o, struct placer *placer, char *why)
{
    struct halves got = {0};
    int failure = placer_seal(placer);
    if (failure != 0) {
        snprintf(why, ENCLOSURE_ERROR, "the process that puts the outputs in place: %s",
                 strerror(failure));
        return false;
    }
    lend_remover(placer);
    if (o->sandbox == SANDBOX_OFF)
        return true;
    if (HAS_SANDBOX && !has_descriptors())
        return fail(why, strerror(errno));
    if (HAS_SANDBOX && !enter_sandbox(o, placer, &got))
        return fail(why, "out of memory");
    const char *missing = lack(&got);
    if (missing && o->sandbox == SANDBOX_REQUIRE)
        return fail(why, missing);
    if (missing && o->verbose > 0)
        complain("note: %s", missing);
    return true;
}
