/*
 * shapes: lists and objects of a report that are not written as RFC 8460 has them. Private to
 * lib/tlsrpt.
 *
 * Serialisers and templates nest a list in another one, number its elements ({"0": …}, as PHP
 * does), name each of them (as XML does), write JSON into a string, put an object into a list,
 * leave out the brackets around a lone element. What can be read of it is, and
 * DEVIATION_ODD_SHAPE noted.
 */
#ifndef TLSRPT_SHAPES_H
#define TLSRPT_SHAPES_H

#include "lib/tlsrpt/members.h"

struct list {
    struct slice name;   /* its own key, which may stand once more around its elements */
    member_reader *read; /* for each element, with `into`; a lone object is a list of one */
    void *into;
    enum reason broken; /* what JSON in a string that breaks off is rejected for */
};

/* Null and "" are lists of nothing. False: give up. */
bool shape_list(struct decoder *d, enum jsonpull_token value, struct list *list);

/* What an object is, and where what is read of it goes. */
struct object {
    struct slice name; /* as above; empty: only numbers may stand around it */
    struct members members;
    void *into;
    /* What a list of more than one is rejected for, of which nobody knows which counts, and JSON in
     * a string that breaks off. */
    enum reason unclear;
    bool was_object; /* there was one */
};

/* As members_read_object; in a list of one, or an object of one, too. */
bool shape_object(struct decoder *d, enum jsonpull_token value, struct object *object);

/* After PULL_OBJECT: does its first key say that what is wanted stands inside, under numbers or
 * under `name`? */
bool shape_is_wrapped(struct decoder *d, struct slice name);

/* Then: has `read` read what stands under such keys, and passes over the others. */
bool shape_unwrap(struct decoder *d, struct slice name, member_reader *read, void *into);

#endif
