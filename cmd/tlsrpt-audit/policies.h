/*
 * policies: the MTA-STS policies of --sts-policy, a file or a folder of files.
 */
#ifndef CMD_POLICIES_H
#define CMD_POLICIES_H

#include "lib/base/buffer.h"
#include "lib/tlsrpt/servedpolicies.h"

/* Who may want what a policy's file held, with a NUL behind it; it is his from then on, the path is
 * not. False: he has said on standard error what is wrong. */
struct policies_keeper {
    void *self;
    bool (*keep)(void *self, const char *path, struct buffer *text);
};

/* Adds the policy of a file named DOMAIN.txt or mta-sts.DOMAIN.txt, or all of a folder's, by name,
 * where other files are let be. False: it was said on standard error why not. */
bool policies_read(struct served_policies *to, const char *path,
                   const struct policies_keeper *keeper);

#endif
