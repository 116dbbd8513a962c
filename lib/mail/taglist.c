#include "lib/mail/taglist.h"

#include "lib/base/order.h"
#include "lib/mail/encoding.h"

static bool is_fws(char c)
{
    return c <= ' ' && (c == ' ' || c == '\t' || c == '\r' || c == '\n');
}

struct slice taglist_trim(struct slice text)
{
    return slice_strip(text, is_fws);
}

static bool is_name(struct slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.at[i];
        bool may_begin = ascii_is_alnum(c) && !ascii_is_digit(c);
        if (!may_begin && (i == 0 || (!ascii_is_digit(c) && c != '_')))
            return false;
    }
    return text.n > 0;
}

/* Reads "name=value". False: it is no such thing. */
static bool read_tag(struct slice text, struct tag *tag)
{
    tag->raw = text;
    struct slice name = slice_until(&tag->raw, '=');
    tag->name = taglist_trim(name);
    tag->value = taglist_trim(tag->raw);
    return name.n < text.n && is_name(tag->name);
}

ORDER_BEGINS_WITH(struct tag, name);

static bool sort(struct taglist *list) /* false: a name stands twice */
{
    order_sort(list->at, list->n, sizeof *list->at, order_by_text);
    for (size_t i = 1; i < list->n; i++)
        if (slice_equal(list->at[i - 1].name, list->at[i].name))
            return false;
    return true;
}

enum taglist_verdict taglist_read(struct slice text, struct arena *arena, struct taglist *list)
{
    struct slice told = taglist_trim(text);
    bool sound = true;
    *list = (struct taglist){0};
    while (told.n > 0 && text.at < told.at + told.n) { /* nothing may follow a last semicolon */
        struct tag tag;
        sound = list->n < TAGLIST_MOST && read_tag(slice_until(&text, ';'), &tag);
        if (!sound)
            break;

        struct tag *new = ARENA_PUSH(arena, list->at, list->n);
        if (!new)
            return TAGLIST_NO_MEMORY;
        *new = tag;
        if (list->n == 1)
            list->first = tag.name;
    }
    if (!sort(list))
        return TAGLIST_DUPLICATE;
    return sound ? TAGLIST_SOUND : TAGLIST_MALFORMED;
}

const struct tag *taglist_find(const struct taglist *list, struct slice name)
{
    return order_find(&name, list->at, list->n, sizeof *list->at, order_by_text);
}

bool taglist_squeeze(struct slice text, struct arena *arena, struct slice *copy)
{
    char *to = arena_take_text(arena, text.n), *start = to;
    if (!to)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        *to = text.at[i];
        to += !is_fws(text.at[i]);
    }
    arena_give_back(arena, to);
    *copy = slice_between(start, to);
    return true;
}

/* Is `text`, without white space and in lower case, `item`? */
static bool is_item(struct slice text, struct slice item)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (is_fws(text.at[i]))
            continue;
        if (n == item.n || ascii_lower(text.at[i]) != item.at[n])
            return false;
        n++;
    }
    return n == item.n;
}

size_t taglist_count(struct slice colon_list, struct slice item)
{
    size_t n = 0;
    while (colon_list.n > 0)
        n += is_item(slice_until(&colon_list, ':'), item);
    return n;
}

bool taglist_has_item(struct slice colon_list, struct slice item)
{
    return taglist_count(colon_list, item) > 0;
}

/* How many '=' there are at the end; SIZE_MAX: there is something else, too. */
static size_t padding_of(struct slice end)
{
    size_t n = 0;
    for (size_t i = 0; i < end.n; i++) {
        if (end.at[i] != '=' && !is_fws(end.at[i]))
            return SIZE_MAX;
        n += end.at[i] == '=';
    }
    return n;
}

/* Other white space than FWS, which decoding skips, too. */
static bool has_odd_space(struct slice text)
{
    return slice_has(text, '\v') || slice_has(text, '\f');
}

bool taglist_base64(struct slice text, struct arena *arena, struct slice *bytes, bool *sound)
{
    struct slice end = text;
    struct slice letters = slice_until(&end, '=');
    size_t room = encoding_base64_room(text.n);
    bool damaged = false;
    char *to = arena_take_text(arena, room);
    *bytes = (struct slice){0};
    if (!to)
        return false;
    size_t n = encoding_base64(to, room, letters, &damaged), padding = n % 3 ? 3 - n % 3 : 0;
    end = slice_from(text, letters.n);
    *sound = !damaged && !has_odd_space(letters) && padding_of(end) == padding;
    arena_give_back(arena, to + n);
    if (*sound)
        *bytes = (struct slice){.at = to, .n = n};
    return true;
}

bool taglist_number(struct slice text, size_t most, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (!ascii_is_digit(text.at[i]))
            return false;
        if (__builtin_mul_overflow(*number, 10, number) ||
            __builtin_add_overflow(*number, (uint64_t)(text.at[i] - '0'), number))
            *number = UINT64_MAX;
    }
    return text.n > 0 && text.n <= most;
}
