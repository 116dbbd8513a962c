/* Tests of DKIM: what must never change a verdict, and what does; bad input. */
#include <stdlib.h>

#include "tests/unit/verifier.h"

/* A vector that passes, to be changed. */
struct sample {
    struct buffer mail, zone;
    struct verifier v;
};

static void sample_start(struct sample *s, const char *name)
{
    *s = (struct sample){0};
    assert_true(read_file("tests/dkim/vectors", name, &s->mail));
    assert_true(read_file("tests/dkim/vectors", "keys.zone", &s->zone));
    verifier_start(&s->v, buffer_slice(&s->zone));
}

static void sample_end(struct sample *s)
{
    verifier_end(&s->v);
    buffer_free(&s->mail);
    buffer_free(&s->zone);
}

static struct dkim_verdict verdict_of(struct sample *s, struct slice message)
{
    struct dkim_verdict verdict;
    struct dkim_mail m = mail_of(message);
    assert_true(dkim_verify(s->v.worker, &m, &verdict));
    return verdict;
}

/* The bytes that simple/simple covers: the body, and the fields that h= names. */
static bool is_covered(struct slice message, size_t at)
{
    static const char *const names[] = {"From",    "To",           "Subject",          "Date",
                                        "Message", "MIME-Version", "TLS-Report-Domain"};
    struct slice rest = message, before = message;
    struct field f;
    while (field_next(&rest, &f)) {
        bool inside = message.at + at >= before.at && message.at + at < rest.at;
        for (size_t i = 0; inside && i < COUNT_OF(names); i++)
            if (slice_starts_nocase(f.name, slice_of(names[i])))
                return true;
        before = rest;
    }
    return message.at + at >= rest.at;
}

static void no_flipped_bit_of_a_covered_byte_passes(void **state)
{
    (void)state;
    struct sample s;
    sample_start(&s, "made-pass-rsa-simple-simple.eml");
    struct slice message = buffer_slice(&s.mail);
    assert_int_equal(verdict_of(&s, message).result, DKIM_PASS);
    size_t covered = 0;
    for (size_t at = 0; at < message.n; at++) {
        if (!is_covered(message, at))
            continue;
        covered++;
        s.mail.at[at] ^= (char)(1 << at % 8);
        if (verdict_of(&s, message).result == DKIM_PASS)
            fail_msg("byte %zu: still a pass", at);
        s.mail.at[at] ^= (char)(1 << at % 8);
    }
    assert_true(covered > message.n / 2);
    sample_end(&s);
}

static void crlf_and_lf_are_the_same(void **state)
{
    (void)state;
    static const char *const names[] = {"made-pass-rsa-simple-simple.eml",
                                        "made-pass-ed25519-relaxed-relaxed.eml", "made-weak-l.eml",
                                        "made-fail-body.eml"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct sample s;
        struct buffer lf = {0}, crlf = {0};
        sample_start(&s, names[i]);
        for (size_t k = 0; k < s.mail.n; k++) {
            if (s.mail.at[k] == '\r')
                continue;
            if (s.mail.at[k] == '\n')
                buffer_append_char(&crlf, '\r');
            buffer_append_char(&crlf, s.mail.at[k]);
            buffer_append_char(&lf, s.mail.at[k]);
        }
        struct dkim_verdict a = verdict_of(&s, buffer_slice(&lf)),
                            b = verdict_of(&s, buffer_slice(&crlf));
        assert_int_equal(a.result, b.result);
        assert_int_equal(a.reason, b.reason);
        buffer_free(&lf);
        buffer_free(&crlf);
        sample_end(&s);
    }
}

