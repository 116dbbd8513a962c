#include "formats/read/damage.h"

#include "formats/read/stores.h"
#include "formats/read/streams/rewritten.h"
#include "formats/read/streams/seekable.h"

const struct unread damage_unknown_method = {
    UNREAD_NO_READER, SLICE("archive packed by a method that is not read"),
    SLICE("unpack it with 7z x FILE, and give the folder")};

static const struct unread
    encrypted = {UNREAD_ENCRYPTED, SLICE("archive with a password"),
                 SLICE("unpack it with the password, and give the folder")},
    hungry = {UNREAD_OVER_LIMIT, SLICE("file that takes more memory to unpack than it may"),
              SLICE("unpack it with its own program, and give that")},
    damaged = {UNREAD_DAMAGED, SLICE("damaged or cut file"), SLICE("copy or export it again")},
    uncopied = {UNREAD_NOT_OPENED, SLICE("file that cannot be copied to read it"),
                SLICE("set TMPDIR to a folder that has room for it, and run again")},
    unopened = {UNREAD_NOT_OPENED, SLICE("file that cannot be copied to read it"),
                SLICE("let more files be open at once (ulimit -n), and run again")};

/* The first row of which the words stand in the sentence counts. */
static const struct {
    struct slice words;
    const struct unread *means;
} rows[] = {
    {SLICE(SEEKABLE_NO_ROOM), &uncopied},
    {SLICE(SEEKABLE_NO_FILES), &unopened},
    {SLICE(REWRITTEN_MIXED), &store_mixed},
    {SLICE("needs more "), &hungry},
    {SLICE("encrypt"), &encrypted},
    {SLICE("passphrase"), &encrypted},
    {SLICE("unsupported"), &damage_unknown_method},
    {SLICE("unknown compression"), &damage_unknown_method},
    {SLICE("multi volume"), &damage_unknown_method},
    {SLICE("not supported"), &damage_unknown_method},
};

static const struct unread *known_by_words(struct slice sentence)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (slice_find_nocase(sentence, rows[i].words).n > 0)
            return rows[i].means;
    return &damaged;
}

const struct unread *damage_of(struct slice sentence, bool is_of_piece)
{
    const struct unread *means = known_by_words(sentence);
    bool may_lack_rest = means == &damaged || means == &damage_unknown_method;
    return is_of_piece && may_lack_rest ? &store_piece : means;
}
