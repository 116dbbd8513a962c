#include "lib/findings/setup_room.h"

struct setup_room setup_room_of(size_t bytes)
{
    enum { TIMES = 20, BESIDES = 16 * 1024 * 1024 };
    return (struct setup_room){.of_all = BESIDES + TIMES * bytes};
}

void setup_room_enter(struct setup_room *room, size_t a_row)
{
    room->of_domain = SETUP_ROOM_DOMAIN;
    room->a_row = a_row;
}

bool setup_room_take(struct setup_room *room, size_t bytes)
{
    size_t wanted = bytes + room->a_row, own = wanted < room->of_domain ? wanted : room->of_domain;
    if (wanted - own > room->of_all)
        return false;
    room->of_domain -= own;
    room->of_all -= wanted - own;
    return true;
}
