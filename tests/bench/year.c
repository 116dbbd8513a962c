/*
 * year: a hosting provider's year of TLS-RPT mail, to measure with.
 *
 *     year FOLDER MAILS [PROCESSES]
 *
 * writes FOLDER/mail/2025-01-01.tar.zst and so on, one archive a day, with so many mails in all
 * (11,000,000 at the most) about the domains of 1,000 clients; FOLDER/domains.csv, their list;
 * FOLDER/keys.txt, the reporters' DKIM keys; FOLDER/truth.json, what a correct reader finds. In a
 * hundred mails, one is no report and one is a report once more. The same arguments give the same
 * bytes.
 *
 *     year - REPORTS
 *
 * writes the reports alone to standard output, one a line, without their mails.
 */
#include <archive.h>
#include <archive_entry.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/yearmail.h"

enum {
    DAYS = 365,
    MOST_MAILS = 11000000,
    MOST_PROCESSES = 64,
    STRIDE = 7919, /* prime to YEAR_SLOTS: a day's slots are all different, and mixed */
    A_HUNDRED = 100,
};

struct year {
    const char *folder;
    uint64_t mails;
    struct year_truth *days; /* shared by all processes */
};

/* The archive of one day. */
struct day {
    struct archive *archive;
    struct archive_entry *entry;
    struct yearmail *maker;
    struct year_truth *truth;
    struct buffer mail;
    day_number day;
    uint64_t n; /* mails */
};

static day_number day_of_year(unsigned i)
{
    return day_of_civil((struct civil){.year = 2025, .month = 1, .day = 1}) + (day_number)i;
}

static unsigned slot_of(uint64_t day, uint64_t number)
{
    return (unsigned)((number * STRIDE + day * 31) % YEAR_SLOTS);
}

static bool add_member(struct day *d, uint64_t number)
{
    char name[60];
    snprintf(name, sizeof name, "%s/%06" PRIu64 ".eml", when_day(d->day).text, number);
    archive_entry_clear(d->entry);
    archive_entry_set_pathname(d->entry, name);
    archive_entry_set_filetype(d->entry, AE_IFREG);
    archive_entry_set_perm(d->entry, 0600);
    archive_entry_set_mtime(d->entry, (time_t)d->day * SECONDS_A_DAY, 0);
    archive_entry_set_size(d->entry, (int64_t)d->mail.n);
    d->truth->messages++;
    return archive_write_header(d->archive, d->entry) == ARCHIVE_OK &&
           archive_write_data(d->archive, d->mail.at, d->mail.n) == (ssize_t)d->mail.n;
}

/* The mail before is there again where the number says so, or other mail. */
static bool make_mail(struct day *d, uint64_t number)
{
    if (number % A_HUNDRED == 50) {
        d->truth->messages_ignored++;
        return yearmail_other(d->day, (unsigned)number, &d->mail);
    }
    if (number % A_HUNDRED == 99) {
        d->truth->duplicates++;
        return true;
    }
    return yearmail_report(d->maker, d->day, slot_of((uint64_t)d->day, number), &d->mail, d->truth);
}

static bool make_mails(struct day *d)
{
    bool ok = true;
    for (uint64_t i = 0; ok && i < d->n; i++)
        ok = make_mail(d, i) && add_member(d, i);
    return ok && archive_write_close(d->archive) == ARCHIVE_OK;
}

static bool make_day(const struct year *y, struct yearmail *maker, unsigned i)
{
    struct day d = {.archive = archive_write_new(),
                    .entry = archive_entry_new(),
                    .maker = maker,
                    .truth = &y->days[i],
                    .day = day_of_year(i),
                    .n = y->mails * (i + 1) / DAYS - y->mails * i / DAYS};
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/mail/%s.tar.zst", y->folder, when_day(d.day).text);
    bool ok = d.archive && d.entry && archive_write_set_format_ustar(d.archive) == ARCHIVE_OK &&
              archive_write_add_filter_zstd(d.archive) == ARCHIVE_OK &&
              archive_write_set_options(d.archive, "zstd:compression-level=1") == ARCHIVE_OK &&
              archive_write_open_filename(d.archive, path) == ARCHIVE_OK && make_mails(&d);
    archive_entry_free(d.entry);
    archive_write_free(d.archive);
    buffer_free(&d.mail);
    return ok;
}

