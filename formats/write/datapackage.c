#include "formats/write/datapackage.h"

#include <jansson.h>

static const struct {
    const char *type, *format;
} types[] = {
    [CELL_TEXT] = {"string", "default"},     [CELL_PROSE] = {"string", "default"},
    [CELL_INTEGER] = {"integer", "default"}, [CELL_RATIO] = {"number", "default"},
    [CELL_DAY] = {"date", "default"},        [CELL_TIME] = {"datetime", "default"},
    [CELL_TEXTS] = {"string", "default"},    [CELL_SPANS] = {"string", "default"},
};

static json_t *key_of(const struct table *t, unsigned n)
{
    json_t *key = json_array();
    for (unsigned i = 0; i < n; i++)
        json_array_append_new(key, json_string(t->columns[i].name));
    return key;
}

/* How many columns are the key. Where every copy counts, the copies' rows have one (SPEC 5.1). */
static unsigned keys_of(const struct table *t, const struct about *about)
{
    bool has_copies = !t->row && about->dedup == DEDUP_NONE;
    return has_copies ? 0 : t->keys;
}

static json_t *fields_of(const struct table *t)
{
    json_t *fields = json_array();
    for (size_t i = 0; i < t->columns_n; i++) {
        const struct column *c = &t->columns[i];
        json_t *field = json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", c->name, "title", c->title,
                                  "description", c->meaning, "type", types[c->kind].type, "format",
                                  types[c->kind].format);
        if (i < t->keys)
            json_object_set_new(field, "constraints", json_pack("{s:b}", "required", 1));
        json_array_append_new(fields, field);
    }
    return fields;
}

static json_t *schema_of(const struct table *t, const struct about *about)
{
    json_t *schema = json_pack("{s:o, s:[s]}", "fields", fields_of(t), "missingValues", "");
    unsigned keys = keys_of(t, about);
    if (keys > 0)
        json_object_set_new(schema, "primaryKey", key_of(t, keys));
    const struct table *parent = t->parent && keys > 0 ? table_find(t->parent) : NULL;
    if (parent)
        json_object_set_new(schema, "foreignKeys",
                            json_pack("[{s:o, s:{s:s, s:o}}]", "fields", key_of(t, parent->keys),
                                      "reference", "resource", parent->name, "fields",
                                      key_of(parent, parent->keys)));
    return schema;
}

bool datapackage_write(FILE *to, const struct about *about, const struct account *a)
{
    json_t *resources = json_array();
    for (int i = 0; i < TABLES; i++) {
        const struct table *t = tables[i];
        if (!t->in_csv || !table_is_there(t, a))
            continue;
        json_t *path = json_sprintf("%s.csv", t->name);
        json_array_append_new(
            resources, json_pack("{s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:s, s:o}", "name", t->name,
                                 "title", t->title, "description", t->meaning, "path", path,
                                 "profile", "tabular-data-resource", "format", "csv", "mediatype",
                                 "text/csv", "encoding", "utf-8", "schema", schema_of(t, about)));
    }
    json_t *package = json_pack("{s:s, s:s, s:s, s:s, s:o}", "profile", "tabular-data-package",
                                "name", "tlsrpt-audit", "title",
                                "TLS reports (RFC 8460), as tables", "created",
                                when_time(about->generated).text, "resources", resources);
    bool ok = package && (json_dumpf(package, to, JSON_INDENT(1)) == 0 || ferror(to));
    json_decref(package);
    fputc('\n', to);
    return ok;
}
