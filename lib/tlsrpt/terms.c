#include "lib/tlsrpt/terms.h"

#include "lib/tlsrpt/spelling.h"

/* One row per word. */
/* clang-format off */

const struct result_type result_types[] = {
    [RESULT_STARTTLS_NOT_SUPPORTED] = {"starttls-not-supported", "tls", "4.3.1",
        "The mail server did not offer STARTTLS, so the session could not be encrypted.",
     "Operator of the receiving mail server",
     "Check that STARTTLS is offered on port 25. Where other senders did get it the same day, "
         "suspect a downgrade attack or a middlebox."},
    [RESULT_CERTIFICATE_HOST_MISMATCH] = {"certificate-host-mismatch", "tls", "4.3.1",
        "The server's certificate does not carry the name that the sender expected.",
     "Operator of the receiving mail server", "Issue a certificate whose subjectAltName has the "
         "MX host name (MTA-STS) or the names that DANE asks for."},
    [RESULT_CERTIFICATE_EXPIRED] = {"certificate-expired", "tls", "4.3.1",
        "The server's certificate has expired.",
        "Operator of the receiving mail server",
     "Renew the certificate, load it, and automate and watch the renewal."},
    [RESULT_CERTIFICATE_NOT_TRUSTED] = {"certificate-not-trusted", "tls", "4.3.1",
        "No authority that the sender trusts has signed the server's certificate, or its chain is "
        "incomplete.",
     "Operator of the receiving mail server", "Install a certificate of a public authority "
         "together with its intermediate certificates."},
    [RESULT_VALIDATION_FAILURE] = {"validation-failure", "tls", "4.3.1",
        "The TLS session failed for another reason; the failure reason code may tell which.",
     "Operator of the receiving mail server",
         "Read the failure reason codes; check protocol versions, ciphers and certificate chain."},
    [RESULT_TLSA_INVALID] = {"tlsa-invalid", "dane", "4.3.2.1",
        "A TLSA record is malformed, or no record matches the certificate (DANE).",
     "Operator of DNS and mail server",
     "Publish TLSA records that match the certificate in use, and roll over in the order of RFC "
         "7671, section 8."},
    [RESULT_DNSSEC_INVALID] = {"dnssec-invalid", "dane", "4.3.2.1",
        "DNSSEC validation of the domain's or MX host's records failed.", "Operator of DNS",
     "Mend the DNSSEC chain: DS records, signatures, key rollovers."},
    [RESULT_DANE_REQUIRED] = {"dane-required", "dane", "4.3.2.1",
        "The sender insists on DANE for this domain and found no usable TLSA records.",
     "Operator of DNS, or the sender",
     "Publish DNSSEC-signed TLSA records for every MX host, or agree with the sender on another "
         "policy."},
    [RESULT_STS_POLICY_FETCH_ERROR] = {"sts-policy-fetch-error", "mta-sts", "4.3.2.2",
        "The sender could not fetch the MTA-STS policy.", "Operator of the MTA-STS policy host",
     "Check that https://mta-sts.DOMAIN/.well-known/mta-sts.txt is served, without redirects, "
         "with a valid certificate."},
    [RESULT_STS_POLICY_INVALID] = {"sts-policy-invalid", "mta-sts", "4.3.2.2",
        "The MTA-STS policy was fetched and is not valid.", "Operator of the MTA-STS policy host",
     "Correct the policy file: version, mode, mx and max_age, each on its own line (RFC 8461, "
         "section 3.2)."},
    [RESULT_STS_WEBPKI_INVALID] = {"sts-webpki-invalid", "mta-sts", "4.3.2.2",
        "The MTA-STS policy host's certificate is not valid for its name.",
        "Operator of the MTA-STS policy host",
     "Renew or replace the certificate of mta-sts.DOMAIN."},
};
_Static_assert(COUNT_OF(result_types) == RESULT_TYPES, "one row per type");

