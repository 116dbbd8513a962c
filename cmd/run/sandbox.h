/*
 * sandbox: what the process may do while it reads what strangers have mailed (Linux: Landlock and
 * seccomp).
 *
 * Afterwards it can open its inputs for reading, make and replace files in the folders of its
 * outputs and of temporary files, and nothing else: no other file, no network, no other program.
 * Where the kernel has no Landlock, only network and programs are forbidden.
 */
#ifndef CMD_SANDBOX_H
#define CMD_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

struct sandbox_paths {
    char *const *read; /* files and folders */
    size_t read_n;
    const char *const *write; /* files and folders that are made or replaced; "-" is none */
    size_t write_n;
};

/* Cannot be undone; for this thread and those that it starts. False: the kernel has neither, and
 * nothing changed. */
bool sandbox_enter(const struct sandbox_paths *paths);

#endif
