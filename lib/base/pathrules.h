/*
 * pathrules: which files a process can still open, make and remove (Linux 5.13: Landlock).
 *
 * What no rule allows fails with EACCES. Later kernels keep more out of reach: TCP (6.7), device
 * files' ioctl(2) (6.10), signals to and abstract sockets of other processes (6.12).
 */
#ifndef BASE_PATHRULES_H
#define BASE_PATHRULES_H

#include <stdbool.h>
#include <stdint.h>

enum path_use {
    PATH_READ,    /* the file, or all below the folder */
    PATH_UPDATE,  /* the file alone: read, write, cut */
    PATH_BUILD_IN /* the folder: anything but special files and links */
};

struct path_rules {
    int set;
    uint64_t handled; /* what this kernel's Landlock knows of */
};

bool pathrules_begin(struct path_rules *r); /* false: the kernel has no Landlock */

/* What is not there needs no rule; a rule that fails only makes the reach narrower. */
void pathrules_allow(const struct path_rules *r, const char *path, enum path_use use);

/* For this thread and those that it starts, for good. The rules are done with. False: nothing
 * changed. */
bool pathrules_enter(struct path_rules *r);

#endif
