/*
 * sandbox: limits what the process may do while it reads what strangers have mailed (Linux:
 * Landlock and seccomp).
 *
 * Afterwards it can open its inputs for reading, build its outputs in the folders that were made
 * for them, go on writing in its databases, and compute. It starts no program and no process,
 * signals nobody, knows no network, and changes neither owners nor modes. A probe shows which of
 * the two forbids what (docs/ROBUSTNESS.md).
 */
#ifndef RUN_SANDBOX_H
#define RUN_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

struct sandbox_paths {
    char *const *read; /* files and folders; if they are over 1,000, every file can be read */
    size_t read_n;
    const char *const *build; /* folders in which everything can be made and removed */
    size_t build_n;
    const char *const *built; /* what is built there; it can be read once it is moved */
    size_t built_n;
    const char *const *update; /* files that are there and can be written */
    size_t update_n;
};

/* The two halves: Landlock, then seccomp, which forbids to ask for Landlock. Neither can be undone;
 * both hold for this thread and those that it starts. False: the kernel does not have it, and
 * nothing changed. */
bool sandbox_forbid_files(const struct sandbox_paths *paths);
bool sandbox_forbid_calls(void);

#endif
