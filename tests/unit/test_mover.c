/* Tests of mover: what it does not do for a run that somebody who mailed a report has taken
 * over. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/write/targets/mover.h"
#include "tests/unit/unit.h"

static int ask(int control, enum mover_order order, const char *path)
{
    static struct mover_request q;
    static struct mover_answer a;
    q = (struct mover_request){.order = order, .mode = 0600};
    snprintf(q.path, sizeof q.path, "%s", path);
    assert_int_equal(write(control, &q, sizeof q), sizeof q);
    assert_int_equal(read(control, &a, sizeof a), sizeof a);
    return a.failure;
}

static void a_sealed_one_removes_and_makes_nothing_else(void **state)
{
    (void)state;
    static const enum mover_order makes[] = {MOVER_BEGIN, MOVER_TEMPORARY, MOVER_ROOM, MOVER_VACANT,
                                             MOVER_DATABASE};
    char folder[] = "/tmp/test_mover.XXXXXX", mine[64], database[64], new[64];
    int ends[2];
    assert_non_null(mkdtemp(folder));
    snprintf(mine, sizeof mine, "%s/mine", folder);
    snprintf(database, sizeof database, "%s/db", folder);
    snprintf(new, sizeof new, "%s/new", folder);
    FILE *f = fopen(mine, "w");
    assert_true(f && fclose(f) == 0);
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    pid_t process = fork();
    if (process == 0)
        mover_serve(ends[1]);
    close(ends[1]);

    assert_int_equal(ask(ends[0], MOVER_DATABASE, database), 0);
    assert_int_equal(ask(ends[0], MOVER_SEAL, ""), 0);
    assert_int_equal(ask(ends[0], MOVER_UNLINK, mine), EPERM);
    for (size_t i = 0; i < sizeof makes / sizeof *makes; i++)
        assert_int_equal(ask(ends[0], makes[i], i == 1 || i == 2 ? folder : new), EPERM);
    assert_int_equal(ask(ends[0], MOVER_UNLINK, database), 0);
    close(ends[0]);
    assert_int_equal(waitpid(process, NULL, 0), process);
    assert_int_equal(access(mine, F_OK), 0);
    unlink(mine);
    assert_int_equal(rmdir(folder), 0); /* nothing else is there */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sealed_one_removes_and_makes_nothing_else),
    };
    return cmocka_run_group_tests_name("mover", tests, NULL, NULL);
}
