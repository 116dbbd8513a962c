"""A headless Chromium, driven over the WebDriver protocol with nothing but the standard library."""
import json, os, shutil, subprocess, time, urllib.error, urllib.request

from harness import Skipped, free_port, leave_to_plain_build


class Browser:
    def __init__(self, width=1300, height=1000, dark=False):
        leave_to_plain_build("a browser")
        port = free_port()
        self.driver = subprocess.Popen(
            [shutil.which("chromedriver"), "--port=%d" % port], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.base = "http://127.0.0.1:%d" % port
        arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--disable-dev-shm-usage",
            "--window-size=%d,%d" % (width, height),
        ]
        if dark:
            arguments.append("--blink-settings=preferredColorScheme=0")
        capabilities = {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        self.session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}}, tries=100)[
            "sessionId"
        ]

    def call(self, method, path, body=None, tries=1):
        for attempt in range(tries):
            try:
                request = urllib.request.Request(
                    self.base + path,
                    json.dumps(body).encode() if body is not None else None,
                    {"Content-Type": "application/json"},
                    method=method,
                )
                return json.load(urllib.request.urlopen(request, timeout=120))["value"]
            except (urllib.error.URLError, ConnectionError) as e:
                if attempt + 1 == tries or isinstance(e, urllib.error.HTTPError):
                    raise
                time.sleep(0.1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("DELETE", "/session/" + self.session)
        finally:
            self.driver.terminate()
            self.driver.wait()

    def open(self, path):
        self.call("POST", "/session/%s/url" % self.session, {"url": "file://" + os.path.abspath(path)})

    def js(self, script, *args):
        return self.call("POST", "/session/%s/execute/sync" % self.session, {"script": script, "args": list(args)})

    def later(self, script):
        """What the script gives to done(...), some time later."""
        return self.call(
            "POST",
            "/session/%s/execute/async" % self.session,
            {"script": "const done = arguments[0]; " + script, "args": []},
        )

    def cdp(self, command, **parameters):
        return self.call("POST", "/session/%s/goog/cdp/execute" % self.session, {"cmd": command, "params": parameters})

    def as_seen(self, width, height, dark=False):
        """The next pages are shown at that size (a window of less than 500 pixels there is not), with the script that a test gives."""
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.cdp(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}],
        )
        self.cdp("Page.setBypassCSP", enabled=True)
        self.call("POST", "/session/%s/timeouts" % self.session, {"script": 110000})

    def log(self, kind):
        return self.call("POST", "/session/%s/se/log" % self.session, {"type": kind})

    def requests(self):
        """Addresses that the page asked for."""
        messages = (json.loads(entry["message"])["message"] for entry in self.log("performance"))
        return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]


def need_browser():
    if not shutil.which("chromedriver") or not shutil.which("chromium"):
        raise Skipped("chromium and chromedriver are not here")
