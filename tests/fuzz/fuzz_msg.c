/*
 * Outlook's messages: whatever chains and trees a compound file has, reading it ends, and what it
 * becomes is no larger than a few times the file.
 */
#include "formats/read/outlook/msg.h"
#include "tests/fuzz/container.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct limits limits = LIMITS_DEFAULT;
    struct memory_stream file;
    memory_stream_init(&file, (struct slice){(const char *)data, n});
    struct container *c = msg_open(&file.stream, &limits);
    MUST(drain(c) <= 16 * n + 65536);
    return 0;
}
