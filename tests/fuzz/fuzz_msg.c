/*
 * Outlook's messages: whatever chains and trees a compound file has, reading it ends, and what it
 * becomes is no larger than a few times the file.
 */
#include "formats/read/msg.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct limits limits = LIMITS_DEFAULT;
    struct memory_stream file;
    memory_stream_init(&file, (struct slice){(const char *)data, n});
    struct container *c = msg_open(&file.stream, &limits);
    struct slice name;
    struct stream *member;
    char block[4096];
    size_t total = 0;
    MUST(c);
    while (container_next(c, &name, &member) == CONTAINER_MEMBER)
        for (size_t got; (got = stream_read(member, block, sizeof block)) > 0; total += got)
            ;
    MUST(total <= 16 * n + 65536);
    container_close(c);
    return 0;
}
