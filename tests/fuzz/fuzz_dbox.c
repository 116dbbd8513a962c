/* dbox: messages are no more than the file, and the same however it comes. */
#include "tests/fuzz/fuzz.h"

#include "formats/read/dbox.h"
#include "tests/dribble.h"

static void count(struct slice bytes, size_t piece, size_t *members, size_t *all)
{
    struct dribble d = {.stream.pull = dribble_pull, .rest = bytes, .piece = piece};
    struct container *c = dbox_open(&d.stream);
    struct slice name;
    struct stream *message;
    char block[600];
    MUST(c);
    while (container_next(c, &name, &message) == CONTAINER_MEMBER) {
        size_t got,
            most = ++*members % 3 == 0 ? 100 : SIZE_MAX; /* some are not read to their end */
        for (size_t n = 0; n < most && (got = stream_read(message, block, sizeof block)) > 0;
             n += got)
            *all += got;
        MUST(name.n > 0);
    }
    container_close(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    size_t members[2] = {0}, all[2] = {0};
    struct slice bytes = {(const char *)data, n};
    dbox_is(bytes);
    count(bytes, SIZE_MAX, &members[0], &all[0]);
    count(bytes, 7, &members[1], &all[1]);
    MUST(members[0] == members[1] && all[0] <= n && all[1] <= n);
    return 0;
}
