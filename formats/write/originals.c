/*
 * originals: the JSON of every counted report, byte for byte as it was sent (SPEC 6.4), in a file
 * named the RFC's way (RFC 8460, 5.1: submitter!domain!begin!end!unique.json). The report key makes
 * the name unique; everything else in it is cut and cleaned, so that nothing from a mail can leave
 * the folder.
 */
#include <errno.h>
#include <stdlib.h>

#include "formats/write/output.h"

enum { NAME_PART = 80 };

static const char left_out[] = "LEFT-OUT.txt";

struct originals {
    struct output output;
    struct folder_target folder;
    bool is_redacted; /* the reports as they were sent are not to be told */
};

/* Letters, digits, '.', '-' and '_' stay; a part does not begin with a dot, so that no name is
 * hidden or means a folder. */
static char *put_part(char *to, struct slice part, const char *instead)
{
    if (part.n == 0)
        part = slice_of(instead);
    for (size_t i = 0; i < part.n && i < NAME_PART; i++) {
        char c = part.at[i];
        bool plain = ascii_is_alnum(c) || c == '-' || c == '_' || (c == '.' && i > 0);
        *to++ = plain ? c : '_';
    }
    *to++ = '!';
    return to;
}

static void name_report(char *name, const struct report *r, const char *key)
{
    struct slice domain = r->source.report_domain;
    const struct policy *first = report_next_counted(r, NULL); /* NULL: a report without policies */
    if (domain.n == 0 && first)
        domain = first->attributed;
    char *to = put_part(
        name, r->source.submitter.n > 0 ? r->source.submitter : r->organization_name, "unknown");
    to = put_part(to, domain, "unknown");
    sprintf(to, "%lld!%lld!%.32s.json", (long long)r->begin, (long long)r->end, key);
}

static bool put_report(void *self, const struct report *r, const char *key)
{
    struct originals *x = self;
    if (x->is_redacted)
        return true;
    char name[2 * NAME_PART + 100];
    name_report(name, r, key);
    FILE *file = folder_target_file(&x->folder, name);
    if (!file && errno == EEXIST) /* --dedup=none: the same report again */
        return true;
    if (!file)
        return false;
    bool ok = fwrite(r->document.at, 1, r->document.n, file) == r->document.n;
    if (fclose(file) == 0 && ok)
        return true;
    snprintf(x->folder.error, sizeof x->folder.error, "%s: %s", x->folder.path, strerror(errno));
    return false;
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

static bool is_ours(const char *name) /* five parts and .json */
{
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
