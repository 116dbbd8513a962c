#include "formats/write/targets/building.h"

#include <stddef.h>

enum building_status building_begin(struct building *b, const char *path, mode_t mode,
                                    placement_ours *is_ours, struct placer *placer)
{
    char *target;
    *b = (struct building){.placer = placer_is_sealed(placer) ? NULL : placer};
    b->failure = placement_target(path, &target);
    if (b->failure != 0)
        return BUILDING_FAILED;
    if (!target)
        return BUILDING_IS_DIRECT;

    if (b->placer) {
        b->failure = placer_begin(placer, target, mode, is_ours, &b->place);
    } else {
        b->failure = placement_begin(&b->own, target, mode, is_ours, placer_room(placer, target));
        b->place = b->failure == 0 ? &b->own : NULL;
    }
    return b->failure == 0 ? BUILDING_BEGUN : BUILDING_FAILED;
}

const char *building_path(const struct building *b)
{
    return b->place->built;
}

int building_commit(struct building *b)
{
    if (b->placer || !b->place)
        return 0;
    int failure = placement_move(&b->own);
    building_abandon(b);
    return failure;
}

void building_abandon(struct building *b)
{
    if (!b->placer && b->place) {
        placement_clear(&b->own);
        placement_free(&b->own);
    }
    b->place = NULL;
}
