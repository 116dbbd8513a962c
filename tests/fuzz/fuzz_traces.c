/* traces: any bytes are looked at, and what was told stays told; bytes in another spelling come out
 * as they were, and a field of report mail among them is found. Any pages of a database give rows
 * that end. */
#include "tests/fuzz/fuzz.h"

#include "formats/read/spelled.h"
#include "formats/read/sqliterows.h"
#include "formats/read/traces.h"

enum { MOST = 2000, LONGEST = 8 };

static bool tells(struct slice bytes)
{
    struct traces t = {0};
    traces_look(&t, bytes);
    bool is_told = traces_tell(&t);
    traces_look(&t, SLICE("lunch"));
    MUST(!is_told || traces_tell(&t));
    return is_told;
}

/* ends: what spells no byte ends what is taken. */
static void take_any(struct slice text, spelled_taker *take, bool ends)
{
    char bytes[MOST];
    for (size_t room = 1; room <= sizeof bytes; room *= 2) {
        size_t used, n = take(text, bytes, room, &used);
        MUST(n <= room && used <= text.n && (ends || used == text.n || n == room));
    }
}

/* format: of each byte. */
static void check_spelling(struct slice bytes, const char *format, spelled_taker *take)
{
    static char text[MOST * LONGEST + 1], back[MOST];
    size_t n = 0, used;
    for (size_t i = 0; i < bytes.n; i++)
        n += (size_t)sprintf(text + n, format, (unsigned char)bytes.at[i]);
    struct slice spelled = {.at = text, .n = n};
    MUST(take(spelled, back, sizeof back, &used) == bytes.n);
    MUST(memcmp(back, bytes.at, bytes.n) == 0);
    MUST(tells(spelled));
}

static void take_rows(struct slice pages)
{
    static char file[MOST + 100] = "SQLite format 3\0\2", bytes[MOST];
    size_t n = pages.n < MOST ? pages.n : MOST, all = 0, got;
    struct sqliterows rows;
    if (n > 0)
        memcpy(file + 100, pages.at, n);
    if (!sqliterows_begin(&rows, (struct slice){.at = file, .n = 100 + n}))
        return;
    while ((got = sqliterows_next(&rows, bytes, sizeof bytes)) > 0)
        all += got;
    MUST(all <= sizeof file * 4);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char mail[] = "Subject: r\nTLS-Report-Domain: agency.example\n";
    static char bytes[MOST];
    size_t before = n < MOST - sizeof mail ? n : MOST - sizeof mail;
    struct slice text = {.at = (const char *)data, .n = n};
    tells(text);
    take_rows(text);
    MUST(spelled_begin(text) <= text.n);
    take_any(text, spelled_in_string, false);
    take_any(text, spelled_in_list, false);
    take_any(text, spelled_in_base64, true);
    take_any(text, spelled_in_hex, true);
    take_any(text, spelled_in_base32, true);
    take_any(text, spelled_in_dump, true);
    spelled_is_dump(text);
    if (before > 0)
        memcpy(bytes, data, before);
    memcpy(bytes + before, mail, sizeof mail - 1);
    struct slice all = {.at = bytes, .n = before + sizeof mail - 1};
    check_spelling(all, "\\u%04x", spelled_in_string);
    check_spelling(all, "\\\\%03o", spelled_in_string);
    check_spelling(all, "%u,\n", spelled_in_list);
    check_spelling(all, "%02X", spelled_in_hex);
    return 0;
}
