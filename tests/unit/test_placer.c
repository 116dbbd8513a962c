/* Tests of who puts outputs in place: all together, or none, and no debris whatever happens. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/write/targets/databases.h"
#include "formats/write/targets/placer.h"
#include "tests/unit/unit.h"

static char folder[64];

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static bool has(const char *path, const char *text)
{
    char got[100] = "";
    FILE *f = fopen(path, "r");
    if (!f)
        return false;
    got[fread(got, 1, sizeof got - 1, f)] = '\0';
    fclose(f);
    return strcmp(got, text) == 0;
}

static int entries(void)
{
    DIR *d = opendir(".");
    int n = -2;
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

static bool is_csv(const char *folder, const char *name)
{
    (void)folder;
    return strstr(name, ".csv") != NULL;
}

static struct placer *start(void)
{
    int failure;
    struct placer *p = placer_start(&failure);
    assert_non_null(p);
    assert_int_equal(failure, 0);
    return p;
}

static const struct placement *begin(struct placer *p, const char *target)
{
    const struct placement *new;
    assert_int_equal(placer_begin(p, strdup(target), PLACEMENT_PUBLIC, NULL, &new), 0);
    put(new->built, target);
    return new;
}

static void all_are_placed_together(void **state)
{
    (void)state;
    struct placer *p = start();
    char file[100];
    put("a", "old");
    begin(p, "a");
    const struct placement *d;
    assert_int_equal(placer_begin(p, strdup("d"), PLACEMENT_PRIVATE, is_csv, &d), 0);
    snprintf(file, sizeof file, "%s/x.csv", d->built);
    put(file, "row");
    assert_int_equal(placer_seal(p), 0);
    assert_true(has("a", "old") && access("d", F_OK) != 0);
    const char *failed;
    assert_int_equal(placer_place(p, &failed), 0);
    assert_true(has("a", "a") && has("d/x.csv", "row"));
    placer_free(p);
    assert_int_equal(entries(), 2);
    assert_int_equal(system("rm -r a d"), 0);
}

static void what_cannot_be_moved_is_named(void **state)
{
    (void)state;
    struct placer *p = start();
    assert_int_equal(system("mkdir d && echo >d/mine"), 0);
    const struct placement *d;
    const char *failed;
    assert_int_equal(placer_begin(p, strdup("d"), PLACEMENT_PUBLIC, is_csv, &d), 0);
    assert_int_equal(placer_seal(p), 0);
    assert_int_equal(placer_place(p, &failed), EEXIST);
    assert_string_equal(failed, "d");
    placer_free(p);
    assert_int_equal(access("d/mine", F_OK), 0);
    assert_int_equal(entries(), 1);
    assert_int_equal(system("rm -r d"), 0);
}

/* A process that makes what a run makes, and waits. */
static pid_t start_run(bool is_sealed)
{
    int ends[2];
    char byte;
    assert_int_equal(pipe(ends), 0);
    pid_t run = fork();
    if (run == 0) {
        struct placer *p = start();
        begin(p, "a");
        bool ok = placer_temporary_folder(p, ".") && placer_make_room(p, ".") == 0 &&
                  placer_make_vacant(p, "log", PLACEMENT_PUBLIC) == 0 &&
                  placer_database(p, "db", PLACEMENT_PUBLIC);
        put("db-journal", "j");
        if (!ok || (is_sealed && placer_seal(p) != 0) || write(ends[1], "x", 1) != 1)
            _exit(1);
        pause();
    }
    assert_int_equal(read(ends[0], &byte, 1), 1);
    close(ends[0]);
    close(ends[1]);
    return run;
}

static void a_run_that_is_killed_leaves_nothing(void **state)
{
    (void)state;
    for (int is_sealed = 0; is_sealed <= 1; is_sealed++) {
        int status;
        pid_t run = start_run(is_sealed);
        assert_int_equal(entries(), 6);
        kill(run, SIGKILL);
        assert_int_equal(waitpid(run, &status, 0), run);
        for (int i = 0; i < 500 && entries() > 0; i++)
            usleep(10000);
        assert_int_equal(entries(), 0);
    }
}

static void once_it_is_sealed_nothing_new_is_made(void **state)
{
    (void)state;
    struct placer *p = start();
    const struct placement *new;
    assert_int_equal(placer_seal(p), 0);
    assert_int_equal(placer_begin(p, strdup("a"), PLACEMENT_PUBLIC, NULL, &new), EPERM);
    assert_null(placer_temporary_folder(p, "."));
    assert_int_equal(placer_make_room(p, "."), EPERM);
    assert_int_equal(placer_make_vacant(p, "log", PLACEMENT_PUBLIC), EPERM);
    assert_int_equal(entries(), 0);
    placer_free(p);
}

static void only_files_of_a_database_are_removed_for_the_run(void **state)
{
    (void)state;
    struct placer *p = start();
    put("db", "something");
    put("db-journal", "j");
    put("other", "o");
    assert_true(placer_database(p, "db", PLACEMENT_PUBLIC));
    assert_int_equal(placer_seal(p), 0);
    assert_int_equal(placer_unlink(p, "db-journal"), 0);
    assert_int_equal(access("db-journal", F_OK), -1);
    assert_int_equal(placer_unlink(p, "nothing"), ENOENT);
    placer_free(p);
    assert_true(has("db", "something") && has("other", "o"));
    assert_int_equal(system("rm db other"), 0);
}

static void a_journal_goes_where_the_database_has_not_changed(void **state)
{
    (void)state;
    struct database d;
    put("db", "something");
    assert_int_equal(database_find(&d, "db"), 0);
    put("db-journal", "j");
    assert_true(database_is_unsettled(&d));
    database_settle(&d, F_SETLKW);
    assert_int_equal(access("db-journal", F_OK), -1);

    put("db-journal", "j");
    put("db", "something else");
    database_settle(&d, F_SETLKW);
    assert_int_equal(access("db-journal", F_OK), 0);

    put("db", "");
    database_settle(&d, F_SETLKW);
    assert_int_equal(entries(), 0);
    database_free(&d);
}

static int set_up(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/placer.XXXXXX");
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    return chdir("/") == 0 ? rmdir(folder) : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_are_placed_together),
        cmocka_unit_test(what_cannot_be_moved_is_named),
        cmocka_unit_test(a_run_that_is_killed_leaves_nothing),
        cmocka_unit_test(once_it_is_sealed_nothing_new_is_made),
        cmocka_unit_test(only_files_of_a_database_are_removed_for_the_run),
        cmocka_unit_test(a_journal_goes_where_the_database_has_not_changed),
    };
    return cmocka_run_group_tests_name("placer", tests, set_up, tear_down);
}
