#!/usr/bin/env python3
"""Two years of a dozen invented domains, one story each, as bare reports, with the list of one's own domains.

    stories.py FOLDER      writes FOLDER/reports/*.json and FOLDER/list.csv
"""
import datetime, json, os, sys

DAY = datetime.timedelta(1)
FIRST, LAST = datetime.date(2024, 1, 1), datetime.date(2025, 12, 31)
LIST = """domain,owner,since,until
healthy.example,Ann,,
dark.example,Ann,,
recovered.example,Ann,,
hushed.example,Ann,,
recurring.example,Bob,,
new.example,Bob,2025-06-01,
retired.example,Bob,,2025-08-31
never.example,Bob,,
ready.example,Cem,,
unready.example,Cem,,
weekly.example,Cem,,
midnight.example,Cem,,
"""
TROUBLE = {  # days on which sessions fail
    "recovered.example": ["2024-03-10", "2024-03-11", "2024-03-12"],
    "hushed.example": ["2025-12-10", "2025-12-11"],
    "recurring.example": ["2024-05-01", "2024-05-02", "2025-12-28"],
    "unready.example": ["2025-12-25"],
}
SPANS = {  # days of the reports, where they are not all
    "dark.example": (FIRST, datetime.date(2025, 11, 9)),
    "hushed.example": (FIRST, datetime.date(2025, 12, 11)),
    "new.example": (datetime.date(2025, 6, 1), LAST),
    "retired.example": (FIRST, datetime.date(2025, 8, 31)),
    "stranger.example": (datetime.date(2025, 5, 5), datetime.date(2025, 5, 6)),
}
DOMAINS = [line.split(",")[0] for line in LIST.split()[1:] if not line.startswith("never")] + ["stranger.example"]


def reports():
    """(domain, organization, begin, end, successful, failed) of every report."""
    for domain in DOMAINS:
        first, last = SPANS.get(domain, (FIRST, LAST))
        for n in range((last - first).days + 1):
            day = first + n * DAY
            begin = datetime.datetime.combine(day, datetime.time(16 if domain.startswith("midnight") else 0))
            end = begin + DAY * (7 if domain.startswith("weekly") else 1) - datetime.timedelta(seconds=1)
            if domain.startswith("weekly") and n % 7:
                continue
            for i, organization in enumerate(("Bigmail", "Postbox")):
                failed = 3 if i == 0 and day.isoformat() in TROUBLE.get(domain, ()) else 0
                yield domain, organization, begin, end, 10**6 if domain.startswith("stranger") else 50 + i, failed


def as_json(domain, organization, begin, end, ok, failed):
    mode = "testing" if "ready" in domain else "enforce"
    details = (
        [
            {
                "result-type": "certificate-expired",
                "failed-session-count": failed,
                "receiving-mx-hostname": "mx." + domain,
            }
        ]
        if failed
        else []
    )
    policy = {
        "policy-type": "sts",
        "policy-string": ["version: STSv1", "mode: " + mode, "mx: mx." + domain, "max_age: 604800"],
        "policy-domain": domain,
    }
    return {
        "organization-name": organization,
        "report-id": begin.isoformat() + domain,
        "contact-info": "tls@%s.example" % organization.lower(),
        "date-range": {"start-datetime": begin.isoformat() + "Z", "end-datetime": end.isoformat() + "Z"},
        "policies": [
            {
                "policy": policy,
                "summary": {"total-successful-session-count": ok, "total-failure-session-count": failed},
                "failure-details": details,
            }
        ],
    }


if __name__ == "__main__":
    os.makedirs(sys.argv[1] + "/reports")
    open(sys.argv[1] + "/list.csv", "w").write(LIST)
    for i, r in enumerate(reports()):
        json.dump(as_json(*r), open("%s/reports/%05d.json" % (sys.argv[1], i), "w"))
