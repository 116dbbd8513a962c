/*
 * setup_room: bounds how much is told of the set-up (SPEC 8.3). Names share records by CNAME and
 * MX: a list for each name can be the product of both, many times as long as the files.
 */
#ifndef FINDINGS_SETUP_ROOM_H
#define FINDINGS_SETUP_ROOM_H

#include <stdbool.h>
#include <stddef.h>

enum {
    /* Bytes that each domain has to itself, so that none takes those of others. */
    SETUP_ROOM_DOMAIN = 4096,
    SETUP_ITEM_BYTES = 16, /* bytes that an item of a list costs besides its text */
};

struct setup_room {
    size_t of_all;    /* what is left for all domains together */
    size_t of_domain; /* what is left for the domain at hand */
    size_t a_row;     /* what each row of the domain at hand repeats */
};

/* The room for files of so many bytes. */
struct setup_room setup_room_of(size_t bytes);

/* Turns to a domain whose rows each repeat `a_row` bytes. */
void setup_room_enter(struct setup_room *room, size_t a_row);

/* Takes room for a row: `bytes`, and what each row repeats. False: there is less, and none is
 * taken. */
bool setup_room_take(struct setup_room *room, size_t bytes);

#endif
