#include "formats/read/promise.h"

/* clang-format off */
static const struct slice containers[] = {
    SLICE(".mbox"), SLICE(".mbx"), SLICE(".tar"), SLICE(".tgz"), SLICE(".tbz"), SLICE(".tbz2"),
    SLICE(".txz"), SLICE(".tzst"), SLICE(".zip"), SLICE(".7z"), SLICE(".rar"), SLICE(".cpio"),
    SLICE(".cab"), SLICE(".lzh"), SLICE(".lha"),
}, packed[] = {
    SLICE(".gz"), SLICE(".bz2"), SLICE(".xz"), SLICE(".zst"), SLICE(".lz4"), SLICE(".lz"),
    SLICE(".Z"),  SLICE(".br"),  SLICE(".icloud"), /* brotli has no mark; the cloud has the file */
}, single[] = {
    SLICE(".json"), SLICE(".eml"),
}, of_mail[] = {
    SLICE(".eml"), SLICE(".emlx"), SLICE(".msg"), SLICE(".pst"), SLICE(".ost"),
};
/* clang-format on */

/* Takes the ending off the name. */
static bool take_ending(struct slice *name, const struct slice *endings, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (slice_ends_nocase(*name, endings[i])) {
            name->n -= endings[i].n;
            return true;
        }
    return false;
}

static bool is_of_container(struct slice name)
{
    return take_ending(&name, containers, COUNT_OF(containers)) ||
           (take_ending(&name, packed, COUNT_OF(packed)) &&
            !take_ending(&name, single, COUNT_OF(single)));
}

bool promise_of_many(struct slice name, uint64_t size)
{
    enum { SMALL_FILE = 512 * 1024 };
    return size > SMALL_FILE || (size > 0 && is_of_container(name));
}

/* Tcl, Free Pascal and ROS keep their messages so, and sources of programs hold hundreds. A page
 * begins with a tag. */
static bool is_source(struct slice name, struct slice head)
{
    return slice_ends_nocase(name, SLICE(".msg")) && !slice_has(head, '\0') &&
           !slice_starts(slice_trim(head), SLICE("<"));
}

bool promise_of_mail(struct slice name, struct slice head)
{
    if (is_source(name, head))
        return false;
    take_ending(&name, packed, COUNT_OF(packed)); /* alone it is the name of anything */
    return take_ending(&name, of_mail, COUNT_OF(of_mail)) ||
           take_ending(&name, containers, COUNT_OF(containers));
}
