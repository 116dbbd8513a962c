#include "lib/tlsrpt/source.h"

#include "lib/base/utf8.h"
#include "lib/mail/encodedword.h"
#include "lib/tlsrpt/domain.h"

enum { MOST_TOLD = 4096 }; /* bytes of a header text or file name that are looked at */

void source_texts(struct source *s, struct slice *texts[static SOURCE_TEXTS])
{
    struct slice *const all[] = {&s->path,
                                 &s->member,
                                 &s->message_id,
                                 &s->submitter,
                                 &s->report_domain,
                                 &s->report_sha256,
                                 &s->message_sha256,
                                 &s->signature.domain,
                                 &s->signature.selector,
                                 &s->signature.algorithm};
    _Static_assert(COUNT_OF(all) == SOURCE_TEXTS, "each text of a source");
    memcpy(texts, all, sizeof all);
}

bool source_is_authentic(const struct source *s)
{
    return dkim_is_authentic(&s->signature) || s->server_word == SERVER_SAYS_PASS;
}

struct slice source_doubt(const struct source *s)
{
    const struct dkim_verdict *v = &s->signature;
    if (v->result == DKIM_UNCHECKED)
        return SLICE("not-passed");
    if (v->reason != DKIM_SOUND)
        return dkim_reason_names[v->reason];
    return v->result == DKIM_PASS ? SLICE("unaligned") : dkim_result_names[v->result];
}

bool source_name_tells(struct slice name)
{
    return slice_ends_nocase(name, SLICE(".json")) || slice_ends_nocase(name, SLICE(".gz")) ||
           slice_ends_nocase(name, SLICE(".zip"));
}

/* A checksum or a signature lies beside what it is of, and has its name, too; so does what Windows
 * notes on a download, in other file systems, and OTRS on an attachment. */
static bool is_beside(struct slice name)
{
    static const struct slice endings[] = {SLICE(".sig"),
                                           SLICE(".p7s"),
                                           SLICE(".md5"),
                                           SLICE(".sha1"),
                                           SLICE(".sha256"),
                                           SLICE(".sha512"),
                                           SLICE(".content_type"),
                                           SLICE(".content_id"),
                                           SLICE(".disposition"),
                                           SLICE(".content_alternative"),
                                           SLICE(":Zone.Identifier")};
    return slice_any(name, slice_ends_nocase, endings, COUNT_OF(endings));
}

bool source_name_claims(struct slice name)
{
    bool is_json = slice_find_nocase(name, SLICE(".json")).n > 0 && !is_beside(name);
    slice_until(&name, '!');
    slice_until(&name, '!');
    struct slice begin = slice_until(&name, '!');
    return is_json && begin.n > 0 && ascii_is_digit(begin.at[0]) && name.n > 0 &&
           ascii_is_digit(name.at[0]);
}

bool source_domain(struct slice text, struct arena *arena, struct slice *name)
{
    struct slice decoded;
    *name = (struct slice){0};
    if (text.n == 0)
        return true;
    if (domain_is_name(text)) /* as nearly all are: nothing has to be done to it */
        return arena_copy(arena, text, name);
    if (!encodedword_decode(utf8_cut(text, MOST_TOLD), arena, &decoded))
        return false;
    decoded = slice_trim(decoded);
    for (size_t i = 0; i < decoded.n; i++)
        if (ascii_is_space(decoded.at[i])) /* words, as in an organization's name */
            return true;
    if (!domain_normalise(decoded, arena, name, NULL))
        return false;
    if (!domain_is_name(*name))
        *name = (struct slice){0};
    return true;
}

bool source_take_name(struct source *s, struct slice file_name, struct arena *arena)
{
    struct slice rest;
    if (s->submitter.n > 0 && s->report_domain.n > 0)
        return true;
    if (!encodedword_decode(utf8_cut(file_name, MOST_TOLD), arena, &rest))
        return false;
    rest = slice_basename(rest);
    struct slice submitter = slice_until(&rest, '!');
    struct slice domain = slice_until(&rest, '!');
    struct slice begin = slice_trim(slice_until(&rest, '!'));
    rest = slice_trim(rest); /* where a line of the header was folded, a blank is left */
    if (begin.n == 0 || !ascii_is_digit(begin.at[0]) || rest.n == 0 || !ascii_is_digit(rest.at[0]))
        return true;
    return (s->submitter.n > 0 || source_domain(submitter, arena, &s->submitter)) &&
           (s->report_domain.n > 0 || source_domain(domain, arena, &s->report_domain));
}
