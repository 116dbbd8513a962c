/*
 * sandbox: what the process may do while it reads what strangers have mailed (Linux: Landlock and
 * seccomp).
 *
 * Afterwards it can open its inputs for reading, build its outputs in the folders that were made
 * for them, write on in databases that it has open, and compute. It starts no program and no
 * process, signals nobody, knows no network, and changes neither owners nor modes. What of this
 * each half of the kernel forbids, a probe shows (docs/ROBUSTNESS.md).
 */
#ifndef RUN_SANDBOX_H
#define RUN_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

struct sandbox_paths {
    char *const *read; /* files and folders */
    size_t read_n;
    const char *const *build; /* folders in which everything can be made and removed */
    size_t build_n;
    const char *const *built; /* what is built there, and can be read where it is moved to */
    size_t built_n;
    const char *const *update; /* files that are there, and are written on */
    size_t update_n;
};

/* The halves. Neither can be undone; each is for this thread and those that it starts. False: the
 * kernel does not have it, and nothing changed. Files first: the other half forbids to ask. */
bool sandbox_forbid_files(const struct sandbox_paths *paths);
bool sandbox_forbid_calls(void);

#endif
