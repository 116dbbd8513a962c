/*
 * setup_room: how much the set-up may tell (SPEC 8.3). Names share records by CNAME and MX: a list
 * for each of the names can be the product of both, many times as long as the files.
 */
#ifndef FINDINGS_SETUP_ROOM_H
#define FINDINGS_SETUP_ROOM_H

#include <stdbool.h>
#include <stddef.h>

enum {
    SETUP_ROOM_DOMAIN = 4096, /* bytes of each domain's own, so that none takes others' */
    SETUP_ITEM_BYTES = 16,    /* that an item of a list costs beside its text */
};

struct setup_room {
    size_t of_all;    /* what is left for all domains together */
    size_t of_domain; /* and for the present one */
    size_t a_row;     /* what each row of the present domain repeats */
};

/* For files of so many bytes. */
struct setup_room setup_room_of(size_t bytes);

/* A domain whose rows each repeat so many bytes. */
void setup_room_enter(struct setup_room *room, size_t a_row);

/* Takes the room for a row, of so many bytes and what each repeats. False: there is not as much,
 * and none is taken. */
bool setup_room_take(struct setup_room *room, size_t bytes);

#endif
