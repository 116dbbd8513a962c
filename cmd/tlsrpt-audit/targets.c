#include "cmd/tlsrpt-audit/targets.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/tlsrpt-audit/complain.h"
#include "cmd/tlsrpt-audit/option_rows.h"
#include "cmd/tlsrpt-audit/output_rows.h"
#include "cmd/tlsrpt-audit/settings.h"
#include "cmd/tlsrpt-audit/template.h"
#include "formats/write/targets/databases.h"
#include "formats/write/targets/placement.h"
#include "lib/base/parent.h"
#include "lib/tlsrpt/servedpolicies.h"

struct target_path {
    const char *given;
    const struct output_row *row;
    enum output_kind kind; /* the row's */
    bool lacks_folder;     /* the folder that it shall be in is not there */
    bool is_stream;        /* standard output, a device or a FIFO */
    struct stat there;     /* what stands there; st_mode 0: nothing */
    /* Links followed, {client} and {domain} as they are. Empty: a stream. */
    char resolved[PATH_MAX];
};

static int wrong(const char *path, const char *why)
{
    complain("%s: %s", path, why);
    return STATUS_TROUBLE;
}

/* Says why an output cannot be put into a folder (`failure`: errno.h). Missing folders are not
 * made, since a slip of the pen would make one. */
static int cannot_stand(const char *path, const char *folder, int failure)
{
    size_t n = strlen(folder);
    while (n > 1 && folder[n - 1] == '/')
        n--;
    if (failure != ENOENT || access(folder, F_OK) == 0)
        return wrong(path, strerror(failure));
    complain("%s: make the folder %.*s first: %s", path, (int)n, folder, strerror(failure));
    return STATUS_TROUBLE;
}

/* Resolves the folder that a path is in, links followed, or as much of it as is there; the path
 * goes on at *rest. Gives 0, or the number of an error (errno.h); ENOENT: folders are missing. */
static int resolve_parent(const char *path, char resolved[static PATH_MAX], size_t *rest)
{
    char folder[PATH_MAX];
    size_t end;
    int failure = 0;
    *rest = parent_length(path, &end);
    if (!parent_of(path, folder))
        return ENAMETOOLONG;
    while (!realpath(folder, resolved)) {
        failure = errno;
        if (failure != ENOENT || *rest == 0)
            return failure;
        *rest = parent_length(folder, &end);
        folder[*rest > 0 ? *rest : 1] = '\0';
        if (*rest == 0)
            folder[0] = '.';
    }
    return failure;
}

/* Resolves where a missing file would be if its missing folders were made. Gives 0, or the number
 * of an error (errno.h); ENOENT: folders are missing. */
static int resolve_absent(const char *path, char resolved[static PATH_MAX])
{
    char *target;
    size_t rest;
    int failure = placement_target(path, &target);
    if (failure != 0 || !target)
        return failure;
    failure = resolve_parent(target, resolved, &rest);
    if ((failure == 0 || failure == ENOENT) && !parent_go_on(resolved, target + rest))
        failure = ENAMETOOLONG;
    free(target);
    return failure;
}

static bool is_standard(const struct target_path *t)
{
    return strcmp(t->given, "-") == 0;
}

/* Resolves where a file is or would be. Gives 0, or the number of an error (errno.h). */
static int resolve(struct target_path *t)
{
    struct stat *there = &t->there;
    if ((is_standard(t) ? fstat(STDOUT_FILENO, there) : stat(t->given, there)) != 0)
        there->st_mode = 0;
    mode_t mode = there->st_mode;
    t->is_stream = is_standard(t) || (mode != 0 && !S_ISREG(mode) && !S_ISDIR(mode));
    t->resolved[0] = '\0';
    if (t->is_stream)
        return 0;
    if (mode == 0)
        return resolve_absent(t->given, t->resolved);
    return realpath(t->given, t->resolved) ? 0 : errno;
}

/* Is the place the target's, or that of a file which SQLite may make beside it? */
static bool takes(const struct target_path *t, const char *place)
{
    return t->kind == OUTPUT_DATABASE ? database_has(t->resolved, place)
                                      : strcmp(t->resolved, place) == 0;
}

static bool is_below(const char *path, const char *folder)
{
    size_t n = strlen(folder);
    return strncmp(path, folder, n) == 0 &&
           (path[n] == '/' || path[n] == '\0' || (n > 0 && folder[n - 1] == '/'));
}

