#include "lib/mail/dkimverdict.h"

const struct slice dkim_result_names[DKIM_RESULTS] = {
    [DKIM_UNCHECKED] = SLICE(""),      [DKIM_PASS] = SLICE("pass"),
    [DKIM_WEAK] = SLICE("weak"),       [DKIM_FAIL] = SLICE("fail"),
    [DKIM_INVALID] = SLICE("invalid"), [DKIM_KEY_MISSING] = SLICE("key-missing"),
    [DKIM_NONE] = SLICE("none"),
};

const struct slice dkim_reason_names[DKIM_REASONS] = {
    [DKIM_SOUND] = SLICE(""),
    [DKIM_SHA1] = SLICE("sha1"),
    [DKIM_KEY_BITS] = SLICE("key-bits"),
    [DKIM_BODY_LENGTH] = SLICE("body-length"),
    [DKIM_ADDED_FIELD] = SLICE("added-field"),
    [DKIM_BODY_HASH] = SLICE("body-hash"),
    [DKIM_SIGNATURE] = SLICE("signature"),
    [DKIM_EXPIRED] = SLICE("expired"),
    [DKIM_TAG_LIST] = SLICE("tag-list"),
    [DKIM_TAG_DUPLICATE] = SLICE("tag-duplicate"),
    [DKIM_TAG_MISSING] = SLICE("tag-missing"),
    [DKIM_VERSION] = SLICE("version"),
    [DKIM_ALGORITHM] = SLICE("algorithm"),
    [DKIM_CANONICALIZATION] = SLICE("canonicalization"),
    [DKIM_QUERY] = SLICE("query"),
    [DKIM_DOMAIN] = SLICE("domain"),
    [DKIM_IDENTITY] = SLICE("identity"),
    [DKIM_FROM_UNSIGNED] = SLICE("from-unsigned"),
    [DKIM_LENGTH] = SLICE("length"),
    [DKIM_TIME] = SLICE("time"),
    [DKIM_BASE64] = SLICE("base64"),
    [DKIM_KEY_SYNTAX] = SLICE("key-syntax"),
    [DKIM_KEY_LIMITS] = SLICE("key-limits"),
    [DKIM_KEY_TYPE] = SLICE("key-type"),
    [DKIM_KEY_HASH] = SLICE("key-hash"),
    [DKIM_KEY_SERVICE] = SLICE("key-service"),
    [DKIM_KEY_STRICT] = SLICE("key-strict"),
    [DKIM_NO_KEY] = SLICE("key-missing"),
    [DKIM_KEY_ABSENT] = SLICE("key-absent"),
    [DKIM_KEY_REVOKED] = SLICE("key-revoked"),
    [DKIM_NOT_MAIL] = SLICE("not-mail"),
};

const struct slice dkim_service_names[DKIM_SERVICES] = {
    [DKIM_SERVICE_UNKNOWN] = SLICE(""),    [DKIM_SERVICE_TLSRPT] = SLICE("tlsrpt"),
    [DKIM_SERVICE_ANY] = SLICE("any"),     [DKIM_SERVICE_EMAIL] = SLICE("email"),
    [DKIM_SERVICE_OTHER] = SLICE("other"),
};

const struct slice dkim_note_names[DKIM_NOTES] = {
    [DKIM_REVOKED_SINCE] = SLICE("revoked-since"),
    [DKIM_TESTING] = SLICE("testing"),
    [DKIM_L_TAG] = SLICE("l-tag"),
};

const struct slice dkim_field_names[DKIM_FIELDS] = {
    [DKIM_FIELD_CONTENT_TRANSFER_ENCODING] = SLICE("content-transfer-encoding"),
    [DKIM_FIELD_CONTENT_TYPE] = SLICE("content-type"),
    [DKIM_FIELD_DATE] = SLICE("date"),
    [DKIM_FIELD_FROM] = SLICE("from"),
    [DKIM_FIELD_MESSAGE_ID] = SLICE("message-id"),
    [DKIM_FIELD_MIME_VERSION] = SLICE("mime-version"),
    [DKIM_FIELD_SUBJECT] = SLICE("subject"),
    [DKIM_FIELD_TLS_REPORT_DOMAIN] = SLICE("tls-report-domain"),
    [DKIM_FIELD_TLS_REPORT_SUBMITTER] = SLICE("tls-report-submitter"),
};

enum dkim_result dkim_result_of(enum dkim_reason reason)
{
    if (reason == DKIM_SOUND)
        return DKIM_PASS;
    if (reason <= DKIM_ADDED_FIELD)
        return DKIM_WEAK;
    if (reason <= DKIM_EXPIRED)
        return DKIM_FAIL;
    if (reason <= DKIM_KEY_STRICT)
        return DKIM_INVALID;
    return reason <= DKIM_KEY_REVOKED ? DKIM_KEY_MISSING : DKIM_NONE;
}
