#include "cmd/tlsrpt-audit/mailboxes.h"

#include <stdlib.h>
#include <unistd.h>

#include "formats/write/output.h"
#include "lib/base/utf8.h"

_Static_assert(DIGEST_COLUMNS == 78, "as digest_line_problem says");

enum { MOST_LOCAL = 64, MOST_ADDRESS = 254 }; /* RFC 5321, 4.5.3.1 */

/* Is it atoms with single dots between them (RFC 5322, 3.2.3)? `more`: what atoms may hold besides
 * letters and digits. */
static bool is_dot_atom(struct slice s, const char *more)
{
    bool after_dot = true;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.at[i];
        if (c == '.' ? after_dot : !ascii_is_alnum(c) && (c == '\0' || !strchr(more, c)))
            return false;
        after_dot = c == '.';
    }
    return !after_dot;
}

static bool is_address(struct slice s)
{
    size_t at = s.n;
    while (at > 0 && s.at[at - 1] != '@')
        at--;
    return at > 1 && at - 1 <= MOST_LOCAL && s.n <= MOST_ADDRESS &&
           is_dot_atom(slice_first(s, at - 1), "!#$%&'*+-/=?^_`{|}~") &&
           is_dot_atom(slice_from(s, at), "-");
}

bool mailbox_is_address(const char *text)
{
    return is_address(slice_of(text));
}

const char *digest_line_problem(const char *line)
{
    struct slice text = slice_of(line);
    if (!utf8_is_valid(text))
        return "it is no UTF-8";
    for (size_t i = 0; i < text.n; i += utf8_sequence(slice_from(text, i)))
        if (utf8_control(slice_from(text, i)) > 0)
            return "it has a control character or a line break";
    bool fits = utf8_columns(text) <= DIGEST_COLUMNS - 2 && text.n <= 4 * (size_t)DIGEST_COLUMNS;
    return fits ? NULL : "a digest's line has room for 76 columns";
}

const char *mailbox_of_user(void)
{
    static char address[MOST_ADDRESS + 1];
    char host[HOST_NAME_MAX + 1] = "";
    const char *user = getenv("LOGNAME");
    if (!user)
        user = getenv("USER");
    if (gethostname(host, sizeof host) != 0)
        host[0] = '\0';
    host[HOST_NAME_MAX] = '\0';
    int n = snprintf(address, sizeof address, "%s@%s", user ? user : "tlsrpt-audit", host);
    bool sound = n > 0 && (size_t)n < sizeof address && is_address(slice_of(address));
    return sound ? address : "tlsrpt-audit@localhost";
}
