/* roundtrip: a report that was accepted writes a record that reads back to the same record. */
#ifndef FUZZ_ROUNDTRIP_H
#define FUZZ_ROUNDTRIP_H

#include "lib/base/utf8.h"
#include "lib/tlsrpt/decode.h"
#include "lib/tlsrpt/identity.h"
#include "lib/tlsrpt/record.h"
#include "tests/fuzz/fuzz.h"

static inline void roundtrip(const struct report *report, const struct limits *limits,
                             struct arena *arena)
{
    struct report again;
    struct buffer line = {0}, twice = {0};
    struct keyer keyer = {0};
    char key[REPORT_KEY_TEXT + 1], key_again[REPORT_KEY_TEXT + 1];
    bool no_memory;
    MUST(report_key(&keyer, report, key));
    record_write(&line, report, key);
    MUST(utf8_is_valid(buffer_slice(&line)));
    MUST(record_decode(slice_trim(buffer_slice(&line)), limits, arena, &again, &no_memory) ==
         REASON_NONE);
    MUST(report_key(&keyer, &again, key_again));
    record_write(&twice, &again, key_again);
    MUST(slice_equal(buffer_slice(&line), buffer_slice(&twice)));
    buffer_free(&line);
    buffer_free(&twice);
    keyer_free(&keyer);
}

#endif
