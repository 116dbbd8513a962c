/*
 * leaves: the leaf parts of messages, as this program's MIME walk and decoders see them, to be
 * compared with other readers' answers.
 *
 *     leaves FILE      FILE: messages, each behind its length (a decimal number and a line feed)
 *
 * Prints one line per message: for each leaf its length and CRC-32, after decoding.
 */
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/mail/encoding.h"
#include "lib/mail/mime.h"

enum { MOST_DEPTH = 64, MOST_PARTS = 100000 };

static void print_leaf(const struct mime_leaf *leaf)
{
    bool damaged;
    enum encoding encoding = encoding_of(leaf->encoding);
    size_t room = encoding_base64_room(leaf->body.n) + leaf->body.n + 1, n = leaf->body.n;
    char *plain = malloc(room);
    if (!plain)
        abort();
    if (encoding == ENCODING_BASE64)
        n = encoding_base64(plain, room, leaf->body, &damaged);
    else if (encoding == ENCODING_QUOTED_PRINTABLE)
        n = encoding_quoted_printable(plain, leaf->body, &damaged);
    else if (n > 0)
        memcpy(plain, leaf->body.at, n);
    printf(" %zu:%08x", n, (unsigned)libdeflate_crc32(0, plain, n));
    free(plain);
}

/* Forwarded messages are entered in their place. */
static void print_leaves(struct slice message)
{
    struct arena arena = {0};
    struct mime_walk walk;
    struct mime_leaf leaf;
    const struct mime_limits limits = {
        .depth = MOST_DEPTH, .parts = MOST_PARTS, .header = SIZE_MAX, .fields = SIZE_MAX};
    mime_start(&walk, message, &limits, &arena);
    while (mime_next(&walk, &leaf))
        if (leaf.is_message)
            print_leaves(leaf.body);
        else
            print_leaf(&leaf);
    arena_free(&arena);
}

int main(int argc, char **argv)
{
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    char line[32];
    while (file && fgets(line, sizeof line, file)) {
        size_t n = strtoul(line, NULL, 10);
        char *bytes = malloc(n + 1);
        if (!bytes || fread(bytes, 1, n, file) != n)
            return 1;
        print_leaves((struct slice){bytes, n});
        putchar('\n');
        free(bytes);
    }
    return !file || fclose(file) != 0;
}
