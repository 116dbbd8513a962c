/* tables_controls: the table of what the audit can say to the controls of frameworks. */
#include "formats/write/tables/table_columns.h"

/* clang-format off */

static const struct column control_columns[] = {
    {"framework", "Framework", "Document that holds the control", CELL_PROSE, cell_text,
        offsetof(struct control_row, framework)},
    {"control", "Control", "Its number or name there", CELL_TEXT, cell_text,
        offsetof(struct control_row, control)},
    {"asks", "Asks for", "In short, in words of our own", CELL_PROSE, cell_text,
        offsetof(struct control_row, asks)},
    {"shows", "Shown here", "What the reports have to say to it", CELL_PROSE, cell_text,
        offsetof(struct control_row, shows)},
    {"value", "Figures", "What they say", CELL_PROSE, cell_text,
        offsetof(struct control_row, value)},
    {"verdict", "Evidence", "supports, contradicts, no-evidence or out-of-reach; never "
        "compliance: that is for the auditor to say", CELL_TEXT, cell_text,
        offsetof(struct control_row, verdict)},
    {"sheet", "Sheet", "Where to look it up", CELL_TEXT, cell_text,
        offsetof(struct control_row, sheet)},
    {"limits", "Limits", "What it does not show", CELL_PROSE, cell_text,
        offsetof(struct control_row, limits)},
    {"edition", "Edition", "Edition or date of the document that was read", CELL_TEXT, cell_text,
        offsetof(struct control_row, edition)},
};

ROWS_OF(controls, controls.at, controls.n)

static bool has_controls(const struct account *a)
{
    return a->given.controls && a->given.controls->n > 0;
}

const struct table table_controls = {.id = TABLE_CONTROLS, .name = "controls", .title = "Controls",
        .meaning = "What this file can say to the controls of frameworks, one row per control",
        .nothing = "No controls were asked for.",
        COLUMNS(control_columns), .keys = 0, .json = "controls", .in_csv = true,
            .is_there = has_controls,
            .wants = "controls to judge", .row = controls_row, .count = controls_count};

/* clang-format on */
