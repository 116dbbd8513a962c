"""Reports of one day about one domain or several, and a run at a day of one's own."""
import datetime, io, json, subprocess, tarfile

from harness import ENV, one_day

AT = lambda day: dict(
    ENV, SOURCE_DATE_EPOCH=subprocess.check_output(["date", "-u", "-d", day, "+%s"], text=True).strip()
)


def report(domain, day, ok=10, failed=0, org="One", n=0, policies=None, **policy):
    """A report of one day about one domain, or about several policies."""
    one = lambda d: {
        "policy": {
            "policy-type": "sts",
            "policy-string": ["version: STSv1", "mode: enforce", "mx: *.%s" % d, "max_age: 604800"],
            "policy-domain": d,
            **policy,
        },
        "summary": {"total-successful-session-count": ok, "total-failure-session-count": failed},
        "failure-details": [
            {"result-type": "certificate-expired", "failed-session-count": failed, "receiving-mx-hostname": "mx." + d}
        ]
        if failed
        else [],
    }
    return {
        "organization-name": org,
        "report-id": "%s-%s-%d" % (day, domain, n),
        "date-range": one_day("%s" % day),
        "policies": [one(d) for d in policies or [domain]],
    }


def days(first, n):
    return [(datetime.date.fromisoformat(first) + datetime.timedelta(i)).isoformat() for i in range(n)]


def write(path, reports):
    """A tar of bare reports."""
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
        for i, r in enumerate(reports):
            body, info = json.dumps(r).encode(), tarfile.TarInfo("%06d.json" % i)
            info.size = len(body)
            tar.addfile(info, io.BytesIO(body))
    return path


def by_domain(rows):
    return {r["policy_domain"]: r for r in rows}


NOW = AT("2024-06-01")


TESTING = dict({"policy-string": ["version: STSv1", "mode: testing", "mx: *.a.example", "max_age: 604800"]})


NONE = {"policy-type": "no-policy-found", "policy-string": []}


A = "a.example"


def on(first, n, org="One", domain=A, **more):
    return [report(domain, day, org=org, **more) for day in days(first, n)]
