#include "formats/write/building.h"

#include <errno.h>
#include <stddef.h>

enum building_status building_begin(struct building *b, const char *path, mode_t mode,
                                    bool (*is_ours)(const char *folder, const char *name),
                                    struct placer *placer)
{
    char *target;
    *b = (struct building){.placer = placer_is_started(placer) ? NULL : placer};
    if (placement_is_direct(path, &target))
        return BUILDING_IS_DIRECT;
    if (!target)
        return BUILDING_FAILED;

    if (b->placer)
        b->place = placer_begin(placer, target, mode, is_ours);
    else if (placement_begin(&b->own, target, mode, is_ours, placer_room(placer, target)))
        b->place = &b->own;
    return b->place ? BUILDING_BEGUN : BUILDING_FAILED;
}

const char *building_path(const struct building *b)
{
    return b->place->built;
}

bool building_commit(struct building *b)
{
    if (b->placer || !b->place)
        return true;
    bool ok = placement_move(&b->own);
    int failure = errno;
    building_abandon(b);
    errno = failure;
    return ok;
}

void building_abandon(struct building *b)
{
    if (!b->placer && b->place) {
        placement_clear(&b->own);
        placement_free(&b->own);
    }
    b->place = NULL;
}
