/*
 * evidence: what the files of the evidence bag share (SPEC 6.6). Private to formats/write/evidence.
 */
#ifndef WRITE_EVIDENCE_H
#define WRITE_EVIDENCE_H

#include "formats/write/evidence/bag.h"
#include "formats/write/evidence/shelf.h"
#include "formats/write/output.h"

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
    struct about about; /* for the parts: without the placer, since the bag is moved as a whole */
    const struct account *account;
    int lock; /* a descriptor that locks the folder it is built in; -1: none */
    struct bag bag;
    struct output *parts[EVIDENCE_PARTS];
    struct shelf reports, mails; /* not opened if redacted; mails only if they are wanted */
    struct sha256 sha256;
    uint64_t withheld; /* reports that speak of others than the edition */
    uint64_t records;  /* counted reports that came as records, without their JSON */
};

/* evidence_text: what the bag says in words. Each appends a file. Out of memory: text->failed. */
void evidence_info(const struct evidence *e, struct buffer *text);   /* bag-info.txt */
void evidence_readme(const struct evidence *e, struct buffer *text); /* README.txt */
void evidence_inputs(const struct evidence *e, struct buffer *text); /* inputs.sha256 */

/* Does the bag hold what was given to the run? An edition's does not, since it was given for all,
 * nor does a redacted one, since it may tell what is left out. */
bool evidence_has_given(const struct evidence *e);
bool evidence_is_redacted(const struct evidence *e); /* reports and mails as sent are left out */

/* Gives "given/N-ROLE-NAME", the path of a given file in the bag, safe for any file system. */
enum { EVIDENCE_GIVEN_NAME = 140 };
void evidence_given_name(const struct given_file *file, size_t number,
                         char name[static EVIDENCE_GIVEN_NAME]);

#endif
