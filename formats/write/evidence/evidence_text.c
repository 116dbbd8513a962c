/* evidence_text: what the bag says of itself in words. */
#include <inttypes.h>

#include "formats/write/evidence/evidence.h"
#include "formats/write/method.h"
#include "lib/base/plural.h"
#include "lib/base/thousands.h"

bool evidence_has_given(const struct evidence *e)
{
    return e->about.given_n > 0 && !e->account->audit.options.edition && !evidence_is_redacted(e);
}

bool evidence_is_redacted(const struct evidence *e)
{
    return e->account->audit.options.redacted != 0;
}

/* Each value of bag-info.txt is one line here (RFC 8493, 2.2.2). */
static void put_value(struct buffer *text, const char *label, struct slice value)
{
    buffer_append_format(text, "%s: ", label);
    for (size_t i = 0; i < value.n; i++) {
        bool is_control = (unsigned char)value.at[i] < ' ' || value.at[i] == 0x7F;
        buffer_append_char(text, is_control ? ' ' : value.at[i]);
    }
    buffer_append_char(text, '\n');
}

static void put_description(const struct evidence *e, struct buffer *text)
{
    struct buffer line = {0};
    buffer_append_text(&line, "TLS reports (RFC 8460) on mail that was received. ");
    method_scope(e->account, &line);
    buffer_append_text(&line, ". Command: ");
    method_command_line(&e->about, &line);
    text->failed |= line.failed;
    put_value(text, "External-Description", buffer_slice(&line));
    buffer_free(&line);
}

static void put_division(const struct shelf *s, const char *digits_of, struct buffer *text)
{
    char line[160];
    if (!s->divided)
        return;
    snprintf(line, sizeof line, "%s in 256 folders, by the first two digits of %s", s->name,
             digits_of);
    put_value(text, "Payload-Folders", slice_of(line));
}

void evidence_info(const struct evidence *e, struct buffer *text)
{
    char line[200];
    const struct earlier *earlier = e->account->given.earlier;
    if (e->about.organization)
        put_value(text, "Source-Organization", slice_of(e->about.organization));
    put_value(text, "Bagging-Date", slice_of(when_day(day_of_time(e->about.generated)).text));
    snprintf(line, sizeof line, "%" PRIu64 ".%" PRIu64, e->bag.bytes, e->bag.files);
    put_value(text, "Payload-Oxum", slice_of(line));
    put_description(e, text);
    snprintf(line, sizeof line, "%s%s", bag_agent, e->about.version);
    put_value(text, "Bag-Software-Agent", slice_of(line));
    if (earlier) {
        struct slice time = earlier_time(earlier);
        snprintf(line, sizeof line, "%.*s, SHA-256 %s", (int)time.n, time.at, earlier->sha256);
        put_value(text, "Prior-Summary", slice_of(line));
    }
    put_division(&e->reports, "their report keys", text);
    put_division(&e->mails, "their hashes", text);
}

/* As sha256sum(1) writes it: a line feed, a carriage return or a backslash in a name is escaped. */
static void put_file_name(struct buffer *text, struct slice name)
{
    for (size_t i = 0; i < name.n; i++) {
        if (name.at[i] == '\n')
            buffer_append_text(text, "\\n");
        else if (name.at[i] == '\r')
            buffer_append_text(text, "\\r");
        else if (name.at[i] == '\\')
            buffer_append_text(text, "\\\\");
        else
            buffer_append_char(text, name.at[i]);
    }
}

static bool is_to_be_escaped(struct slice name)
{
    for (size_t i = 0; i < name.n; i++)
        if (memchr("\n\r\\", name.at[i], 3))
            return true;
    return false;
}

/* What stands before an input's hash in inputs.sha256. sha256sum passes over comments: of what it
 * cannot check, or not find. */
static const char *comment_of(const struct evidence *e, const struct input_row *in)
{
    if (in->sha256[0] == '\0')
        return "# without a hash: ";
    if (input_is_folder(in))
        return "# folder: ";
    return (e->account->audit.options.redacted & REDACT_PLACES) != 0 ? "# file: " : "";
}

/* Has inputs.sha256 a line that is no comment? sha256sum calls it an error to have none. */
static bool inputs_can_be_checked(const struct evidence *e)
{
    const struct audit *a = &e->account->audit;
    for (size_t i = 0; i < a->inputs_n; i++)
        if (comment_of(e, &a->inputs[i])[0] == '\0')
            return true;
    return false;
}

void evidence_inputs(const struct evidence *e, struct buffer *text)
{
    const struct audit *a = &e->account->audit;
    for (size_t i = 0; i < a->inputs_n; i++) {
        const struct input_row *in = &a->inputs[i];
        const char *comment = comment_of(e, in);
        if (comment[0] == '\0' && is_to_be_escaped(in->path))
            buffer_append_char(text, '\\');
        buffer_append_format(text, "%s%s%s", comment, in->sha256, in->sha256[0] ? "  " : "");
        put_file_name(text, in->path);
        buffer_append_char(text, '\n');
    }
}

void evidence_given_name(const struct given_file *file, size_t number,
                         char name[static EVIDENCE_GIVEN_NAME])
{
    enum { MOST = 80 };
    int n = snprintf(name, EVIDENCE_GIVEN_NAME, "given/%zu-%s-", number, file->role);
    struct slice base = slice_basename(slice_of(file->path));
    for (size_t i = 0; i < base.n && i < MOST; i++) {
        char c = base.at[i];
        name[n++] = ascii_is_alnum(c) || strchr("._-", c) ? c : '_';
    }
    name[n] = '\0';
}

static void put_line(struct buffer *text, const char *line)
{
    buffer_append_text(text, line);
    buffer_append_char(text, '\n');
}

