/* Tests of the sandbox: what is forbidden fails, what is needed works. Each in a process of its
 * own, since it cannot be undone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/run/sandbox.h"

enum { NOT_THERE = 77 };

static char folder[64];

/* Runs a check in a sandbox that has one input and one output below `folder`; gives its exit
 * status. */
static int in_sandbox(int (*check)(void))
{
    pid_t child = fork();
    if (child == 0) {
        char input[100], output[100], *inputs[] = {input};
        const char *outputs[] = {"-", output};
        snprintf(input, sizeof input, "%s/in", folder);
        snprintf(output, sizeof output, "%s/out/x.json", folder);
        struct sandbox_paths paths = {inputs, 1, outputs, 2};
        setenv("TMPDIR", "/var/empty", 1);
        _exit(sandbox_enter(&paths) ? check() : NOT_THERE);
    }
    int status;
    assert_true(waitpid(child, &status, 0) == child && WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int files(void)
{
    char path[100];
    snprintf(path, sizeof path, "%s/in", folder);
    if (open(path, O_RDONLY) < 0)
        return 1;
    if (open(path, O_WRONLY) >= 0)
        return 2; /* inputs are only read */
    snprintf(path, sizeof path, "%s/out/x.json", folder);
    if (open(path, O_RDWR | O_CREAT, 0600) < 0)
        return 3;
    snprintf(path, sizeof path, "%s/secret", folder);
    if (open(path, O_RDONLY) >= 0 || errno != EACCES)
        return 4;
    return open("/etc/passwd", O_RDONLY) >= 0 || errno != EACCES ? 5 : 0;
}

static int calls(void)
{
    char *arguments[] = {"true", NULL};
    if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || errno != EPERM)
        return 1;
    char parameters[120] = "";
    if (syscall(SYS_io_uring_setup, 1, parameters) >= 0 || errno != EPERM)
        return 3;
    execv("/bin/true", arguments);
    return errno == EPERM || errno == EACCES ? 0 : 2;
}

static void check(int status)
{
    if (status == NOT_THERE)
        skip();
    assert_int_equal(status, 0);
}

static void only_inputs_and_outputs_can_be_opened(void **state)
{
    (void)state;
    check(in_sandbox(files));
}

static void network_and_programs_are_out_of_reach(void **state)
{
    (void)state;
    check(in_sandbox(calls));
}

static int set_up(void **state)
{
    char command[300];
    (void)state;
    strcpy(folder, "/var/tmp/sandbox.XXXXXX"); /* not /tmp: that is for temporary files */
    if (!mkdtemp(folder))
        return -1;
    snprintf(command, sizeof command, "mkdir %s/out && echo x >%s/in && echo x >%s/secret", folder,
             folder, folder);
    return system(command);
}

static int tear_down(void **state)
{
    char command[100];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_inputs_and_outputs_can_be_opened),
        cmocka_unit_test(network_and_programs_are_out_of_reach),
    };
    return cmocka_run_group_tests_name("sandbox", tests, set_up, tear_down);
}
