/*
 * Links are not followed, special files are skipped. Small files go to the workers by name, to be
 * opened there; large ones, and those whose names say that they hold more than one message, are
 * walked apart, so that their messages spread over the workers.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/read/applemail.h"
#include "formats/read/clone.h"
#include "formats/read/folder.h"
#include "formats/read/listing.h"
#include "formats/read/maildir.h"
#include "formats/read/promise.h"
#include "formats/read/walk.h"
#include "lib/base/io.h"

enum { FOLDER_MOST_DEPTH = 64, MOVED_TRIES = 5 };

static const struct unread too_deep = {UNREAD_OVER_LIMIT, SLICE("folder nested too deep"),
                                       SLICE("give it as an INPUT of its own")};

/* path/name, NUL-terminated, on the heap. */
static char *join(const char *path, struct slice name)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    bool root = n == 1 && path[0] == '/';
    char *joined = malloc(n + name.n + 2);
    if (!joined)
        return NULL;
    memcpy(joined, path, n);
    n -= root;
    joined[n] = '/';
    memcpy(joined + n + 1, name.at, name.n);
    joined[n + 1 + name.n] = '\0';
    return joined;
}

/* Where a disk fails to tell, it may be one: listing it says why. */
static bool is_folder(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 ? S_ISDIR(status.st_mode) : errno != ENOENT && errno != EACCES;
}

static bool has_folder(const char *path, const struct listing *l, const char *name)
{
    char joined[PATH_MAX]; /* a longer one could not be opened either */
    int n = snprintf(joined, sizeof joined, "%s/%s", path, name);
    return n > 0 && (size_t)n < sizeof joined && listing_may_have(l, slice_of(name)) &&
           is_folder(joined);
}

/* One of its folders may be missing: many a copy or backup leaves out those that are empty. */
static bool is_maildir(const char *path, const struct listing *l)
{
    return has_folder(path, l, "cur") || (has_folder(path, l, "new") && has_folder(path, l, "tmp"));
}

static bool add_file(struct walk *w, const char *path, bool in_maildir)
{
    struct source where = {.path = slice_of(path)};
    struct item *item = sink_add(w->sink, ITEM_FILE, &where, w->input);
    if (!item)
        return false;
    size_t n = strlen(path) + 1; /* open(2) wants the NUL */
    char *copy = arena_take_text(&w->sink->batch->arena, n);
    if (!copy)
        return false;
    memcpy(copy, path, n);
    item->file = copy;
    item->in_maildir = in_maildir;
    return sink_added(w->sink, NULL);
}

static bool walk_container_file(struct walk *w, const char *path)
{
    struct place p = {.path = slice_of(path)};
    int file = open(path, IO_AS_IT_IS);
    if (file < 0)
        return place_trouble(w, &p, strerror(errno));
    bool ok = walk_file(w, &p, file);
    close(file);
    return ok;
}

static bool walk_folder_at(struct walk *w, const char *path, unsigned depth);

/* Lists a folder's entries (as listing_read). If it cannot be read, that is a trouble, and the list
 * has what was read. False: stop reading. */
static bool list_folder(struct walk *w, const char *path, const struct listing *but,
                        struct listing *l)
{
    struct place p = {.path = slice_of(path)};
    DIR *folder = opendir(path);
    *l = (struct listing){.is_closed = !folder};
    if (!folder)
        return place_trouble(w, &p, strerror(errno));
    int failure = listing_read(folder, but, l);
    closedir(folder);
    return failure == 0 || place_trouble(w, &p, strerror(failure));
}

/* A folder in cur or new is no message, but may hold some. */
static bool add_message(struct walk *w, const char *folder, struct slice name, bool may_be_folder,
                        unsigned depth)
{
    char *path = join(folder, name);
    bool ok = path && (may_be_folder && is_folder(path) ? walk_folder_at(w, path, depth + 1)
                                                        : add_file(w, path, true));
    free(path);
    return ok;
}