static void put_contents(const struct evidence *e, struct buffer *text)
{
    char line[200];
    put_line(text, "What is in data/\n");
    put_line(text, "  audit.xlsx       the workbook: begin here; its sheet Method says how the\n"
                   "                   figures came about, its sheet Sign-off is to be signed\n"
                   "                   in a copy, or on paper: this one stays as it is\n"
                   "  audit.html       the same to look at in a browser, without a network\n"
                   "  summary.json     the figures and findings, for programs\n"
                   "  records.ndjson   one line for each counted report\n"
                   "  csv/             the tables, described by csv/datapackage.json\n"
                   "  inputs.sha256    the SHA-256 of what was read");
    if (e->reports.folder)
        put_line(text, "  reports/         each counted report as it was sent, unpacked");
    if (e->mails.folder)
        put_line(text, "  mails/           the mails that they came in, named by their SHA-256");
    if (evidence_has_given(e))
        put_line(text, "  given/           what was given to the run beside the mail, as it was "
                       "read:\n                   lists of domains, key records, rules");
    if (e->reports.divided || e->mails.divided)
        put_line(text, "\nThere are so many files that they stand in folders by two digits of "
                       "their names\n(bag-info.txt says which).");
    if (evidence_is_redacted(e))
        put_line(text, "\nParts of the reports are redacted (--redact), so neither they nor the "
                       "mails, as they\nwere sent, are here, nor what was given to the run.");
    if (e->records > 0) {
        snprintf(
            line, sizeof line,
            "\n%s of the counted reports came as %s of an earlier run: what was\nsent is not here.",
            thousands((int64_t)e->records).text,
            plural((int64_t)e->records, "a record, or in a part,", "records, or in parts,"));
        put_line(text, line);
    }
    if (e->withheld > 0) {
        snprintf(line, sizeof line,
                 "\n%s of the counted reports %s of others, too: what was sent is not here.",
                 thousands((int64_t)e->withheld).text,
                 plural((int64_t)e->withheld, "speaks", "speak"));
        put_line(text, line);
    }
}

static void put_how_to_check_inputs(const struct evidence *e, struct buffer *text)
{
    put_line(text, "Whether the mail that was read is still the same, data/inputs.sha256 tells.");
    if (inputs_can_be_checked(e))
        put_line(text, "Of files, in the folder of the run:\n\n"
                       "  sha256sum -c FOLDER/data/inputs.sha256\n");
    put_line(text, "Behind a # there is the hash of what cannot be looked up by its name: of a\n"
                   "file the one that sha256sum prints, of a folder the one that this prints:\n\n"
                   "  find DIR -type f -exec sha256sum {} + | tr -d '\\\\' | cut -c1-64 |\n"
                   "    LC_ALL=C sort | sha256sum\n");
}

/* Where it is about signatures, and both the mails and the keys are here. */
static void put_how_to_check_signatures(const struct evidence *e, struct buffer *text)
{
    if (!e->mails.folder || !evidence_has_given(e) ||
        e->account->audit.figures.signers.checked == 0)
        return;
    put_line(text,
             "Whether a report's DKIM signature is sound, any verifier (RFC 6376) says of its "
             "mail in\ndata/mails/ that takes the key records from data/given/: DNS may have "
             "others by now.\nx= goes by when the mail was received, and of a report that was "
             "forwarded the\nsignature of the mail inside counts.\n");
}

void evidence_readme(const struct evidence *e, struct buffer *text)
{
    put_line(text, "Evidence from TLS reports (RFC 8460)\n"
                   "====================================\n\n"
                   "This folder was written by tlsrpt-audit. It is a BagIt bag (RFC 8493): a "
                   "folder whose\nfiles are listed with their SHA-256, so that anyone can see "
                   "that nothing was changed,\nadded or lost. bag-info.txt says whose it is, of "
                   "when, and about what.\n");
    put_contents(e, text);
    put_line(text,
             "\nHow to verify it\n\n"
             "In this folder:\n\n"
             "  sha256sum --quiet -c manifest-sha256.txt tagmanifest-sha256.txt\n\n"
             "says nothing when every file is as it was written. No file was added if this is\n"
             "the number behind the point of Payload-Oxum in bag-info.txt:\n\n"
             "  find data -type f | wc -l\n\n"
             "Any BagIt tool checks both, for example: bagit.py --validate FOLDER\n");
    put_how_to_check_inputs(e, text);
    put_how_to_check_signatures(e, text);
    put_line(text,
             "How to sign and time-stamp it\n\n"
             "tagmanifest-sha256.txt stands for all of it. Keep the signature and the time-stamp\n"
             "beside this folder, not in it:\n\n"
             "  ssh-keygen -Y sign -f KEY -n evidence <FOLDER/tagmanifest-sha256.txt "
             ">FOLDER.sig\n"
             "  openssl ts -query -data FOLDER/tagmanifest-sha256.txt -sha256 -cert "
             "-out FOLDER.tsq\n\n"
             "and send FOLDER.tsq to a time-stamping authority (RFC 3161) of your choice, whose\n"
             "answer is FOLDER.tsr. Whoever receives the folder checks the signature with\n\n"
             "  ssh-keygen -Y verify -f ALLOWED_SIGNERS -I SIGNER -n evidence -s FOLDER.sig \\\n"
             "    <FOLDER/tagmanifest-sha256.txt\n\n"
             "and the time-stamp, by the certificates of the authority, with\n\n"
             "  openssl ts -verify -data FOLDER/tagmanifest-sha256.txt -in FOLDER.tsr \\\n"
             "    -CAfile AUTHORITY.pem");
}
