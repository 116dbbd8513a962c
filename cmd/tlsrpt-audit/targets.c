#include "cmd/tlsrpt-audit/targets.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/tlsrpt-audit/complain.h"
#include "cmd/tlsrpt-audit/option_rows.h"
#include "cmd/tlsrpt-audit/outputs.h"

struct target_path {
    const char *given;
    bool is_folder; /* of editions: what is made in it is not known yet */
    /* Links followed; empty: standard output or a device, which anyone may share. */
    char resolved[PATH_MAX];
};

static int wrong(const char *path, const char *why)
{
    complain("%s: %s", path, why);
    return STATUS_TROUBLE;
}

/* Where the file is, or would come to stand. Gives 0, or the number of an error (errno.h). */
static int resolve(const char *path, char resolved[static PATH_MAX])
{
    struct stat status;
    char copy[PATH_MAX], folder[PATH_MAX];
    resolved[0] = '\0';
    if (strcmp(path, "-") == 0)
        return 0;
    if (stat(path, &status) == 0) {
        if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
            return 0;
        return realpath(path, resolved) ? 0 : errno;
    }
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    if (n >= sizeof copy)
        return ENAMETOOLONG;
    memcpy(copy, path, n);
    copy[n] = '\0';
    char *cut = strrchr(copy, '/');
    const char *name = cut ? cut + 1 : copy, *parent = !cut ? "." : cut == copy ? "/" : copy;
    if (cut)
        *cut = '\0';
    if (!realpath(parent, folder))
        return errno;
    int length = snprintf(resolved, PATH_MAX, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder,
                          name);
    return length > 0 && length < PATH_MAX ? 0 : ENAMETOOLONG;
}

static bool is_below(const char *path, const char *folder)
{
    size_t n = strlen(folder);
    return strncmp(path, folder, n) == 0 &&
           (path[n] == '/' || path[n] == '\0' || (n > 0 && folder[n - 1] == '/'));
}

/* A file below an input folder might be read while it is written, and one in a Maildir would be
 * taken for mail. */
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
        if (S_ISDIR(status.st_mode) && is_below(t->resolved, resolved))
            return wrong(t->given, "is inside the input folder; name a place outside of it");
        if (!t->is_folder && is_below(resolved, t->resolved))
            return wrong(t->given, "holds an input; an output would replace it");
    }
    return -1;
}

/* Adds where an output goes. -1: done; else it cannot go there. */
static int add_target(struct target_path *targets, size_t *n, const char *path)
{
    struct target_path *new = &targets[*n];
    new->given = path;
    int failure = resolve(path, new->resolved);
    if (failure != 0)
        return wrong(path, strerror(failure));
    for (const struct target_path *t = targets; t < new; t++) {
        bool both_stdout = strcmp(path, "-") == 0 && strcmp(t->given, "-") == 0;
        if (t->is_folder)
            continue;
        if (both_stdout || (new->resolved[0] && strcmp(new->resolved, t->resolved) == 0))
            return option_wrong("two outputs go to %s", both_stdout ? "standard output" : path);
    }
    ++*n;
    return -1;
}

/* Adds the folder that the editions of an output go to. */
static int add_editions(struct target_path *targets, size_t *n, const struct options *o,
                        const char *path)
{
    char folder[PATH_MAX];
    struct target_path *new = &targets[*n];
    if (!o->scope && template_names_client(path))
        return option_wrong("%s: {client} needs a list of domains with their clients (--scope)",
                            path);
    *new = (struct target_path){.given = path, .is_folder = true};
    if (!template_folder(path, folder))
        return wrong(path, strerror(ENAMETOOLONG));
    if (!realpath(folder, new->resolved) || access(folder, W_OK | X_OK) != 0)
        return wrong(folder, strerror(errno));
    for (const struct target_path *t = targets; t < new; t++)
        if (strcmp(t->given, path) == 0)
            return option_wrong("two outputs go to %s", path);
    ++*n;
    return -1;
}

/* What cannot be streamed is not written to standard output. */
static int not_on_stdout(const struct output_row *row)
{
    if (row->kind == OUTPUT_KEPT)
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
        int status = is_many ? add_editions(targets, &n, o, path) : add_target(targets, &n, path);
        if (status >= 0)
            return status;
    }

    for (size_t k = 0; n > 0 && k < o->inputs_n; k++) {
        int status = check_input(targets, n, o->inputs[k]);
        if (status >= 0)
            return status;
    }
    return -1;
}
