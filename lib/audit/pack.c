#include "lib/audit/pack.h"

#include <stdalign.h>

/* Each structure ends where any other can begin: at a multiple of 8 bytes, or on 32 bits perhaps of
 * 4. */
enum { PLACE = alignof(struct report) };
_Static_assert(PLACE <= 8 && alignof(struct policy) <= PLACE &&
                   alignof(struct failure_detail) <= PLACE && alignof(struct slice) <= PLACE,
               "places of reports are places for all of them");
_Static_assert(sizeof(struct policy) % PLACE == 0 && sizeof(struct failure_detail) % PLACE == 0 &&
                   sizeof(struct slice) % PLACE == 0,
               "structures stand one behind the other");

static void put(struct buffer *to, const void *bytes, size_t n)
{
    if (n > 0)
        buffer_append(to, (struct slice){.at = bytes, .n = n});
}

/* Goes through all texts of a report in one fixed order: packing appends their bytes, unpacking
 * points to them. */
static void each_text(struct report *r, void (*visit)(void *self, struct slice *text), void *self)
{
    struct slice *of_source[SOURCE_TEXTS];
    source_texts(&r->source, of_source);
    visit(self, &r->organization_name);
    visit(self, &r->report_id);
    visit(self, &r->contact_info);
    visit(self, &r->document);
    visit(self, &r->known_key);
    visit(self, &r->message);
    for (int i = 0; i < SOURCE_TEXTS; i++)
        visit(self, of_source[i]);

    for (size_t n = 0; n < r->policies_n; n++) {
        struct policy *p = &r->policies[n];
        visit(self, &p->type);
        visit(self, &p->domain);
        visit(self, &p->attributed);
        for (size_t i = 0; i < p->strings.n; i++)
            visit(self, &p->strings.at[i]);
        for (size_t i = 0; i < p->mx_patterns.n; i++)
            visit(self, &p->mx_patterns.at[i]);
        for (size_t i = 0; i < p->details_n; i++)
            for (int k = 0; k < DETAIL_TEXTS; k++)
                visit(self, &p->details[i].text[k]);
    }
}

static void append_text(void *self, struct slice *text)
{
    put(self, text->at, text->n);
}

static struct policy stripped(const struct policy *p)
{
    struct policy copy = *p;
    if (p->left_out) {
        copy.strings = copy.mx_patterns = (struct texts){0};
        copy.details_n = 0;
    }
    return copy;
}

void report_pack(struct buffer *to, const struct report *report)
{
    struct report head = *report; /* its policies are not written to: append_text only reads */
    put(to, &head, sizeof head);
    for (size_t i = 0; i < head.policies_n; i++) {
        struct policy p = stripped(&head.policies[i]);
        put(to, &p, sizeof p);
    }
    for (size_t i = 0; i < head.policies_n; i++) {
        struct policy p = stripped(&head.policies[i]);
        put(to, p.details, p.details_n * sizeof *p.details);
        put(to, p.strings.at, p.strings.n * sizeof *p.strings.at);
        put(to, p.mx_patterns.at, p.mx_patterns.n * sizeof *p.mx_patterns.at);
    }

    size_t policies_n = head.policies_n;
    struct policy *policies = head.policies;
    head.policies_n = 0;
    each_text(&head, append_text, to);
    struct report one = {.policies_n = 1};
    for (size_t i = 0; i < policies_n; i++) {
        struct policy p = stripped(&policies[i]);
        one.policies = &p;
        each_text(&one, append_text, to);
    }
}

/* Takes n bytes of structures off the image; NULL: n is 0. */
static void *take(char **at, size_t n)
{
    void *taken = n > 0 ? *at : NULL;
    *at += n;
    return taken;
}

static void point(void *self, struct slice *text)
{
    char **at = self;
    text->at = *at;
    *at += text->n;
}

struct report *report_unpack(char *image)
{
    char *at = image;
    struct report *r = take(&at, sizeof *r);
    r->next = NULL;
    r->policies = take(&at, r->policies_n * sizeof *r->policies);
    for (struct policy *p = r->policies; p && p < r->policies + r->policies_n; p++) {
        p->details = take(&at, p->details_n * sizeof *p->details);
        p->strings.at = take(&at, p->strings.n * sizeof *p->strings.at);
        p->mx_patterns.at = take(&at, p->mx_patterns.n * sizeof *p->mx_patterns.at);
    }
    each_text(r, point, (void *)&at);
    return r;
}