static void unsigned_fields_change_nothing_but_added_field(void **state)
{
    (void)state;
    static const struct {
        const char *field;
        enum dkim_reason reason;
    } cases[] = {
        {"X-Spam: no\n", DKIM_SOUND},
        {"Received: by a; Mon, 3 Mar 2025 00:00:00 +0000\n", DKIM_SOUND},
        {"Cc: x@y.example\n", DKIM_SOUND},
        {"Subject: another\n", DKIM_ADDED_FIELD},
        {"FROM: a@b.example\n", DKIM_ADDED_FIELD},
        {"Content-Type: text/plain\n", DKIM_ADDED_FIELD},
        {"TLS-Report-Domain: b.example\n", DKIM_ADDED_FIELD},
    };
    struct sample s;
    sample_start(&s, "made-pass-rsa-relaxed-relaxed.eml");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer more = {0};
        buffer_append_text(&more, cases[i].field);
        buffer_append(&more, buffer_slice(&s.mail));
        struct dkim_verdict v = verdict_of(&s, buffer_slice(&more));
        assert_int_equal(v.reason, cases[i].reason);
        assert_int_equal(v.result, dkim_result_of(cases[i].reason));
        buffer_free(&more);
    }
    sample_end(&s);
}

static void the_order_of_the_key_file_does_not_matter(void **state)
{
    (void)state;
    struct sample s;
    struct buffer reversed = {0};
    struct verifier other;
    sample_start(&s, "made-pass-archive-of-two-keys.eml");
    for (struct slice rest = buffer_slice(&s.zone); rest.n > 0;) {
        const char *feed = rest.n > 1 ? memrchr(rest.at, '\n', rest.n - 1) : NULL;
        size_t from = feed ? (size_t)(feed - rest.at) + 1 : 0;
        buffer_append(&reversed, slice_from(rest, from));
        rest = slice_first(rest, from);
    }
    verifier_start(&other, buffer_slice(&reversed));
    struct dkim_mail m = mail_of(buffer_slice(&s.mail));
    struct dkim_verdict a = verdict_of(&s, m.message), b;
    assert_true(dkim_verify(other.worker, &m, &b));
    assert_int_equal(a.result, DKIM_PASS);
    assert_int_equal(b.result, DKIM_PASS);
    assert_int_equal(a.key_bits, b.key_bits);
    verifier_end(&other);
    buffer_free(&reversed);
    sample_end(&s);
}

static void the_best_signature_tells_wherever_it_stands(void **state)
{
    (void)state;
    struct sample s;
    struct field f;
    sample_start(&s, "made-weak-l.eml");
    struct slice message = buffer_slice(&s.mail), rest = message;
    do
        assert_true(field_next(&rest, &f));
    while (!slice_equal_nocase(f.name, SLICE("DKIM-Signature")));
    size_t begin = (size_t)(f.name.at - message.at), end = (size_t)(rest.at - message.at);
    size_t hash = (size_t)((char *)memmem(f.name.at, end - begin, "bh=", 3) - f.name.at) + 3;
    for (size_t at = begin; at <= end; at += end - begin) { /* above it, below it */
        struct buffer two = {0};
        buffer_append(&two, slice_first(message, at));
        buffer_append(&two, slice_first(slice_from(message, begin), end - begin));
        two.at[at + hash] ^= 1;
        buffer_append(&two, slice_from(message, at));
        assert_int_equal(verdict_of(&s, buffer_slice(&two)).result, DKIM_WEAK);
        buffer_free(&two);
    }
    s.mail.at[begin + hash] ^= 1;
    assert_int_equal(verdict_of(&s, message).result, DKIM_FAIL);
    sample_end(&s);
}

/* A key that was taken back since, or that its owner only tries out, changes no verdict, and is
 * told of beside it. */
static void notes_tell_what_no_verdict_does(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned notes;
    } cases[] = {{"made-pass-rsa-simple-simple.eml", 0},
                 {"made-pass-revoked-since.eml", 1u << DKIM_REVOKED_SINCE},
                 {"made-key-revoked.eml", 0},
                 {"made-pass-testing.eml", 1u << DKIM_TESTING},
                 {"made-weak-l.eml", 1u << DKIM_L_TAG}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample s;
        sample_start(&s, cases[i].name);
        assert_int_equal(verdict_of(&s, buffer_slice(&s.mail)).notes, cases[i].notes);
        sample_end(&s);
    }
}

