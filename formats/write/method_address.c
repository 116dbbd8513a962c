/* method_address: the address with the most failed sessions, in words. */
#include "formats/write/method.h"
#include "lib/base/thousands.h"
#include "lib/base/utf8.h"

enum { MOST_NAME = 100 };

/* Before the first fact comes " (", before the others ", ". */
static void append_fact(struct buffer *line, const char **before, struct slice fact)
{
    buffer_append_text(line, *before);
    buffer_append(line, utf8_cut(fact, MOST_NAME));
    *before = ", ";
}

/* "receiving 203.0.113.9 (mail.example.net, AS64500 Example, DE, no MX host's)" */
static void append_address(struct buffer *line, const struct address_row *row)
{
    const struct network *n = &row->network;
    const char *before = " (";
    buffer_append_format(line, "%s ", address_roles[row->role]);
    buffer_append(line, row->address);
    if (row->reverse_names.n > 0)
        append_fact(line, &before, row->reverse_names.at[0]);
    if (n->code.asn > 0) {
        append_fact(line, &before, SLICE("AS"));
        buffer_append_number(line, n->code.asn);
        buffer_append_text(line, n->as_name.n > 0 ? " " : "");
        buffer_append(line, utf8_cut(n->as_name, MOST_NAME));
    }
    if (n->code.country[0] != '\0')
        append_fact(line, &before,
                    (struct slice){.at = n->code.country, .n = sizeof n->code.country});
    if (row->ours_is_known)
        append_fact(line, &before, row->is_ours ? SLICE("an MX host's") : SLICE("no MX host's"));
    buffer_append_text(line, before[0] == ',' ? ")" : "");
}

void method_worst_address(const struct account *a, struct buffer *line)
{
    const struct summary *s = &a->audit.summary;
    for (size_t i = 0; i < s->addresses_n; i++) {
        const struct address_row *row = &s->addresses[i];
        if (slice_equal(row->address, NAMES_OTHERS))
            continue;
        append_address(line, row);
        buffer_append_format(
            line, ": %s", counted(row->failed_sessions, "failed session", "failed sessions").text);
        return;
    }
}
