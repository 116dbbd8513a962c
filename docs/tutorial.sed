# What mandoc -Tmarkdown makes of tlsrpt-audit-tutorial(7), for reading on the web: without the manual's head and foot lines,
# and with each block of commands as one that can be copied (mandoc makes quotations of some, and escapes what is in them).
1s/.*/<!-- made from tlsrpt-audit-tutorial.7 by make docs -->/
/^# NAME$/,/^# DESCRIPTION$/{
    s/^\*\*[a-z-]*\*\* - from/# From/p
    d
}
/^> /{
    s/^> /\t/
    s/&gt;/>/g
    s/&lt;/</g
    s/&amp;/\&/g
    s/\\\(.\)/\1/g
}
$d
