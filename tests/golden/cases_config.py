"""Options from a configuration file, what is in force, and what a slip of the pen is told."""
import base64

from harness import *

CONFIG = "# mine\n--dedup report-id\n max-report=1M \r\n\nfail-on = high\nquiet\n--since=2024-01"


def written(tmp, name, text):
    with open(os.path.join(tmp, name), "w") as f:
        f.write(text)
    return os.path.join(tmp, name)


def in_force(*args, env=ENV):
    """The options that --print-config prints, and where each comes from."""
    lines = run(*args, "--print-config", env=env).stdout.decode().splitlines()
    return {
        text.split(" ", 1)[0]: (text.partition(" ")[2], origin[2:]) for origin, text in zip(lines[::2], lines[1::2])
    }


@test
def a_byte_order_mark_before_what_the_user_wrote_is_passed_over(tmp):
    mark = "\N{ZERO WIDTH NO-BREAK SPACE}"
    for text in "quiet\n", "# mine\nquiet", "":
        assert len(in_force("--config", written(tmp, "c", mark + text))) == len(text.replace("# mine", "").split())
    inputs = written(tmp, "list", mark + SAMPLES + "/mail.mbox\n")
    assert run("--files-from", inputs, "--json", "-").stdout
    rules = written(tmp, "rules", mark + '{"closed-after": 3}')
    own = [
        {
            "framework": "own",
            "edition": "1",
            "control": "1",
            "asks": "Is it encrypted?",
            "measure": "encrypted",
            "limits": "-",
        }
    ]
    controls = written(tmp, "controls", mark + json.dumps(own))
    found = summary("--rules", rules, "--controls", controls, MBOX)
    assert [c["framework"] for c in found["controls"]] == ["own"]
    assert found["options"]["rules"] == sha(open(rules, "rb").read()), found["options"]


@test
def a_configuration_file_is_overruled_by_the_command_line(tmp):
    path = written(tmp, "c", CONFIG)
    file = {
        "dedup": ("report-id", path),
        "max-report": ("1M", path),
        "fail-on": ("high", path),
        "quiet": ("", path),
        "since": ("2024-01", path),
    }
    assert in_force("--config", path) == file
    own = {"max-report": ("2M", "command line"), "since": ("2024-02", "command line")}
    assert in_force("--config", path, "--max-report", "2M", "--since", "2024-02") == {**file, **own}
    options = json.loads(run("--config", path, "--max-report", "2M", "--json", "-", MBOX, status=3).stdout)["options"]
    assert (options["dedup"], options["since"]) == ("report-id", "2024-01-01"), options


@test
def a_period_on_the_command_line_overrules_days_of_the_file(tmp):
    """Options of other names that set the same: the file's are taken first, wherever --config stands."""
    named = ["--config", written(tmp, "c", "period last-month\n"), "--since", "2024-01-01", "--until", "2024-12-31"]
    asked = lambda args: [summary(*args, MBOX)["options"][day] for day in ("since", "until")]
    for args in (named, named[2:] + named[:2]):
        assert asked(args) == ["2024-01-01", "2024-12-31"], args
    days = ["--period", "2024-Q1", "--config", written(tmp, "d", "since 2023-01-01\nuntil 2023-12-31\n")]
    assert asked(days) == ["2024-01-01", "2024-03-31"]
    lines = run(*named, "--print-config").stdout.decode().splitlines()
    assert [l.split(" ")[0] for l in lines[1::2]] == ["period", "since", "until"], lines


@test
def what_print_config_prints_is_a_configuration_file(tmp):
    path = written(tmp, "c", CONFIG)
    again = written(tmp, "again", run("--config", path, "--print-config").stdout.decode())
    strip = lambda found: {name: value for name, (value, _) in found.items()}
    assert strip(in_force("--config", again)) == strip(in_force("--config", path))


@test
def ones_own_configuration_is_looked_for_where_others_have_it(tmp):
    home, xdg = tmp + "/home", tmp + "/xdg"
    for folder in (home + "/.config/tlsrpt-audit", xdg + "/tlsrpt-audit"):
        os.makedirs(folder)
        written(folder, "config", "dedup none\n")
    plain = {k: v for k, v in ENV.items() if k not in ("HOME", "XDG_CONFIG_HOME")}
    for env, origin in (
        ({"HOME": home}, home + "/.config"),
        ({"HOME": home, "XDG_CONFIG_HOME": xdg}, xdg),
        ({"HOME": home, "XDG_CONFIG_HOME": "relative"}, home + "/.config"),
        ({"HOME": home, "XDG_CONFIG_HOME": ""}, home + "/.config"),
    ):
        assert in_force(env={**plain, **env}) == {"dedup": ("none", origin + "/tlsrpt-audit/config")}, env
    for env in ({}, {"HOME": tmp}):
        assert in_force(env={**plain, **env}) == {}, env


