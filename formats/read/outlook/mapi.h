/*
 * mapi: the properties of messages and attachments that tell of reports, by their numbers
 * ([MS-OXPROPS]). msg, TNEF and PST all keep these, each in its own way.
 */
#ifndef READ_MAPI_H
#define READ_MAPI_H

#include "lib/base/buffer.h"
#include "lib/base/when.h"

enum mapi_property {
    MAPI_SUBJECT = 0x0037,
    MAPI_SUBMIT_TIME = 0x0039,
    MAPI_TRANSPORT_HEADER = 0x007D,
    MAPI_SENDER_ADDRESS = 0x0C1F,
    MAPI_DELIVERY_TIME = 0x0E06,
    MAPI_MESSAGE_ID = 0x1035,
    MAPI_DISPLAY_NAME = 0x3001,
    MAPI_ATTACH_DATA = 0x3701,
    MAPI_ATTACH_NAME = 0x3704,
    MAPI_ATTACH_METHOD = 0x3705,
    MAPI_ATTACH_LONG_NAME = 0x3707,
    MAPI_ATTACH_TYPE = 0x370E,
    MAPI_SENDER_SMTP = 0x5D01,
};

/* [MS-OXCDATA], 2.11.1. */
enum mapi_type {
    MAPI_DOUBLE = 0x0005,
    MAPI_CURRENCY = 0x0006,
    MAPI_APPLICATION_TIME = 0x0007,
    MAPI_OBJECT = 0x000D,
    MAPI_INTEGER_64 = 0x0014,
    MAPI_STRING_8 = 0x001E,
    MAPI_UNICODE = 0x001F,
    MAPI_TIME = 0x0040,
    MAPI_GUID = 0x0048,
    MAPI_BINARY = 0x0102,
    MAPI_MANY = 0x1000, /* a flag: there are several values */
};

enum { MAPI_BY_VALUE = 1 }; /* MAPI_ATTACH_METHOD: the bytes are there */

/* Makes a time of ticks of 100 ns since 1601. False: it is 0, or out of the years that are
 * known. */
bool mapi_time(uint64_t ticks, time_seconds *t);

/* Appends a text as UTF-8, without the NULs at its end; 8-bit text is taken as it is. */
void mapi_append_text(struct buffer *to, struct slice text, enum mapi_type type);

#endif
