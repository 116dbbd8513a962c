#include "formats/write/html/html.h"
#include "lib/base/thousands.h"

static const char severity_order[] = "critical,high,medium,low,info";

void html_table_begin(struct html *h, const char *caption)
{
    html_format(h,
                "<div class=wide tabindex=0 role=group aria-label=\"%s\"><table "
                "class=able><caption>%s</caption><thead><tr>",
                caption, caption);
}

void html_head(struct html *h, const char *title, const char *class, const char *order)
{
    html_format(h, "<th scope=col class=%s", class);
    if (order)
        html_format(h, " data-order=\"%s\"", order);
    html_format(h, ">%s</th>", title);
}

void html_table_end(struct html *h, size_t shown, size_t all)
{
    html_put(h, "</tbody></table></div>\n");
    if (shown < all)
        html_format(h,
                    "<p class=dim>The first %s rows of %s; the workbook (--xlsx) and the tables "
                    "(--csv) have all.</p>\n",
                    thousands((int64_t)shown).text, thousands((int64_t)all).text);
}

static void put_head(struct html *h, const struct column *c)
{
    bool number = c->kind == CELL_INTEGER || c->kind == CELL_RATIO;
    html_head(h, c->title, number ? "n" : "t",
              strcmp(c->name, "severity") == 0 ? severity_order : NULL);
}

static void put_extra(struct html *h, const struct account *a, const struct html_extra *extra,
                      const void *row)
{
    html_put(h, "<td>");
    extra->put(h, a, row);
    html_put(h, "</td>");
}

/* Is the row about the domain whose block is written? */
static bool is_wanted(struct html *h, const struct table *t, const void *row)
{
    if (!h->only)
        return true;
    cell_get(&t->columns[table_column(t, "policy_domain")], row, &h->cell);
    return !h->cell.absent && slice_equal(h->cell.text, *h->only);
}

static size_t count_wanted(struct html *h, const struct table *t, const struct account *a)
{
    size_t n = 0;
    for (size_t i = 0; h->only && i < t->count(a); i++)
        n += is_wanted(h, t, t->row(a, i));
    return h->only ? n : t->count(a);
}

void html_table(struct html *h, const struct account *a, enum table_id id,
                const char *const *columns, const struct html_extra *extra)
{
    const struct table *t = tables[id];
    size_t all = count_wanted(h, t, a), most = h->only ? HTML_MOST_ROWS_OF_BLOCK : HTML_MOST_ROWS,
           shown = all < most ? all : most;
    if (all == 0 && h->only)
        return;
    if (all == 0) {
        html_format(h, "<p>%s</p>\n", t->nothing);
        return;
    }
    html_table_begin(h, t->meaning);
    for (size_t i = 0; columns[i]; i++) {
        put_head(h, &t->columns[table_column(t, columns[i])]);
        if (i == 0 && extra)
            html_head(h, extra->title, "t", extra->order);
    }
    html_put(h, "</tr></thead><tbody>\n");
    size_t left = shown;
    for (size_t r = 0; left > 0; r++) {
        const void *row = t->row(a, r);
        if (!is_wanted(h, t, row))
            continue;
        left--;
        html_put(h, "<tr>");
        for (size_t i = 0; columns[i]; i++) {
            html_cell(h, &t->columns[table_column(t, columns[i])], row);
            if (i == 0 && extra)
                put_extra(h, a, extra, row);
        }
        html_put(h, "</tr>\n");
    }
    html_table_end(h, shown, all);
}
