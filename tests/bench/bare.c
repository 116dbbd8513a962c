/*
 * bare: the yardstick for the hardware: the messages of an mbox, each decoded as baredecode does.
 *
 *     bare FILE      prints the number of messages and of distinct documents
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/bench/baredecode.h"

int main(int argc, char **argv)
{
    static struct baredecode d;
    int file = argc > 1 ? open(argv[1], O_RDONLY) : -1;
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0 || !baredecode_init(&d))
        return 1;
    const char *map = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0),
               *end = map + status.st_size;
    if (map == MAP_FAILED)
        return 1;
    for (const char *at = map, *next; at < end; at = next) {
        next = memmem(at + 1, (size_t)(end - at - 1), "\n\nFrom ", 7);
        next = next ? next + 2 : end;
        baredecode_mail(&d, (struct slice){at, (size_t)(next - at)});
    }
    printf("%zu messages, %zu distinct\n", d.messages, d.distinct);
    return 0;
}
