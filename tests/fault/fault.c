/*
 * fault: the test build's allocations and system calls, of which the n-th fails: FAULT=n in the
 * environment. At the end the number of calls goes to the file that FAULT_COUNT names; FAULT_TRACE
 * shows where the chosen one came from. Linked with --wrap for each function here, so only the
 * program's own calls count.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

void __sanitizer_print_stack_trace(void);

static _Atomic long calls;
static long chosen;

__attribute__((constructor)) static void choose(void)
{
    const char *n = getenv("FAULT");
    chosen = n ? atol(n) : -1;
}

__attribute__((destructor)) static void tell(void)
{
    const char *path = getenv("FAULT_COUNT");
    FILE *f = path ? fopen(path, "w") : NULL;
    if (f) {
        fprintf(f, "%ld\n", (long)calls);
        fclose(f);
    }
}

static int fails(int error)
{
    if (++calls != chosen)
        return 0;
    if (getenv("FAULT_TRACE"))
        __sanitizer_print_stack_trace();
    errno = error;
    return 1;
}

#define WRAP(type, name, parameters, arguments, failure, error)                                    \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        return fails(error) ? (failure) : __real_##name arguments;                                 \
    }

WRAP(void *, malloc, (size_t n), (n), NULL, ENOMEM)
WRAP(void *, calloc, (size_t n, size_t size), (n, size), NULL, ENOMEM)
WRAP(void *, realloc, (void *p, size_t n), (p, n), NULL, ENOMEM)
WRAP(void *, aligned_alloc, (size_t alignment, size_t n), (alignment, n), NULL, ENOMEM)
/* libcrypto's, which verify signatures: each fails as if memory were out. EVP_PKEY_verify and
 * EVP_DigestVerify are not here: a failure of theirs is a verdict. */
WRAP(OSSL_LIB_CTX *, OSSL_LIB_CTX_new, (void), (), NULL, ENOMEM)
WRAP(EVP_MD *, EVP_MD_fetch, (OSSL_LIB_CTX * c, const char *name, const char *query),
     (c, name, query), NULL, ENOMEM)
WRAP(EVP_KEYMGMT *, EVP_KEYMGMT_fetch, (OSSL_LIB_CTX * c, const char *name, const char *query),
     (c, name, query), NULL, ENOMEM)
WRAP(EVP_SIGNATURE *, EVP_SIGNATURE_fetch, (OSSL_LIB_CTX * c, const char *name, const char *query),
     (c, name, query), NULL, ENOMEM)
WRAP(OSSL_PARAM_BLD *, OSSL_PARAM_BLD_new, (void), (), NULL, ENOMEM)
WRAP(int, OSSL_PARAM_BLD_push_BN, (OSSL_PARAM_BLD * b, const char *key, const BIGNUM *n),
     (b, key, n), 0, ENOMEM)
WRAP(OSSL_PARAM *, OSSL_PARAM_BLD_to_param, (OSSL_PARAM_BLD * b), (b), NULL, ENOMEM)
WRAP(int, EVP_Digest,
     (const void *data, size_t n, unsigned char *to, unsigned *size, const EVP_MD *md, ENGINE *e),
     (data, n, to, size, md, e), 0, ENOMEM)
WRAP(int, EVP_DigestInit_ex, (EVP_MD_CTX * c, const EVP_MD *md, ENGINE *e), (c, md, e), 0, ENOMEM)
WRAP(EVP_MD_CTX *, EVP_MD_CTX_new, (void), (), NULL, ENOMEM)
WRAP(int, EVP_MD_CTX_reset, (EVP_MD_CTX * c), (c), 0, ENOMEM)
WRAP(int, EVP_DigestInit_ex2, (EVP_MD_CTX * c, const EVP_MD *md, const OSSL_PARAM *p), (c, md, p),
     0, ENOMEM)
WRAP(int, EVP_DigestUpdate, (EVP_MD_CTX * c, const void *data, size_t n), (c, data, n), 0, ENOMEM)
WRAP(int, EVP_DigestFinal_ex, (EVP_MD_CTX * c, unsigned char *to, unsigned *n), (c, to, n), 0,
     ENOMEM)
WRAP(EVP_PKEY_CTX *, EVP_PKEY_CTX_new_from_name,
     (OSSL_LIB_CTX * c, const char *name, const char *query), (c, name, query), NULL, ENOMEM)