enum result_id result_id_of(struct slice name)
{
    for (int i = 0; i < RESULT_TYPES; i++) {
        const char *known = result_types[i].name;
        if (name.n > 0 && name.at[0] == known[0] && slice_equal(name, slice_of(known)))
            return (enum result_id)i;
    }
    return RESULT_OTHER;
}

const struct result_type *result_type_find(struct slice name)
{
    enum result_id id = result_id_of(name);
    return id == RESULT_OTHER ? NULL : &result_types[id];
}

const struct result_type *result_type_meant(struct slice text)
{
    const struct result_type *found = result_type_find(text);
    for (size_t i = 0; i < RESULT_TYPES && !found && text.n > 0; i++)
        if (spelling_is_alike(text, slice_of(result_types[i].name)))
            found = &result_types[i];
    return found;
}

const char *result_type_category(struct slice name)
{
    const struct result_type *type = result_type_find(name);
    return type ? type->category : "other";
}

static const struct slice policy_types[] = {
    [POLICY_STS] = SLICE("sts"),
    [POLICY_TLSA] = SLICE("tlsa"),
    [POLICY_NONE_FOUND] = SLICE("no-policy-found"),
};
_Static_assert(COUNT_OF(policy_types) == POLICY_OTHER, "one name per kind");

enum policy_kind policy_kind_of(struct slice type)
{
    int kind = POLICY_STS;
    while (kind < POLICY_OTHER && !slice_equal(type, policy_types[kind]))
        kind++;
    return (enum policy_kind)kind;
}

struct slice policy_type_meant(struct slice text)
{
    if (policy_kind_of(text) != POLICY_OTHER) /* as nearly all senders write it */
        return text;
    for (int kind = POLICY_STS; kind < POLICY_OTHER && text.n > 0; kind++)
        if (spelling_is_alike(text, policy_types[kind]))
            return policy_types[kind];
    return text;
}

