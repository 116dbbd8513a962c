#include "lib/findings/causes.h"

/* clang-format off */

#define EXPIRED "certificate expired or not yet valid"
#define RENEW \
    "Renew the certificate, load it wherever it is served, and automate and watch the renewal."
#define CHAIN "unknown issuer or incomplete chain"
#define SERVE_CHAIN \
    "Use a certificate of a public authority, and serve its intermediate certificates with it."
#define POLICY_WORD "(fetch|\\bhttps?:|well known|web ?pki|policy (host|server|file))"
#define POLICY_HOST "(" POLICY_WORD "|mta sts\\.\\w)" /* its last letter may begin what follows */
#define POLICY_NAMED "(policy|mta ?sts)"
#define CERTIFICATE "(certificate|x509|ssl)"
#define TIMEOUT "(time ?d? ?out|deadline|timer expired|ETIMEDOUT)"

/* What may stand between two words: none of it is the first word again, since that one is nearer.
 * So a text that repeats the first word is looked at once, not once for each. */
#define UP_TO(first) "(?:(?!" first ").){0,200}"

/*
 * The classes, the more telling one first. A text is looked at with each run of blanks, hyphens and
 * underscores as one blank, so a pattern has blanks alone. The texts that they were made for stand
 * in tests/unit/reason_codes.h with their sources.
 *
 * An MX host is not in the policy only where a text names the policy, and no certificate: hosts are
 * called mx, and a country is.
 */