/* Are they two messages, not one that was renamed while its folder was listed? Some exports number
 * the messages of each folder anew. */
static bool is_another(const char *folder, struct slice name, const char *other_folder,
                       struct slice other)
{
    char *path = join(folder, name), *other_path = join(other_folder, other);
    bool differ = path && other_path && maildir_differ(path, other_path);
    free(path);
    free(other_path);
    return differ;
}

static bool add_messages(struct walk *w, const char *folder, const struct listing *l,
                         unsigned depth)
{
    bool ok = true;
    for (size_t i = 0; ok && i < l->n; i++) {
        struct slice name = l->names[i], unique = maildir_unique(name);
        if (name.at[0] == '.')
            continue; /* dot files are no messages (Maildir, "How a message is read") */
        bool again = i > 0 && slice_equal(unique, maildir_unique(l->names[i - 1]));
        const struct slice *alike = again                     ? &l->names[i - 1]
                                    : maildir_has_flags(name) ? listing_find_bare(l, unique)
                                                              : NULL;
        if (!alike || is_another(folder, name, folder, *alike))
            ok = add_message(w, folder, name, l->may_hold_folders, depth);
    }
    return ok;
}

/*
 * Adds the messages of cur, then those of new. new is listed first: a message that a mail program
 * moves from new to cur meanwhile is in both lists, not in neither, and is read once. cur is listed
 * twice, since readdir(3) may miss a file that is renamed meanwhile; the second time comes when the
 * workers have something to do.
 */
static bool walk_messages(struct walk *w, const char *maildir, unsigned depth)
{
    char *cur = join(maildir, SLICE("cur")), *new = join(maildir, SLICE("new"));
    struct listing in_new = {0}, in_cur = {0}, again = {0};
    bool ok = cur && new && (!is_folder(new) || list_folder(w, new, NULL, &in_new)) &&
              (!is_folder(cur) ||
               (list_folder(w, cur, NULL, &in_cur) && add_messages(w, cur, &in_cur, depth) &&
                (in_cur.is_closed || list_folder(w, cur, &in_cur, &again)) &&
                add_messages(w, cur, &again, depth)));
    for (size_t i = 0; ok && i < in_new.n; i++) { /* what cur had either time is not new any more */
        struct slice name = in_new.names[i], unique = maildir_unique(name);
        const struct slice *alike = listing_find(&in_cur, unique);
        alike = alike ? alike : listing_find(&again, unique);
        if (alike && !is_another(new, name, cur, *alike))
            in_new.names[i] = SLICE(".");
    }
    ok = ok && add_messages(w, new, &in_new, depth);
    listing_free(&in_cur);
    listing_free(&again);
    listing_free(&in_new);
    free(cur);
    free(new);
    return ok;
}

static bool walk_entry(struct walk *w, const char *path, struct slice name, unsigned depth)
{
    struct stat status;
    struct place p = {.path = slice_of(path)};
    if (lstat(path, &status) != 0) /* it may be gone since it was listed */
        return errno == ENOENT || place_trouble(w, &p, strerror(errno));
    if (S_ISDIR(status.st_mode))
        return applemail_has_message(path) || walk_folder_at(w, path, depth + 1);
    if (S_ISLNK(status.st_mode))
        return place_skipped(w, &p, SLICE("is a link, and links are not followed"));
    if (!S_ISREG(status.st_mode))
        return place_note(w, &p, ITEM_SKIPPED);
    bool container = promise_of_many(name, (uint64_t)status.st_size);
    return container ? walk_apart(w, path, walk_container_file) : add_file(w, path, false);
}

/* What stands in a Maildir beside its own folders: Maildir++'s and Dovecot's subfolders, and
 * whatever somebody put there, under whatever name. tmp holds mail that is not delivered yet. */
