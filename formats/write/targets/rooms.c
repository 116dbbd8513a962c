#include "formats/write/targets/rooms.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/parent.h"

struct mount {
    unsigned major, minor;
    uint64_t id; /* 0: the kernel does not tell (Linux before 5.8) */
};

int rooms_add(struct rooms *r, const char *folder)
{
    char **all = realloc(r->folders, (r->n + 1) * sizeof *all);
    if (!all)
        return ENOMEM;
    r->folders = all;
    all[r->n] = strdup(folder);
    if (!all[r->n])
        return ENOMEM;
    r->n++;
    return 0;
}

static bool mount_of(const char *folder, struct mount *m)
{
    struct statx about;
    if (statx(AT_FDCWD, folder, 0, STATX_MNT_ID, &about) != 0)
        return false;
    bool has_id = (about.stx_mask & STATX_MNT_ID) != 0;
    *m = (struct mount){.major = about.stx_dev_major,
                        .minor = about.stx_dev_minor,
                        .id = has_id ? about.stx_mnt_id : 0};
    return true;
}

/* The mount of the nearest folder above the path that exists. */
static bool mount_above(const char *path, struct mount *m)
{
    char folder[PATH_MAX], above[PATH_MAX];
    bool ok = parent_of(path, folder), found = false;
    while (ok && !(found = mount_of(folder, m))) {
        ok = errno == ENOENT && parent_of(folder, above) && strcmp(folder, above) != 0;
        memcpy(folder, above, ok ? strlen(above) + 1 : 0);
    }
    return found;
}

const char *rooms_find(const struct rooms *r, const char *path)
{
    struct mount wanted, m;
    if (r->n == 0 || !mount_above(path, &wanted))
        return NULL;
    for (size_t i = 0; i < r->n; i++)
        if (mount_of(r->folders[i], &m) && m.major == wanted.major && m.minor == wanted.minor &&
            m.id == wanted.id)
            return r->folders[i];
    return NULL;
}

void rooms_free(struct rooms *r)
{
    for (size_t i = 0; i < r->n; i++)
        free(r->folders[i]);
    free(r->folders);
    *r = (struct rooms){0};
}