/* A body is hashed once for all signatures that want it alike, and anew for another l=. */
static void each_length_of_a_body_has_a_hash_of_its_own(void **state)
{
    (void)state;
    struct sample s;
    struct dkimdigest d = {.bodies_n = 0};
    struct arena arena = {0};
    const struct dkimsignature whole = {.relaxed_body = true},
                               some = {.has_length = true, .length = 3, .relaxed_body = true},
                               none = {.has_length = true, .length = 0, .relaxed_body = true};
    const struct dkimdigest_body *of_whole, *of_some, *of_none, *again;
    sample_start(&s, "made-pass-rsa-relaxed-relaxed.eml");
    assert_true(dkimdigest_init(&d, s.v.dns.keys));
    assert_true(dkimdigest_start(&d, buffer_slice(&s.mail), &arena));
    assert_true(dkimdigest_body(&d, &whole, &of_whole));
    assert_true(dkimdigest_body(&d, &some, &of_some));
    assert_true(dkimdigest_body(&d, &none, &of_none));
    assert_memory_not_equal(of_whole->digest, of_some->digest, of_some->n);
    assert_memory_not_equal(of_some->digest, of_none->digest, of_none->n);
    assert_int_equal(of_none->length, of_whole->length);
    assert_true(dkimdigest_body(&d, &some, &again));
    assert_ptr_equal(again, of_some);
    dkimdigest_free(&d);
    arena_free(&arena);
    sample_end(&s);
}

/* Keys are tried eight times: of further signatures nothing is known. */
static void a_signature_that_was_not_judged_has_no_verdict(void **state)
{
    enum { TRIED = 8, COPIES = 12 };
    struct sample s;
    struct buffer more = {0};
    struct dkimjudge judge;
    struct field f;
    (void)state;
    sample_start(&s, "made-pass-rsa-relaxed-relaxed.eml");
    struct slice rest = buffer_slice(&s.mail);
    do
        assert_true(field_next(&rest, &f));
    while (!slice_equal_nocase(f.name, SLICE("DKIM-Signature")));
    for (int i = 0; i < COPIES; i++)
        buffer_append(&more, (struct slice){f.name.at, (size_t)(rest.at - f.name.at)});
    buffer_append(&more, buffer_slice(&s.mail));
    struct dkim_mail m = mail_of(buffer_slice(&more));
    judge_each(&judge, s.v.dns.keys, &m);
    assert_int_equal(judge.candidates_n, COPIES + 1);
    for (size_t i = 0; i < judge.candidates_n; i++)
        assert_int_equal(judge.candidates[i].verdict.result,
                         i < TRIED ? DKIM_PASS : DKIM_UNCHECKED);
    dkimjudge_free(&judge);
    buffer_free(&more);
    sample_end(&s);
}

/* Mails that hold each other may each ask for all their bytes: beyond the bound nothing is judged,
 * until the next mail begins. */
static void mails_inside_each_other_are_judged_to_a_bound(void **state)
{
    struct sample s;
    (void)state;
    sample_start(&s, "made-pass-rsa-relaxed-relaxed.eml");
    struct slice mail = buffer_slice(&s.mail);
    for (int i = 0; i < 3; i++) {
        dkim_worker_expect(s.v.worker, mail.n);
        assert_int_equal(verdict_of(&s, mail).result, DKIM_PASS);
        assert_int_equal(verdict_of(&s, mail).result, DKIM_PASS); /* some fields are not signed */
        assert_int_equal(verdict_of(&s, mail).result, DKIM_NONE);
    }
    sample_end(&s);
}

