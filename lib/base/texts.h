/*
 * texts: lists of texts, which grow in an arena. They borrow their texts.
 */
#ifndef BASE_TEXTS_H
#define BASE_TEXTS_H

#include "lib/base/arena.h"

struct texts { /* zero-initialise it */
    struct slice *at;
    size_t n;
};

bool texts_push(struct arena *a, struct texts *list, struct slice text); /* false: out of memory */
void texts_settle(struct texts *list); /* sorts by bytes, keeps each text once */
bool texts_hold(const struct texts *settled, struct slice text); /* is the text in the list? */

#endif
