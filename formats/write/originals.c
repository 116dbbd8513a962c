/*
 * originals: the JSON of every counted report, byte for byte as it was sent (SPEC 6.4), in a file
 * of its own.
 */
#include <errno.h>
#include <stdlib.h>

#include "formats/write/output.h"
#include "formats/write/reportname.h"
#include "lib/base/sha256.h"

static const char left_out[] = "LEFT-OUT.txt";

struct originals {
    struct output output;
    struct folder_target folder;
    bool is_redacted; /* no report is written, since it would tell what is left out */
};

static bool is_taken(const struct originals *x, FILE *file)
{
    return !file && x->folder.failure == EEXIST;
}

/* Makes a file for the report. With --dedup=none, its key may have a file already: if that holds
 * the same report, gives NULL and sets *is_there; else the new file has another name. */
static FILE *file_for(struct originals *x, const struct report *r, const char *key, bool *is_there)
{
    char name[REPORT_NAME], beside[REPORT_NAME], hash[SHA256_TEXT + 1];
    report_name(r, key, name);
    FILE *file = folder_target_file(&x->folder, name);
    *is_there = false;
    if (!is_taken(x, file) || !folder_target_holds(&x->folder, name, r->document, is_there) ||
        *is_there)
        return file;
    if (!sha256_once_text(r->document, hash)) {
        folder_target_no_memory(&x->folder);
        return NULL;
    }
    report_name_beside(name, hash, beside);
    file = folder_target_file(&x->folder, beside);
    *is_there = is_taken(x, file);
    return file;
}

static bool put_report(void *self, const struct report *r, const char *key)
{
    struct originals *x = self;
    bool is_there;
    if (x->is_redacted)
        return true;
    FILE *file = file_for(x, r, key, &is_there);
    if (!file)
        return is_there;
    int failure = fwrite(r->document.at, 1, r->document.n, file) == r->document.n ? 0 : errno;
    if (fclose(file) != 0 && failure == 0)
        failure = errno;
    if (failure != 0)
        snprintf(x->folder.error, sizeof x->folder.error, "%s: %s", x->folder.path,
                 strerror(failure));
    return failure == 0;
}

/* An empty folder would look like a run without reports. */
static bool say_redacted(struct originals *x)
{
    FILE *file = folder_target_file(&x->folder, left_out);
    if (!file)
        return false;
    fputs("The reports themselves are left out: parts of them are redacted (--redact).\n", file);
    return folder_target_close(&x->folder, file);
}

static bool finish(struct output *o, struct account *a)
{
    struct originals *x = (struct originals *)o;
    (void)a;
    return !x->is_redacted || say_redacted(x);
}

static bool commit(struct output *o)
{
    return folder_target_commit(&((struct originals *)o)->folder);
}

static void abandon(struct output *o)
{
    folder_target_abandon(&((struct originals *)o)->folder);
    free(o);
}

static bool is_ours(const char *folder, const char *name) /* five parts and .json */
{
    (void)folder;
    int marks = 0;
    for (const char *p = name; *p; p++)
        marks += *p == '!';
    size_t n = strlen(name);
    if (strcmp(name, left_out) == 0)
        return true;
    return marks == 4 && n > 5 && strcmp(name + n - 5, ".json") == 0;
}

struct output *originals_open(const char *folder, const struct about *about,
                              const struct account *account, char *error)
{
    struct originals *x = calloc(1, sizeof *x);
    if (!x || !folder_target_open(&x->folder, folder, PLACEMENT_PRIVATE, is_ours, about->placer)) {
        snprintf(error, TARGET_ERROR, "%s", x ? x->folder.error : "out of memory");
        if (x)
            folder_target_abandon(&x->folder);
        free(x);
        return NULL;
    }
    x->is_redacted = account->audit.options.redacted != 0;
    x->output = (struct output){.finish = finish,
                                .commit = commit,
                                .abandon = abandon,
                                .error = x->folder.error,
                                .about = about};
    x->output.listener = (struct listener){.self = x, .report = put_report};
    return &x->output;
}
