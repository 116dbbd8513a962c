#include "cmd/tlsrpt-audit/outputs.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cmd/tlsrpt-audit/settings.h"
#include "formats/write/targets/databases.h"
#include "lib/base/parent.h"
#include "lib/tlsrpt/servedpolicies.h"

#define AT(member) .at = offsetof(struct options, member)

/* In the order in which they are opened, written and put in place. */
/* clang-format off */
const struct output_row output_rows[] = {
    {"json", AT(json), OUTPUT_FILE, json_open},
    {"ndjson", AT(ndjson), OUTPUT_FILE, ndjson_open},
    {"csv", AT(csv), OUTPUT_FOLDER, csv_open,
        .instead = "--table NAME writes one table to standard output"},
    {"table", AT(table), OUTPUT_STDOUT, table_open},
    {"extract", AT(extract), OUTPUT_FOLDER, originals_open},
    {"xlsx", AT(xlsx), OUTPUT_FILE, xlsx_open, .form = CONTENT_ZIP},
    {"html", AT(html), OUTPUT_FILE, html_open},
    {"statement", AT(statement), OUTPUT_FILE, statement_open},
    {"evidence", AT(evidence), OUTPUT_FOLDER, evidence_open, .seal = "tagmanifest-sha256.txt"},
    {"sqlite", AT(sqlite), OUTPUT_DATABASE, sqlite_open},
    {"metrics", AT(metrics), OUTPUT_FILE, metrics_open},
    {"digest", AT(digest), OUTPUT_FILE, digest_open, .form = CONTENT_MESSAGE},
    {"wanted-keys", AT(wanted_keys), OUTPUT_FILE, wanted_open},
    {"explain", AT(explain), OUTPUT_STDOUT, explain_open},
    {"part", AT(part), OUTPUT_FILE, part_open, .is_of_all = true},
    {"state", AT(state), OUTPUT_DATABASE, NULL},
    {"run-log", AT(run_log), OUTPUT_KEPT, NULL},
};
/* clang-format on */
_Static_assert(COUNT_OF(output_rows) <= OUTPUTS_MOST, "outputs have room");
const size_t output_rows_n = COUNT_OF(output_rows);

static const char *value_of(const struct output_row *row, const struct options *o)
{
    return *(const char *const *)((const char *)o + row->at);
}

const char *output_path(const struct output_row *row, const struct options *o)
{
    const char *value = value_of(row, o);
    return value && row->kind == OUTPUT_STDOUT ? "-" : value;
}

static bool open_one(struct outputs *outputs, const struct output_row *row, const char *target,
                     const struct about *about, struct account *account)
{
    struct output *o = (row ? row->open : text_open)(target, about, account, outputs->why);
    if (o) {
        outputs->rows[outputs->n] = row;
        outputs->paths[outputs->n] = strdup(row && row->kind == OUTPUT_STDOUT ? "-" : target);
        outputs->at[outputs->n++] = o;
    } else {
        outputs->error = outputs->why;
    }
    if (o && !outputs->paths[outputs->n - 1])
        outputs->error = "out of memory";
    if (o && !audit_listen(&account->audit, o->listener))
        outputs->error = "too many outputs";
    return !outputs->error;
}

static bool refuse(struct outputs *outputs, const char *path, const char *why)
{
    snprintf(outputs->why, sizeof outputs->why, "%s: %.100s", path, why);
    outputs->error = outputs->why;
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

/* Says why an edition cannot go to this path: it would replace what is read. NULL: it can. An
 * earlier summary may be replaced, since it has been read by then. */
static const char *why_not_there(const struct options *o, const char *path)
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
    return NULL;
}

static bool make_folders(struct outputs *outputs, const char *value, const char *path,
                         struct edition_folders *folders)
{
    int failure = edition_folders_make(folders, path, template_fixed(value));
    return failure == 0 ||
           refuse(outputs, path, failure == ENOMEM ? "out of memory" : strerror(failure));
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

bool outputs_claim(const struct options *o, struct edition_places *places)
{
    for (const struct output_row *row = output_rows; row < output_rows + output_rows_n; row++) {
        const char *path = output_path(row, o);
        if (path && template_kind(path) == EDITION_NONE && !claim(places, row, path, path))
            return false;
    }
    return true;
}

bool outputs_make_rooms(const struct options *o, struct placer *placer)
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
    const char *value = value_of(row, o);
    if (!template_expand(value, paths->client, paths->domain, path))
        return false;
    return paths->other[0] == '\0' ||
           (!why_not_there(o, path) && is_free(paths->places, row, value, path)) ||
           template_expand(value, paths->client, paths->other, path);
}

/* Gives the path of an edition and takes its place. Makes the folders that it is in, unless it is
 * built in a room. */
static bool find_path(struct outputs *outputs, const struct options *o,
                      const struct edition_paths *paths, const struct output_row *row,
                      char path[static PATH_MAX])
{
    const char *value = value_of(row, o);
    if (!expand(o, paths, row, path))
        return refuse(outputs, value, strerror(ENAMETOOLONG));
    const char *wrong = why_not_there(o, path);
    if (wrong)
        return refuse(outputs, path, wrong);
    if (!is_free(paths->places, row, value, path))
        return refuse(outputs, path, "two outputs would go there");
    if (!claim(paths->places, row, value, path))
        return refuse(outputs, path, "out of memory");
    return placer_room(paths->placer, path) || make_folders(outputs, value, path, paths->folders);
}

bool outputs_make_folders(struct outputs *outputs, const struct options *o,
                          struct edition_folders *folders)
{
    for (size_t i = 0; i < outputs->n; i++)
        if (!make_folders(outputs, value_of(outputs->rows[i], o), outputs->paths[i], folders))
            return false;
    return true;
}

bool outputs_open(struct outputs *outputs, const struct options *o,
                  const struct edition_paths *paths, const struct about *about,
                  struct account *account)
{
    bool any = false;
    char path[PATH_MAX];
    for (const struct output_row *row = output_rows; row < output_rows + output_rows_n; row++) {
        const char *value = value_of(row, o);
        if (!value || !row->open)
            continue;
        any = true;
        if (template_kind(output_path(row, o)) != (paths ? paths->kind : EDITION_NONE))
            continue;
        if (paths && !find_path(outputs, o, paths, row, path))
            return false;
        if (!open_one(outputs, row, paths ? path : value, about, account))
            return false;
    }

    return any || paths || open_one(outputs, NULL, "-", about, account);
}

bool outputs_finish(struct outputs *outputs, struct account *account)
{
    for (size_t i = 0; i < outputs->n; i++)
        if (!outputs->at[i]->finish(outputs->at[i], account)) {
            outputs->error = outputs->at[i]->error;
            return false;
        }
    return true;
}

bool outputs_commit(struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->n; i++)
        if (!outputs->at[i]->commit(outputs->at[i])) {
            outputs->error = outputs->at[i]->error;
            return false;
        }
    return true;
}

bool outputs_place(struct outputs *outputs, struct placer *placer)
{
    const char *failed;
    int failure = placer_place(placer, &failed);
    return failure == 0 ||
           refuse(outputs, failed,
                  failure == EEXIST
                      ? "holds what this program did not write; name a new or empty folder"
                      : strerror(failure));
}

void outputs_close(struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->n; i++) {
        outputs->at[i]->abandon(outputs->at[i]);
        free(outputs->paths[i]);
    }
    outputs->n = 0;
}
