#include "lib/audit/auth.h"

const char *const auth_class_names[AUTH_CLASSES] = {
    [AUTH_AUTHENTIC] = "authentic", [AUTH_UNALIGNED] = "unaligned",
    [AUTH_WEAK] = "weak",           [AUTH_FAIL] = "fail",
    [AUTH_INVALID] = "invalid",     [AUTH_KEY_MISSING] = "key_missing",
    [AUTH_NONE] = "none",           [AUTH_NOT_MAIL] = "not_mail",
};

enum auth_class auth_class_of(const struct dkim_verdict *v)
{
    switch ((enum dkim_result)v->result) {
    case DKIM_PASS:
        return dkim_is_authentic(v) ? AUTH_AUTHENTIC : AUTH_UNALIGNED;
    case DKIM_WEAK:
        return AUTH_WEAK;
    case DKIM_FAIL:
        return AUTH_FAIL;
    case DKIM_INVALID:
        return AUTH_INVALID;
    case DKIM_KEY_MISSING:
        return AUTH_KEY_MISSING;
    case DKIM_NONE:
        return v->reason == DKIM_NOT_MAIL ? AUTH_NOT_MAIL : AUTH_NONE;
    case DKIM_UNCHECKED:
    case DKIM_RESULTS:
        break;
    }
    return AUTH_NOT_MAIL;
}

void auth_count(struct auth_counts *to, const struct dkim_verdict *v)
{
    enum auth_class class = auth_class_of(v);
    to->checked += v->result != DKIM_UNCHECKED;
    to->authentic += class == AUTH_AUTHENTIC;
    to->unchecked += class == AUTH_KEY_MISSING;
    to->unauthenticated += class != AUTH_AUTHENTIC && class != AUTH_KEY_MISSING &&
                           class != AUTH_NOT_MAIL;
}
