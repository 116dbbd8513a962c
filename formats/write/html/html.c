/*
 * html: the page for those who would rather look than open a spreadsheet (--html).
 */
#include "formats/write/html/html.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "formats/write/method.h"
#include "lib/base/sha256.h"

/* Allows the page the style or script that stands in it, by its hash, and no other. */
static bool put_source(struct html *h, const char *directive, const char *text)
{
    unsigned char digest[SHA256_BYTES], encoded[48];
    if (!sha256_once(slice_of(text), digest))
        return false;
    EVP_EncodeBlock(encoded, digest, sizeof digest);
    html_format(h, "; %s 'sha256-%s'", directive, (const char *)encoded);
    return true;
}

static bool put_head(struct html *h, const struct account *a)
{
    struct buffer scope = {0};
    html_put(h, "<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "img-src data:; base-uri 'none'; form-action 'none'");
    bool ok = put_source(h, "style-src", html_style) && put_source(h, "script-src", html_script);
    html_put(h, "\">\n<meta name=viewport content=\"width=device-width, initial-scale=1\">\n<meta "
                "name=referrer content=no-referrer>\n"
                "<link rel=icon href=\"data:,\">\n<title>TLS reports: transport security of "
                "received mail</title>\n<style>");
    html_put(h, html_style);
    html_put(
        h, "</style>\n</head>\n<body>\n<a class=skip href=\"#main\">To the figures</a>\n<header>\n"
           "<h1>Transport security of received mail: TLS reports (RFC 8460)</h1>\n<p>");
    method_scope(a, &scope);
    html_text(h, buffer_slice(&scope));
    html_drop(h, &scope);
    const struct about *about = h->base.output.about;
    html_format(h, "</p>\n<p class=dim>Made by tlsrpt-audit %s on %s.</p>\n</header>\n",
                about->version, when_time(about->generated).text);
    return ok;
}

static void put_foot(struct html *h)
{
    html_put(h, "<footer>This page needs no network and loads nothing. All its figures are in the "
                "other outputs, too: --json, --csv, "
                "--xlsx.</footer>\n"
                "<script>");
    html_put(h, html_script);
    html_put(h, "</script>\n</body>\n</html>\n");
}

static bool finish(struct output *o, struct account *a)
{
    struct html *h = (struct html *)o;
    bool ok = calendar_build(&h->calendar, &a->audit.figures, &a->audit.summary) &&
              html_choose_domains(h, a) && put_head(h, a) && html_write_sections(h, a);
    put_foot(h);
    calendar_free(&h->calendar);
    free(h->has_block);
    h->has_block = NULL;
    return html_end(h, ok);
}

static const struct fileoutput_kind kind = {.size = sizeof(struct html), .finish = finish};

struct output *html_open(const char *path, const struct about *about, const struct account *account,
                         char *error)
{
    (void)account;
    struct html *h = (struct html *)fileoutput_open(&kind, path, about, error);
    if (!h)
        return NULL;
    h->file = h->base.target.file;
    return &h->base.output;
}
