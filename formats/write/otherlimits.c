#include "formats/write/otherlimits.h"

size_t other_limits(const struct limits *l, struct other_limit to[static OTHER_LIMITS])
{
    const struct limits usual = LIMITS_DEFAULT;
    const struct {
        struct other_limit limit;
        uint64_t usual;
    } all[OTHER_LIMITS] = {
        {{"max_ratio", "unpacked to packed bytes", l->ratio}, usual.ratio},
        {{"max_header", "bytes of a header", l->header}, usual.header},
        {{"max_fields", "fields of a header", l->fields}, usual.fields},
        {{"max_parts", "parts of a message", l->parts}, usual.parts},
        {{"max_members", "members of an archive", l->members}, usual.members},
        {{"max_json_depth", "nesting of JSON", l->json_depth}, usual.json_depth},
        {{"max_policies", "policies of a report", l->policies}, usual.policies},
        {{"max_details", "failure details of a report", l->details}, usual.details},
    };
    size_t n = 0;
    for (size_t i = 0; i < OTHER_LIMITS; i++)
        if (all[i].limit.value != all[i].usual)
            to[n++] = all[i].limit;
    return n;
}
