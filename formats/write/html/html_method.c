/* html_method: how the page came about: the command, facts, inputs, sums, and what words mean. */
#include "formats/write/html/html.h"
#include "formats/write/method.h"
#include "lib/findings/verdict.h"

enum { MOST_INPUTS = 500 };

static void put_input(struct html *h, const struct input_row *in)
{
    html_put(h, "<tr><td class=t>");
    html_text(h, in->path);
    html_format(h, "</td><td>%s</td><td class=n>", in->kind ? in->kind : "could not be read");
    html_number(h, (int64_t)in->messages);
    html_put(h, "</td><td class=n>");
    html_number(h, (int64_t)in->reports);
    html_format(h, "</td><td class=t>%s</td></tr>\n", in->sha256);
}

static void put_inputs(struct html *h, const struct account *a)
{
    size_t shown = a->audit.inputs_n < MOST_INPUTS ? a->audit.inputs_n : MOST_INPUTS;
    html_table_begin(h, "Inputs, in the order read");
    html_head(h, "Input", "t", NULL);
    html_head(h, "Kind", "t", NULL);
    html_head(h, "Messages", "n", NULL);
    html_head(h, "Counted reports", "n", NULL);
    html_head(h, "SHA-256", "t", NULL);
    html_put(h, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < shown; i++)
        put_input(h, &a->audit.inputs[i]);
    html_table_end(h, shown, a->audit.inputs_n);
}

/* Each sum with its addends: every message and every report is accounted for. */
static void put_totals(struct html *h, const struct account *a)
{
    const struct totals *t = &a->audit.totals;
    html_put(h, "<div class=wide tabindex=0 role=group aria-label=\"What was "
                "read\"><table><caption>Every message and every report is accounted "
                "for</caption><tbody>\n");
    for (const struct total_row *row = total_rows; row < total_rows + total_rows_n; row++) {
        if (!row->label || !total_is_shown(t, row))
            continue;
        html_format(h, "<tr><th scope=row>%s%s%s</th><td class=n>", row->part ? "… " : "",
                    row->part ? row->part : row->label, method_of_all(a, row));
        html_number(h, (int64_t)total_value(t, row));
        html_put(h, "</td></tr>\n");
    }
    html_put(h, "</tbody></table></div>\n");
}

static void put_list(struct html *h, const char *const *texts, size_t n)
{
    html_put(h, "<ul>\n");
    for (size_t i = 0; i < n; i++) {
        html_put(h, "<li>");
        html_text(h, slice_of(texts[i]));
        html_put(h, "</li>\n");
    }
    html_put(h, "</ul>\n");
}

static void put_facts(struct html *h, const struct account *a, struct buffer *text)
{
    for (size_t i = 0; i < method_facts_n; i++) {
        text->n = 0;
        method_facts[i].say(a, text);
        if (text->n == 0)
            continue;
        html_format(h, "<p>%s: ", method_facts[i].label);
        html_text(h, buffer_slice(text));
        html_put(h, "</p>\n");
    }
}

void html_method(struct html *h, const struct account *a)
{
    struct buffer line = {0};
    method_command_line(h->base.output.about, &line);
    html_put(h, "<p>The command, in the folder <code>");
    html_text(h, slice_of(h->base.output.about->folder));
    html_put(h, "</code>:</p>\n<pre>");
    html_text(h, buffer_slice(&line));
    html_put(h, "</pre>\n");
    put_facts(h, a, &line);
    html_drop(h, &line);
    put_inputs(h, a);
    put_totals(h, a);
    html_put(h, "<h3>Definitions</h3>\n");
    put_list(h, method_definitions, METHOD_DEFINITIONS);
    html_put(h, "<h3>Verdicts</h3>\n<ul>\n");
    for (int v = 0; v < VERDICTS; v++)
        html_format(h, "<li>%s: %s.</li>\n", verdict_texts[v].word, verdict_texts[v].meaning);
    html_put(h, "</ul>\n<h3>What reports cannot show</h3>\n");
    put_list(h, method_caveats, METHOD_CAVEATS);
}
