/* message: finds the reports in a mail (SPEC 3; RFC 8460, 5.3). */
#ifndef READ_MESSAGE_H
#define READ_MESSAGE_H

#include "formats/read/found.h"

/* Fills in item->outcome; what the reports keep of the message borrows from it. Out of memory:
 * x->out_of_memory. */
void message_extract(struct extractor *x, struct item *item, struct slice message,
                     struct arena *arena);

#endif
