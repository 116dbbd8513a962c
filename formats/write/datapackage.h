/*
 * datapackage: describes the CSV tables for programs that load them (Frictionless Table Schema):
 * names, types, keys.
 */
#ifndef WRITE_DATAPACKAGE_H
#define WRITE_DATAPACKAGE_H

#include "formats/write/output.h"

/* False: out of memory. A write that fails marks the file. */
bool datapackage_write(FILE *to, const struct about *about, const struct account *account);

#endif
