#include <stdarg.h>

#include "formats/write/html/html.h"
#include "formats/write/shown.h"
#include "lib/base/thousands.h"
#include "lib/base/utf8.h"

void html_drop(struct html *h, struct buffer *text)
{
    h->out_of_memory |= text->failed;
    buffer_free(text);
}

bool html_end(struct html *h, bool ok)
{
    return target_end(&h->base.target, ok && !h->out_of_memory);
}

void html_put(struct html *h, const char *markup)
{
    fputs(markup, h->file);
}

void html_format(struct html *h, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    h->out_of_memory |= vfprintf(h->file, format, arguments) < 0 && !ferror(h->file);
    va_end(arguments);
}

/* Gives what stands for the character at the start of a text, and in *n its bytes; NULL: itself. A
 * character that cannot be seen is shown as U+FFFD. */
static const char *escape_of(struct slice text, size_t *n)
{
    *n = 1;
    switch (text.at[0]) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
    case '\n':
        return NULL;
    default:
        *n = utf8_control(text);
        return *n > 0 ? "\xEF\xBF\xBD" : NULL;
    }
}

static void put_bytes(struct html *h, const char *bytes, size_t n)
{
    fwrite(bytes, 1, n, h->file);
}

void html_text(struct html *h, struct slice text)
{
    size_t from = 0, n;
    for (size_t i = 0; i < text.n; i++) {
        const char *escape = escape_of(slice_from(text, i), &n);
        if (!escape)
            continue;
        put_bytes(h, text.at + from, i - from);
        html_put(h, escape);
        from = i + n;
        i = from - 1;
    }
    if (text.n > from)
        put_bytes(h, text.at + from, text.n - from);
}

void html_cell_text(struct html *h, struct slice text)
{
    struct slice shown = utf8_cut(text, HTML_MOST_TEXT);
    html_text(h, shown);
    if (shown.n < text.n)
        html_put(h, "…");
}

void html_number(struct html *h, int64_t n)
{
    html_put(h, thousands(n).text);
}

/* Writes "99.98 % of 1,234 sessions" with `what` behind it, or that there are none. */
static void put_share_of(struct html *h, struct sessions s, const char *what)
{
    if (sessions_all(s) == 0) {
        html_put(h, "No sessions were reported");
        return;
    }
    html_format(h, "%s of %s%s", shown_share(s).text,
                counted(sessions_all(s), "session", "sessions").text, what);
}

void html_shares_of(struct html *h, const struct domain_row *d, const char *what)
{
    put_share_of(h, d->sessions, what);
    for (size_t i = 0; d->now && sessions_all(d->sessions) > 0 && i < LAST_DAYS; i++)
        html_format(h, "%s %s in the last %" PRIu64 " days", i == 0 ? ";" : ",",
                    shown_share(d->now->windows[i].sessions).text, d->now->windows[i].days);
}

void html_day(struct html *h, day_number day)
{
    html_put(h, when_day(day).text);
}

static void put_list(struct html *h, const struct cell *c, enum cell_kind kind)
{
    size_t n = kind == CELL_TEXTS ? c->texts.n : c->spans_n;
    for (size_t i = 0; i < n && i < HTML_MOST_LIST; i++) {
        html_put(h, i > 0 ? "<br>" : "");
        if (kind == CELL_TEXTS) {
            html_cell_text(h, c->texts.at[i]);
            continue;
        }
        html_day(h, c->spans[i].first);
        if (c->spans[i].last != c->spans[i].first) {
            html_put(h, " to ");
            html_day(h, c->spans[i].last);
        }
    }
    if (n > HTML_MOST_LIST)
        html_format(h, "<br>and %s more", thousands((int64_t)(n - HTML_MOST_LIST)).text);
}

static void put_value(struct html *h, const struct cell *c, enum cell_kind kind)
{
    switch (kind) {
    case CELL_TEXT:
    case CELL_PROSE:
        html_cell_text(h, c->text);
        break;
    case CELL_INTEGER:
        html_number(h, c->integer);
        break;
    case CELL_RATIO:
        html_put(h, shown_rate(shown_ratio(c->ratio, c->has_excess)).text);
        break;
    case CELL_DAY:
        html_day(h, c->day);
        break;
    case CELL_TIME:
        html_put(h, when_time(c->time).text);
        break;
    case CELL_TEXTS:
    case CELL_SPANS:
        put_list(h, c, kind);
        break;
    }
}

/* The class that paints a severity, whose word stands there, too. */
static const char *class_of_severity(struct slice name)
{
    static const char *const classes[] = {[SEVERITY_INFO] = "neutral",
                                          [SEVERITY_LOW] = "neutral",
                                          [SEVERITY_MEDIUM] = "warn",
                                          [SEVERITY_HIGH] = "bad",
                                          [SEVERITY_CRITICAL] = "bad"};
    enum severity severity;
    return severity_find(name, &severity) && severity != SEVERITY_OFF ? classes[severity] : "t";
}

void html_cell(struct html *h, const struct column *c, const void *row)
{
    static const char *const classes[] = {
        [CELL_TEXT] = "t", [CELL_PROSE] = "p", [CELL_INTEGER] = "n", [CELL_RATIO] = "n",
        [CELL_DAY] = "d",  [CELL_TIME] = "d",  [CELL_TEXTS] = "t",   [CELL_SPANS] = "d"};
    cell_get(c, row, &h->cell);
    bool is_severity = strcmp(c->name, "severity") == 0;
    html_format(h, "<td class=%s>",
                is_severity ? class_of_severity(h->cell.text) : classes[c->kind]);
    size_t block;
    bool leads = !h->only && strcmp(c->name, "policy_domain") == 0 &&
                 html_domain_block(h, h->cell.text, &block);
    if (leads)
        html_format(h, "<a href=\"#domain-%zu\">", block);
    if (!h->cell.absent)
        put_value(h, &h->cell, c->kind);
    html_put(h, leads ? "</a>" : "");
    html_put(h, "</td>");
}
