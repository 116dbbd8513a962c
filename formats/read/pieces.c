#include "formats/read/pieces.h"

#include <limits.h>
#include <sys/stat.h>

#include "lib/base/little.h"

/* xaa is the first piece of a split(1) that was told no name. */
static bool ends_before_letters(struct slice before)
{
    static const struct slice separators = SLICE(".-_");
    return slice_equal(before, SLICE("x")) || slice_ends_nocase(before, SLICE("part")) ||
           (before.n > 0 && memchr(separators.at, before.at[before.n - 1], separators.n));
}

/* One digit alone is of a log as a rule. */
static bool ends_before_digits(struct slice before, size_t digits)
{
    static const struct slice endings[] = {SLICE("."), SLICE(".r"), SLICE(".z")},
                              parts[] = {SLICE("part"), SLICE("part-"), SLICE("part_")};
    return slice_any(before, slice_ends_nocase, parts, COUNT_OF(parts)) ||
           (digits > 1 && (slice_any(before, slice_ends_nocase, endings, COUNT_OF(endings)) ||
                           slice_equal(before, SLICE("x"))));
}

/* The "aa", "001" or "2" that numbers a piece of this name; n = 0: nothing does. */
static struct slice counter_of(struct slice name)
{
    size_t digits = 0;
    if (slice_ends_nocase(name, SLICE(".rar")))
        name.n -= SLICE(".rar").n;
    while (digits < name.n && ascii_is_digit(name.at[name.n - 1 - digits]))
        digits++;
    if (digits > 0)
        return ends_before_digits(slice_first(name, name.n - digits), digits)
                   ? slice_from(name, name.n - digits)
                   : (struct slice){0};
    for (size_t letters = 2; letters <= 3 && letters < name.n; letters++)
        if (ends_before_letters(slice_first(name, name.n - letters)))
            return slice_from(name, name.n - letters);
    return (struct slice){0};
}

/* Some count from zero, others from one. */
static bool is_first(struct slice counter)
{
    for (size_t i = 0; i + 1 < counter.n; i++)
        if (counter.at[i] != 'a' && counter.at[i] != '0')
            return false;
    char last = counter.n > 0 ? counter.at[counter.n - 1] : '\0';
    return last == 'a' || last == '0' || last == '1';
}

bool pieces_is_first(struct slice name)
{
    return is_first(counter_of(slice_basename(name)));
}

/* Is there another file whose counter is `last` behind zeros? Overwrites the counter in `path`. */
static bool is_beside(char path[static PATH_MAX], size_t at, size_t n, char zero, char last)
{
    struct stat status;
    bool is_itself = path[at + n - 1] == last;
    for (size_t i = at; i + 1 < at + n; i++) {
        is_itself &= path[i] == zero;
        path[i] = zero;
    }
    path[at + n - 1] = last;
    return !is_itself && lstat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool pieces_is_later(struct slice path)
{
    char first[PATH_MAX];
    struct slice counter = counter_of(slice_basename(path));
    if (counter.n == 0 || path.n >= sizeof first)
        return false;
    memcpy(first, path.at, path.n);
    first[path.n] = '\0';
    size_t at = (size_t)(counter.at - path.at);
    if (!ascii_is_digit(counter.at[0]))
        return is_beside(first, at, counter.n, 'a', 'a');
    bool counts_from_zero = is_beside(first, at, counter.n, '0', '0');
    memcpy(first, path.at, path.n);
    return counts_from_zero || is_beside(first, at, counter.n, '0', '1');
}

bool pieces_is_of_zip(struct slice path)
{
    struct slice name = slice_basename(path), counter = counter_of(name);
    return slice_ends_nocase(name, SLICE(".zip")) ||
           (counter.n > 0 && slice_ends_nocase(slice_first(name, name.n - counter.n), SLICE(".z")));
}

enum zip_end pieces_zip_end(struct slice tail, uint64_t size)
{
    enum { DISK_AT = 4, LENGTH_AT = 12, CONTENTS_AT = 16 };
    if (tail.n != PIECES_TAIL || !slice_starts(tail, SLICE("PK\x05\x06")))
        return ZIP_HAS_NO_END;
    if (little_16(tail.at + DISK_AT) > 0)
        return ZIP_ENDS_DISK;
    uint64_t before = (uint64_t)little_32(tail.at + CONTENTS_AT) + little_32(tail.at + LENGTH_AT);
    return before + PIECES_TAIL > size ? ZIP_ENDS_PIECE : ZIP_ENDS;
}
