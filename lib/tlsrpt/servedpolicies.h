/*
 * servedpolicies: the MTA-STS policies that web servers serve (RFC 8461, 3.2), saved as files and
 * given with --sts-policy (SPEC 8.3).
 */
#ifndef TLSRPT_SERVEDPOLICIES_H
#define TLSRPT_SERVEDPOLICIES_H

#include "lib/base/texts.h"

enum { SERVED_POLICY_MOST = 64 * 1024 }; /* RFC 8461, 3.3: senders need not read more */

struct served_policy {
    struct slice domain;  /* normal form */
    struct slice text;    /* UTF-8, without a byte order mark */
    struct slice problem; /* an English sentence; empty: the policy is valid */
    struct texts mx;      /* its patterns in normal form, in byte order, each once */
};

struct served_policies { /* zero-initialise it */
    struct served_policy *at;
    size_t n;
    size_t bytes; /* of all their texts */
    struct arena arena;
};

/* The domain that a file is about by its name: DOMAIN.txt or mta-sts.DOMAIN.txt. Empty: by none. It
 * borrows from the name. */
struct slice served_domain_of(struct slice name);

/* Checks a policy and adds a copy; `text` is the file. Empty *domain: the file's name tells no
 * domain, and nothing was added. False: out of memory. */
bool served_add(struct served_policies *p, struct slice name, struct slice text,
                struct slice *domain);

/* To be called once, when all are added, before served_find: sorts by domain. Gives the domain that
 * is there twice; empty: none is. */
struct slice served_sort(struct served_policies *p);

/* NULL: none was given for the domain. */
const struct served_policy *served_find(const struct served_policies *p, struct slice domain);
void served_free(struct served_policies *p);

#endif
