#include "lib/tlsrpt/source.h"

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

bool source_name_claims(struct slice name)
{
    static const struct slice endings[] = {SLICE(".json"), SLICE(".json.gz"), SLICE(".json.zip")};
    bool ends_so = false;
    for (size_t i = 0; i < COUNT_OF(endings); i++)
        ends_so |= slice_ends_nocase(name, endings[i]);
    slice_until(&name, '!');
    slice_until(&name, '!');
    struct slice begin = slice_until(&name, '!');
    return ends_so && begin.n > 0 && ascii_is_digit(begin.at[0]) && name.n > 0 &&
           ascii_is_digit(name.at[0]);
}
