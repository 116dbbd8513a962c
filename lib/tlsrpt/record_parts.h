/*
 * record_parts: what the files that read and write a record share. Private to lib/tlsrpt.
 *
 * Each object of a record has one table, for reading and for writing. Reading fills a struct
 * recorded_…, which is or begins with what is written, and has room for members that have to be
 * looked at before they are taken over. record.c has the record, record_policies.c its policies and
 * their failure details, record_source.c its source.
 */
#ifndef TLSRPT_RECORD_PARTS_H
#define TLSRPT_RECORD_PARTS_H

#include "lib/tlsrpt/members.h"

struct recorded_report {
    struct report report;
    struct slice begin, end, received, server_word;
    uint64_t deviations;
};

member_reader record_policies_read; /* struct report: its policies */
member_writer record_policies_write;
member_reader record_source_read; /* struct recorded_report */

/* Takes over what the source said: when the mail was received, and the server's word. */
void record_source_settle(struct recorded_report *raw);

extern const struct members record_policy_members, record_detail_members, record_source_members;

#endif
