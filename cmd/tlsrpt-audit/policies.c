#include "cmd/tlsrpt-audit/policies.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cmd/tlsrpt-audit/complain.h"
#include "cmd/tlsrpt-audit/file.h"
#include "cmd/tlsrpt-audit/options.h"

static int wrong(const char *path, int status, const char *why)
{
    complain("%s: %s", path, why);
    return status;
}

static int read_file(struct served_policies *to, const char *path, bool has_to_be_one,
                     const struct policies_keeper *keeper)
{
    struct slice domain = {0};
    struct buffer text = {0};
    int status = file_read(path, &text) ? -1 : STATUS_TROUBLE;
    if (status < 0 && !served_add(to, slice_basename(slice_of(path)),
                                  slice_first(buffer_slice(&text), text.n - 1), &domain))
        status = wrong(path, STATUS_TROUBLE, "out of memory");
    if (status < 0 && domain.n > 0)
        return keeper->keep(keeper->self, path, &text) ? -1 : STATUS_TROUBLE;
    if (status < 0 && has_to_be_one)
        status = wrong(path, STATUS_USAGE,
                       "its name does not tell whose policy it is: save it as DOMAIN.txt or "
                       "mta-sts.DOMAIN.txt");
    buffer_free(&text);
    return status;
}

static int read_entry(struct served_policies *to, const char *folder, const char *name,
                      const struct policies_keeper *keeper)
{
    char path[PATH_MAX];
    struct stat about;
    int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (n < 0 || (size_t)n >= sizeof path)
        return wrong(folder, STATUS_TROUBLE, strerror(ENAMETOOLONG));
    if (lstat(path, &about) != 0) /* it may be gone by now */
        return errno == ENOENT ? -1 : wrong(path, STATUS_TROUBLE, strerror(errno));
    if (S_ISLNK(about.st_mode) && !keeper->is_quiet)
        complain("%s: warning: is a link, and links are not followed", path);
    return S_ISREG(about.st_mode) ? read_file(to, path, false, keeper) : -1;
}

static int is_named_like_one(const struct dirent *entry)
{
    return served_domain_of(slice_of(entry->d_name)).n > 0;
}

/* Reads in byte order of the names (the locale collates so), in which the evidence keeps them. */
static int read_folder(struct served_policies *to, const char *path,
                       const struct policies_keeper *keeper)
{
    size_t before = to->n;
    struct dirent **entries = NULL;
    int n = scandir(path, &entries, is_named_like_one, alphasort);
    int status = n >= 0 ? -1 : wrong(path, STATUS_TROUBLE, strerror(errno));
    for (int i = 0; i < n; i++) {
        if (status < 0)
            status = read_entry(to, path, entries[i]->d_name, keeper);
        free(entries[i]);
    }
    free(entries);
    if (status < 0 && to->n == before)
        status = wrong(path, STATUS_USAGE,
                       "holds no policy: save each as DOMAIN.txt or mta-sts.DOMAIN.txt");
    return status;
}

int policies_read(struct served_policies *to, const char *path,
                  const struct policies_keeper *keeper)
{
    struct stat about;
    if (stat(path, &about) == 0 && S_ISDIR(about.st_mode))
        return read_folder(to, path, keeper);
    return read_file(to, path, true, keeper);
}
