/*
 * built: what this program was built with: libraries, readers, the sandbox (--version -v). Private
 * to cmd.
 */
#ifndef CMD_BUILT_H
#define CMD_BUILT_H

void built_list(void); /* writes it to standard output */

#endif