/* A mail may have reports of several submitters: each has the verdict that it would have alone. */
static void another_submitter_has_its_own_verdict(void **state)
{
    static const char *const submitters[] = {"north.example", "else.example", "a.north.example.",
                                             "evilnorth.example", ""};
    (void)state;
    struct sample s;
    struct dkim_verdict alone, further;
    sample_start(&s, "made-pass-with-esp.eml");
    struct dkim_mail m = mail_of(buffer_slice(&s.mail));
    for (size_t i = 0; i < COUNT_OF(submitters); i++) {
        struct slice submitter = m.submitter = slice_of(submitters[i]);
        assert_true(dkim_verify(s.v.worker, &m, &alone));
        m.submitter = SLICE("first.example");
        assert_true(dkim_verify(s.v.worker, &m, &further));
        assert_true(dkim_verify_for(s.v.worker, submitter, &further));
        assert_int_equal(further.result, alone.result);
        assert_int_equal(further.aligned, alone.aligned);
        assert_true(slice_equal(further.domain, alone.domain));
    }
    sample_end(&s);
}

/* A mail that asks for a lot: whatever the verdict, it has to come quickly. */
static void bad_mails_get_an_answer(void **state)
{
    (void)state;
    static const struct {
        const char *head, *repeated, *tail;
        size_t times;
    } cases[] = {
        {"From: a@b.example\n", "DKIM-Signature: v=1; b=\n", "\nbody", 10000},
        {"From: a@b.example\nDKIM-Signature: v=1; h=from", ":from", "; b=; \n\nbody", 200000},
        {"From: a@b.example\nDKIM-Signature: ", "a=1;", "\n\nbody", 250000},
        {"From: a@b.example\nDKIM-Signature: v=1;", "\n ", "\n\nbody", 300000},
        {"From: a@b.example\nDKIM-Signature: v=1; d=", "a.", "b; s=x\n\nbody", 300000},
        {"From: ", "<@<@a", "\nDKIM-Signature: v=1\n\nbody", 200000},
        {"", "X: y\n", "DKIM-Signature: v=1\n\nbody", 100000},
        {"DKIM-Signature: v=1; a=rsa-sha256; d=b.example; s=x; h=from; bh=; b=\n\n", " \n", "x",
         1000000},
        {"DKIM-Signature: v=1; c=relaxed/relaxed; a=rsa-sha256; d=b.example; s=x; h=from; bh=AAAA; "
         "b=AAAA\n\n",
         "\r\n", "", 4000000},
        {"DKIM-Signature: v=1; c=relaxed/relaxed; a=rsa-sha256; d=b.example; s=x; h=from; bh=AAAA; "
         "b=AAAA\n\n",
         " \t ", "x", 4000000},
    };
    struct sample s;
    sample_start(&s, "made-none.eml");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer mail = {0};
        buffer_append_text(&mail, cases[i].head);
        for (size_t k = 0; k < cases[i].times; k++)
            buffer_append_text(&mail, cases[i].repeated);
        buffer_append_text(&mail, cases[i].tail);
        (void)verdict_of(&s, buffer_slice(&mail));
        buffer_free(&mail);
    }
    sample_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_flipped_bit_of_a_covered_byte_passes),
        cmocka_unit_test(crlf_and_lf_are_the_same),
        cmocka_unit_test(unsigned_fields_change_nothing_but_added_field),
        cmocka_unit_test(the_order_of_the_key_file_does_not_matter),
        cmocka_unit_test(the_best_signature_tells_wherever_it_stands),
        cmocka_unit_test(notes_tell_what_no_verdict_does),
        cmocka_unit_test(each_length_of_a_body_has_a_hash_of_its_own),
        cmocka_unit_test(a_signature_that_was_not_judged_has_no_verdict),
        cmocka_unit_test(mails_inside_each_other_are_judged_to_a_bound),
        cmocka_unit_test(another_submitter_has_its_own_verdict),
        cmocka_unit_test(bad_mails_get_an_answer),
    };
    return cmocka_run_group_tests_name("dkim", tests, NULL, NULL);
}