const struct term deviations[] = {
    [DEVIATION_BYTE_ORDER_MARK] = {"byte-order-mark", "the JSON begins with a byte order mark"},
    [DEVIATION_COUNT_AS_STRING] = {"count-as-string", "a session count is a string of digits"},
    [DEVIATION_COUNT_NOT_INTEGER] = {"count-not-integer",
        "a whole session count is written as a real number, such as 7.0 or 7e0"},
    [DEVIATION_DATE_SPELLING] = {"date-spelling",
        "a time has a space before its zone, or an offset without its colon"},
    [DEVIATION_DATE_WITH_SPACE] = {"date-with-space", "a time has a space where RFC 3339 has a T"},
    [DEVIATION_DATE_WITHOUT_TIME] = {"date-without-time",
        "a time is a day alone; midnight at its start is meant"},
    [DEVIATION_DATE_WITHOUT_ZONE] = {"date-without-zone", "a time has no zone; UTC is meant"},
    [DEVIATION_DETAILS_BELOW_SUMMARY] = {"details-below-summary",
        "a policy's failure details add up to less than its summary says"},
    [DEVIATION_DETAILS_EXCEED_SUMMARY] = {"details-exceed-summary",
        "a policy's failure details add up to more than its summary says"},
    [DEVIATION_DOMAIN_MISMATCH] = {"domain-mismatch",
        "the mail names another domain than the report's MTA-STS policies"},
    [DEVIATION_DOMAIN_NOT_ASCII] = {"domain-not-ascii",
        "a domain or host name is not in ASCII; its A-labels (xn--) are read"},
    [DEVIATION_DUPLICATE_KEY] = {"duplicate-key",
        "a key stands twice in one object; the last one is read"},
    [DEVIATION_ENCODING_DAMAGED] = {"encoding-damaged",
        "the part has bytes that do not belong there, or another encoding than its field says"},
    [DEVIATION_END_AT_MIDNIGHT] = {"end-at-midnight",
        "the period ends at the next midnight, not one second before it"},
    [DEVIATION_END_BEFORE_START] = {"end-before-start", "the period ends before it starts"},
    [DEVIATION_FLAT_POLICY] = {"flat-policy",
        "what belongs into a policy object stands beside it or around it"},
    [DEVIATION_IMPLAUSIBLE_COUNT] = {"implausible-count",
        "a session count is over a million millions"},
    [DEVIATION_INVALID_UTF8] = {"invalid-utf8",
        "a string holds bytes that are not UTF-8; each is read as U+FFFD"},
    [DEVIATION_IP_SPELLING] = {"ip-spelling", "an address has more around it, such as "
        "[192.0.2.1]:25, or is none; where there is one, it is read alone"},
    [DEVIATION_KEY_SPELLING] = {"key-spelling", "a key has another letter case or other separators "
        "than in the RFC, or is singular or plural, such as Failure_Detail; it is read as that"},
    [DEVIATION_LONG_PERIOD] = {"long-period", "the period is longer than 26 hours"},
    [DEVIATION_MISPLACED_KEY] = {"misplaced-key",
        "a key stands in another object than the RFC has it in, such as failure-details in policy; "
            "it is read where it is plain what it belongs to"},
    [DEVIATION_MISSING_CONTACT_INFO] = {"missing-contact-info", "there is no contact-info"},
    [DEVIATION_MISSING_COUNT] = {"missing-count",
        "a session count is absent: of failures, what the details add up to, or a lone detail's "
            "share of the policy, counts; else 0"},
    [DEVIATION_MISSING_ORGANIZATION_NAME] = {"missing-organization-name",
        "there is no organization-name"},
    [DEVIATION_MISSING_POLICY_DOMAIN] = {"missing-policy-domain",
        "a policy has no policy-domain; the mail's is taken where it has one"},
    [DEVIATION_MISSING_POLICY_TYPE] = {"missing-policy-type", "a policy has no policy-type"},
    [DEVIATION_MISSING_RESULT_TYPE] = {"missing-result-type",
        "a failure detail has no result-type"},
    [DEVIATION_MX_HOST_NOT_ARRAY] = {"mx-host-not-array", "mx-host is a string, not an array"},
    [DEVIATION_MX_HOST_SPELLING] = {"mx-host-spelling", "a pattern of mx-host has a leading dot, "
        "brackets, a prefix, or is several in one text; it is taken apart"},
    [DEVIATION_MX_HOSTNAME_SPELLING] = {"mx-hostname-spelling",
        "a receiving-mx-hostname has more around it than the name, such as "
            "mx.example.com[192.0.2.1]:25"},
    [DEVIATION_ODD_SHAPE] = {"odd-shape",
        "a list or an object is nested, numbered, JSON in a string, or something else; what can be "
            "read of it is"},
    [DEVIATION_POLICY_STRING_JSON] = {"policy-string-json",
        "a policy string is itself a JSON array; its elements are read"},
    [DEVIATION_POLICY_STRING_NOT_ARRAY] = {"policy-string-not-array",
        "policy-string is a string, not an array"},
    [DEVIATION_POLICY_TYPE_SPELLING] = {"policy-type-spelling",
        "a policy type has other separators than in the RFC, such as no_policy_found; it is read "
            "as that"},
    [DEVIATION_RESULT_TYPE_SPELLING] = {"result-type-spelling",
        "a result type has other separators than in the RFC, such as certificate_expired; it is "
            "read as that"},
    [DEVIATION_STALE_PERIOD] = {"stale-period", "the period ended more than a year before the "
        "mail was received; it counts, but says nothing of the domain's state"},
    [DEVIATION_TEXT_AROUND_JSON] = {"text-around-json",
        "behind the report's JSON, or before it, stands text that is none"},
    [DEVIATION_TEXT_TOO_LONG] = {"text-too-long",
        "a text is longer than any that makes sense: it is cut; a name is taken for none"},
    [DEVIATION_TOO_MANY_ROWS] = {"too-many-rows",
        "it names more domains and result types than a report of its length has room for; the rest "
        "is summed as others"},
    [DEVIATION_TOO_MANY_STRINGS] = {"too-many-strings",
        "a policy has more than 256 strings or mx patterns; the rest is dropped"},
    [DEVIATION_UNKNOWN_POLICY_TYPE] = {"unknown-policy-type",
        "a policy-type is none of tlsa, sts, no-policy-found"},
    [DEVIATION_UNKNOWN_RESULT_TYPE] = {"unknown-result-type",
        "a result-type is none of those in RFC 8460, section 4.3"},
    [DEVIATION_VALUE_NOT_STRING] = {"value-not-string",
        "a value that has to be a string is something else"},
    [DEVIATION_WRONG_MEDIA_TYPE] = {"wrong-media-type", "the part's media type is not "
        "application/tlsrpt+gzip or +json, or not what the part holds"},
};
_Static_assert(COUNT_OF(deviations) == DEVIATIONS, "one row per deviation");

