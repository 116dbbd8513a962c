/* Tests of the pipeline: the order of the input, whatever threads do. */
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/reading.h"

static void threads_keep_the_order(void **state)
{
    (void)state;
    struct buffer box = {0};
    struct slice kept = {0};
    for (int i = 0; i < 3000; i++)
        buffer_append_text(&box, "From a Mon Jan  1 00:00:00 2024\n" REPORT_MAIL("a", 1, 0) "\n");
    for (unsigned jobs = 1; jobs <= 5; jobs += 2) {
        struct reading r;
        reading_start(&r);
        r.sources[0] = buffer_slice(&box);
        r.sources_n = 1;
        r.piece = SIZE_MAX;
        reading_run(&r, jobs);
        assert_int_equal(r.account.audit.totals.duplicates, 2999);
        assert_true(kept.n == 0 || slice_equal(kept, buffer_slice(&r.records)));
        if (kept.n == 0)
            kept = (struct slice){strndup(r.records.at, r.records.n), r.records.n};
        reading_end(&r);
    }
    free((void *)kept.at);
    buffer_free(&box);
}

enum { REPORTS_OF_LARGE_MAIL = 12000 }; /* take more than BATCH_HELD */

/* A mail of a long Message-ID, with so many reports that it waits for its turn among threads. */
static void make_large_mail(struct buffer *mail)
{
    char line[1000];
    snprintf(line, sizeof line, "Message-ID: <%0300d@sender.example>\n", 1);
    buffer_append_text(mail, line);
    buffer_append_text(mail, "Content-Type: application/tlsrpt+json\n\n[");
    for (int i = 0; i < REPORTS_OF_LARGE_MAIL; i++) {
        snprintf(line, sizeof line, "%s" REPORT_BODY("r%d", 1, 0), i > 0 ? ",\n" : "", i);
        buffer_append_text(mail, line);
    }
    buffer_append_text(mail, "]\n");
}

/* Where a report was found is said at length of the first ones of a mail alone: also where they are
 * read a second time, because the mail was too large to wait. */
static void a_mail_that_is_read_again_is_read_alike(void **state)
{
    (void)state;
    struct buffer mail = {0}, kept = {0};
    make_large_mail(&mail);
    for (unsigned jobs = 1; jobs <= 4; jobs++) {
        struct reading r;
        reading_start(&r);
        r.sources[0] = r.sources[1] = r.sources[2] = buffer_slice(&mail);
        r.sources_n = 3;
        r.piece = SIZE_MAX;
        reading_run(&r, jobs);
        assert_int_equal(r.account.audit.totals.reports, REPORTS_OF_LARGE_MAIL);
        assert_int_equal(r.account.audit.totals.duplicates, 2 * REPORTS_OF_LARGE_MAIL);
        if (jobs == 1)
            buffer_append(&kept, buffer_slice(&r.records));
        assert_true(slice_equal(buffer_slice(&kept), buffer_slice(&r.records)));
        reading_end(&r);
    }
    buffer_free(&kept);
    buffer_free(&mail);
}

/*
 * Long ones, short ones and empty ones, some of the same reports: read side by side, they are taken
 * one behind the other, however few threads there are for the branches that wait for each other.
 */
static void sources_keep_the_order(void **state)
{
    (void)state;
    alarm(600); /* threads that wait for each other shall not hang the tests */
    struct buffer all = {0};
    size_t ends[READING_SOURCES];
    for (int i = 0; i < READING_SOURCES; i++) {
        for (int k = 0; i % 3 > 0 && k < (i % 7 == 0 ? 4000 : 3); k++) {
            char mail[2000];
            int id = (i * 7 + k) % 5000;
            int n = snprintf(mail, sizeof mail,
                             "From a Mon Jan  1 00:00:00 2024\n" REPORT_MAIL("r%d", 1, 0) "\n", id,
                             id, id);
            buffer_append(&all, (struct slice){mail, (size_t)n});
        }
        ends[i] = all.n;
    }
    struct buffer kept = {0};
    for (unsigned jobs = 1; jobs <= 8; jobs += jobs < 4 ? 1 : 4) {
        struct reading r;
        reading_start(&r);
        for (size_t i = 0; i < READING_SOURCES; i++)
            r.sources[i] = (struct slice){all.at + (i > 0 ? ends[i - 1] : 0),
                                          ends[i] - (i > 0 ? ends[i - 1] : 0)};
        r.sources_n = READING_SOURCES;
        r.piece = 50000;
        reading_run(&r, jobs);
        assert_true(r.account.audit.totals.reports > 4000 &&
                    r.account.audit.totals.duplicates > 4000);
        if (jobs == 1)
            buffer_append(&kept, buffer_slice(&r.records));
        assert_true(slice_equal(buffer_slice(&kept), buffer_slice(&r.records)));
        reading_end(&r);
    }
    alarm(600);
    buffer_free(&kept);
    buffer_free(&all);
}

