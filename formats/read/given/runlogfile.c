#include "formats/read/given/runlogfile.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "formats/read/given/jsonvalue.h"
#include "lib/base/sha256.h"

/* False: out of memory. */
static bool read_review(json_t *line, struct arena *arena, struct review *to)
{
    json_t *period = json_object_get(line, "period"), *totals = json_object_get(line, "totals"),
           *open = json_object_get(line, "open_findings"), *time = json_object_get(line, "time");
    unsigned flaws;
    if (!time_parse(jsonvalue_text(time), &to->time, &flaws))
        to->time = WHEN_NEVER;
    to->listed = jsonvalue_count(json_object_get(line, "scope"), "listed");
    to->inputs = json_array_size(json_object_get(line, "inputs"));
    to->outputs = json_array_size(json_object_get(line, "outputs"));
    to->reports = jsonvalue_count(totals, "reports");
    to->sessions = (struct sessions){
        .successful = (int64_t)jsonvalue_count(totals, "successful_sessions"),
        .failed = (int64_t)jsonvalue_count(totals, "failed_sessions")};
    for (int i = 0; i < SEVERITIES; i++)
        to->open[i] = jsonvalue_count(open, severity_names[i]);
    return jsonvalue_copy(arena, line, "version", &to->version) &&
           jsonvalue_copy(arena, line, "reviewer", &to->reviewer) &&
           jsonvalue_copy(arena, period, "first_day", &to->first_day) &&
           jsonvalue_copy(arena, period, "last_day", &to->last_day);
}

static bool wrong(char *error, uint64_t line, const char *what)
{
    snprintf(error, RUNLOG_ERROR, "line %" PRIu64 ": %s", line, what);
    return false;
}

static bool add_review(struct reviews *r, json_t *line, bool follows)
{
    struct review *new = ARENA_PUSH(&r->arena, r->at, r->n);
    if (!new)
        return false;
    *new = (struct review){.line = r->n, .follows = follows};
    if (!follows && r->broken == 0)
        r->broken = new->line;
    return read_review(line, &r->arena, new);
}

/* Takes a line without its line feed. `previous`, the hash of the line before, becomes its hash. */
static bool take_line(struct reviews *r, struct slice line, struct sha256 *sha256, char *previous,
                      char *error)
{
    json_t *object = json_loadb(line.at, line.n, 0, NULL);
    if (!json_is_object(object)) {
        json_decref(object);
        return wrong(error, r->n + 1, "is no JSON object");
    }
    const char *named = json_string_value(json_object_get(object, "previous"));
    bool ok = add_review(r, object, named && strcmp(named, previous) == 0) &&
              sha256_text(sha256, line, previous);
    json_decref(object);
    return ok || wrong(error, r->n, "out of memory");
}

bool runlogfile_read(FILE *file, struct reviews *reviews, char error[static RUNLOG_ERROR])
{
    char previous[SHA256_TEXT + 1];
    struct sha256 sha256 = {0};
    char *line = NULL;
    size_t room = 0;
    bool ok = true;
    memset(previous, '0', SHA256_TEXT);
    previous[SHA256_TEXT] = '\0';
    for (ssize_t n; ok && (n = getline(&line, &room, file)) > 0;)
        ok = line[n - 1] == '\n'
                 ? take_line(reviews, (struct slice){.at = line, .n = (size_t)n - 1}, &sha256,
                             previous, error)
                 : wrong(error, reviews->n + 1,
                         "has no line feed: the last line was cut short; see what it lacks, and "
                         "put it right by hand");
    if (ok && !feof(file))
        ok = wrong(error, reviews->n + 1, strerror(errno));
    free(line);
    sha256_free(&sha256);
    return ok;
}
