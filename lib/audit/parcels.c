#include "lib/audit/parcels.h"

#include "lib/audit/pack.h"

struct parcel_place {
    uint64_t at;
    uint32_t n, edition;
};

/* Stands before a report's image. */
struct parcel_head {
    uint64_t left_out;
    int32_t reason; /* REASON_NONE: a report, and no rejection */
    bool has_report;
};
_Static_assert(sizeof(struct parcel_head) % 8 == 0, "the image stands at a multiple of 8");

void parcels_init(struct parcels *p)
{
    *p = (struct parcels){.places.size = sizeof(struct parcel_place)};
    spool_init(&p->spool);
}

static bool keep(struct parcels *p, const struct parcel_head *head, const struct report *r)
{
    p->packed.n = 0;
    buffer_append(&p->packed, (struct slice){.at = (const char *)head, .n = sizeof *head});
    report_pack(&p->packed, r);
    if (p->packed.failed || p->packed.n > UINT32_MAX)
        return false;
    p->at = spool_size(&p->spool);
    p->n = (uint32_t)p->packed.n;
    return spool_append(&p->spool, buffer_slice(&p->packed));
}

bool parcels_keep_report(struct parcels *p, const struct report *r)
{
    struct parcel_head head;
    memset(&head, 0, sizeof head);
    head.reason = REASON_NONE;
    head.has_report = true;
    return keep(p, &head, r);
}

bool parcels_keep_rejection(struct parcels *p, const struct exception *e)
{
    struct parcel_head head;
    struct report r = e->report ? *e->report : (struct report){0};
    memset(&head, 0, sizeof head);
    head.reason = (int32_t)e->reason;
    head.left_out = e->left_out;
    head.has_report = e->report != NULL;
    r.source = e->source;
    return keep(p, &head, &r);
}

bool parcels_address(struct parcels *p, uint32_t edition)
{
    struct parcel_place *place = rows_add(&p->places);
    if (place)
        *place = (struct parcel_place){.at = p->at, .n = p->n, .edition = edition};
    return place != NULL;
}

static size_t edition_of(void *self, size_t i)
{
    const struct parcel_place *place = rows_at(self, i);
    return place->edition;
}

bool parcels_sort(struct parcels *p, size_t editions)
{
    return groups_build(&p->editions, editions, p->places.n, edition_of, &p->places);
}

static bool tell(char *bytes, bool (*take)(void *self, struct outcome *o), void *self)
{
    struct parcel_head head;
    memcpy(&head, bytes, sizeof head);
    struct report *r = report_unpack(bytes + sizeof head);
    struct outcome o = {.kind = OUTCOME_FILE};
    struct rejection rejection = {.reason = (enum reason)head.reason,
                                  .source = r->source,
                                  .report = head.has_report ? r : NULL,
                                  .left_out = head.left_out};
    if (head.reason == REASON_NONE)
        o.reports = r;
    else
        o.rejections = o.last_rejection = &rejection;
    return take(self, &o);
}

bool parcels_each(struct parcels *p, uint32_t edition, bool (*take)(void *self, struct outcome *o),
                  void *self)
{
    bool ok = true;
    struct group own = groups_of(&p->editions, edition);
    for (size_t i = 0; ok && i < own.n; i++) {
        const struct parcel_place *place = rows_at(&p->places, own.at[i]);
        p->packed.n = 0;
        char *bytes = buffer_reserve(&p->packed, place->n);
        ok = bytes && spool_read_apart(&p->spool, place->at, bytes, place->n) &&
             tell(bytes, take, self);
    }
    return ok;
}

void parcels_free(struct parcels *p)
{
    spool_free(&p->spool);
    rows_free(&p->places);
    buffer_free(&p->packed);
    groups_free(&p->editions);
    *p = (struct parcels){0};
    spool_init(&p->spool);
}
