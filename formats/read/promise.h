/*
 * promise: what a file's name promises. What the file is, its content tells alone (SPEC 2).
 */
#ifndef READ_PROMISE_H
#define READ_PROMISE_H

#include <stdint.h>

#include "lib/base/slice.h"

/* Do a file's name and size promise many messages? Only a hint on who is to read the file. */
bool promise_of_many(struct slice name, uint64_t size);

/* Does the name promise mail, or a container that may hold some? What is neither was lost: a crash
 * leaves zeros, and a web mailer the page on which to sign in. `head`: what the file begins with;
 * messages of programs are texts that have the name of Outlook's. */
bool promise_of_mail(struct slice name, struct slice head);

#endif
