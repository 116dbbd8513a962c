"""The recipes, tried with the programs that they name: stores that Dovecot makes, and mail that mbsync and getmail fetch from it."""
import glob, socket, time

from harness import *

CONF = """base_dir = {0}/run
state_dir = {0}/state
log_path = {0}/log
protocols = imap
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{0}/mail
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 0
auth_mechanisms = plain
mail_plugins = zlib
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={0}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {1}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
plugin {{
  mail_crypt_global_private_key = <{0}/key
  mail_crypt_global_public_key = <{0}/public
  mail_crypt_save_version = 2
}}
"""


MISSING = [p for p in ("doveadm", "mbsync", "getmail", "unshare", "openssl") if not shutil.which(p)] + ["root"] * (
    os.getuid() != 0
)


def with_dovecot(f):
    """A case that needs Dovecot and what fetches from it. They are not installed for the tests' sake, since a mail server would start: where one is
    not here, all such cases are one that is skipped."""
    return f if MISSING else test(f)


@test
def recipes_with_dovecot_mbsync_and_getmail(tmp):
    if MISSING:
        raise Skipped("not here: " + ", ".join(MISSING) + " (Debian: dovecot-imapd isync getmail6)")


def dovecot_here(tmp, port=0):
    """A configuration of Dovecot that stays in the folder, and the samples' Maildir as the mailbox of nobody."""
    os.chmod(tmp, 0o755)
    for folder in ("run", "state", "home", "store"):
        os.makedirs(tmp + "/" + folder, exist_ok=True)
    shutil.copytree(SAMPLES + "/Maildir", tmp + "/mail")
    subprocess.run(
        [
            "sh",
            "-c",
            "openssl ecparam -name prime256v1 -genkey -noout | openssl pkey >key && openssl pkey -in key -pubout >public && chmod 644 key",
        ],
        cwd=tmp,
        check=True,
    )
    subprocess.run(["chown", "-R", "nobody:nogroup", "mail", "home", "store"], cwd=tmp, check=True)
    open(tmp + "/conf", "w").write(CONF.format(tmp, port))


def store(tmp, form, *settings, more=""):
    """The folder that doveadm makes of the mailbox."""
    path = "%s/store/%d" % (tmp, len(os.listdir(tmp + "/store")))
    options = [word for setting in settings for word in ("-o", setting)]
    r = subprocess.run(
        [
            "doveadm",
            "-c",
            tmp + "/conf",
            "-o",
            "mail_location=%s:%s%s" % (form, path, more),
            *options,
            "import",
            "maildir:" + tmp + "/mail",
            "",
            "all",
        ],
        env=dict(os.environ, USER="nobody", HOME=tmp + "/home"),
        capture_output=True,
        text=True,
    )
    assert r.returncode == 0, r.stderr
    return path


def figures(*args, status=0):
    t = summary(*args, status=status)["totals"]
    return {
        k: t[k]
        for k in ("messages", "reports", "successful_sessions", "failed_sessions", "messages_unread", "files_unread")
    }


@with_dovecot
def stores_that_dovecot_makes_are_read(tmp):
    dovecot_here(tmp)
    want = figures(SAMPLES + "/Maildir")
    for form, layout in (("maildir", ""), ("maildir", ":LAYOUT=fs"), ("sdbox", ""), ("mdbox", "")):
        for compression in ("", "gz", "zstd", "lz4"):
            path = store(tmp, form, "plugin/zlib_save=" + compression, more=layout)
            assert figures("-q", path) == want, (form, layout, compression)


@with_dovecot
def what_dovecot_keeps_apart_or_encrypts_is_named(tmp):
    dovecot_here(tmp)
    for form in ("sdbox", "mdbox"):
        r = run(
            "--json",
            "-",
            store(
                tmp, form, "plugin/zlib_save=", "mail_attachment_dir=%s/home/apart" % tmp, "mail_attachment_min_size=1"
            ),
            status=1,
        )
        assert b"doveadm backup" in r.stderr and {u["reason"] for u in json.loads(r.stdout)["unread"]} == {
            "partial-message"
        }, r.stderr
    r = run("--json", "-", store(tmp, "sdbox", "mail_plugins=mail_crypt"), status=1)
    assert json.loads(r.stdout)["totals"]["messages_unread"] == 29 and b"mail_crypt" in r.stderr, r.stderr


def recipe(word):
    """The configuration that docs/HOSTERS.md has for a program."""
    block = next(b for b in blocks_of("docs/HOSTERS.md") if any(word in line for line in b))
    return "\n".join(block[block.index(next(l for l in block if "<<'END'" in l)) + 1 : block.index("END")]) + "\n"


def wait_for(port):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
    raise Skipped("Dovecot does not answer on a port of loopback")


def fetch(tmp, command):
    """
    getmail may miss that the process has ended which delivers a mail, and gives up after three minutes (6.18, beside
    other work): then it begins again.
    """
    for _ in range(3):
        r = subprocess.run(
            command, env=dict(os.environ, HOME=tmp + "/home"), capture_output=True, text=True, timeout=300
        )
        if "waiting child pid" not in r.stderr:
            break
        for path in glob.glob(tmp + "/tls-fetched/*/*") + glob.glob(tmp + "/getmail/oldmail-*"):
            os.remove(path)
    return r


@with_dovecot
def mail_that_mbsync_and_getmail_fetch_is_read(tmp):
    port = free_port()
    dovecot_here(tmp, port=port)
    for name in ("tls-mail", "tls-fetched/cur", "tls-fetched/new", "tls-fetched/tmp", "getmail"):
        os.makedirs(tmp + "/" + name)
    subprocess.run(["chown", "-R", "nobody:nogroup", tmp + "/tls-fetched"], check=True)
    open(tmp + "/mbsyncrc", "w").write(
        recipe("mbsync tls")
        .replace("Host imap.agency.example", "Host 127.0.0.1\nPort %d" % port)
        .replace("SSLType IMAPS", "SSLType None\nAuthMechs LOGIN")
        .replace("cat ~/.tls-reports", "echo secret")
        .replace("~", tmp)
    )
    open(tmp + "/getmail/tls", "w").write(
        recipe("getmail --rcfile")
        .replace("IMAPSSL", "IMAP")
        .replace("server = imap.agency.example", "server = 127.0.0.1\nport = %d" % port)
        .replace('"cat", "~/.tls-reports"', '"echo", "secret"')
        .replace("type = Maildir", "type = Maildir\nuser = nobody")
        .replace("~", tmp)
    )
    # In a namespace of its own, which ends with it: what Dovecot starts is never left behind.
    server = subprocess.Popen(
        ["unshare", "-pf", "--kill-child", "--mount-proc", "dovecot", "-F", "-c", tmp + "/conf"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        want = figures(SAMPLES + "/Maildir")
        for _ in range(2):  # the second time there is nothing new
            for command, folder in (
                (["mbsync", "-c", tmp + "/mbsyncrc", "tls"], "tls-mail"),
                (["getmail", "--getmaildir", tmp + "/getmail", "--rcfile", "tls"], "tls-fetched"),
            ):
                r = fetch(tmp, command)
                assert r.returncode == 0, (command, r.stdout, r.stderr)
                assert figures("-q", tmp + "/" + folder) == want, command
    finally:
        server.kill()  # unshare lets SIGTERM pass; --kill-child takes all others along
        server.wait()
