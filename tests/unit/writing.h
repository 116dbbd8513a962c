/*
 * writing: a folder for outputs, and what one output makes of a text, for the tests of
 * formats/write.
 */
#ifndef UNIT_WRITING_H
#define UNIT_WRITING_H

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/write/output.h"
#include "tests/unit/reading.h"

static char folder[64];

static inline int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/tlsrpt-audit.XXXXXX");
    return mkdtemp(folder) ? chdir(folder) : -1;
}

static inline int remove_folder(void **state)
{
    char command[100];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return chdir("/") == 0 ? system(command) : -1;
}

static inline void check_file(const char *path, const char *text)
{
    static char got[100000];
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    got[fread(got, 1, sizeof got - 1, f)] = '\0';
    fclose(f);
    assert_string_equal(got, text);
}

/* Reads a text with one output open, and commits it. */
static inline void write_with(struct output *(*open)(const char *, const struct about *,
                                                     const struct account *, char *),
                              const char *target, const char *text, bool csv_raw)
{
    struct reading r;
    char error[TARGET_ERROR];
    reading_start(&r);
    struct about about = {.version = "0",
                          .selection = &r.selection,
                          .limits = &r.options.limits,
                          .columns = 80,
                          .csv_raw = csv_raw};
    struct output *o = open(target, &about, &r.account, error);
    assert_non_null(o);
    assert_true(audit_listen(&r.account.audit, o->listener));
    reading_add(&r, slice_of(text), SIZE_MAX);
    assert_true(account_finish(&r.account));
    assert_true(o->finish(o, &r.account));
    assert_true(o->commit(o));
    o->abandon(o);
    reading_end(&r);
}

#define BAD_NAME                                                                                   \
    "{\"organization-name\":\"=1+1\",\"date-range\":{\"start-datetime\":\"2024-05-01T00:00:00Z\"," \
    "\"end-datetime\":"                                                                            \
    "\"2024-05-01T23:59:59Z\"},\"contact-info\":\"a,\\\"b\\\"\\nc\",\"report-id\":\"1\","          \
    "\"policies\":[{\"policy\":{"                                                                  \
    "\"policy-type\":\"sts\",\"policy-domain\":\"a.example\"},\"summary\":{\"total-successful-"    \
    "session-count\":1,"                                                                           \
    "\"total-failure-session-count\":1}}]}"

#endif
