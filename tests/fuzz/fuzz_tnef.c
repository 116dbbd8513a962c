/* TNEF: attachments do not overlap, so all of them are no larger than the file. */
#include "formats/read/outlook/tnef.h"
#include "tests/fuzz/container.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct memory_stream file;
    memory_stream_init(&file, (struct slice){(const char *)data, n});
    struct container *c = tnef_open(&file.stream);
    MUST(drain(c) <= n);
    return 0;
}
