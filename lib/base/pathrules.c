#include "lib/base/pathrules.h"

#if __has_include(<linux/landlock.h>) /* headers of Linux 5.13 */
#include <fcntl.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What newer headers than these call LANDLOCK_…, by the version of the interface that
 * brought it. */
enum { ABI_REFER = 2, ABI_TRUNCATE = 3, ABI_TCP = 4, ABI_IOCTL = 5, ABI_SCOPES = 6 };
#define REFER (1ULL << 13)
#define TRUNCATE (1ULL << 14)
#define IOCTL_OF_DEVICES (1ULL << 15)
#define BIND_AND_CONNECT_TCP 3ULL
#define ABSTRACT_SOCKETS_AND_SIGNALS 3ULL

struct attributes { /* as of the version that has all three */
    uint64_t files, net, scopes;
};

static const uint64_t of_files = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                                 TRUNCATE;
static const uint64_t uses[] = {
    [PATH_READ] = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
    [PATH_UPDATE] = of_files,
    [PATH_BUILD_IN] = of_files | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                      LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                      LANDLOCK_ACCESS_FS_MAKE_DIR | REFER,
};

static size_t size_of_attributes(long abi)
{
    return abi >= ABI_SCOPES ? sizeof(struct attributes)
           : abi >= ABI_TCP  ? offsetof(struct attributes, scopes)
                             : offsetof(struct attributes, net);
}

bool pathrules_begin(struct path_rules *r)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    *r = (struct path_rules){.set = -1};
    if (abi < 1)
        return false;
    r->handled = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                 LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
                 LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                 LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                 LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
                 LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
                 LANDLOCK_ACCESS_FS_MAKE_SYM | (abi >= ABI_REFER ? REFER : 0) |
                 (abi >= ABI_TRUNCATE ? TRUNCATE : 0) | (abi >= ABI_IOCTL ? IOCTL_OF_DEVICES : 0);
    struct attributes a = {
        .files = r->handled, .net = BIND_AND_CONNECT_TCP, .scopes = ABSTRACT_SOCKETS_AND_SIGNALS};
    r->set = (int)syscall(SYS_landlock_create_ruleset, &a, size_of_attributes(abi), 0);
    return r->set >= 0;
}

void pathrules_allow(const struct path_rules *r, const char *path, enum path_use use)
{
    struct stat status;
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return;
    struct landlock_path_beneath_attr rule = {.allowed_access = uses[use] & r->handled,
                                              .parent_fd = fd};
    if (fstat(fd, &status) == 0 && !S_ISDIR(status.st_mode))
        rule.allowed_access &= of_files;
    syscall(SYS_landlock_add_rule, r->set, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(fd);
}

bool pathrules_enter(struct path_rules *r)
{
    bool ok = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
              syscall(SYS_landlock_restrict_self, r->set, 0) == 0;
    close(r->set);
    r->set = -1;
    return ok;
}

#else
bool pathrules_begin(struct path_rules *r)
{
    *r = (struct path_rules){.set = -1};
    return false;
}

void pathrules_allow(const struct path_rules *r, const char *path, enum path_use use)
{
    (void)r, (void)path, (void)use;
}

bool pathrules_enter(struct path_rules *r)
{
    (void)r;
    return false;
}
#endif
