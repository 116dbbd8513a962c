/*
 * evidence: what the files of the evidence bag share (SPEC 6.6). Private to formats/write.
 */
#ifndef WRITE_EVIDENCE_H
#define WRITE_EVIDENCE_H

#include "formats/write/bag.h"
#include "formats/write/output.h"
#include "formats/write/shelf.h"

enum evidence_part {
    EVIDENCE_WORKBOOK,
    EVIDENCE_PAGE,
    EVIDENCE_SUMMARY,
    EVIDENCE_RECORDS,
    EVIDENCE_TABLES,
    EVIDENCE_PARTS
};

struct evidence {
    struct output output;
    struct folder_target folder;
    struct about about; /* the parts' own: they are put in place in the bag, by themselves */
    const struct account *account;
    int lock; /* of the folder that it is built in; -1: none */
    struct bag bag;
    struct output *parts[EVIDENCE_PARTS];
    struct shelf reports, mails; /* mails: only where they are wanted */
    struct sha256 sha256;
    uint64_t withheld; /* reports and mails that speak of others than the edition */
    uint64_t records;  /* counted reports that came as records: their JSON is not here */
};

/* evidence_text: what the bag says in words. Each appends; out of memory: text->failed. */
void evidence_info(const struct evidence *e, struct buffer *text);   /* bag-info.txt */
void evidence_readme(const struct evidence *e, struct buffer *text); /* README.txt */
void evidence_inputs(const struct evidence *e, struct buffer *text); /* inputs.sha256 */

/* What was given to a run for many is no edition's own, and tells what is redacted. */
bool evidence_has_given(const struct evidence *e);
bool evidence_is_redacted(const struct evidence *e); /* reports and mails as sent are left out */

/* "given/ROLE-N-NAME": where a file that was given to the run stands; safe for any file system. */
enum { EVIDENCE_GIVEN_NAME = 140 };
void evidence_given_name(const struct given_file *file, size_t number,
                         char name[static EVIDENCE_GIVEN_NAME]);

#endif
