#include "lib/findings/earlier.h"

bool earlier_about(const struct earlier *whole, const struct group among[static CHANGE_KINDS],
                   const struct audit *audit, struct arena *arena, struct earlier *part)
{
    *part = *whole;
    part->arena = (struct arena){0};
    part->is_partial = true;
    for (int kind = 0; kind < CHANGE_KINDS; kind++) {
        const struct earlier_row *rows = whole->rows[kind];
        part->rows[kind] = arena_take_array(arena, among[kind].n, sizeof *rows);
        part->n[kind] = 0;
        if (!part->rows[kind])
            return false;
        for (size_t i = 0; kind != CHANGE_REPORTER && i < among[kind].n; i++)
            if (audit_is_about(audit, rows[among[kind].at[i]].row.policy_domain))
                part->rows[kind][part->n[kind]++] = rows[among[kind].at[i]];
    }
    return true;
}
