/*
 * sanitized: is this a build with a sanitizer? Its run-time library needs more memory, and other
 * calls and files, than a sandbox leaves.
 */
#ifndef BASE_SANITIZED_H
#define BASE_SANITIZED_H

#include <stdbool.h>

#ifndef __has_feature /* is clang's; before version 14, GCC has the two macros alone */
#define __has_feature(name) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||                               \
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
enum { IS_SANITIZED = true };
#else
enum { IS_SANITIZED = false };
#endif

#endif
