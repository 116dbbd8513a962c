/*
 * policies: the MTA-STS policies of --sts-policy, a file or a folder of files.
 */
#ifndef CMD_POLICIES_H
#define CMD_POLICIES_H

#include "lib/base/buffer.h"
#include "lib/tlsrpt/servedpolicies.h"

/* Who is given the text of each policy's file, with a NUL behind it. */
struct policies_keeper {
    void *self;
    /* Owns the text from then on, but not the path. False: it said on standard error what is
     * wrong. */
    bool (*keep)(void *self, const char *path, struct buffer *text);
    bool is_quiet; /* wants no warnings */
};

/* Adds the policy of a file named DOMAIN.txt or mta-sts.DOMAIN.txt, or those of all such files in a
 * folder, in byte order of the names; links in it are not followed, as below an INPUT (SPEC 2), but
 * named in a warning. -1: done; else the exit status, after it said what is wrong. */
int policies_read(struct served_policies *to, const char *path,
                  const struct policies_keeper *keeper);

#endif