@test
def a_line_that_cannot_be_read_is_named(tmp):
    for line, sentence in (
        ("nosuch 1", "c:2: there is no option --nosuch\n"),
        ("max-reprt 1", "did you mean --max-report?"),
        ("strict-", "there is no option --strict-; did you mean --strict?"),
        ("stri", "there is no option --stri; did you mean --strict?"),
        ("--", "c:2: there is no option --\n"),
        ("dedup", "c:2: --dedup needs a value"),
        ("quiet yes", "c:2: --quiet takes no value"),
        ("config x", "c:2: a configuration file cannot name another"),
        ("max-report 12Q", "that is line 2 of "),
        ("quiet\0", "c: holds a NUL byte"),
    ):
        said = run(
            "--config",
            written(tmp, "c", "strict\n" + line + "\njobs 1\n"),
            "--json",
            tmp + "/o.json",
            "/dev/null",
            status=2,
        ).stderr.decode()
        assert sentence in said and not os.path.exists(tmp + "/o.json"), (line, said)
    assert "No such file" in run("--config", tmp + "/none", "/dev/null", status=1).stderr.decode()
    assert "Is a directory" in run("--config", tmp, "/dev/null", status=1).stderr.decode()


@test
def a_slip_on_the_command_line_is_told(tmp):
    for args, sentence in (
        (["-x"], "there is no option -x"),
        (["-q\u00e9"], "there is no option with a letter that is not ASCII"),
        (["--qiet"], "did you mean --quiet?"),
        (["--evid=x"], "no option --evid; did you mean --evidence, --evidence-mails?\n"),
        (["--zz"], "there is no option --zz\n"),
        (["--from", "2024"], "there is no option --from\n"),
        (["--json"], "--json: its argument is missing"),
        (["-j"], "-j: its argument is missing"),
        (["--quiet=5"], "--quiet=5: takes no argument"),
        (["--jobs=0", "x"], "--jobs: 0 is no number from 1 to"),
        (["--max-report=17179869185G", "x"], "--max-report: 17179869185G is no size"),
        (["--json", "", "x"], "--json: its FILE is empty"),
        ([], "no INPUT"),
    ):
        said = run(*args, status=2).stderr.decode()
        assert sentence in said, (args, said)


def detail(i):
    return {
        "result-type": "certificate-expired",
        "failed-session-count": 1,
        "receiving-mx-hostname": "mx%d.a.example" % i,
    }


def report(policies=1, details=1, depth=0):
    extra = {}
    for _ in range(depth):
        extra = {"x": extra}
    entry = {
        "policy": {"policy-type": "sts", "policy-domain": "a.example"},
        "summary": {"total-successful-session-count": 1, "total-failure-session-count": details},
        "failure-details": [detail(i) for i in range(details)],
    }
    return json.dumps(
        {
            "organization-name": "Org",
            "report-id": "1",
            "contact-info": extra or "x",
            "policies": [entry] * policies,
            "date-range": one_day("2026-01-01"),
        }
    )


@test
def each_limit_refuses_by_name_what_is_over_it(tmp):
    """A report just within a limit counts, one over it is rejected."""
    text = report()
    message = (
        lambda body, fields="": "%sFrom: x@example.net\nContent-Type: application/tlsrpt+json\nContent-Transfer-Encoding: base64\n\n%s"
        % (fields, base64.encodebytes(body.encode()).decode())
    )
    size = len(message(text))
    for option, within, over, content in (
        ("max-policies", 3, 2, report(policies=3)),
        ("max-details", 4, 3, report(details=4)),
        ("max-json-depth", 9, 8, report(depth=7)),
        ("max-report", len(text), len(text) - 1, text),
        ("max-message", size, size - 1, message(text)),
        ("max-fields", 9, 8, message(text, "X-A: 1\n" * 6)),
        ("max-header", 1100, 1000, message(text, "X-A: %s\n" % ("a" * 980))),
    ):
        path = written(tmp, "r.eml" if content[0] != "{" else "r.json", content)
        assert summary("--" + option, within, path)["totals"]["reports"] == 1, option
        told = [x["reason"] for x in summary("--" + option, over, path)["rejected"]]
        assert told == ["bad-json" if option == "max-json-depth" else "too-large"], (option, told)


@test
@alone
def many_expressions_cost_little_each(tmp):
    need_plain_memory()
    path = written(tmp, "many", "".join("domain = d%d\n" % i for i in range(40000)))
    with processor_time_below(8):
        assert len(summary("--config", path, MBOX)["options"]["domain"]) == 40000