static bool walk_beside(struct walk *w, const char *path, struct slice name, unsigned depth)
{
    static const struct slice own[] = {SLICE("cur"), SLICE("new"), SLICE("tmp")};
    bool is_own = slice_any(name, slice_equal, own, COUNT_OF(own)) && is_folder(path);
    return is_own || walk_entry(w, path, name, depth);
}

/* In byte order of the names (SPEC 2): cur and new come between the subfolders. */
static bool walk_listed(struct walk *w, const char *path, bool maildir, const struct listing *l,
                        unsigned depth)
{
    bool ok = true, awaits_messages = maildir;
    for (size_t i = 0; ok && i < l->n; i++) {
        struct slice name = l->names[i];
        if (awaits_messages && slice_compare(name, SLICE("cur")) > 0) {
            awaits_messages = false;
            ok = walk_messages(w, path, depth);
        }
        char *joined = join(path, name);
        ok = ok && joined && (maildir ? walk_beside : walk_entry)(w, joined, name, depth);
        free(joined);
    }
    return ok && (!awaits_messages || walk_messages(w, path, depth));
}

static bool is_clone_of_inbox(const char *path, const struct listing *l)
{
    struct clone clone = {0};
    for (size_t i = 0; i < l->n; i++)
        clone_note(&clone, l->names[i]);
    return clone_is_of_inbox(&clone) && has_folder(path, l, ".git");
}

static bool walk_folder_at(struct walk *w, const char *path, unsigned depth)
{
    struct place p = {.path = slice_of(path)};
    if (depth > FOLDER_MOST_DEPTH)
        return place_unread(w, &p, &too_deep, "is nested too deep; it was not read");
    struct listing listing;
    bool ok = list_folder(w, path, NULL, &listing), maildir = is_maildir(path, &listing);
    walk_set_kind(w, maildir ? "maildir" : "folder");
    ok = ok && (!is_clone_of_inbox(path, &listing) || place_unread(w, &p, &clone_of_inbox, NULL)) &&
         walk_listed(w, path, maildir, &listing, depth);
    listing_free(&listing);
    return ok;
}

bool folder_walk(struct walk *w, const char *path)
{
    return walk_folder_at(w, path, 0);
}

/* Opens the message FOLDER/new/NAME or FOLDER/cur/NAME under the name that it has now in
 * FOLDER/sub. -1: it is not there. */
static int open_renamed(const char *folder, const char *sub, struct slice unique)
{
    char *path = join(folder, slice_of(sub));
    DIR *entries = path ? opendir(path) : NULL;
    struct dirent *entry;
    int file = -1;
    while (entries && file < 0 && (entry = readdir(entries)))
        if (slice_equal(maildir_unique(slice_of(entry->d_name)), unique))
            file = openat(dirfd(entries), entry->d_name, IO_AS_IT_IS);
    if (entries)
        closedir(entries);
    free(path);
    return file;
}

static int open_moved_message(const char *path)
{
    struct slice unique = maildir_unique(slice_basename(slice_of(path)));
    char *parent = strdup(path);
    int file = -1;
    for (int up = 0; parent && up < 2; up++) {
        char *cut = strrchr(parent, '/');
        if (cut)
            *cut = '\0';
    }
    /* It may be renamed again while we look. */
    for (int tries = 0; parent && file < 0 && tries < MOVED_TRIES; tries++) {
        file = open_renamed(parent, "cur", unique);
        if (file < 0)
            file = open_renamed(parent, "new", unique);
    }
    free(parent);
    return file;
}

bool folder_walk_deferred(struct walk *w, const char *path, bool in_maildir)
{
    struct place p = {.path = slice_of(path), .in_maildir = in_maildir};
    int file = open(path, IO_AS_IT_IS);
    if (file < 0 && errno == ENOENT && in_maildir) {
        file = open_moved_message(path);
        if (file < 0)
            return true;
    }
    if (file < 0)
        return place_trouble(
            w, &p, errno == ELOOP ? "is a link, and links are not followed" : strerror(errno));
    bool ok = walk_file(w, &p, file);
    close(file);
    return ok;
}
