/*
 * sqlite_sums: what a database of --sqlite holds beyond its tables: views and indexes, and the sums
 * over all loads.
 */
#ifndef WRITE_SQLITE_SUMS_H
#define WRITE_SQLITE_SUMS_H

#include <sqlite3.h>
#include <stdbool.h>

/* SQL that makes the views and indexes that are not there yet. */
extern const char sqlite_views[];

/* Works out domains, days and reporters anew from all reports in the database. Domains of this load
 * that no report there is about stay, with zeros, if keeps_silent: where a list names them. False:
 * the database says why. */
bool sqlite_sums_renew(sqlite3 *db, bool keeps_silent);

#endif
