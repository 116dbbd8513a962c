#include "formats/write/reportname.h"

#include <inttypes.h>
#include <stdio.h>

#include "lib/base/filename.h"
#include "lib/tlsrpt/decode.h"

enum { NAME_PART = 80, CONTENT_DIGITS = 24 /* a name has at most 255 bytes */ };

/* Appends a part of the name and '!'. Only letters, digits, '.', '-' and '_' stay; no part begins
 * with a dot or a hyphen, so that no name is hidden, means a folder or reads as an option. */
static char *put_part(char *to, struct slice part)
{
    if (part.n == 0)
        part = SLICE("unknown");
    for (size_t i = 0; i < part.n && i < NAME_PART; i++) {
        char c = part.at[i];
        bool plain = ascii_is_alnum(c) || c == '_' || ((c == '.' || c == '-') && i > 0);
        *to++ = plain ? c : '_';
    }
    *to++ = '!';
    return to;
}

/* Whoever reads the file takes the domain in its name for what the mail told (SPEC 4). Where none
 * was told it is that of the first policy, unless others would count for it by that. */
static struct slice domain_to_tell(const struct report *r)
{
    const struct policy *first = report_next_counted(r, NULL); /* NULL: a report without policies */
    if (r->source.report_domain.n > 0 || !first)
        return r->source.report_domain;
    for (size_t i = 0; i < r->policies_n; i++)
        if (policy_heeds_mail(&r->policies[i]) &&
            !slice_equal(r->policies[i].domain, first->domain))
            return (struct slice){0};
    return first->domain;
}

void report_name(const struct report *r, const char *key, char name[static REPORT_NAME])
{
    struct slice domain = domain_to_tell(r);
    struct slice sender = r->source.submitter.n > 0 ? r->source.submitter : r->organization_name;
    bool is_device = filename_is_reserved(sender); /* whatever stands behind its first dot */
    name[0] = '_';
    char *to = put_part(name + is_device, sender);
    to = put_part(to, domain);
    sprintf(to, "%" PRId64 "!%" PRId64 "!%.32s.json", r->begin, r->end, key);
}

void report_name_beside(const char *name, const char *sha256, char beside[static REPORT_NAME])
{
    const char *extension = strrchr(name, '.');
    int n = extension ? (int)(extension - name) : (int)strlen(name);
    snprintf(beside, REPORT_NAME, "%.*s-%.*s%s", n, name, CONTENT_DIGITS, sha256,
             extension ? extension : "");
}
