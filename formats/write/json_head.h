/*
 * json_head: the objects that stand before the tables in the summary. Each function gives a new
 * reference; NULL: out of memory. Private to formats/write.
 */
#ifndef WRITE_JSON_HEAD_H
#define WRITE_JSON_HEAD_H

#include <jansson.h>

#include "formats/write/output.h"

json_t *json_options(const struct about *about, const struct audit_options *audit);
json_t *json_redacted(unsigned redacted); /* the words of --redact */
json_t *json_totals(const struct account *a);
json_t *json_authentication(const struct account *a);     /* SPEC 5.4 */
json_t *json_edition(const struct edition_mark *edition); /* whom it is about */
json_t *json_period(const struct account *a);             /* null where there is no report */

#endif
