#include "cmd/tlsrpt-audit/outputs.h"

#include <errno.h>
#include <stdlib.h>

static bool fail(struct outputs *outputs, const char *error)
{
    outputs->error = error;
    return false;
}

static bool open_one(struct outputs *outputs, const struct output_row *row, const char *target,
                     const struct about *about, struct account *account)
{
    struct output *o = (row ? row->open : text_open)(target, about, account, outputs->why);
    if (!o)
        return fail(outputs, outputs->why);
    char *path = strdup(row && row->kind == OUTPUT_STDOUT ? "-" : target);
    outputs->rows[outputs->n] = row;
    outputs->paths[outputs->n] = path;
    outputs->at[outputs->n++] = o;
    if (!path)
        return fail(outputs, "out of memory");
    return audit_listen(&account->audit, o->listener) || fail(outputs, "too many outputs");
}

bool outputs_make_folders(struct outputs *outputs, const struct options *o,
                          struct edition_folders *folders)
{
    for (size_t i = 0; i < outputs->n; i++)
        if (!edition_paths_make_folders(output_value(outputs->rows[i], o), outputs->paths[i],
                                        folders, outputs->why))
            return fail(outputs, outputs->why);
    return true;
}

bool outputs_open(struct outputs *outputs, const struct options *o,
                  const struct edition_paths *paths, const struct about *about,
                  struct account *account)
{
    bool any = false;
    char path[PATH_MAX];
    for (const struct output_row *row = output_rows; row < output_rows + output_rows_n; row++) {
        const char *value = output_value(row, o);
        if (!value || !row->open)
            continue;
        any = true;
        if (template_kind(output_path(row, o)) != (paths ? paths->kind : EDITION_NONE))
            continue;
        if (paths && !edition_paths_find(paths, o, row, path, outputs->why))
            return fail(outputs, outputs->why);
        if (!open_one(outputs, row, paths ? path : value, about, account))
            return false;
    }

    return any || paths || open_one(outputs, NULL, "-", about, account);
}

bool outputs_finish(struct outputs *outputs, struct account *account)
{
    for (size_t i = 0; i < outputs->n; i++)
        if (!outputs->at[i]->finish(outputs->at[i], account))
            return fail(outputs, outputs->at[i]->error);
    return true;
}

bool outputs_commit(struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->n; i++)
        if (!outputs->at[i]->commit(outputs->at[i]))
            return fail(outputs, outputs->at[i]->error);
    return true;
}

bool outputs_place(struct outputs *outputs, struct placer *placer)
{
    const char *failed;
    int failure = placer_place(placer, &failed);
    if (failure == 0)
        return true;
    snprintf(outputs->why, sizeof outputs->why, "%s: %s", failed,
             failure == EEXIST ? "holds what this program did not write; name a new or empty folder"
                               : strerror(failure));
    return fail(outputs, outputs->why);
}

void outputs_close(struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->n; i++) {
        outputs->at[i]->abandon(outputs->at[i]);
        free(outputs->paths[i]);
    }
    outputs->n = 0;
}