/* A file below an input folder could be read while it is written; in a Maildir it would be taken
 * for mail. */
static int check_input(const struct target_path *targets, size_t n, const char *input)
{
    char resolved[PATH_MAX];
    struct stat status;
    if (!realpath(input, resolved) || stat(resolved, &status) != 0)
        return -1;
    for (const struct target_path *t = targets; t < targets + n; t++) {
        if (t->resolved[0] == '\0')
            continue;
        if (strcmp(t->resolved, resolved) == 0)
            return wrong(t->given, "is an input; an output would replace it");
        if (takes(t, resolved))
            return wrong(t->given, "is a database whose journal would replace an input");
        if (S_ISDIR(status.st_mode) && is_below(t->resolved, resolved))
            return wrong(t->given, "is inside the input folder; name a place outside of it");
        if (is_below(resolved, t->resolved))
            return wrong(t->given, "holds an input; an output would replace it");
    }
    return -1;
}

/* Is it what was read, or one of the policies in a folder of them (--sts-policy)? */
static bool is_read(const char *target, const char *given)
{
    struct slice name = slice_basename(slice_of(target));
    bool is_in_it = is_below(target, given) && target + strlen(given) + 1 == name.at;
    return strcmp(target, given) == 0 ||
           (is_in_it && served_domain_of(name).n > 0 && access(target, F_OK) == 0);
}

/* Key records that were fetched once cannot be had again. An earlier summary may be replaced by the
 * new one: it has been read by then. */
static int check_given(const struct target_path *targets, size_t n, const struct options *o)
{
    char resolved[PATH_MAX];
    const char *path;
    for (size_t i = 0; (path = settings_given(o, i)); i++) {
        if (path == o->compare || !realpath(path, resolved))
            continue;
        for (const struct target_path *t = targets; t < targets + n; t++)
            if (is_read(t->resolved, resolved))
                return wrong(t->given, "is read, too; an output would replace it");
            else if (t->resolved[0] != '\0' && takes(t, resolved))
                return wrong(t->given, "is a database whose journal would replace what is read");
    }
    return -1;
}

/* Would two outputs be mixed in a stream, or one stand in a file that the other replaces? All may
 * go to a device such as /dev/null. */
static bool share_stream(const struct target_path *a, const struct target_path *b)
{
    if (is_standard(a) && is_standard(b))
        return true;
    return (a->is_stream || b->is_stream) && a->there.st_mode != 0 && !S_ISCHR(a->there.st_mode) &&
           a->there.st_dev == b->there.st_dev && a->there.st_ino == b->there.st_ino;
}

/* Neither of two outputs may replace the other. */
static int check_pair(const struct target_path *a, const struct target_path *b)
{
    if (share_stream(a, b))
        return option_wrong("two outputs go to %s", is_standard(b) ? "standard output" : b->given);
    if (a->resolved[0] == '\0' || b->resolved[0] == '\0')
        return -1;
    if (takes(a, b->resolved) || takes(b, a->resolved))
        return option_wrong("two outputs go to %s", b->given);
    bool is_inner = b->kind == OUTPUT_FOLDER && is_below(a->resolved, b->resolved);
    if (!is_inner && (a->kind != OUTPUT_FOLDER || !is_below(b->resolved, a->resolved)))
        return -1;
    return option_wrong("%s: is inside %s, a folder that another output replaces as a whole; name "
                        "a place outside of it",
                        is_inner ? a->given : b->given, is_inner ? b->given : a->given);
}

/* Is one of the names of a path ".."? */
static bool goes_up(const char *names)
{
    struct slice rest = slice_of(names);
    while (rest.n > 0)
        if (slice_equal(slice_until(&rest, '/'), SLICE("..")))
            return true;
    return false;
}

/* Resolves where the editions of an output go. -1: done; else the exit status: they cannot. */
static int resolve_editions(const struct options *o, const char *path,
                            char resolved[static PATH_MAX])
{
    char folder[PATH_MAX];
    if (!o->scope && template_names_client(path))
        return option_wrong("%s: {client} needs a list of domains with their clients (--scope)",
                            path);
    if (!template_folder(path, folder))
        return wrong(path, strerror(ENAMETOOLONG));
    if (!realpath(folder, resolved) || access(folder, W_OK | X_OK) != 0)
        return cannot_stand(path, folder, errno);
    const char *names = path + template_fixed(path);
    if (goes_up(names)) /* another client's folder might be meant */
        return option_wrong("%s: {client} and {domain} are not followed by ..", path);
    return parent_go_on(resolved, names) ? -1 : wrong(path, strerror(ENAMETOOLONG));
}

