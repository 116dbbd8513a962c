/*
 * gmime: the yardstick for ordinary good software: the same job on GMime, zlib and jansson.
 *
 *     gmime FILE      reads an mbox, prints messages, reports and sessions
 */
#include <fcntl.h>
#include <gmime/gmime.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

struct sums {
    long messages, reports;
    json_int_t successful, failed;
};

static void count_report(struct sums *sums, const char *bytes, size_t n)
{
    json_t *root = json_loadb(bytes, n, 0, NULL), *policies = json_object_get(root, "policies");
    for (size_t i = 0; i < json_array_size(policies); i++) {
        json_t *summary = json_object_get(json_array_get(policies, i), "summary");
        sums->successful += json_integer_value(
            json_object_get(summary, "total-successful-session-count"));
        sums->failed += json_integer_value(json_object_get(summary, "total-failure-session-count"));
    }
    sums->reports += json_array_size(policies) > 0;
    json_decref(root);
}

static void look_at_part(GMimeObject *parent, GMimeObject *part, gpointer self)
{
    static char plain[1 << 20];
    GMimeDataWrapper *content = GMIME_IS_PART(part) ? g_mime_part_get_content(GMIME_PART(part))
                                                    : NULL;
    (void)parent;
    if (!content)
        return;
    GMimeStream *memory = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(content, memory);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
    if (bytes->len > 2 && bytes->data[0] == 0x1F && bytes->data[1] == 0x8B) {
        z_stream z = {.next_in = bytes->data,
                      .avail_in = bytes->len,
                      .next_out = (Bytef *)plain,
                      .avail_out = sizeof plain};
        if (inflateInit2(&z, 16 + MAX_WBITS) == Z_OK && inflate(&z, Z_FINISH) == Z_STREAM_END)
            count_report(self, plain, z.total_out);
        inflateEnd(&z);
    } else if (bytes->len > 1 && bytes->data[0] == '{') {
        count_report(self, (const char *)bytes->data, bytes->len);
    }
    g_object_unref(memory);
}

int main(int argc, char **argv)
{
    struct sums sums = {0};
    int file = argc > 1 ? open(argv[1], O_RDONLY) : -1;
    if (file < 0)
        return 1;
    g_mime_init();
    GMimeStream *stream = g_mime_stream_fs_new(file);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_mime_parser_set_format(parser, GMIME_FORMAT_MBOX);
    while (!g_mime_parser_eos(parser)) {
        GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
        if (!message)
            continue;
        sums.messages++;
        g_mime_message_foreach(message, look_at_part, &sums);
        g_object_unref(message);
    }
    printf("%ld messages, %ld reports, %lld + %lld sessions\n", sums.messages, sums.reports,
           (long long)sums.successful, (long long)sums.failed);
    return 0;
}
