#include "cmd/tlsrpt-audit/edition_places.h"

void edition_places_init(struct edition_places *p, const struct hash_key *key)
{
    names_init(&p->taken, key);
    names_init(&p->wholes, key);
    names_init(&p->above, key);
}

static struct slice without_slashes(const char *path)
{
    struct slice place = slice_of(path);
    while (place.n > 1 && place.at[place.n - 1] == '/')
        place.n--;
    return place;
}

/* Replaces a place by the folder above it. False: none is written in the path. */
static bool step_up(struct slice *place)
{
    while (place->n > 0 && place->at[place->n - 1] != '/')
        place->n--;
    while (place->n > 0 && place->at[place->n - 1] == '/')
        place->n--;
    return place->n > 0;
}

bool edition_places_free_for(const struct edition_places *p, const char *path, bool is_folder)
{
    struct slice place = without_slashes(path), folder = place;
    if (names_find(&p->taken, place) >= 0 || (is_folder && names_find(&p->above, place) >= 0))
        return false;
    while (step_up(&folder))
        if (names_find(&p->wholes, folder) >= 0)
            return false;
    return true;
}

bool edition_places_take(struct edition_places *p, const char *path, bool is_folder)
{
    struct slice place = without_slashes(path), folder = place;
    bool ok = names_number(&p->taken, place) >= 0 &&
              (!is_folder || names_number(&p->wholes, place) >= 0);
    while (ok && step_up(&folder))
        ok = names_number(&p->above, folder) >= 0;
    return ok;
}

void edition_places_free(struct edition_places *p)
{
    names_free(&p->taken);
    names_free(&p->wholes);
    names_free(&p->above);
}