static bool make_days(const struct year *y, unsigned first, unsigned step)
{
    struct yearmail *maker = yearmail_new();
    bool ok = maker != NULL;
    for (unsigned i = first; ok && i < DAYS; i += step)
        ok = make_day(y, maker, i);
    yearmail_free(maker);
    return ok;
}

static bool make_year(const struct year *y, unsigned processes)
{
    bool ok = true;
    for (unsigned i = 0; ok && i < processes; i++) {
        pid_t child = fork();
        if (child == 0)
            _exit(make_days(y, i, processes) ? 0 : 1);
        ok = child > 0;
    }
    for (int status; wait(&status) > 0;)
        ok &= status == 0;
    return ok;
}

static bool write_file(const struct year *y, const char *name, struct buffer *text)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", y->folder, name);
    FILE *f = text->failed ? NULL : fopen(path, "wb");
    bool ok = f && fwrite(text->at, 1, text->n, f) == text->n;
    if (f)
        ok &= fclose(f) == 0;
    buffer_free(text);
    return ok;
}

static bool write_lists(const struct year *y)
{
    struct yearmail *maker = yearmail_new();
    struct buffer domains = {0}, keys = {0};
    yearmail_domains(&domains);
    bool ok = maker && yearmail_keys(maker, &keys) && write_file(y, "keys.txt", &keys) &&
              write_file(y, "domains.csv", &domains);
    yearmail_free(maker);
    return ok;
}

static bool print_reports(const struct year *y)
{
    struct buffer json = {0};
    bool ok = true;
    for (uint64_t i = 0; ok && i < y->mails; i++) {
        uint64_t day = i * DAYS / y->mails;
        json.n = 0;
        struct year_subject s = year_subject_of(day_of_year((unsigned)day), slot_of(day, i));
        yearreport_write(&s, &json, y->days);
        buffer_append_char(&json, '\n');
        ok = !json.failed && fwrite(json.at, 1, json.n, stdout) == json.n;
    }
    buffer_free(&json);
    return ok && fflush(stdout) == 0;
}

static bool write_truth(const struct year *y)
{
    struct year_truth all = {0};
    uint64_t *sum = (uint64_t *)&all;
    for (unsigned i = 0; i < DAYS; i++)
        for (size_t k = 0; k < sizeof all / sizeof *sum; k++)
            sum[k] += ((const uint64_t *)&y->days[i])[k];
    struct buffer json = {0};
    append_format(&json,
                  "{\"messages\":%" PRIu64 ",\"messages_ignored\":%" PRIu64 ",\"reports\":%" PRIu64
                  ",\"duplicates\":%" PRIu64 ",\"policies\":%" PRIu64
                  ",\"failure_details\":%" PRIu64 ",\"successful_sessions\":%" PRIu64
                  ",\"failed_sessions\":%" PRIu64 "}\n",
                  all.messages, all.messages_ignored, all.reports, all.duplicates, all.policies,
                  all.failure_details, all.successful_sessions, all.failed_sessions);
    return write_file(y, "truth.json", &json);
}

static bool write_year(const struct year *y, unsigned processes)
{
    char mail[PATH_MAX];
    snprintf(mail, sizeof mail, "%s/mail", y->folder);
    mkdir(y->folder, 0700);
    return mkdir(mail, 0700) == 0 && write_lists(y) && make_year(y, processes) && write_truth(y);
}

int main(int argc, char **argv)
{
    struct year y = {.folder = argc > 1 ? argv[1] : "",
                     .mails = argc > 2 ? strtoull(argv[2], NULL, 10) : 0};
    unsigned processes = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 1;
    if (y.mails == 0 || y.mails > MOST_MAILS || processes == 0 || processes > MOST_PROCESSES) {
        fprintf(stderr, "usage: year FOLDER MAILS [PROCESSES]\n       year - REPORTS\n");
        return 2;
    }
    y.days = mmap(NULL, DAYS * sizeof *y.days, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                  -1, 0);
    bool ok = y.days != MAP_FAILED &&
              (strcmp(y.folder, "-") == 0 ? print_reports(&y) : write_year(&y, processes));
    if (!ok)
        perror(y.folder);
    return ok ? 0 : 1;
}
