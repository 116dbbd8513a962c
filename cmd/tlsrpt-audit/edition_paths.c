#include "cmd/tlsrpt-audit/edition_paths.h"

#include <errno.h>
#include <sys/stat.h>

#include "cmd/tlsrpt-audit/settings.h"
#include "formats/write/targets/databases.h"
#include "lib/base/parent.h"
#include "lib/tlsrpt/servedpolicies.h"

static bool refuse(const char *path, const char *why, char error[static TARGET_ERROR])
{
    snprintf(error, TARGET_ERROR, "%s: %.150s", path, why);
    return false;
}

static bool is_at(const char *path, const struct stat *file)
{
    struct stat status;
    return stat(path, &status) == 0 && status.st_dev == file->st_dev &&
           status.st_ino == file->st_ino;
}

/* Is what stands at the path read, by itself or as a policy in a folder of them (--sts-policy)? */
static bool is_read(const char *path, const struct stat *there, const char *given)
{
    char folder[PATH_MAX];
    struct stat status;
    bool is_policy = served_domain_of(slice_basename(slice_of(path))).n > 0;
    return is_at(given, there) || (is_policy && parent_of(path, folder) &&
                                   stat(folder, &status) == 0 && is_at(given, &status));
}

/* Says why an edition cannot go to this path: it would replace what is read, or other mail. NULL:
 * it can. An earlier summary may be replaced, since it has been read by then. */
static const char *why_not_there(const struct options *o, const struct output_row *row,
                                 const char *path)
{
    struct stat there;
    const char *given;
    if (stat(path, &there) != 0)
        return NULL;
    for (size_t i = 0; i < o->inputs_n; i++)
        if (is_at(o->inputs[i], &there))
            return "is an input; an output would replace it";
    for (size_t i = 0; (given = settings_given(o, i)); i++)
        if (given != o->compare && is_read(path, &there, given))
            return "is read, too; an output would replace it";
    if (row->kind == OUTPUT_FILE && S_ISREG(there.st_mode) && !output_may_replace(row, path))
        return output_replaces_mail;
    return NULL;
}

bool edition_paths_make_folders(const char *value, const char *path,
                                struct edition_folders *folders, char error[static TARGET_ERROR])
{
    int failure = edition_folders_make(folders, path, template_fixed(value));
    return failure == 0 ||
           refuse(path, failure == ENOMEM ? "out of memory" : strerror(failure), error);
}

/* Gives one form of the path, however it is written. */
static const char *place_of(const char *value, const char *path, char place[static PATH_MAX])
{
    char fixed[PATH_MAX];
    bool is_known = template_folder(value, fixed) && realpath(fixed, place) &&
                    parent_go_on(place, path + template_fixed(value));
    return is_known ? place : path;
}

/* One place that an output takes: its own, or that of a file that SQLite may make beside it. Gives
 * NULL behind the last. */
static const char *nth_place(const struct output_row *row, const char *own, size_t i,
                             char beside[static PATH_MAX])
{
    if (i == (row->kind == OUTPUT_DATABASE ? DATABASE_FILES : 1))
        return NULL;
    snprintf(beside, PATH_MAX, "%s%s", own, database_suffixes[i]);
    return beside;
}

static bool is_free(const struct edition_places *places, const struct output_row *row,
                    const char *value, const char *path)
{
    char room[PATH_MAX], beside[PATH_MAX];
    const char *place, *own = place_of(value, path, room);
    bool ok = true;
    for (size_t i = 0; ok && (place = nth_place(row, own, i, beside)); i++)
        ok = edition_places_free_for(places, place, row->kind == OUTPUT_FOLDER);
    return ok;
}

/* Takes the places of the path for one output. False: out of memory. */
static bool claim(struct edition_places *places, const struct output_row *row, const char *value,
                  const char *path)
{
    char room[PATH_MAX], beside[PATH_MAX];
    const char *place, *own = place_of(value, path, room);
    bool ok = true;
    for (size_t i = 0; ok && (place = nth_place(row, own, i, beside)); i++)
        ok = edition_places_take(places, place, row->kind == OUTPUT_FOLDER);
    return ok;
}

bool edition_paths_claim_others(const struct options *o, struct edition_places *places)
{
    for (const struct output_row *row = output_rows; row < output_rows + output_rows_n; row++) {
        const char *path = output_path(row, o);
        if (path && template_kind(path) == EDITION_NONE && !claim(places, row, path, path))
            return false;
    }
    return true;
}

bool edition_paths_make_rooms(const struct options *o, struct placer *placer)
{
    bool ok = true;
    char folder[PATH_MAX];
    for (const struct output_row *row = output_rows; row < output_rows + output_rows_n; row++) {
        const char *path = output_path(row, o);
        if (template_kind(path) != EDITION_NONE && !placer_room(placer, path))
            ok &= template_folder(path, folder) && placer_make_room(placer, folder) == 0;
    }
    return ok;
}

/* Gives the path of an edition. Anyone can mail a report about a domain that is called like a file
 * of the run: if no list names it, it has another name then. False: the path is too long. */
static bool expand(const struct options *o, const struct edition_paths *paths,
                   const struct output_row *row, char path[static PATH_MAX])
{
    const char *value = output_value(row, o);
    if (!template_expand(value, paths->client, paths->domain, path))
        return false;
    return paths->other[0] == '\0' ||
           (!why_not_there(o, row, path) && is_free(paths->places, row, value, path)) ||
           template_expand(value, paths->client, paths->other, path);
}

bool edition_paths_find(const struct edition_paths *paths, const struct options *o,
                        const struct output_row *row, char path[static PATH_MAX],
                        char error[static TARGET_ERROR])
{
    const char *value = output_value(row, o);
    if (!expand(o, paths, row, path))
        return refuse(value, strerror(ENAMETOOLONG), error);
    const char *wrong = why_not_there(o, row, path);
    if (wrong)
        return refuse(path, wrong, error);
    if (!is_free(paths->places, row, value, path))
        return refuse(path, "two outputs would go there", error);
    if (!claim(paths->places, row, value, path))
        return refuse(path, "out of memory", error);
    return placer_room(paths->placer, path) ||
           edition_paths_make_folders(value, path, paths->folders, error);
}
