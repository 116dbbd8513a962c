#include "lib/mail/dkim.h"

#include <stdlib.h>

#include "lib/mail/aligned.h"
#include "lib/mail/dkimjudge.h"

struct dkim_worker {
    struct dkimjudge judge;
    struct slice from; /* From's domain, of the message at hand */
};

struct dkim_worker *dkim_worker_new(struct dkimkeys *keys, bool strict)
{
    struct dkim_worker *w = calloc(1, sizeof *w);
    if (!w || dkimjudge_init(&w->judge, keys, strict))
        return w;
    dkim_worker_free(w);
    return NULL;
}

void dkim_worker_free(struct dkim_worker *w)
{
    if (w)
        dkimjudge_free(&w->judge);
    free(w);
}

void dkim_worker_expect(struct dkim_worker *w, uint64_t most)
{
    dkimjudge_expect(&w->judge, most);
}

static enum dkim_alignment alignment(struct slice domain, struct slice other)
{
    if (domain.n == 0)
        return DKIM_ALIGNMENT_UNKNOWN;
    return domains_aligned(domain, other) ? DKIM_ALIGNED : DKIM_UNALIGNED;
}

/* Marks the signatures that speak for the reporting domain, and for From's. */
static void align(struct dkim_worker *w, struct slice submitter)
{
    submitter.n -= submitter.n > 0 && submitter.at[submitter.n - 1] == '.';
    if (submitter.n == 0)
        submitter = w->from;
    for (size_t i = 0; i < w->judge.candidates_n; i++) {
        struct dkim_verdict *v = &w->judge.candidates[i].verdict;
        v->aligned = (unsigned char)alignment(v->domain, submitter);
        v->from_aligned = (unsigned char)alignment(v->domain, w->from);
    }
}

enum whose { OF_REPORTING_DOMAIN, OF_OTHERS };

/* The best of some signatures; NULL: there is none that was judged. */
static const struct dkim_candidate *best(struct dkimjudge *j, enum whose whose)
{
    const struct dkim_candidate *best = NULL;
    for (size_t i = 0; i < j->candidates_n; i++) {
        struct dkim_candidate *c = &j->candidates[i];
        if ((c->verdict.aligned == DKIM_ALIGNED) != (whose == OF_REPORTING_DOMAIN))
            continue;
        dkimjudge_try(j, c);
        if (c->is_judged && (!best || c->verdict.result < best->verdict.result))
            best = c;
        if (j->no_memory || (best && best->verdict.result == DKIM_PASS))
            break;
    }
    return best;
}

bool dkim_verify_for(struct dkim_worker *w, struct slice submitter, struct dkim_verdict *verdict)
{
    *verdict = (struct dkim_verdict){.result = DKIM_NONE, .signed_at = WHEN_NEVER};
    align(w, submitter);
    const struct dkim_candidate *found = best(&w->judge, OF_REPORTING_DOMAIN);
    if (!found && !w->judge.no_memory)
        found = best(&w->judge, OF_OTHERS);
    if (found)
        *verdict = found->verdict;
    return !w->judge.no_memory;
}

bool dkim_verify(struct dkim_worker *w, const struct dkim_mail *mail, struct dkim_verdict *verdict)
{
    w->from = mail->from;
    return dkimjudge_start(&w->judge, mail->message, mail->received) &&
           dkim_verify_for(w, mail->submitter, verdict);
}
