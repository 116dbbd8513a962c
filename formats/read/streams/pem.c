#include "formats/read/streams/pem.h"

#include <stdlib.h>

#include "lib/mail/encoding.h"

struct pem {
    struct stream stream; /* first: the stream is this */
    struct stream *file;
    unsigned bits, bits_n; /* read, and not yet a byte */
    bool is_over;          /* the line -----END … has begun */
};

bool pem_is_message(struct slice head)
{
    static const struct slice labels[] = {SLICE("-----BEGIN PKCS7-----"),
                                          SLICE("-----BEGIN CMS-----"),
                                          SLICE("-----BEGIN PKCS #7 SIGNED DATA-----")};
    return slice_any(head, slice_starts, labels, COUNT_OF(labels));
}

/* Decodes digits; gives how many bytes they make, no more than there are digits. SIZE_MAX: a
 * character does not belong there. */
static size_t decode(struct pem *p, struct slice text, char *to)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n && !p->is_over; i++) {
        int digit = encoding_base64_digit(text.at[i]);
        p->is_over = text.at[i] == '-';
        if (digit < 0 && !p->is_over && text.at[i] != '=' && !ascii_is_space(text.at[i]))
            return SIZE_MAX;
        if (digit < 0)
            continue;
        p->bits = (p->bits << 6 | (unsigned)digit) & 0xFFFF;
        p->bits_n += 6;
        if (p->bits_n < 8)
            continue;
        p->bits_n -= 8;
        to[n++] = (char)(p->bits >> p->bits_n);
    }
    return n;
}

static ssize_t pull(struct stream *base, char *to, size_t n)
{
    struct pem *p = (struct pem *)base;
    char text[512];
    size_t made = 0;
    while (made == 0 && !p->is_over) {
        size_t got = stream_read(p->file, text, n < sizeof text ? n : sizeof text);
        made = decode(p, (struct slice){.at = text, .n = got}, to);
        if (got == 0 || made == SIZE_MAX) {
            const char *why = got > 0 ? "is damaged (PEM)" : "ends too early (PEM)";
            return stream_fail_with(base, p->file, why);
        }
    }
    return (ssize_t)made;
}

struct stream *pem_open(struct stream *file, struct expansion *expansion)
{
    struct pem *p = calloc(1, sizeof *p);
    char byte = '\0';
    (void)expansion; /* less comes out than there is */
    if (!p)
        return NULL;
    stream_init(&p->stream, pull, NULL);
    p->file = file;
    while (byte != '\n' && stream_read(file, &byte, 1) == 1)
        ; /* the first line */
    return &p->stream;
}

void pem_close(struct stream *s)
{
    free(s);
}
