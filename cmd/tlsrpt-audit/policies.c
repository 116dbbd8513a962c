#include "cmd/tlsrpt-audit/policies.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cmd/tlsrpt-audit/complain.h"
#include "cmd/tlsrpt-audit/file.h"

static bool wrong(const char *path, const char *why)
{
    complain("%s: %s", path, why);
    return false;
}

static bool read_file(struct served_policies *to, const char *path, bool has_to_be_one)
{
    struct slice domain = {0};
    struct buffer text = {0};
    bool ok = file_read(path, &text);
    if (ok && !served_add(to, slice_basename(slice_of(path)),
                          slice_first(buffer_slice(&text), text.n - 1), &domain))
        ok = wrong(path, "out of memory");
    else if (ok && domain.n == 0 && has_to_be_one)
        ok = wrong(path, "its name does not tell whose policy it is: save it as DOMAIN.txt or "
                         "mta-sts.DOMAIN.txt");
    buffer_free(&text);
    return ok;
}

static bool read_entry(struct served_policies *to, const char *folder, const char *name)
{
    char path[PATH_MAX];
    struct stat about;
    if (served_domain_of(slice_of(name)).n == 0)
        return true;
    int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (n < 0 || (size_t)n >= sizeof path)
        return wrong(folder, strerror(ENAMETOOLONG));
    return stat(path, &about) != 0 || !S_ISREG(about.st_mode) || read_file(to, path, false);
}

static bool read_folder(struct served_policies *to, const char *path)
{
    size_t before = to->n;
    bool ok = true;
    DIR *folder = opendir(path);
    if (!folder)
        return wrong(path, strerror(errno));
    errno = 0;
    for (const struct dirent *e; ok && (e = readdir(folder)); errno = 0)
        ok = read_entry(to, path, e->d_name);
    if (ok && errno != 0)
        ok = wrong(path, strerror(errno));
    closedir(folder);
    if (ok && to->n == before)
        ok = wrong(path, "holds no policy: save each as DOMAIN.txt or mta-sts.DOMAIN.txt");
    return ok;
}

bool policies_read(struct served_policies *to, const char *path)
{
    struct stat about;
    if (stat(path, &about) == 0 && S_ISDIR(about.st_mode))
        return read_folder(to, path);
    return read_file(to, path, true);
}
