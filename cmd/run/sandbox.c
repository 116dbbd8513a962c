#include "cmd/run/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/base/slice.h"

#if __has_include(<linux/landlock.h>) /* headers of Linux 5.13 */
#include <linux/landlock.h>

enum { MOST_INPUTS = 1000 }; /* more than these get no rule each: then any file can be read */

#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13) /* ABI 2 */
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14) /* ABI 3 */
#endif

static const uint64_t to_read = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t to_write = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
                                 LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                                 LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                                 LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REFER |
                                 LANDLOCK_ACCESS_FS_TRUNCATE;
static const uint64_t of_files = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                                 LANDLOCK_ACCESS_FS_TRUNCATE;

struct path_rules {
    int set;
    uint64_t handled; /* what this kernel's Landlock knows of */
};

/* What is not there needs no rule; a rule that fails only makes the sandbox narrower. */
static void allow(const struct path_rules *r, const char *path, uint64_t access)
{
    struct stat status;
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return;
    struct landlock_path_beneath_attr rule = {.allowed_access = access & r->handled,
                                              .parent_fd = fd};
    if (fstat(fd, &status) == 0 && !S_ISDIR(status.st_mode))
        rule.allowed_access &= of_files;
    syscall(SYS_landlock_add_rule, r->set, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(fd);
}

/* Outputs are made beside their target and renamed: the folder has to be writable. */
static void allow_folder_of(const struct path_rules *r, const char *path)
{
    char copy[PATH_MAX];
    size_t n = strlen(path);
    if (n == 0 || n >= sizeof copy || strcmp(path, "-") == 0)
        return;
    while (n > 1 && path[n - 1] == '/')
        n--;
    memcpy(copy, path, n);
    copy[n] = '\0';
    char *cut = strrchr(copy, '/');
    allow(r, path, to_write);
    if (cut)
        cut[cut == copy] = '\0';
    allow(r, cut ? copy : ".", to_write);
}

static void allow_all(const struct path_rules *r, const struct sandbox_paths *paths)
{
    const char *temporary = getenv("TMPDIR");
    for (size_t i = 0; i < paths->write_n; i++)
        allow_folder_of(r, paths->write[i]);
    allow(r, temporary && temporary[0] == '/' ? temporary : "/tmp", to_write);
    allow(r, "/tmp", to_write);
    allow(r, "/usr/lib", to_read); /* character sets that libarchive asks the C library for */
    allow(r, "/dev/null", of_files);
    allow(r, "/dev/urandom", to_read);
    if (paths->read_n > MOST_INPUTS)
        allow(r, "/", to_read);
    for (size_t i = 0; i < paths->read_n && paths->read_n <= MOST_INPUTS; i++)
        allow(r, paths->read[i], to_read);
}

static bool forbid_files(const struct sandbox_paths *paths)
{
    struct path_rules r = {.set = -1};
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1)
        return false;
    r.handled = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
                LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
                LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
                LANDLOCK_ACCESS_FS_MAKE_SYM | (abi >= 2 ? LANDLOCK_ACCESS_FS_REFER : 0) |
                (abi >= 3 ? LANDLOCK_ACCESS_FS_TRUNCATE : 0);
    struct landlock_ruleset_attr attributes = {.handled_access_fs = r.handled};
    r.set = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
    if (r.set < 0)
        return false;
    allow_all(&r, paths);
    bool ok = syscall(SYS_landlock_restrict_self, r.set, 0) == 0;
    close(r.set);
    return ok;
}

#else
static bool forbid_files(const struct sandbox_paths *paths)
{
    (void)paths;
    return false;
}
#endif

#if defined(__x86_64__)
static const uint32_t native = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
static const uint32_t native = AUDIT_ARCH_AARCH64;
#else
static const uint32_t native = 0; /* numbers of calls are not known for sure: no filter */
#endif
enum { X32 = 0x40000000 }; /* x86-64 has a second set of numbers from here on */

/* EPERM for what reading mail never needs, and for every call by another architecture's numbers. */
static bool forbid_calls(void)
{
    if (native == 0)
        return false;
#define FORBID(call)                                                                               \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1),                                         \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, native, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        FORBID(socket),
        FORBID(connect),
        FORBID(bind),
        FORBID(execve),
        FORBID(execveat),
        FORBID(ptrace),
        FORBID(mount),
        FORBID(chroot),
        FORBID(setuid),
        FORBID(bpf),
        FORBID(kexec_load),
        FORBID(init_module),
        FORBID(unshare),
        FORBID(process_vm_writev),
        FORBID(io_uring_setup), /* it makes calls that no filter sees */
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = COUNT_OF(filter), .filter = filter};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

bool sandbox_enter(const struct sandbox_paths *paths)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return false;
    bool files = forbid_files(paths);
    return forbid_calls() || files;
}
