#include "lib/findings/rules.h"

const char *const severity_names[] = {
    [SEVERITY_INFO] = "info", [SEVERITY_LOW] = "low",           [SEVERITY_MEDIUM] = "medium",
    [SEVERITY_HIGH] = "high", [SEVERITY_CRITICAL] = "critical", [SEVERITY_OFF] = "off"};

bool severity_find(struct slice name, enum severity *severity)
{
    for (int i = 0; i <= SEVERITY_OFF; i++)
        if (slice_equal(name, slice_of(severity_names[i]))) {
            *severity = (enum severity)i;
            return true;
        }
    return false;
}

#define MX "Operator of the receiving mail server"
#define STS_HOST "Operator of the MTA-STS policy host"
#define DNS "Operator of the domain's DNS"
#define SECURITY "Whoever is in charge of security"

/* One row per rule. */
/* clang-format off */

const struct rule rules[] = {
    [RULE_POSSIBLE_DOWNGRADE] = {"possible-downgrade", SEVERITY_CRITICAL,
        "starttls-not-supported failures on a day on which other sessions to the domain succeeded "
            "under an sts or tlsa policy",
        "Find out whether the server really did without STARTTLS: openssl s_client -starttls smtp "
            "-connect HOST:25, from inside and from another network. If it offers STARTTLS, "
            "something between it and these senders takes it out of the dialogue: look for "
            "firewalls and proxies that inspect SMTP, then for an attack at the addresses named "
            "here.",
        SECURITY, "RFC 8460, 4.3.1; RFC 8461, 10", .ends = NULL},
    [RULE_POSSIBLE_INTERCEPTION] = {"possible-interception", SEVERITY_CRITICAL,
        "certificate-host-mismatch or certificate-not-trusted seen by fewer than half of the day's "
            "reporters (those that also reported on three other days, or are authentic), of whom "
            "there are at least three, or by as many at some receiving addresses only, while "
            "others had successes",
        "Compare the certificate that is served at each address of each MX: openssl s_client "
            "-starttls smtp -connect HOST:25 -showcerts. If all are right, these senders were "
            "shown another one: ask them for the certificate, and check routing (BGP) and DNS "
            "answers for the addresses and days named here.",
        SECURITY, "RFC 8460, 4.3.1; RFC 8461, 10", .ends = NULL},
    [RULE_UNLISTED_MX] = {"unlisted-mx", SEVERITY_HIGH,
        "a failure names an MX host that no mx pattern of the policy in the same report matches, "
            "or its reason code says so",
        "If the host is yours, add it to the policy (curl "
            "https://mta-sts.DOMAIN/.well-known/mta-sts.txt) and change the policy's id; if not, "
            "check the domain's MX records for manipulation: dig MX DOMAIN.",
        STS_HOST, "RFC 8461, 4.1", .ends = NULL},
    [RULE_CERTIFICATE_EXPIRED] = {"certificate-expired", SEVERITY_HIGH,
        "failures of the result type certificate-expired",
        "Look at the dates: openssl s_client -starttls smtp -connect HOST:25 </dev/null | openssl "
            "x509 -noout -dates.",
        MX, "RFC 8460, 4.3.1",
        .remedy = "Renew the certificate, load it on every MX, and automate and watch the "
            "renewal."},
    [RULE_CERTIFICATE_HOST_MISMATCH] = {"certificate-host-mismatch", SEVERITY_HIGH,
        "failures of the result type certificate-host-mismatch",
        "Look at the names: openssl s_client -starttls smtp -connect HOST:25 </dev/null | openssl "
            "x509 -noout -ext subjectAltName.",
        MX, "RFC 8460, 4.3.1; RFC 8461, 4.2",
        .remedy = "Issue a certificate that has the MX host's name."},
    [RULE_CERTIFICATE_NOT_TRUSTED] = {"certificate-not-trusted", SEVERITY_HIGH,
        "failures of the result type certificate-not-trusted",
        "Look at the chain: openssl s_client -starttls smtp -connect HOST:25 -showcerts.",
        MX, "RFC 8460, 4.3.1; RFC 8461, 4.2",
        .remedy = "Install a certificate of a public authority together with its intermediate "
            "certificates."},
    [RULE_STARTTLS_NOT_SUPPORTED] = {"starttls-not-supported", SEVERITY_HIGH,
        "failures of the result type starttls-not-supported",
        "See whether STARTTLS is offered: openssl s_client -starttls smtp -connect HOST:25.",
        MX, "RFC 8460, 4.3.1",
        .remedy = "Switch it on at every MX, and keep middleboxes from taking it out."},
    [RULE_VALIDATION_FAILURE] = {"validation-failure", SEVERITY_MEDIUM,
        "failures of the result type validation-failure",
        "Read the causes and the reason codes in the failure details, then try: openssl s_client "
            "-starttls smtp -connect HOST:25.",
        MX, "RFC 8460, 4.3.1",
        .remedy = "Check protocol versions, ciphers and the certificate chain."},
    [RULE_DANE_BROKEN] = {"dane-broken", SEVERITY_HIGH,
        "failures of the result types tlsa-invalid, dnssec-invalid or dane-required",
        "Check the records and the zone: dig +dnssec TLSA _25._tcp.HOST, and delv MX DOMAIN.",
        DNS, "RFC 8460, 4.3.2.1; RFC 7672",
        .remedy = "Publish TLSA records that match the certificate in use, and roll over in the "
            "order of RFC 7671, section 8.1."},
    [RULE_STS_POLICY_BROKEN] = {"sts-policy-broken", SEVERITY_HIGH,
        "failures of the result types sts-policy-invalid or sts-webpki-invalid",
        "Fetch the policy as senders do: curl -v https://mta-sts.DOMAIN/.well-known/mta-sts.txt.",
        STS_HOST, "RFC 8460, 4.3.2.2; RFC 8461, 3.2 and 3.3",
        .remedy = "The certificate has to be valid for mta-sts.DOMAIN, and the file to hold "
            "version, mode, mx and max_age, a line each."},
    [RULE_STS_POLICY_UNREACHABLE] = {"sts-policy-unreachable", SEVERITY_MEDIUM,
        "failures of the result type sts-policy-fetch-error",
        "Fetch the policy as senders do: curl -v https://mta-sts.DOMAIN/.well-known/mta-sts.txt; "
            "or take the _mta-sts record out if MTA-STS is not meant.",
        STS_HOST, "RFC 8460, 4.3.2.2; RFC 8461, 3.3",
        .remedy = "The policy has to come with status 200, without redirects, within a minute."},
    [RULE_POLICY_DOWNGRADED] = {"policy-downgraded", SEVERITY_HIGH,
        "the MTA-STS mode went from enforce to testing or none, or reporters that saw an sts or "
            "tlsa policy find none any more, for good",
        "If nobody decided that, find out who did it, and put the policy back: dig TXT "
            "_mta-sts.DOMAIN, curl https://mta-sts.DOMAIN/.well-known/mta-sts.txt, dig TLSA "
            "_25._tcp.HOST.",
        SECURITY, "RFC 8461, 8.3",
        .ends = "the mode enforce, or a policy, seen again; 7 covered days (closed-after) with "
            "secured sessions close it then"},
    [RULE_POLICY_NOT_ENFORCED] = {"policy-not-enforced", SEVERITY_MEDIUM,
        "the newest MTA-STS policy seen is in the mode testing or none",
        "In the modes testing and none senders deliver even where the session is not secure.",
        STS_HOST, "RFC 8461, 5",
        .ends = "the newest policy seen is in the mode enforce"},
    [RULE_NO_POLICY] = {"no-policy", SEVERITY_MEDIUM, "only no-policy-found was ever seen",
        "Publish an MTA-STS policy (start with mode testing), or DNSSEC-signed TLSA records: "
            "without either, an attacker on the way can turn encryption off. dig TXT "
            "_mta-sts.DOMAIN shows what is there now.",
        "Owner of the domain", "RFC 8461, 3; RFC 7672",
        .ends = "a report names an sts or tlsa policy"},
    [RULE_POLICY_CHANGED] = {"policy-changed", SEVERITY_INFO,
        "more than one MTA-STS policy or set of TLSA records was seen",
        "See that each change was meant; the table policies_seen has all of them with their days.",
        "Owner of the domain", "RFC 8461, 3.2", .ends = NULL},
    [RULE_SHORT_MAX_AGE] = {"short-max-age", SEVERITY_LOW,
        "the newest MTA-STS policy has a max_age under a day",
        "Raise max_age: weeks are usual (1209600 or more). A sender forgets the present policy "
            "within a day, so an attacker need not wait long.",
        STS_HOST, "RFC 8461, 3.2 and 10.2",
        .ends = "the newest policy seen has a longer max_age"},
    [RULE_NEVER_REPORTED] = {"never-reported", SEVERITY_HIGH,
        "a domain of the list (--scope) that no counted report is about",
        "Check that the domain's TLS-RPT record asks for reports, and that this collection has "
            "the mailbox that it names. A domain that receives no mail from large "
            "senders has no reports: give it an until in the list.",
        "Owner of the report mailbox", "RFC 8460, 3",
        .ends = "a report about the domain"},
    [RULE_REPORTS_STOPPED] = {"reports-stopped", SEVERITY_HIGH,
        "reports on at least half of the days before, and none in the last 7 expected "
            "days",
        "Check that the record still asks for reports (dig TXT _smtp._tls.DOMAIN), that its "
            "mailbox takes mail, and that this collection has all of it. Mail itself may have "
            "stopped, too.",
        "Owner of the report mailbox", "RFC 8460, 3",
        .ends = "a report about the domain"},
    [RULE_COVERAGE_GAP] = {"coverage-gap", SEVERITY_LOW,
        "3 days or more in a row without a report, for a domain that has reports on most days, "
            "where chance does not explain so long a gap",
        "Look for mail that was lost on those days: a full or broken report mailbox, a record "
            "that was gone, an incomplete export.",
        "Owner of the report mailbox", "RFC 8460, 4.1", .ends = NULL},
    [RULE_FAILURE_RATE_RISE] = {"failure-rate-rise", SEVERITY_MEDIUM,
        "a week with at least 1 % failed sessions and at least three times the share of the four "
            "weeks before",
        "Find out what changed that week: the failures table has the hosts, the result types and "
            "the reporters, as far as reports tell of them.",
        MX, "RFC 8460, 4", .ends = NULL},
    [RULE_UNAUTHENTICATED_REPORTS] = {"unauthenticated-reports", SEVERITY_MEDIUM,
        "counted reports without an authentic DKIM signature (--dns), and without dkim=pass for "
            "the submitter's domain in a trusted Authentication-Results field (--authserv-id)",
        "Treat the figures of these reports with care: anyone may have sent them. Look at the "
            "mails named in the reports table.",
        SECURITY, "RFC 8460, 3 and 7; RFC 8601", .ends = NULL},
    [RULE_ODD_SIGNER] = {"odd-signer", SEVERITY_HIGH,
        "an organization whose authentic reports are signed by one domain has others that are "
            "signed by another one, fail, or are unsigned",
        "Either these reports are forged, or their organization sends in a new way: look at their "
            "mails, and ask it. The table signatures tells who signs for whom.",
        SECURITY, "RFC 8460, 3", .ends = "a run that counts none of them"},
    [RULE_AUTHENTIC_COPY_DISPLACED] = {"authentic-copy-displaced", SEVERITY_HIGH,
        "a copy of a report that is not authentic was counted, and an authentic one that came "
            "later contradicts it",
        "Count only reports of which it is known from whom they are: --require-auth. The table "
            "exceptions names both copies.",
        SECURITY, "RFC 8460, 3", .ends = "a run that counts the authentic copy"},
    [RULE_SIGNATURE_KEYS_MISSING] = {"signature-keys-missing", SEVERITY_INFO,
        "reports wait for the records of DKIM keys",
        "Fetch them now, since senders withdraw old keys: tlsrpt-audit -q --wanted-keys - INPUT | "
            "dig +noall +question +answer -f - >>keys.zone, then add --dns keys.zone.",
        "Auditor", "RFC 6376, 3.6", .ends = "the records in --dns"},
    [RULE_WEAK_SIGNATURES] = {"weak-signatures", SEVERITY_LOW,
        "signatures with SHA-1, with RSA under 1024 bits, with bytes left unsigned (l=), or with "
            "fields added",
        "Tell the reporter: RFC 8301 wants SHA-256 and keys of 1024 bits or more (2048 is better), "
            "and RFC 8460 forbids l=.",
        "The reporter", "RFC 8301; RFC 8460, 3",
        .ends = "reports with better signatures alone"},
    [RULE_VERDICTS_DISAGREE] = {"verdicts-disagree", SEVERITY_LOW,
        "the trusted server said that DKIM passed (--authserv-id), and the signature is wrong now",
        "The store changed the mail after it was received, or the server's field is forged: "
            "compare with another copy of the mail.",
        "Auditor", "RFC 8601, 7", .ends = "a run over mail as it was received"},
    [RULE_FOREIGN_REPORTS] = {"foreign-reports", SEVERITY_INFO,
        "with --scope: reports about domains that the list does not hold",
        "Add the domains that are yours to the list. The others are misdirected or forged: they "
            "count in no figure.",
        "Auditor", "RFC 8460, 7",
        .ends = "a list that holds these domains, or a period without such reports"},
    [RULE_REPORT_LOOP] = {"report-loop", SEVERITY_INFO,
        "a reporter sends a report every day for two weeks or more, each with exactly one session",
        "Its daily report is the only mail that it sends, and it reports on that; nothing is wrong "
            "with the domain. Such a reporter can be left out with --reporter.",
        "Nobody has to act", "RFC 8460, 5.3", .ends = NULL},
    [RULE_CONFLICTING_REPORTS] = {"conflicting-reports", SEVERITY_LOW,
        "reports with the same identity and other content; info where neither copy has failed "
            "sessions, high where one that was not counted has some that the counted one lacks",
        "Compare both copies (the exceptions table has the mails): the first one was counted. "
            "Where they differ in failures, ask the reporter: one of them may be forged.",
        "Auditor", "RFC 8460, 5.3 and 7",
        .ends = "the collection holds one of the copies only"},
    [RULE_FUTURE_DATED_REPORTS] = {"future-dated-reports", SEVERITY_MEDIUM,
        "reports that begin more than two days after they were received or after the day of the "
            "run: they are rejected",
        "Look at the mails that the exceptions table names: a clock is wrong, or somebody forges "
            "reports.",
        "Auditor", "RFC 8460, 4.4 and 7", .ends = NULL},
    [RULE_UNREAD_MAIL] = {"unread-mail", SEVERITY_LOW,
        "messages or files that may hold reports could not be looked into: encrypted, split, "
            "damaged, or in a form that is not read",
        "Export what the exceptions table names (kind unread) in a form that is read, and run "
            "again over both.",
        "Auditor", "RFC 8460, 5.3",
        .ends = "a run that reads all of them"},
    [RULE_TLSRPT_RECORD_MISSING] = {"tlsrpt-record-missing", SEVERITY_HIGH,
        "--dns has no TLS-RPT record for a domain of the reports or of the file",
        "Publish: _smtp._tls.DOMAIN. IN TXT \"v=TLSRPTv1; rua=mailto:tls-reports@DOMAIN\"",
        DNS, "RFC 8460, 3",
        .ends = "--dns has the record"},
    [RULE_TLSRPT_RECORD_INVALID] = {"tlsrpt-record-invalid", SEVERITY_HIGH,
        "the TLS-RPT record is not as RFC 8460 wants it, or there is more than one",
        "Publish exactly one: _smtp._tls.DOMAIN. IN TXT \"v=TLSRPTv1; "
            "rua=mailto:tls-reports@DOMAIN\"",
        DNS, "RFC 8460, 3",
        .ends = "--dns has one sound record"},
    [RULE_MTA_STS_RECORD_MISSING] = {"mta-sts-record-missing", SEVERITY_HIGH,
        "--dns has no MTA-STS record for a domain of the reports or of the file",
        "Publish: _mta-sts.DOMAIN. IN TXT \"v=STSv1; id=20240101T000000\", and the policy at "
            "https://mta-sts.DOMAIN/.well-known/mta-sts.txt",
        DNS, "RFC 8461, 3.1",
        .ends = "--dns has the record"},
    [RULE_MTA_STS_RECORD_INVALID] = {"mta-sts-record-invalid", SEVERITY_HIGH,
        "the MTA-STS record is not as RFC 8461 wants it, or there is more than one",
        "Publish exactly one: _mta-sts.DOMAIN. IN TXT \"v=STSv1; id=20240101T000000\"",
        DNS, "RFC 8461, 3.1",
        .ends = "--dns has one sound record"},
    [RULE_STS_POLICY_FILE_INVALID] = {"sts-policy-file-invalid", SEVERITY_HIGH,
        "with --sts-policy: the policy that is served is not as RFC 8461 wants it",
        "Mend the policy and change its id: curl "
            "https://mta-sts.DOMAIN/.well-known/mta-sts.txt. Senders take no policy from it.",
        STS_HOST, "RFC 8461, 3.2",
        .ends = "a valid policy is served"},
    [RULE_POLICY_SERVED_DIFFERS] = {"policy-served-differs", SEVERITY_MEDIUM,
        "with --sts-policy: the policy that is served has another mode or other mx patterns than "
            "the newest that reporters saw",
        "Change the policy's id in the record at _mta-sts.DOMAIN, so that senders fetch the policy "
            "again; or see who serves it: curl https://mta-sts.DOMAIN/.well-known/mta-sts.txt.",
        STS_HOST, "RFC 8461, 3.1",
        .ends = "reporters see the policy that is served"},
    [RULE_RUA_NOT_COLLECTED] = {"rua-not-collected", SEVERITY_MEDIUM,
        "no mail that was read was sent to a mailto: address of the TLS-RPT record",
        "Collect that mailbox, too, or take the address out of the record: dig TXT "
            "_smtp._tls.DOMAIN.",
        "Owner of the report mailbox", "RFC 8460, 3",
        .ends = "mail to that address was read, or the record no longer names it"},
    [RULE_SEVERAL_RUA] = {"several-rua", SEVERITY_INFO,
        "the TLS-RPT record names more than one address",
        "See that every address is collected, or this shows a part of the reports only: dig TXT "
            "_smtp._tls.DOMAIN.",
        "Owner of the report mailbox", "RFC 8460, 3",
        .ends = "the record names one address"},
    [RULE_MX_NOT_IN_POLICY] = {"mx-not-in-policy", SEVERITY_HIGH,
        "with --dns: an MX host matches no mx pattern of the MTA-STS policy",
        "Add the host to the policy and change the policy's id, or take it out of the MX records: "
            "senders that enforce the policy do not deliver to it. dig MX DOMAIN; curl "
            "https://mta-sts.DOMAIN/.well-known/mta-sts.txt.",
        STS_HOST, "RFC 8461, 4.1", .ends = "every MX host matches a pattern"},
    [RULE_TLSA_NOT_SIGNED] = {"tlsa-not-signed", SEVERITY_MEDIUM,
        "with --dns: the TLSA answer of an MX host was not signed",
        "Sign the zone of the MX host with DNSSEC, or take the TLSA records out: unsigned ones "
            "protect nothing. delv TLSA _25._tcp.HOST.",
        DNS, "RFC 7672, 2.1", .ends = "the answers are signed"},
    [RULE_TLSA_MISSING] = {"tlsa-missing", SEVERITY_LOW,
        "with --dns: one MX host has no TLSA record while others have",
        "Publish TLSA records for every MX host: mail that goes to this one is not protected by "
            "DANE. dig TLSA _25._tcp.HOST.",
        DNS, "RFC 7672, 2.2", .ends = "every MX host has TLSA records, or none has"},
    [RULE_TLSA_NO_ROLLOVER] = {"tlsa-no-rollover", SEVERITY_INFO,
        "with --dns: an MX host has a single TLSA record",
        "Publish the record of the next key beside the present one before the certificate is "
            "renewed, and take the old one out when two TTLs have passed.",
        DNS, "RFC 7671, 8.1", .ends = "every MX host with TLSA records has two or more"},
    [RULE_RECEIVING_IP_NOT_OURS] = {"receiving-ip-not-ours", SEVERITY_HIGH,
        "with --dns that holds the addresses of an MX host: a failure names the host and another "
            "receiving address",
        "Find out whose address it is, and why senders were led there: check the host's A and AAAA "
            "records for manipulation (dig A HOST from several networks), and the routing (BGP).",
        SECURITY, "RFC 8460, 4.3.1", .ends = NULL},
};
_Static_assert(COUNT_OF(rules) == RULES, "one row per rule");

/* clang-format on */

int rule_find(struct slice id)
{
    for (int i = 0; i < RULES; i++)
        if (slice_equal(id, slice_of(rules[i].id)))
            return i;
    return -1;
}

const char *rule_ends(enum rule_id rule)
{
    return rules[rule].ends ? rules[rule].ends
                            : "7 covered days (closed-after) with secured sessions and nothing of "
                              "the kind";
}
