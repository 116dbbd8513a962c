/* method_address: the address with the most failed sessions, in words. */
#include <stdio.h>

#include "formats/write/method.h"
#include "formats/write/shown.h"
#include "lib/base/utf8.h"

enum { MOST_NAME = 100 };

/* "receiving 203.0.113.9 (AS64500 Example, DE; not an MX host's)" */
static void append_address(struct buffer *line, const struct address_row *row)
{
    const struct network *n = &row->network;
    const char *before = " (";
    buffer_append_text(line, address_roles[row->role]);
    buffer_append_char(line, ' ');
    buffer_append(line, row->address);
    if (n->code.asn > 0) {
        buffer_append_text(line, " (AS");
        buffer_append_number(line, n->code.asn);
        buffer_append_text(line, n->as_name.n > 0 ? " " : "");
        buffer_append(line, utf8_cut(n->as_name, MOST_NAME));
        before = ", ";
    }
    if (n->code.country[0] != '\0') {
        buffer_append_text(line, before);
        buffer_append(line, (struct slice){.at = n->code.country, .n = sizeof n->code.country});
        before = ", ";
    }
    if (row->is_told) {
        buffer_append_text(line, before);
        buffer_append_text(line, row->is_ours ? "an MX host's" : "no MX host's");
        before = ", ";
    }
    buffer_append_text(line, before[0] == ',' ? ")" : "");
}

void method_worst_address(const struct account *a, struct buffer *line)
{
    const struct summary *s = &a->audit.summary;
    char x[SHOWN_ROOM];
    for (size_t i = 0; i < s->addresses_n; i++) {
        const struct address_row *row = &s->addresses[i];
        if (slice_equal(row->address, ADDRESS_OTHERS))
            continue;
        append_address(line, row);
        buffer_append_text(line, ": ");
        buffer_append_text(
            line, shown_count(row->failed_sessions, "failed session", "failed sessions", x));
        return;
    }
}
