/*
 * raw: yardsticks for reading.
 *
 *     raw files DIR THREADS    opens, reads and closes every file below DIR, by so many threads
 *     raw mails DIR THREADS    the same, and decodes each as baredecode does
 *     raw archive FILE         unpacks a compressed tar or a 7z with libarchive, to nothing
 *     raw trickle FILE SECONDS writes it to standard output, evenly over so many: a slow disk
 */
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fts.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/baredecode.h"

static char **paths;
static size_t paths_n;
static _Atomic size_t next_path;

static void *read_files(void *decodes)
{
    static _Thread_local char block[1 << 20];
    static _Thread_local struct baredecode d;
    if (decodes && !baredecode_init(&d))
        return NULL;
    for (size_t i; (i = next_path++) < paths_n;) {
        int file = open(paths[i], O_RDONLY);
        struct stat status;
        if (file < 0 || fstat(file, &status) != 0)
            continue;
        for (ssize_t n; (n = read(file, block, sizeof block)) > 0;)
            if (decodes) /* a mail is read at once */
                baredecode_mail(&d, (struct slice){block, (size_t)n});
        close(file);
    }
    return NULL;
}

static int raw_files(char *folder, int threads, bool decodes)
{
    char *roots[] = {folder, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOSTAT, NULL);
    pthread_t ids[64];
    FTSENT *e;
    while (walk && (e = fts_read(walk))) {
        if (e->fts_info != FTS_F && e->fts_info != FTS_NSOK)
            continue;
        if ((paths_n & (paths_n - 1)) == 0)
            paths = realloc(paths, (paths_n ? 2 * paths_n : 1) * sizeof *paths);
        paths[paths_n++] = strdup(e->fts_path);
    }
    for (int i = 0; i < threads && i < 64; i++)
        pthread_create(&ids[i], NULL, read_files, decodes ? &next_path : NULL);
    for (int i = 0; i < threads && i < 64; i++)
        pthread_join(ids[i], NULL);
    return printf("%zu files\n", paths_n) < 0;
}

static int raw_archive(const char *path)
{
    static char block[1 << 16];
    struct archive *a = archive_read_new();
    struct archive_entry *entry;
    size_t members = 0;
    archive_read_support_filter_gzip(a);
    archive_read_support_format_tar(a);
    archive_read_support_format_7zip(a);
    if (archive_read_open_filename(a, path, 1 << 16) != ARCHIVE_OK)
        return 1;
    for (; archive_read_next_header(a, &entry) == ARCHIVE_OK; members++)
        while (archive_read_data(a, block, sizeof block) > 0)
            ;
    archive_read_free(a);
    return printf("%zu members\n", members) < 0;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int trickle(const char *path, double seconds)
{
    static char block[256 * 1024];
    int file = open(path, O_RDONLY);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0)
        return 1;
    double start = now(), written = 0;
    for (ssize_t n; (n = read(file, block, sizeof block)) > 0;) {
        double wait = start + seconds * written / (double)status.st_size - now();
        if (wait > 0)
            nanosleep(&(struct timespec){(time_t)wait, (long)((wait - (double)(time_t)wait) * 1e9)},
                      NULL);
        for (ssize_t at = 0, put; at < n; at += put)
            if ((put = write(STDOUT_FILENO, block + at, (size_t)(n - at))) < 0)
                return 1;
        written += (double)n;
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "files") == 0)
        return raw_files(argv[2], atoi(argv[3]), false);
    if (argc == 4 && strcmp(argv[1], "mails") == 0)
        return raw_files(argv[2], atoi(argv[3]), true);
    if (argc == 4 && strcmp(argv[1], "trickle") == 0)
        return trickle(argv[2], atof(argv[3]));
    return argc == 3 && strcmp(argv[1], "archive") == 0 ? raw_archive(argv[2]) : 2;
}