/* Branches that are read at the same time, and the most of them. */
struct meeting {
    _Atomic int readers, most;
    _Atomic bool gave_up; /* waiting */
};

struct visit {
    struct meeting *meeting;
};

/* Waits for so many, once for two seconds. */
static void wait_for_readers(struct meeting *m, int n)
{
    for (int i = 0; i < 2000 && m->most < n && !m->gave_up; i++)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    if (m->most < n)
        m->gave_up = true;
}

static bool wait_for_another(void *self, struct sink *sink)
{
    struct meeting *m = ((struct visit *)self)->meeting;
    (void)sink;
    if (++m->readers > m->most)
        m->most = m->readers;
    wait_for_readers(m, 2);
    m->readers--;
    return true;
}

/* The other thread has the first one before there are more. */
static bool open_many_branches(void *self, struct sink *sink)
{
    bool ok = true;
    for (int i = 0; ok && i < 300; i++) {
        struct visit *v = malloc(sizeof *v);
        assert_non_null(v);
        v->meeting = self;
        ok = sink->branch(sink, (struct branch){wait_for_another, v});
        wait_for_readers(self, 1);
    }
    return ok;
}

static bool take_nothing(void *self, struct item *item)
{
    (void)self, (void)item;
    return true;
}

/* Whoever lists a folder of more archives than may wait reads archives, too. */
static void who_opens_branches_reads_some(void **state)
{
    (void)state;
    static const _Atomic bool stop = false;
    struct extract_options options = {.limits = LIMITS_DEFAULT};
    struct meeting meeting = {0};
    struct pipeline_job job = {.jobs = 2,
                               .options = &options,
                               .read = open_many_branches,
                               .take = take_nothing,
                               .self = &meeting,
                               .stop = &stop};
    assert_true(hash_key_draw(&options.key));
    assert_true(pipeline_run(&job));
    assert_false(meeting.gave_up);
}

/* What is read, one batch after the other, and what was taken of it. */
struct progression {
    _Atomic bool stop;
    _Atomic unsigned taken;
    unsigned read, in_time; /* taken while the reader waited for it */
};

static bool count_taken(void *self, struct item *item)
{
    (void)item;
    ((struct progression *)self)->taken++;
    return true;
}

static bool read_one(struct sink *sink)
{
    return sink_add(sink, ITEM_SKIPPED, &(struct source){0}, 0) && sink_flush(sink);
}

/* At last somebody asks it to stop. */
static bool read_and_wait(void *self, struct sink *sink)
{
    struct progression *p = self;
    for (; p->read < 5 && read_one(sink); p->read++) {
        for (int i = 0; i < 2000 && p->taken <= p->read; i++)
            nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        p->in_time += p->taken > p->read;
    }
    p->stop = true;
    while (p->read < 100 && read_one(sink))
        p->read++;
    return false;
}

static bool run_progression(struct progression *p, unsigned jobs)
{
    struct extract_options options = {.limits = LIMITS_DEFAULT};
    struct pipeline_job job = {.jobs = jobs,
                               .options = &options,
                               .read = read_and_wait,
                               .take = count_taken,
                               .self = p,
                               .stop = &p->stop};
    assert_true(hash_key_draw(&options.key));
    return pipeline_run(&job);
}

static void what_is_read_is_taken_while_the_reader_reads_on(void **state)
{
    (void)state;
    for (unsigned jobs = 1; jobs <= 3; jobs++) {
        struct progression p = {.read = 0};
        run_progression(&p, jobs);
        assert_int_equal(p.in_time, 5);
    }
}

static void who_is_asked_to_stop_reads_and_takes_no_more_and_has_not_failed(void **state)
{
    (void)state;
    for (unsigned jobs = 1; jobs <= 3; jobs++) {
        struct progression p = {.read = 0};
        assert_true(run_progression(&p, jobs));
        assert_true(p.read == 5 && p.taken == 5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_keep_the_order),
        cmocka_unit_test(sources_keep_the_order),
        cmocka_unit_test(a_mail_that_is_read_again_is_read_alike),
        cmocka_unit_test(who_opens_branches_reads_some),
        cmocka_unit_test(what_is_read_is_taken_while_the_reader_reads_on),
        cmocka_unit_test(who_is_asked_to_stop_reads_and_takes_no_more_and_has_not_failed),
    };
    return cmocka_run_group_tests_name("pipeline", tests, NULL, NULL);
}
