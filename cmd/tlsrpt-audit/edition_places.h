/* edition_places: the places that outputs are given, so that no two of a run get one. */
#ifndef CMD_EDITION_PLACES_H
#define CMD_EDITION_PLACES_H

#include "lib/base/names.h"

struct edition_places {
    struct names taken;  /* paths, each without a slash at its end */
    struct names wholes; /* those of them that are folders, which are replaced as a whole */
    struct names above;  /* the folders that a path that is taken stands in */
};

void edition_places_init(struct edition_places *p, const struct hash_key *key);

/* Would it be in nobody's way? What stands in a folder that is taken is in its way. */
bool edition_places_free_for(const struct edition_places *p, const char *path, bool is_folder);

/* False: out of memory. */
bool edition_places_take(struct edition_places *p, const char *path, bool is_folder);

void edition_places_free(struct edition_places *p);

#endif
