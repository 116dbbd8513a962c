/* TNEF: attachments do not overlap, so all of them are no larger than the file. */
#include "formats/read/tnef.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct memory_stream file;
    memory_stream_init(&file, (struct slice){(const char *)data, n});
    struct container *c = tnef_open(&file.stream);
    struct slice name;
    struct stream *member;
    char block[4096];
    size_t total = 0;
    MUST(c);
    while (container_next(c, &name, &member) == CONTAINER_MEMBER)
        for (size_t got; (got = stream_read(member, block, sizeof block)) > 0; total += got)
            MUST(name.n < 3 * 4096);
    MUST(total <= n);
    container_close(c);
    return 0;
}