int term_find(const struct term *terms, int n, struct slice name)
{
    for (int i = 0; i < n; i++)
        if (slice_equal(name, slice_of(terms[i].name)))
            return i;
    return -1;
}

int deviation_find(struct slice name)
{
    return term_find(deviations, DEVIATIONS, name);
}

const struct term reasons[] = {
    [REASON_BAD_ENCODING] = {"bad-encoding", "the transfer encoding yields nothing usable"},
    [REASON_BAD_COMPRESSION] = {"bad-compression", "the gzip or zip data is damaged or cut short"},
    [REASON_TOO_LARGE] = {"too-large",
        "it is over a limit of size, of nesting, or of the number of parts, policies or details"},
    [REASON_BAD_JSON] = {"bad-json",
        "the content is not JSON (RFC 8259), or nested too deep (--max-json-depth)"},
    [REASON_NOT_A_REPORT] = {"not-a-report",
        "the content is JSON, but no TLS report: it has neither policies nor a report-id"},
    [REASON_NO_REPORT_PART] = {"no-report-part",
        "the message claims to be a report and has no part that could hold one"},
    [REASON_ENCRYPTED] = {"encrypted",
        "what should hold a report is encrypted"},
    [REASON_PARTIAL_MESSAGE] = {"partial-message",
        "what should hold a report is a piece of a message only"},
    [REASON_MISSING_REPORT_ID] = {"missing-report-id", "there is no report-id"},
    [REASON_MISSING_DATE_RANGE] = {"missing-date-range",
        "there is no date-range, or it has no start or no end"},
    [REASON_BAD_DATE] = {"bad-date", "a start or end is no date and time (RFC 3339)"},
    [REASON_MISSING_POLICIES] = {"missing-policies",
        "there are no policies, or they are not an array of objects"},
    [REASON_MISSING_SUMMARY] = {"missing-summary", "a policy has no summary"},
    [REASON_BAD_COUNT] = {"bad-count", "a session count is not a whole number from 0 to 2^63-1"},
    [REASON_FUTURE_DATE] = {"future-date",
        "it begins more than two days after it was received or after the day of the run"},
};
_Static_assert(COUNT_OF(reasons) == REASONS, "one row per reason");

const struct term unread_reasons[] = {
    [UNREAD_ENCRYPTED] = {"encrypted", "it is encrypted, or wants a password"},
    [UNREAD_PARTIAL_MESSAGE] = {"partial-message", "it is a piece of a message, or lacks a piece"},
    [UNREAD_UNKNOWN_FORM] = {"unknown-form", "it lies where mail lies, and does not begin like it"},
    [UNREAD_DAMAGED] = {"damaged", "it is damaged or cut short; what came before that was read"},
    [UNREAD_SPLIT] = {"split", "it is one piece of several, or lacks pieces"},
    [UNREAD_NO_READER] = {"no-reader", "it is a known store or container that is not read"},
    [UNREAD_NOT_OPENED] = {"not-opened", "the system did not let it be opened or read"},
    [UNREAD_OVER_LIMIT] = {"over-limit", "a limit of size, nesting or number left some of it out"},
};
_Static_assert(COUNT_OF(unread_reasons) == UNREAD_REASONS, "one row per reason");
