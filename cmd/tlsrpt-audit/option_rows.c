#include "cmd/tlsrpt-audit/option_values.h"

/* Words that are known elsewhere. */

static const char *dedup_word(size_t i)
{
    return i < DEDUPS ? dedup_name((enum dedup)i) : NULL;
}

static const char *dkim_word(size_t i)
{
    static const char *const words[DKIM_WHENS] = {[DKIM_WHEN_AUTO] = "auto",
                                                  [DKIM_WHEN_ON] = "on",
                                                  [DKIM_WHEN_STRICT] = "strict",
                                                  [DKIM_WHEN_OFF] = "off"};
    return i < DKIM_WHENS ? words[i] : NULL;
}

const char *options_dkim(const struct options *o)
{
    return o->dkim == DKIM_WHEN_AUTO ? NULL : dkim_word(o->dkim);
}

static const char *severity_word(size_t i) /* the most severe first */
{
    return i < SEVERITIES ? severity_names[SEVERITIES - 1 - i] : NULL;
}

static const char *table_word(size_t i)
{
    return i < TABLES ? tables[i]->name : NULL;
}

#define AT(member) .at = offsetof(struct options, member)

/* One row per option. */
/* clang-format off */

const struct option_row option_rows[] = {
    {"xlsx", .group = GROUP_OUTPUT, .argument = "FILE", .take = take_text, AT(xlsx),
        .help = "the workbook for auditors and insurers"},
    {"html", .group = GROUP_OUTPUT, .argument = "FILE", .take = take_text, AT(html),
        .help = "a page to look at: one file, works offline, prints well"},
    {"json", .group = GROUP_OUTPUT, .argument = "FILE", .take = take_text, AT(json),
        .help = "the summary: totals, domains, days, failures, findings"},
    {"ndjson", .group = GROUP_OUTPUT, .argument = "FILE", .take = take_text, AT(ndjson),
        .help = "one JSON record per counted report"},
    {"csv", .group = GROUP_OUTPUT, .argument = "DIR", .take = take_text, AT(csv),
        .help = "tables for a database, with datapackage.json"},
    {"csv-raw", .group = GROUP_OUTPUT, .take = take_flag, AT(csv_raw),
        .help = "texts that look like formulas are not guarded"},
    {"table", .group = GROUP_OUTPUT, .argument = "NAME", .take = take_table, AT(table),
        .word = table_word,
        .help = "one of these tables on standard output"},
    {"sqlite", .group = GROUP_OUTPUT, .argument = "FILE", .take = take_text, AT(sqlite),
        .help = "the same tables in a SQLite database, with views"},
    {"statement", .group = GROUP_OUTPUT, .argument = "FILE", .take = take_text, AT(statement),
        .help = "a page for each domain, to be dated and signed"},
    {"extract", .group = GROUP_OUTPUT, .argument = "DIR", .take = take_text, AT(extract),
        .help = "the reports themselves, as they were sent"},
    {"explain", .group = GROUP_OUTPUT, .argument = "KEY", .take = take_key, AT(explain),
        .help = "one report in plain English, on standard output"},
    {"part", .group = GROUP_OUTPUT, .argument = "FILE", .take = take_text, AT(part),
        .help = "all that a merge needs: this run is one of many"},
    {"wanted-keys", .group = GROUP_OUTPUT, .argument = "FILE", .take = take_text, AT(wanted_keys),
        .help = "DKIM keys that are wanting, for dig -f (see --dns)"},
    {"metrics", .group = GROUP_OUTPUT, .argument = "FILE", .take = take_text, AT(metrics),
        .help = "gauges for Prometheus, for node_exporter"},
    {"digest", .group = GROUP_OUTPUT, .argument = "FILE", .take = take_text, AT(digest),
        .help = "a mail that says what is new, for sendmail -t"},
    {"digest-from", .group = GROUP_OUTPUT, .argument = "ADDRESS", .take = take_mailbox,
        AT(digest_from), .help = "whom the digest is from (default: you at this host)"},
    {"digest-to", .group = GROUP_OUTPUT, .argument = "ADDRESS", .take = take_mailbox,
        AT(digest_to), .help = "whom it goes to"},
    {"digest-link", .group = GROUP_OUTPUT, .argument = "TEXT", .take = take_line, AT(digest_link),
        .help = "where the whole file is: a line of the digest"},
    {"digest-when", .group = GROUP_OUTPUT, .argument = "WHEN", .take = take_word, AT(digest_when),
        .words = "always|new", .help = "always, or an empty file when nothing is new"},

    {"since", .group = GROUP_SELECTION, .argument = "DATE", .take = take_since,
        .results = RESULTS_OF_VALUE,
        .help = "only days from DATE on: 2024-02-29, 2024-02, 30d"},
    {"until", .group = GROUP_SELECTION, .argument = "DATE", .take = take_until,
        .results = RESULTS_OF_VALUE,
        .help = "only days up to DATE"},
    {"period", .group = GROUP_SELECTION, .argument = "WHAT", .take = take_period,
        .help = "both at once: 2026-Q1, 2025, 30d, last-month"},
    {"domain", .repeatable = true, .group = GROUP_SELECTION, .argument = "RE",
        .take = take_pattern, .results = RESULTS_OF_VALUE, AT(selection.domains),
        .help = "only these policy domains (PCRE2); repeatable"},
    {"reporter", .repeatable = true, .group = GROUP_SELECTION, .argument = "RE",
        .take = take_pattern, .results = RESULTS_OF_VALUE, AT(selection.reporters),
        .help = "only these organizations; repeatable"},
    {"scope", .group = GROUP_SELECTION, .argument = "FILE", .take = take_text,
        .results = RESULTS_OF_FILE, AT(scope),
        .help = "the list of your domains: names, or CSV"},
    {"dedup", .group = GROUP_SELECTION, .argument = "WHAT", .take = take_word,
        .results = RESULTS_OF_VALUE, AT(dedup),
        .word = dedup_word,
        .help = "what makes reports the same: identity, report-id, none"},

    {"state", .group = GROUP_SELECTION, .argument = "FILE", .take = take_text, AT(state),
        .help = "only what no earlier run with this FILE counted"},
    {"state-expire", .group = GROUP_SELECTION, .argument = "DAYS", .take = take_count,
        AT(state_expire), .most = 36500,
        .help = "forget reports that were counted so many days ago"},

    {"fail-on", .group = GROUP_FINDING, .argument = "SEVERITY", .take = take_fail_on,
        .word = severity_word,
        .help = "exit 3 when an open finding is that severe; also :new"},
    {"compare", .group = GROUP_FINDING, .argument = "FILE", .take = take_text, AT(compare),
        .help = "what changed since an earlier --json summary"},
    {"rules", .group = GROUP_FINDING, .argument = "FILE", .take = take_text, AT(rules),
        .help = "severities, thresholds and causes of your own (JSON)"},
    {"controls", .group = GROUP_FINDING, .argument = "WHICH", .take = take_text, AT(controls),
        .help = "controls to judge: all, none, sets, or a file"},
    {"dns", .repeatable = true, .group = GROUP_FINDING, .argument = "FILE", .take = take_path,
        .results = RESULTS_OF_FILE,
        AT(dns), .help = "DNS records (dig, zone files): set-up and DKIM keys"},
    {"sts-policy", .repeatable = true, .group = GROUP_FINDING, .argument = "FILE|DIR",
        .take = take_path, AT(sts_policy),
        .help = "MTA-STS policies as served, to check; repeatable"},
    {"ip-db", .repeatable = true, .group = GROUP_FINDING, .argument = "FILE", .take = take_path,
        AT(ip_db), .most = NETWORKS_MOST,
        .help = "countries and networks of addresses (.mmdb); repeatable"},
    {"dkim", .group = GROUP_FINDING, .argument = "WHEN", .take = take_word,
        .results = RESULTS_OF_VALUE, AT(dkim), .word = dkim_word,
        .help = "verify signatures: auto, on, strict or off"},
    {"require-auth", .group = GROUP_FINDING, .take = take_flag,
        .results = RESULTS_OF_VALUE, AT(require_auth),
        .help = "count only reports of which it is known who sent them"},
    {"authserv-id", .group = GROUP_FINDING, .argument = "NAME", .take = take_text,
        .results = RESULTS_OF_VALUE, AT(authserv_id),
        .help = "whose Authentication-Results tell forged reports"},

    {"files-from", .repeatable = true, .group = GROUP_INPUT, .argument = "FILE",
        .take = take_path, AT(files_from),
        .help = "read more INPUTs from a list, one a line; repeatable"},
    {"null", .group = GROUP_INPUT, .take = take_flag, AT(null),
        .help = "these lists are NUL-separated"},
    {"slice", .group = GROUP_INPUT, .argument = "K/N", .take = take_slice,
        .help = "only the K-th of N equal parts of the INPUTs"},
    {"hash-inputs", .group = GROUP_EVIDENCE, .take = take_flag,
        .results = RESULTS_OF_VALUE, AT(hash_inputs),
        .help = "note the SHA-256 of inputs, reports and mails"},
    {"redact", .repeatable = true, .group = GROUP_EVIDENCE, .argument = "WHAT", .take = take_redact,
        AT(redact), .words = "ip|contact|path|message-id|reporter",
        .help = "leave out ip, contact, path, message-id, reporter"},
    {"sample", .group = GROUP_EVIDENCE, .argument = "N[:SEED]", .take = take_sample, AT(sample),
        .most = SAMPLE_MOST, .help = "draw N counted reports for a tester to look at"},
    {"evidence", .group = GROUP_EVIDENCE, .argument = "DIR", .take = take_text, AT(evidence),
        .help = "all of it as a BagIt bag to hand over"},
    {"evidence-mails", .group = GROUP_EVIDENCE, .take = take_flag, AT(evidence_mails),
        .help = "the mails belong to that bag"},
    {"organization", .group = GROUP_EVIDENCE, .argument = "TEXT", .take = take_words,
        AT(organization), .help = "whose evidence it is, for the bag"},
    {"run-log", .group = GROUP_EVIDENCE, .argument = "FILE", .take = take_text, AT(run_log),
        .help = "append what this run was, as a chained line"},
    {"reviewer", .group = GROUP_EVIDENCE, .argument = "TEXT", .take = take_words, AT(reviewer),
        .help = "who looks at it, for the run log and Sign-off"},
    {"check-run-log", .group = GROUP_EVIDENCE, .argument = "FILE", .take = take_text,
        AT(check_run_log), .help = "does each line follow the one before? reads no mail"},

    {"max-message", .group = GROUP_LIMIT, .argument = "SIZE", .take = take_size,
        AT(limits.message), .brief = "bytes of a message"},
    {"max-report", .group = GROUP_LIMIT, .argument = "SIZE", .take = take_size, AT(limits.report),
        .brief = "bytes of a report, unpacked"},
    {"max-depth", .group = GROUP_LIMIT, .argument = "N", .take = take_count, AT(limits.depth),
        .most = 30, .brief = "archives and parts in each other"},
    {"max-ratio", .group = GROUP_LIMIT, .argument = "N", .take = take_size, AT(limits.ratio),
        .brief = "unpacked to packed bytes"},
    {"max-header", .group = GROUP_LIMIT, .argument = "SIZE", .take = take_size, AT(limits.header),
        .brief = "bytes of a header"},
    {"max-fields", .group = GROUP_LIMIT, .argument = "N", .take = take_size, AT(limits.fields),
        .brief = "fields of a header"},
    {"max-parts", .group = GROUP_LIMIT, .argument = "N", .take = take_size, AT(limits.parts),
        .brief = "parts of a message"},
    {"max-members", .group = GROUP_LIMIT, .argument = "N", .take = take_size, AT(limits.members),
        .brief = "members of an archive"},
    {"max-json-depth", .group = GROUP_LIMIT, .argument = "N", .take = take_count,
        AT(limits.json_depth), .most = 512, .brief = "objects in each other"},
    {"max-policies", .group = GROUP_LIMIT, .argument = "N", .take = take_size, AT(limits.policies),
        .brief = "policies of a report"},
    {"max-details", .group = GROUP_LIMIT, .argument = "N", .take = take_size, AT(limits.details),
        .brief = "failure details of a report"},

    {"jobs", 'j', .group = GROUP_BEHAVIOUR, .argument = "N", .take = take_count, AT(jobs),
        .most = 1024, .help = "threads (default: the processors there are)"},
    {"progress", .group = GROUP_BEHAVIOUR, .argument = "WHEN", .take = take_word, AT(progress),
        .words = "auto|always|never", .help = "a progress line: auto, always or never"},
    {"strict", .group = GROUP_BEHAVIOUR, .take = take_flag, AT(strict),
        .help = "exit 1 when anything was rejected or in conflict"},
    {"sandbox", .group = GROUP_BEHAVIOUR, .argument = "WHEN", .take = take_word, AT(sandbox),
        .words = "auto|require|off",
        .help = "no network, programs, other files: auto, require or off"},
    {"config", .group = GROUP_BEHAVIOUR, .argument = "FILE", .take = take_text, AT(config),
        .help = "options from a file (~/.config/tlsrpt-audit/config)"},
    {"print-config", .group = GROUP_BEHAVIOUR, .take = take_flag, AT(print_config),
        .help = "show what is in force, and from where"},
    {"quiet", 'q', .group = GROUP_BEHAVIOUR, .take = take_flag, AT(quiet),
        .help = "no progress line, no warnings"},
    {"verbose", 'v', .repeatable = true, .group = GROUP_BEHAVIOUR, .take = take_more, AT(verbose),
        .help = "name what is skipped and rejected"},
    {"list-deviations", .group = GROUP_TEXT, .take = take_flag, AT(list_deviations),
        .brief = "what senders get wrong"},
    {"list-findings", .group = GROUP_TEXT, .take = take_flag, AT(list_findings),
        .brief = "the rules of findings"},
    {"list-tables", .group = GROUP_TEXT, .take = take_flag, AT(list_tables),
        .brief = "the tables and their columns"},
    {"help", .group = GROUP_TEXT, .take = take_flag, AT(help), .brief = "how to use it"},
    {"version", .group = GROUP_TEXT, .take = take_flag, AT(version), .brief = "the version"},
};
_Static_assert(COUNT_OF(option_rows) < MOST_OPTIONS,
    "getopt's table has room, and an end");
const size_t option_rows_n = COUNT_OF(option_rows);

/* clang-format on */

const struct option_row *option_find(const char *name)
{
    for (size_t i = 0; i < option_rows_n; i++)
        if (strcmp(option_rows[i].name, name) == 0)
            return &option_rows[i];
    return NULL;
}
