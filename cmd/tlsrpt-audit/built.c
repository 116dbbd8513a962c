#include "cmd/tlsrpt-audit/built.h"

#include <archive.h>
#include <idn2.h>
#include <jansson.h>
#include <libdeflate.h>
#include <lz4.h>
#include <lzma.h>
#include <openssl/crypto.h>
#include <sqlite3.h>
#include <stdio.h>
#include <xlsxwriter.h>
#include <xxhash.h>
#include <zlib.h>
#include <zstd.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#ifdef HAVE_LIBPFF
#include <libpff.h>
#endif

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#ifndef IS_STATIC
#define IS_STATIC false
#endif

#include "formats/read/outlook/pst.h"
#include "lib/base/slice.h"

/* Versions that loaded libraries give. */

static const char *archive_has(void)
{
    return archive_version_string(); /* "libarchive 3.6.2" */
}

static const char *idn2_has(void)
{
    return idn2_check_version(NULL);
}

static const char *openssl_has(void)
{
    return OpenSSL_version(OPENSSL_VERSION_STRING);
}

static const char *pcre2_has(void)
{
    static char version[64];
    pcre2_config(PCRE2_CONFIG_VERSION, version);
    return version;
}

static const char *pff_has(void)
{
#ifdef HAVE_LIBPFF
    return libpff_get_version();
#else
    return NULL;
#endif
}

/* Versions of the headers, for libraries that are compiled in or do not tell theirs. */

static const char *deflate_had(void)
{
    return LIBDEFLATE_VERSION_STRING;
}

static const char *xlsxwriter_had(void)
{
    return LXW_VERSION;
}

static const char *xxhash_had(void)
{
    static char version[32];
    snprintf(version, sizeof version, "%d.%d.%d", XXH_VERSION_MAJOR, XXH_VERSION_MINOR,
             XXH_VERSION_RELEASE);
    return version;
}

/* One row per library. */
static const struct {
    const char *name;
    const char *(*version)(void); /* gives NULL: it was built without */
    const char *what;
} libraries[] = {
    {"jansson", jansson_version_str, "the summary"},
    {"libarchive", archive_has, "archives, compressions"},
    {"libcrypto", openssl_has, "SHA-256, signatures"},
    {"libdeflate", deflate_had, "gzip and zip in memory"},
    {"libidn2", idn2_has, "domain names that are not ASCII"},
    {"liblz4", LZ4_versionString, "Dovecot's LZ4"},
    {"liblzma", lzma_version_string, "xz, lzma"},
    {"libpff", pff_has, "Outlook's data files"},
    {"libxlsxwriter", xlsxwriter_had, "the workbook"},
    {"libzstd", ZSTD_versionString, "zstd"},
    {"pcre2", pcre2_has, "--domain, --reporter, causes"},
    {"sqlite3", sqlite3_libversion, "--state, --sqlite"},
    {"xxhash", xxhash_had, "the ledger"},
    {"zlib", zlibVersion, "gzip streams"},
};

static void put_library(const char *name, const char *version, const char *what)
{
    size_t n = strlen(name);
    if (version && strncmp(version, name, n) == 0 && version[n] == ' ')
        version += n + 1;
    struct slice rest = slice_of(version ? version : "(none)");
    struct slice number = slice_until(&rest, ' ');
    printf("  %-14s %-10.*s %s\n", name, (int)number.n, number.at, what);
}

void built_list(void)
{
    puts("libraries:");
    for (size_t i = 0; i < COUNT_OF(libraries); i++)
        put_library(libraries[i].name, libraries[i].version(), libraries[i].what);
    puts("readers:\n"
         "  maildir folder mbox mmdf message emlx dbox msg tnef report records part\n"
         "  tar cpio zip; in a process apart: 7z rar cab lha ar");
    printf("  %s\n", PST_IS_READ ? "pst ost, in a process apart" : "without pst and ost");
    puts("  gzip bzip2 xz zstd lz4 compress lzip lzma zlib dovecot-lz4");
#ifdef __VERSION__
    printf("compiler: %s\n", __VERSION__);
#endif
#ifdef __GLIBC__
    printf("C library: glibc %s%s\n", gnu_get_libc_version(),
           IS_STATIC ? ", linked in with all the others" : "");
#endif
}
