/* gmime: the same as leaves.c, as GMime sees them. */
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

static void print_leaf(GMimeObject *parent, GMimeObject *part, gpointer self)
{
    if (GMIME_IS_MESSAGE_PART(part) && g_mime_message_part_get_message(GMIME_MESSAGE_PART(part)))
        g_mime_message_foreach(g_mime_message_part_get_message(GMIME_MESSAGE_PART(part)),
                               print_leaf, NULL);
    GMimeDataWrapper *content = GMIME_IS_PART(part) ? g_mime_part_get_content(GMIME_PART(part))
                                                    : NULL;
    (void)parent;
    (void)self;
    if (!content)
        return;
    GMimeStream *memory = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(content, memory);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
    printf(" %u:%08x", bytes->len, (unsigned)crc32(0, bytes->data, bytes->len));
    g_object_unref(memory);
}

int main(int argc, char **argv)
{
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    char line[32];
    g_mime_init();
    while (file && fgets(line, sizeof line, file)) {
        size_t n = strtoul(line, NULL, 10);
        char *bytes = malloc(n + 1);
        if (!bytes || fread(bytes, 1, n, file) != n)
            return 1;
        GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, n);
        GMimeParser *parser = g_mime_parser_new_with_stream(stream);
        GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
        if (message) {
            g_mime_message_foreach(message, print_leaf, NULL);
            g_object_unref(message);
        }
        putchar('\n');
        g_object_unref(parser);
        g_object_unref(stream);
        free(bytes);
    }
    return !file || fclose(file) != 0;
}
