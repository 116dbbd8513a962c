/*
 * tnef_properties: the MAPI properties of an attachment as TNEF packs them ([MS-OXTNEF], 2.1.3.4).
 */
#ifndef READ_TNEF_PROPERTIES_H
#define READ_TNEF_PROPERTIES_H

#include "formats/read/streams/seekable.h"
#include "lib/base/buffer.h"

struct tnef_properties {
    struct buffer name;       /* UTF-8; empty: it has none */
    uint64_t data_at, data_n; /* its bytes in the file; 0, 0: not here */
};

/* Looks through the n bytes at `at`, up to where they are damaged. Out of memory:
 * found->name.failed. */
void tnef_properties_read(struct seekable *file, uint64_t at, uint64_t n,
                          struct tnef_properties *found);

#endif
