/*
 * shapes: reads lists and objects of a report that are not written as RFC 8460 has them. Private to
 * lib/tlsrpt.
 *
 * Serialisers and templates nest a list in another one, number its elements ({"0": …}, as PHP
 * does), name each of them (as XML does), write JSON into a string, put an object into a list, or
 * leave out the brackets around a lone element. All that can be read, with DEVIATION_ODD_SHAPE
 * noted.
 */
#ifndef TLSRPT_SHAPES_H
#define TLSRPT_SHAPES_H

#include "lib/tlsrpt/members.h"

struct list {
    struct slice name;   /* its own key, under which its elements may be nested once more */
    member_reader *read; /* reads each element, into `into`; a lone object is a list of one */
    void *into;
    enum reason broken; /* why JSON in a string is rejected if it breaks off */
};

/* Reads a list; null and "" are empty ones. False: give up. */
bool shape_list(struct decoder *d, enum jsonpull_token value, struct list *list);

/* An object, and where what is read of it goes. */
struct object {
    struct slice name; /* as above; empty: only numbers may stand around it */
    struct members members;
    void *into;
    /* Why a list of more than one such object is rejected, since nobody knows which of them counts,
     * and JSON in a string that breaks off. */
    enum reason unclear;
    bool was_object; /* an object was found */
};

/* As members_read_object; also in a list of one, or in an object of one. */
bool shape_object(struct decoder *d, enum jsonpull_token value, struct object *object);

/* After PULL_OBJECT: does its first key say that what is wanted is nested inside, under numbers or
 * under `name`? */
bool shape_is_wrapped(struct decoder *d, struct slice name);

/* If so: has `read` read what stands under such keys, and passes over the others. */
bool shape_unwrap(struct decoder *d, struct slice name, member_reader *read, void *into);

#endif
