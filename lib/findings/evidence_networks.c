/* evidence_networks: whose networks the addresses of a finding are in: "8 of 9 receiving addresses
 * are in AS64500 Example (DE)". */
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/thousands.h"
#include "lib/base/utf8.h"
#include "lib/findings/evidence.h"

enum { SENTENCE_MOST = 300, MOST_NAME = 100 };

static bool is_known(const struct network *n)
{
    return n->code.asn > 0 || n->code.country[0] != '\0';
}

/* One network: the AS where it is known, else the country. */
static bool is_same(const struct network *a, const struct network *b)
{
    if (a->code.asn > 0 || b->code.asn > 0)
        return a->code.asn == b->code.asn;
    return memcmp(a->code.country, b->code.country, sizeof a->code.country) == 0;
}

/* The network that most of the addresses are in, the first of several; *most: how many. */
static const struct network *most_frequent(const struct network *at, size_t n, size_t *most)
{
    const struct network *found = NULL;
    *most = 0;
    for (size_t i = 0; i < n; i++) {
        size_t same = 0;
        for (size_t k = 0; k < n && is_known(&at[i]); k++)
            same += is_same(&at[i], &at[k]);
        if (same > *most) {
            *most = same;
            found = &at[i];
        }
    }
    return found;
}

static void print_network(char *to, size_t room, const struct network *n)
{
    char as[24] = "";
    int name = (int)utf8_cut(n->as_name, MOST_NAME).n;
    bool both = n->code.asn > 0 && n->code.country[0] != '\0';
    if (n->code.asn > 0)
        snprintf(as, sizeof as, "AS%u", n->code.asn);
    snprintf(to, room, "%s%s%.*s%s%.2s%s", as, name > 0 && as[0] ? " " : "", name,
             name > 0 ? n->as_name.at : "", both ? " (" : "",
             n->code.country[0] ? n->code.country : "", both ? ")" : "");
}

bool evidence_networks(struct finder *f, struct texts addresses, const char *role,
                       struct texts *sentences)
{
    char text[SENTENCE_MOST], network[SENTENCE_MOST / 2];
    size_t most;
    struct slice copy;
    struct network *at = f->networks && addresses.n > 0 ? calloc(addresses.n, sizeof *at) : NULL;
    if (!at)
        return !f->networks || addresses.n == 0;
    for (size_t i = 0; i < addresses.n; i++)
        at[i] = networks_find(f->networks, addresses.at[i]);
    const struct network *found = most_frequent(at, addresses.n, &most);
    bool ok = true;
    if (found) {
        print_network(network, sizeof network, found);
        snprintf(text, sizeof text, "%s of %s %s %s in %s", thousands((int64_t)most).text,
                 thousands((int64_t)addresses.n).text, role,
                 addresses.n == 1 ? "address is"
                 : most == 1      ? "addresses is"
                                  : "addresses are",
                 network);
        ok = arena_copy(&f->out->arena, slice_of(text), &copy) &&
             utf8_sound(copy, &f->out->arena, &copy) && texts_push(&f->out->arena, sentences, copy);
    }
    free(at);
    return ok;
}