const struct cause cause_rows[] = {
    {"(no|not?) matching (dane )?tlsa|dane no match|(tlsa|dane).{0,60}(mis ?match|no match|"
        "not match|did ?n.?t match|does ?n.?t match)|no tlsa .{0,20}match|not match.{0,20}tlsa|"
        "failed dane validation",
        "DANE: no TLSA record matches",
        "Publish TLSA records that match the certificate in use, and roll over in the order of "
            "RFC 7671, section 8.1."},
    {"unusable|(no|not?) (usable|valid|secure|dane) .{0,20}tlsa|no tlsa|tlsa.{0,60}"
        "(not usable|malformed|absent|missing|not found)|dane required",
        "DANE: no usable TLSA record",
        "Publish DNSSEC-signed TLSA records with usage 2 or 3 for every MX host."},
    {"bogus|dnssec.{0,40}(fail|invalid|error|expired|broken)|(fail|invalid|error|broken)"
        ".{0,40}dnssec|rrsig|dnskey|\\bnsec3?\\b|\\bIN>.{0,20}signature",
        "DNSSEC bogus", "Mend the DNSSEC chain: DS records, signatures, key rollovers."},
    {"(?<![.\\w])mx ?(hosts?)? ?mis ?match|\\bmx hosts? of .{1,255} failed mta sts|"
        "^(?!.*(certificate|issuer|trust)).*("
        "\\bmx.{0,60}not (in\\b|listed|allowed|authori[sz]ed|covered|permitted|match)"
        ".{0,40}" POLICY_NAMED "|"
        POLICY_NAMED ".{0,40}\\bmx.{0,60}not (listed|allowed|authori[sz]ed|covered|permitted)|"
        "not match any mx|no mx .{0,30}match|"
        "policy.{0,40}not (list|include|cover|contain).{0,20}(mx|host))",
        CAUSE_MX_UNLISTED,
        "If the host is yours, add it to the policy; if not, see who changed the MX records."},
    {POLICY_HOST UP_TO(POLICY_WORD) TIMEOUT "|" TIMEOUT UP_TO(TIMEOUT) POLICY_HOST
        "|policy.{0,40}" TIMEOUT,
        "timeout of the policy host",
        "The host mta-sts.DOMAIN has to answer within a minute."},
    {POLICY_HOST UP_TO(POLICY_WORD) CERTIFICATE "|" CERTIFICATE UP_TO(CERTIFICATE) POLICY_HOST,
        "certificate of the policy host",
        "Renew or replace the certificate of mta-sts.DOMAIN, chain included."},
    {"revo(ked|cation)|\\bcrl\\b|ocsp|certificate status",
        "certificate revoked or revocation not known", "Replace the certificate."},
    {"not yet valid.{0,80}is before|^(?!.*expired or).*(not ?yet ?(valid|active)|not ?valid ?yet|"
        "not active yet|not activated|not ?before:)",
        "certificate not yet valid",
        "Check the clocks of the mail server and of who issued the certificate."},
    {"(?<!timer )(?<!session )expired(?! header)|validity (period|check)|not ?time ?valid|"
        "cert e expired",
        EXPIRED, RENEW},
    {"self ?signed", "self-signed certificate",
        "Use a certificate of a public authority, or publish TLSA records for your own (DANE)."},
    {"host ?name.{0,30}(mis ?match|match)|(name|address|ip|"
        "\\bcn) ?(verification )?.{0,20}mis ?match|alt ?name|"
        "wrong principal|cn no match|unrecogni[sz]ed name|(no|not) .{0,30}subject alternative|"
        "subject alternative.{0,30}not include|no name .{0,30}match|"
        "not valid for|is valid for .*, not |ip sans|common name field|(name|expected|certificate)"
        ".{0,60}(does ?n.?t|not) match|certificate host mis ?match|"
        "common name or subject alternative",
        "name mismatch", "Issue a certificate that has the host's name."},
    {"unknown ?(ca\\b|issuer|(certificate )?authority)|issuer is unknown|unable to (get|verify|"
        "find)"
        "|untrusted|partial ?chain|incomplete chain|chain ?errors|cert e chaining|issuer cert|"
        "path building|store lookup|not in .{0,20}trust ?store",
        CHAIN, SERVE_CHAIN},
    {"path ?len|purpose|wrong usage|key usage|(?<!dh )(key too (small|weak|short)|"
        "weak (public )?key)|digest algorithm too weak|"
        "insecure algorithm|critical extension|extension in certificate|signature (failure|"
        "valid)|not ?signature ?valid|chain (too long|longer than)|invalid (non )?ca\\b|"
        "notafter field|(permitted|excluded) (subtree )?violation|cert(ificate)? rejected|"
        "bad certificate|"
        "unsupported certificate|certificate unknown|certificate verif(y|ication)( has)? failed$|"
        "error in the certificate|verify certificate$|not designated|not verified|"
        "used ?as ?end ?entity",
        "certificate not acceptable",
        "Look at the certificate and its chain: openssl s_client -starttls smtp -connect HOST:25 "
            "-showcerts."},
    {"not trusted", CHAIN, SERVE_CHAIN},
    {"not (support|offer) (starttls|tls)\\b|starttls.{0,40}(rejected|not (supported|offered|"
        "available|advertised|implemented)|required|command not)|"
        "tls (is )?not (available|supported)|not offer(ed)? (start)?tls|not offered|"
        "must support tls|"
        "no starttls|refused to start tls",
        "STARTTLS not offered",
        "Offer STARTTLS on port 25 of every MX, and keep middleboxes from taking it out."},
    {TIMEOUT, "timeout",
        "Check that the host answers quickly from outside, and that no firewall drops packets."},
    {"refused|reset by peer|econnreset|(connection|session) (was )?(closed|lost|aborted|dropped|"
        "terminated|reset)(?!.* connection$)|lost connection|(closed|terminated|"
        "terminating) (the )?(connection|"
        "handshake)|broken pipe|epipe|non properly terminated|unreachable|no route|\\beof\\b",
        "connection refused or lost", "Check that the port is open from outside."},
    {"nxdomain|servfail|no such (host|domain)|name (or )?(service )?(not known|error)|"
        "(host|name|domain) not found|unknown ?host|enotfound|name resolution|resolv|lookup|"
        "dns (error|failure|problem)|"
        "server misbehaving",
        "DNS failure", "Check that the names resolve: dig."},
    {"^(?!\\s*[245]\\d\\d [245]\\.\\d).*(\\bhttps?\\b[/ ]?[\\d.]* ?(status|code|error|response|"
        "redirect|[345]\\d\\d)|^ ?redirect|\\b(fetch|policy)\\b.{0,40}\\b[345]\\d\\d\\b|"
        "status( code)?:? ?[345]\\d\\d|not found|bad gateway|"
        "service unavailable|forbidden|internal server error)",
        "HTTP status of the policy host",
        "The policy host has to answer with status 200, and without redirects."},
    {"protocol ?version|(unsupported|wrong|inappropriate|illegal).{0,16}(protocol|version|"
        "fallback)|"
        "unsupported (or unrecognized )?(ssl|tls)|version (too (low|old)|number|not supported)|"
        "no (protocols available|appropriate protocol)|not ?support ?tls ?1|(ssl|"
        "tls) ?v?[123][\\d.]* (is )?(not|disabled|only)|only "
        "(supports|offers) (ssl|tls) ?v?[123]|"
        "tls remote alert 70|does not look like a tls",
        "protocol version", "Offer TLS 1.2 and 1.3."},
    {"cipher|handshake ?(failure|failed|error)|failed (ssl |tls )?handshake|no shared|"
        "insufficient security|dh key|diffie hellman|"
        "common algorithm|algorithm mis ?match|suitable signature|tls remote alert (40|71)",
        "no common cipher or handshake failure", "Offer the ciphers that common senders use."},
};
const size_t cause_rows_n = COUNT_OF(cause_rows);
