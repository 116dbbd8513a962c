#include "cmd/tlsrpt-audit/template.h"

#include <stdio.h>
#include <string.h>

static const char of_client[] = "{client}", of_domain[] = "{domain}";

enum kind_of_name { NAME_NONE, NAME_CLIENT, NAME_DOMAIN };

static enum kind_of_name name_at(const char *path)
{
    if (strncmp(path, of_client, sizeof of_client - 1) == 0)
        return NAME_CLIENT;
    return strncmp(path, of_domain, sizeof of_domain - 1) == 0 ? NAME_DOMAIN : NAME_NONE;
}

enum edition_kind template_kind(const char *path)
{
    if (path && strstr(path, of_domain))
        return EDITION_DOMAIN;
    return path && strstr(path, of_client) ? EDITION_CLIENT : EDITION_NONE;
}

bool template_names_client(const char *path)
{
    return path && strstr(path, of_client);
}

size_t template_fixed(const char *path)
{
    size_t n = 0;
    for (size_t i = 0; path[i] != '\0' && name_at(path + i) == NAME_NONE; i++)
        if (path[i] == '/')
            n = i > 0 ? i : 1;
    return n;
}

bool template_folder(const char *path, char to[static PATH_MAX])
{
    size_t n = template_fixed(path);
    int written = n == 0 ? snprintf(to, PATH_MAX, ".")
                         : snprintf(to, PATH_MAX, "%.*s", n < PATH_MAX ? (int)n : PATH_MAX, path);
    return written > 0 && written < PATH_MAX;
}

bool template_expand(const char *path, const char *client, const char *domain,
                     char to[static PATH_MAX])
{
    size_t n = 0;
    while (*path != '\0') {
        char one[] = {*path, '\0'};
        enum kind_of_name kind = name_at(path);
        const char *text = kind == NAME_CLIENT ? client : kind == NAME_DOMAIN ? domain : one;
        size_t length = strlen(text);
        if (n + length >= PATH_MAX)
            return false;
        memcpy(to + n, text, length);
        n += length;
        path += kind == NAME_NONE ? 1 : sizeof of_client - 1;
    }
    to[n] = '\0';
    return true;
}
_Static_assert(sizeof of_client == sizeof of_domain, "template_expand skips both alike");