/* Does the path end in . or ..? A folder is moved by a name of its own. */
static bool names_no_folder(const char *path)
{
    size_t end, base = parent_length(path, &end);
    struct slice name = {.at = path + base, .n = end - base};
    return slice_equal(name, SLICE(".")) || slice_equal(name, SLICE(".."));
}

/* Adds where an output goes. -1: done; else the exit status: it cannot go there. */
static int add_target(struct target_path *targets, size_t *n, const struct options *o,
                      const struct output_row *row)
{
    struct target_path *new = &targets[*n];
    new->given = output_path(row, o);
    new->row = row;
    new->kind = row->kind;
    if (template_kind(new->given) != EDITION_NONE) {
        int status = resolve_editions(o, new->given, new->resolved);
        if (status >= 0)
            return status;
    } else if (new->kind == OUTPUT_FOLDER && names_no_folder(new->given)) {
        return wrong(new->given, "is replaced as a whole: name the folder itself, not . or ..");
    } else {
        int failure = resolve(new);
        new->lacks_folder = failure == ENOENT;
        if (failure != 0 && !new->lacks_folder)
            return wrong(new->given, strerror(failure));
    }
    for (const struct target_path *t = targets; t < new; t++) {
        int status = check_pair(t, new);
        if (status >= 0)
            return status;
    }
    ++*n;
    return -1;
}

/* What a process has open (/dev/stdout) is written through, even if it is a file. */
static bool is_replaced(const struct target_path *t)
{
    char *place = NULL;
    bool is_through = placement_target(t->given, &place) == 0 && !place;
    free(place);
    return t->kind == OUTPUT_FILE && S_ISREG(t->there.st_mode) && !is_through;
}

/* Where the FILE of an option is forgotten, an INPUT takes its place: --json a.mbox b.mbox. */
static int check_replaced(const struct target_path *targets, size_t n)
{
    for (const struct target_path *t = targets; t < targets + n; t++)
        if (is_replaced(t) && !output_may_replace(t->row, t->resolved))
            return wrong(t->given, output_replaces_mail);
    return -1;
}

static int check_folders(const struct target_path *targets, size_t n)
{
    char folder[PATH_MAX];
    for (const struct target_path *t = targets; t < targets + n; t++)
        if (t->lacks_folder)
            return cannot_stand(t->given, parent_of(t->given, folder) ? folder : ".", ENOENT);
    return -1;
}

static int not_on_stdout(const struct output_row *row)
{
    if (row->kind != OUTPUT_FOLDER)
        return option_wrong("--%s is kept in a file, not on standard output", row->option);
    return option_wrong("--%s writes a folder%s%s", row->option, row->instead ? "; " : "",
                        row->instead ? row->instead : "");
}

int targets_check(const struct options *o)
{
    static struct target_path targets[OUTPUTS_MOST];
    size_t n = 0;
    for (const struct output_row *row = output_rows; row < output_rows + output_rows_n; row++) {
        const char *path = output_path(row, o);
        if (!path)
            continue;
        bool is_stream = row->kind == OUTPUT_FILE || row->kind == OUTPUT_STDOUT;
        if (!is_stream && strcmp(path, "-") == 0)
            return not_on_stdout(row);
        bool is_many = template_kind(path) != EDITION_NONE;
        if (is_many && (!row->open || row->is_of_all))
            return option_wrong("--%s is one for all: it takes no {client} and no {domain}",
                                row->option);
        int status = add_target(targets, &n, o, row);
        if (status >= 0)
            return status;
    }

    int status = check_folders(targets, n); /* after all pairs: a folder does not help these */
    if (status >= 0)
        return status;
    for (size_t k = 0; n > 0 && k < o->inputs_n; k++) {
        status = check_input(targets, n, o->inputs[k]);
        if (status >= 0)
            return status;
    }
    status = check_given(targets, n, o);
    return status >= 0 ? status : check_replaced(targets, n);
}
