#include "lib/audit/addresses.h"

#include "lib/base/address.h"
#include "lib/base/order.h"
#include "lib/base/sum.h"

const char *const address_roles[] = {
    [ADDRESS_SENDING] = "sending", [ADDRESS_RECEIVING] = "receiving"};
_Static_assert(COUNT_OF(address_roles) == ADDRESS_ROLES, "one word per role");

void addresses_init(struct addresses *a, const struct hash_key *key)
{
    *a = (struct addresses){.rows.size = sizeof(struct address_row), .most = ADDRESSES_MOST};
    for (int role = 0; role < ADDRESS_ROLES; role++)
        names_init(&a->names[role], key);
    struct pairs *pairs[] = {&a->index, &a->result_types, &a->domains, &a->reporters};
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        pairs_init(pairs[i], key);
}

/* The number of the name under which an address is summed: its own, or that of the others beyond
 * the bound. */
static int64_t name_of(struct names *names, struct slice address, size_t most)
{
    int64_t known = names_find(names, address);
    if (known < 0 && names->rows.n >= most)
        address = NAMES_OTHERS;
    return known >= 0 ? known : names_number(names, address);
}

static struct address_row *row_of(struct addresses *a, enum address_role role, struct slice address,
                                  struct address_facts facts)
{
    bool is_new;
    int64_t name = name_of(&a->names[role], address, a->most);
    int64_t number = name < 0 ? -1 : pairs_number(&a->index, (uint32_t)name, role, NULL);
    struct address_row *row = rows_of_number(&a->rows, number, &is_new);
    if (row && is_new)
        *row = (struct address_row){.address = names_text(&a->names[role], (uint32_t)name),
                                    .role = role,
                                    .number = (uint32_t)number};
    if (row)
        span_take(&row->span, facts.day, facts.is_stale);
    return row;
}

/* Puts a word into an address's set; when all sets together are full, only into an empty one. */
static bool put_word(struct pairs *set, bool is_first, uint32_t row, uint32_t word)
{
    return (!is_first && set->rows.n >= ADDRESSES_MOST_WORDS) ||
           pairs_number(set, row, word, NULL) >= 0;
}

static bool add(struct addresses *a, enum address_role role, const struct failure_detail *d,
                struct address_facts facts)
{
    static const enum detail_text texts[] = {
        [ADDRESS_SENDING] = DETAIL_SENDING_MTA_IP, [ADDRESS_RECEIVING] = DETAIL_RECEIVING_IP};
    char room[ADDRESS_TEXT];
    struct slice address = address_normal(d->text[texts[role]], room);
    if (address.n == 0)
        return true;

    struct address_row *row = row_of(a, role, address, facts);
    if (!row)
        return false;
    sum_add(&row->failed_sessions, d->failed_sessions);
    bool is_first = !row->has_words;
    row->has_words = true;
    return put_word(&a->result_types, is_first, row->number, facts.result_type) &&
           put_word(&a->domains, is_first, row->number, facts.domain) &&
           put_word(&a->reporters, is_first, row->number, facts.reporter);
}

bool addresses_add(struct addresses *a, const struct failure_detail *d, struct address_facts facts)
{
    return add(a, ADDRESS_SENDING, d, facts) && add(a, ADDRESS_RECEIVING, d, facts);
}

/* One of the lists of an address: a member of its row, and the words that it is made of. */
struct word_list {
    size_t member;             /* its offset */
    const struct pairs *pairs; /* of a row's number and a word's */
    const struct names *words;
};

static struct texts *list_of(struct address_row *row, const struct word_list *list)
{
    return (struct texts *)((char *)row + list->member);
}

/* Makes the list of each of the n rows. False: out of memory. */
static bool make_lists(struct address_row *rows, size_t n, const struct word_list *list,
                       struct arena *arena)
{
    const struct pairs *pairs = list->pairs;
    struct slice *all = arena_take_array(arena, pairs->rows.n, sizeof *all);
    if (!all)
        return false;
    for (size_t i = 0; i < pairs->rows.n; i++)
        list_of(&rows[pairs_at(pairs, (uint32_t)i).a], list)->n++;
    for (size_t i = 0; i < n; i++) {
        struct texts *texts = list_of(&rows[i], list);
        texts->at = all;
        all += texts->n;
        texts->n = 0;
    }
    for (size_t i = 0; i < pairs->rows.n; i++) {
        struct pair pair = pairs_at(pairs, (uint32_t)i);
        struct texts *texts = list_of(&rows[pair.a], list);
        texts->at[texts->n++] = names_text(list->words, pair.b);
    }
    for (size_t i = 0; i < n; i++)
        texts_settle(list_of(&rows[i], list));
    return true;
}

static int by_failed_sessions(const void *a, const void *b)
{
    const struct address_row *x = a, *y = b;
    int order = ORDER_OF(y->failed_sessions, x->failed_sessions);
    if (order == 0)
        order = ORDER_OF(x->role, y->role);
    return order != 0 ? order : slice_compare(x->address, y->address);
}

struct address_row *addresses_sorted(const struct addresses *a, struct address_words words,
                                     struct arena *arena, size_t *n)
{
    const struct word_list lists[] = {
        {offsetof(struct address_row, result_types), &a->result_types, words.result_types},
        {offsetof(struct address_row, domains), &a->domains, words.domains},
        {offsetof(struct address_row, reporters), &a->reporters, words.reporters},
    };
    struct address_row *rows = arena_take_array(arena, a->rows.n, sizeof *rows);
    *n = a->rows.n;
    for (size_t i = 0; rows && i < *n; i++)
        rows[i] = *(const struct address_row *)rows_at(&a->rows, i);
    for (size_t i = 0; rows && i < COUNT_OF(lists); i++)
        if (!make_lists(rows, *n, &lists[i], arena))
            return NULL;

    if (rows)
        order_sort(rows, *n, sizeof *rows, by_failed_sessions);
    return rows;
}

void addresses_free(struct addresses *a)
{
    for (int role = 0; role < ADDRESS_ROLES; role++)
        names_free(&a->names[role]);
    struct pairs *pairs[] = {&a->index, &a->result_types, &a->domains, &a->reporters};
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        pairs_free(pairs[i]);
    rows_free(&a->rows);
}
