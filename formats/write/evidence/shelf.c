#include "formats/write/evidence/shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/write/reportname.h"
#include "lib/base/io.h"

enum { DIGITS = 2, FOLDERS = 256 };

/* In the spool each file is this and its name. */
struct entry {
    char sha256[SHA256_TEXT];
    uint64_t bytes;
    uint64_t name_n;
};

static bool fail(struct shelf *s, int failure)
{
    if (s->failure == 0)
        s->failure = failure;
    return false;
}

bool shelf_open(struct shelf *s, const char *payload, const char *name, uint64_t most)
{
    *s = (struct shelf){.name = name, .most = most};
    spool_init(&s->names);
    if (asprintf(&s->folder, "%s/%s", payload, name) < 0) {
        s->folder = NULL;
        return fail(s, ENOMEM);
    }
    return mkdir(s->folder, 0700) == 0 || fail(s, errno);
}

static const char *digits_of(const char *name)
{
    const char *mark = strrchr(name, '!');
    return mark ? mark + 1 : name;
}

static bool is_fit(const char *name)
{
    const char *digits = digits_of(name);
    return strlen(name) < REPORT_NAME && ascii_is_hex(digits[0]) && ascii_is_hex(digits[1]);
}

/* "NAME", or "ab/NAME". */
static void put_place(bool divided, const char *name, char *to, size_t room)
{
    if (divided)
        snprintf(to, room, "%.2s/%s", digits_of(name), name);
    else
        snprintf(to, room, "%s", name);
}

static bool path_of(struct shelf *s, bool divided, const char *name, char path[static PATH_MAX])
{
    char place[SHELF_NAME + DIGITS + 2];
    put_place(divided, name, place, sizeof place);
    int n = snprintf(path, PATH_MAX, "%s/%s", s->folder, place);
    return (n > 0 && n < PATH_MAX) || fail(s, ENAMETOOLONG);
}

static bool read_entry(struct shelf *s, uint64_t *at, struct entry *e,
                       char name[static SHELF_NAME + 1])
{
    if (!spool_read(&s->names, *at, (char *)e, sizeof *e) || e->name_n > SHELF_NAME ||
        !spool_read(&s->names, *at + sizeof *e, name, (size_t)e->name_n))
        return fail(s, s->names.failure ? s->names.failure : EIO);
    name[e->name_n] = '\0';
    *at += sizeof *e + e->name_n;
    return true;
}

static bool divide(struct shelf *s)
{
    char from[PATH_MAX], to[PATH_MAX], name[SHELF_NAME + 1];
    struct entry e;
    for (int i = 0; i < FOLDERS; i++) {
        snprintf(to, sizeof to, "%s/%02x", s->folder, (unsigned)i);
        if (mkdir(to, 0700) != 0)
            return fail(s, errno);
    }
    for (uint64_t at = 0; at < spool_size(&s->names);) {
        if (!read_entry(s, &at, &e, name) || !path_of(s, false, name, from) ||
            !path_of(s, true, name, to))
            return false;
        if (rename(from, to) != 0)
            return fail(s, errno);
    }
    s->divided = true;
    return true;
}

static bool note(struct shelf *s, const char *name, uint64_t bytes, const char *sha256)
{
    struct entry e = {.bytes = bytes, .name_n = strlen(name)};
    memcpy(e.sha256, sha256, SHA256_TEXT);
    s->n++;
    if (spool_append(&s->names, (struct slice){.at = (const char *)&e, .n = sizeof e}) &&
        spool_append(&s->names, slice_of(name)))
        return true;
    return fail(s, s->names.failure ? s->names.failure : ENOMEM);
}

/* Where a file belongs. */
struct spot {
    char name[REPORT_NAME];
    char path[PATH_MAX];
    bool is_there; /* it is written already */
};

/* Finds the path for the name, and whether something is there. */
static bool look_at_spot(struct shelf *s, struct spot *at)
{
    if (!path_of(s, s->divided, at->name, at->path))
        return false;
    at->is_there = access(at->path, F_OK) == 0;
    return true;
}

static bool find_spot(struct shelf *s, const char *name, struct slice bytes, const char *sha256,
                      struct spot *at)
{
    snprintf(at->name, sizeof at->name, "%s", name);
    if (!look_at_spot(s, at))
        return false;
    bool is_named_by_hash = strncmp(name, sha256, SHA256_TEXT) == 0; /* as mails are */
    if (!at->is_there || is_named_by_hash)
        return true;
    int failure = io_holds(at->path, bytes, &at->is_there);
    if (failure != 0)
        return fail(s, failure);
    if (at->is_there)
        return true;
    report_name_beside(name, sha256, at->name);
    return look_at_spot(s, at);
}

bool shelf_put(struct shelf *s, const char *name, struct slice bytes,
               const char sha256[static SHA256_TEXT])
{
    struct spot at;
    if (!is_fit(name))
        return fail(s, EINVAL);
    if (!find_spot(s, name, bytes, sha256, &at))
        return false;
    if (at.is_there)
        return true;
    if (!s->divided && s->n == s->most && !(divide(s) && look_at_spot(s, &at)))
        return false;
    int failure = io_write_new(at.path, bytes);
    return failure == 0 ? note(s, at.name, bytes.n, sha256) : fail(s, failure);
}

bool shelf_each(struct shelf *s,
                bool (*tell)(void *self, const char *path, const char *sha256, uint64_t bytes),
                void *self)
{
    char name[SHELF_NAME + 1], place[SHELF_NAME + DIGITS + 2], path[SHELF_NAME + 64];
    struct entry e;
    for (uint64_t at = 0; at < spool_size(&s->names);) {
        char sha256[SHA256_TEXT + 1];
        if (!read_entry(s, &at, &e, name))
            return false;
        put_place(s->divided, name, place, sizeof place);
        snprintf(path, sizeof path, "%s/%s", s->name, place);
        memcpy(sha256, e.sha256, SHA256_TEXT);
        sha256[SHA256_TEXT] = '\0';
        if (!tell(self, path, sha256, e.bytes))
            return false;
    }
    return true;
}

void shelf_free(struct shelf *s)
{
    if (s->folder)
        spool_free(&s->names);
    free(s->folder);
    *s = (struct shelf){0};
}
