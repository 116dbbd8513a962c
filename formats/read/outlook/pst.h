/*
 * pst: Outlook's data files (.pst, .ost), read through libpff. That library is old, and reads what
 * strangers have sent: only the confined process calls it.
 *
 * Each message of each folder becomes a member FOLDER/FOLDER/NUMBER: the message as RFC 5322 has it
 * (rebuilt.h), with the messages that are attached to it. Contacts, appointments and the like are
 * passed over.
 */
#ifndef READ_PST_H
#define READ_PST_H

#include "formats/read/streams/framing.h"

/* Was the program built with libpff (HAVE_LIBPFF)? */
#ifdef HAVE_LIBPFF
enum { PST_IS_READ = true };
#else
enum { PST_IS_READ = false };
#endif

#define PST_ADVICE "unpack it with readpst -r -D -o DIR FILE, and read DIR"

/* Sends the members, and how it ended; `packed` has to seek. */
void pst_decode(struct stream *packed, struct framing_writer *to);

#endif
