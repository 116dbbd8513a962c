/* xlsx_formats: how cells look, one row per format. */
#include "formats/write/xlsx/xlsx.h"

/* A failure is never rounded away (SPEC 4). */
#define SHARE_FORMAT "[=1]0.00%;[>0.9999]\"99.99%\";0.00%"

enum { PALE = 0xD9E2F3, LIGHT = 0xF2F2F2, WHITE = 0xFFFFFF, LINK = 0x0563C1 };

struct look {
    bool bold, wrap, top, centred, ruled; /* top: as what wraps stands in its cell */
    bool shrinks;                         /* where the cell is too narrow for it */
    double size;
    const char *number;
    int colour, ground; /* 0: none */
};

static const struct look looks[XLSX_FORMATS] = {
    [XLSX_TITLE] = {.bold = true, .size = 18, .colour = WHITE, .ground = XLSX_NAVY},
    [XLSX_SUBTITLE] = {.size = 10, .colour = WHITE, .ground = XLSX_NAVY, .wrap = true},
    [XLSX_SECTION] = {.bold = true, .size = 12, .colour = XLSX_NAVY, .ruled = true},
    [XLSX_HEADER] = {.bold = true, .ground = PALE, .ruled = true},
    [XLSX_LABEL] = {.bold = true, .ground = PALE, .ruled = true, .top = true},
    [XLSX_HEADER_NUMBER] = {.bold = true, .ground = PALE, .ruled = true},
    [XLSX_TEXT] = {.number = "@", .top = true},
    [XLSX_PROSE] = {.number = "@", .wrap = true},
    [XLSX_INTEGER] = {.number = "#,##0", .top = true, .shrinks = true},
    [XLSX_PERCENT] = {.number = SHARE_FORMAT},
    [XLSX_PERCENT_LEAST] = {.number = "\"0.01%\""},
    [XLSX_DAY] = {.number = "yyyy-mm-dd", .top = true},
    [XLSX_TIME] = {.number = "yyyy-mm-dd hh:mm:ss"},
    [XLSX_LINK] = {.number = "@", .colour = LINK},
    [XLSX_LINE] = {.number = "@", .wrap = true, .ruled = true},
    [XLSX_NOTE] = {.size = 9, .colour = XLSX_GREY},
    [XLSX_CARD] = {.size = 9, .colour = XLSX_GREY, .ground = LIGHT, .centred = true},
    [XLSX_CARD_TEXT] =
        {.bold = true, .size = 16, .colour = XLSX_NAVY, .ground = LIGHT, .centred = true},
    [XLSX_CARD_NUMBER] = {.bold = true,
                          .size = 16,
                          .colour = XLSX_NAVY,
                          .ground = LIGHT,
                          .centred = true,
                          .shrinks = true,
                          .number = "#,##0"},
    [XLSX_CARD_PERCENT] = {.bold = true,
                           .size = 16,
                           .colour = XLSX_NAVY,
                           .ground = LIGHT,
                           .centred = true,
                           .number = SHARE_FORMAT},
    [XLSX_GOOD] = {.bold = true, .shrinks = true, .colour = 0x006100, .ground = 0xC6EFCE},
    [XLSX_WARN] = {.bold = true, .shrinks = true, .colour = 0x7F6000, .ground = 0xFFEB9C},
    [XLSX_BAD] = {.bold = true, .shrinks = true, .colour = 0x9C0006, .ground = 0xFFC7CE},
    [XLSX_NEUTRAL] = {.bold = true, .shrinks = true, .colour = XLSX_GREY, .ground = LIGHT},
    [XLSX_CALENDAR_DAY] = {.size = 8, .ground = PALE, .ruled = true, .number = "yyyy-mm-dd"},
    [XLSX_CALENDAR_COUNT] = {.size = 8, .centred = true, .number = "0"},
    [XLSX_CALENDAR_NONE] = {.size = 8, .centred = true, .colour = 0x9C0006, .ground = 0xFFC7CE},
};

static void apply(lxw_format *f, const struct look *look)
{
    if (look->bold)
        format_set_bold(f);
    if (look->wrap)
        format_set_text_wrap(f);
    if (look->wrap || look->top)
        format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    if (look->centred)
        format_set_align(f, LXW_ALIGN_CENTER);
    if (look->shrinks)
        format_set_shrink(f);
    if (look->ruled)
        format_set_bottom(f, LXW_BORDER_THIN);
    if (look->size > 0)
        format_set_font_size(f, look->size);
    if (look->number)
        format_set_num_format(f, look->number);
    if (look->colour)
        format_set_font_color(f, (lxw_color_t)look->colour);
    if (look->ground)
        format_set_bg_color(f, (lxw_color_t)look->ground);
}

bool xlsx_make_formats(struct xlsx *x)
{
    for (int i = 0; i < XLSX_FORMATS; i++) {
        x->formats[i] = workbook_add_format(x->book);
        if (!x->formats[i])
            return false;
        apply(x->formats[i], &looks[i]);
    }

    format_set_align(x->formats[XLSX_HEADER_NUMBER], LXW_ALIGN_RIGHT);
    format_set_underline(x->formats[XLSX_LINK], LXW_UNDERLINE_SINGLE);
    format_set_rotation(x->formats[XLSX_CALENDAR_DAY], 90);
    format_set_align(x->formats[XLSX_TITLE], LXW_ALIGN_VERTICAL_CENTER);
    return true;
}
