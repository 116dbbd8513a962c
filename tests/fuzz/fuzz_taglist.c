/* Tag lists: names are sound, sorted and different; values lie in the text; base64 and numbers keep
 * to their bounds; a key record gets an answer. */
#include "tests/fuzz/fuzz.h"

#include "lib/mail/dkimkey.h"
#include "lib/mail/dkimsignature.h"
#include "lib/mail/taglist.h"

static void check_list(const struct taglist *list, struct slice text)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct tag *t = &list->at[i];
        MUST(t->name.n > 0 && t->raw.n >= t->value.n);
        MUST(t->raw.at >= text.at && t->raw.at + t->raw.n <= text.at + text.n);
        MUST(i == 0 || slice_compare(list->at[i - 1].name, t->name) < 0);
        MUST(taglist_find(list, t->name) == t);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static OSSL_LIB_CTX *crypto;
    struct slice text = {(const char *)data, n}, bytes;
    struct arena arena = {0};
    struct taglist list;
    struct dkimkey key;
    struct dkimsignature signature;
    enum dkim_reason wrong;
    bool sound;
    if (!crypto)
        crypto = OSSL_LIB_CTX_new();
    if (taglist_read(text, &arena, &list) == TAGLIST_SOUND)
        check_list(&list, text);
    MUST(taglist_base64(text, &arena, &bytes, &sound));
    MUST(bytes.n <= n);
    MUST(dkimsignature_read(text, &arena, &signature, &wrong));
    MUST(wrong != DKIM_SOUND || (signature.domain.n > 0 && signature.selector.n > 0));
    MUST(dkimkey_read(&key, text, crypto, &arena));
    MUST((key.wrong == DKIM_SOUND) >= (key.pkey != NULL));
    dkimkey_free(&key);
    arena_free(&arena);
    return 0;
}
