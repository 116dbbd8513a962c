/* edition_places: remembers where the outputs of a run go, so that none is in another's way. */
#ifndef CMD_EDITION_PLACES_H
#define CMD_EDITION_PLACES_H

#include "lib/base/names.h"

struct edition_places {
    struct names taken;  /* paths, each without a slash at its end */
    struct names wholes; /* those that are folders, which are replaced as a whole */
    struct names above;  /* all folders above paths that are taken */
};

void edition_places_init(struct edition_places *p, const struct hash_key *key);

/* Is the path free for an output? It is not if it is taken or below a folder that is taken, nor is
 * a folder above a path that is taken. */
bool edition_places_free_for(const struct edition_places *p, const char *path, bool is_folder);

/* False: out of memory. */
bool edition_places_take(struct edition_places *p, const char *path, bool is_folder);
void edition_places_free(struct edition_places *p);

#endif
