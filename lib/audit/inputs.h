/*
 * inputs: what stands for all inputs of a run together (SPEC 6.5, sheet Sign-off).
 */
#ifndef AUDIT_INPUTS_H
#define AUDIT_INPUTS_H

#include "lib/audit/audit.h"
#include "lib/base/sha256.h"

/*
 * The SHA-256 over the inputs' own, in input order, each as 64 hex digits and a line feed. Gives
 * how many inputs have none, and are left out; when it is all of them, or out of memory, the text
 * is empty.
 */
size_t inputs_sha256(const struct audit *a, char text[static SHA256_TEXT + 1]);

#endif
