/*
 * inflater: one gzip member after the other (RFC 1952), piece by piece: through ISA-L where the machine has it, which is four times as
 * quick, else through zlib. Both give all that can be unpacked before they tell of damage.
 */
#ifndef IN_INFLATER_H
#define IN_INFLATER_H

#include <stdbool.h>
#include <stddef.h>

enum inflater_status { INFLATER_MORE, INFLATER_MEMBER_ENDED, INFLATER_DAMAGED };

struct inflater;

struct inflater *inflater_new(void); /* NULL: out of memory */
void inflater_free(struct inflater *i);

/*
 * Takes from `in` and gives to `to`; *in_n and *to_n say how much there is, and afterwards how much was taken and given. INFLATER_MORE: it
 * needs more of what it has used up. After INFLATER_MEMBER_ENDED the next call begins another member.
 */
enum inflater_status inflater_run(struct inflater *i, const char *in, size_t *in_n, char *to, size_t *to_n);

#endif
