/*
 * datapackage: tells programs the names, types and keys of the CSV tables (Frictionless Table
 * Schema).
 */
#ifndef WRITE_DATAPACKAGE_H
#define WRITE_DATAPACKAGE_H

#include "formats/write/output.h"

/* Writes it as JSON. False: out of memory. A failed write shows in ferror(3). */
bool datapackage_write(FILE *to, const struct about *about, const struct account *account);

#endif