WRAP(int, EVP_PKEY_fromdata_init, (EVP_PKEY_CTX * c), (c), 0, ENOMEM)
WRAP(int, EVP_PKEY_fromdata, (EVP_PKEY_CTX * c, EVP_PKEY **key, int selection, OSSL_PARAM *p),
     (c, key, selection, p), 0, ENOMEM)
WRAP(EVP_PKEY *, EVP_PKEY_new_raw_public_key_ex,
     (OSSL_LIB_CTX * c, const char *type, const char *query, const unsigned char *key, size_t n),
     (c, type, query, key, n), NULL, ENOMEM)
WRAP(EVP_PKEY_CTX *, EVP_PKEY_CTX_new_from_pkey,
     (OSSL_LIB_CTX * c, EVP_PKEY *key, const char *query), (c, key, query), NULL, ENOMEM)
WRAP(int, EVP_PKEY_verify_init, (EVP_PKEY_CTX * c), (c), 0, ENOMEM)
WRAP(int, EVP_PKEY_CTX_set_rsa_padding, (EVP_PKEY_CTX * c, int padding), (c, padding), 0, ENOMEM)
WRAP(int, EVP_PKEY_CTX_set_signature_md, (EVP_PKEY_CTX * c, const EVP_MD *md), (c, md), 0, ENOMEM)
WRAP(int, EVP_DigestVerifyInit_ex,
     (EVP_MD_CTX * c, EVP_PKEY_CTX **p, const char *md, OSSL_LIB_CTX *l, const char *query,
      EVP_PKEY *key, const OSSL_PARAM params[]),
     (c, p, md, l, query, key, params), 0, ENOMEM)
WRAP(BIGNUM *, BN_bin2bn, (const unsigned char *s, int n, BIGNUM *to), (s, n, to), NULL, ENOMEM)

WRAP(char *, strdup, (const char *s), (s), NULL, ENOMEM)
WRAP(ssize_t, read, (int fd, void *to, size_t n), (fd, to, n), -1, EIO)
WRAP(ssize_t, pread, (int fd, void *to, size_t n, off_t at), (fd, to, n, at), -1, EIO)
WRAP(ssize_t, write, (int fd, const void *from, size_t n), (fd, from, n), -1, ENOSPC)

/* A failing fwrite leaves its stream marked, and callers look at that. */
static size_t marked(FILE *f)
{
#ifdef _IO_ERR_SEEN
    f->_flags |= _IO_ERR_SEEN;
#else
    (void)f;
#endif
    return 0;
}

WRAP(size_t, fwrite, (const void *from, size_t size, size_t n, FILE *f), (from, size, n, f),
     marked(f), ENOSPC)
WRAP(int, fflush, (FILE * f), (f), EOF, ENOSPC)
WRAP(FILE *, fopen, (const char *path, const char *mode), (path, mode), NULL, EMFILE)
WRAP(FILE *, fdopen, (int fd, const char *mode), (fd, mode), NULL, ENOMEM)
WRAP(int, stat, (const char *path, struct stat *to), (path, to), -1, EIO)
WRAP(int, lstat, (const char *path, struct stat *to), (path, to), -1, EIO)
WRAP(int, fstat, (int fd, struct stat *to), (fd, to), -1, EIO)
WRAP(int, fsync, (int fd), (fd), -1, EIO)
WRAP(int, rename, (const char *from, const char *to), (from, to), -1, EACCES)
WRAP(int, mkostemp, (char *path, int flags), (path, flags), -1, ENOSPC)
WRAP(char *, mkdtemp, (char *path), (path), NULL, ENOSPC)
WRAP(DIR *, opendir, (const char *path), (path), NULL, EMFILE)
WRAP(int, mkdir, (const char *path, mode_t mode), (path, mode), -1, ENOSPC)
WRAP(ssize_t, getrandom, (void *to, size_t n, unsigned flags), (to, n, flags), -1, ENOSYS)
WRAP(pid_t, fork, (void), (), -1, EAGAIN)
WRAP(int, socketpair, (int domain, int type, int protocol, int ends[2]),
     (domain, type, protocol, ends), -1, EMFILE)

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & O_CREAT ? (mode_t)va_arg(arguments, int) : 0;
    va_end(arguments);
    return fails(EMFILE) ? -1 : __real_open(path, flags, mode);
}
