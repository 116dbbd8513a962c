#include "lib/base/hash.h"

#include <sys/random.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

_Static_assert(HASH_SECRET_BYTES >= XXH3_SECRET_SIZE_MIN, "XXH3 wants a longer secret");

bool hash_key_draw(struct hash_key *key)
{
    return getrandom(key->secret, sizeof key->secret, 0) == (ssize_t)sizeof key->secret;
}

uint64_t hash64(const struct hash_key *key, struct slice s)
{
    return XXH3_64bits_withSecret(s.at, s.n, key->secret, sizeof key->secret);
}

struct hash128 hash128(const struct hash_key *key, struct slice s)
{
    XXH128_hash_t h = XXH3_128bits_withSecret(s.at, s.n, key->secret, sizeof key->secret);
    return (struct hash128){.low = h.low64, .high = h.high64};
}
