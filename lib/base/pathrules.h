/*
 * pathrules: which files a process can still open, make and remove (Linux 5.13: Landlock).
 *
 * What no rule allows fails with EACCES. Later kernels deny more: TCP (6.7), ioctl(2) on device
 * files (6.10), signals to other processes and their abstract sockets (6.12).
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
    uint64_t handled; /* the kinds of access that this kernel's Landlock knows */
};

bool pathrules_begin(struct path_rules *r); /* false: the kernel has no Landlock */

/* A path that does not exist needs no rule. That a rule fails is not told, since it only makes the
 * reach narrower. */
void pathrules_allow(const struct path_rules *r, const char *path, enum path_use use);

/* Confines this thread and those that it starts, for good, and gives the rules back. False: nothing
 * changed. */
bool pathrules_enter(struct path_rules *r);

#endif
