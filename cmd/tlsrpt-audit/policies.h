/*
 * policies: the MTA-STS policies of --sts-policy, a file or a folder of files.
 */
#ifndef CMD_POLICIES_H
#define CMD_POLICIES_H

#include "lib/tlsrpt/servedpolicies.h"

/* Adds the policy of a file named DOMAIN.txt or mta-sts.DOMAIN.txt, or all of a folder's, where
 * other files are let be. False: it was said on standard error why not. */
bool policies_read(struct served_policies *to, const char *path);

#endif
