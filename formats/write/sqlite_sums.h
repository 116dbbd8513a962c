/*
 * sqlite_sums: what a database of --sqlite holds beyond its tables, as SQL: views and indexes, and
 * the sums over all loads.
 */
#ifndef WRITE_SQLITE_SUMS_H
#define WRITE_SQLITE_SUMS_H

/* Makes the views and indexes that are not there yet. */
extern const char sqlite_views[];

/* Works out domains, days and reporters anew from all reports that were ever loaded. */
extern const char sqlite_sums[];

#endif
