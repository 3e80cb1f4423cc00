"""As much of curl as docs/api.md uses, for a machine that has none."""

import argparse
import base64
import sys
import urllib.error
import urllib.request

asked = argparse.ArgumentParser()
asked.add_argument("-sf", action="store_true")
asked.add_argument("-u")
asked.add_argument("-d")
asked.add_argument("-H", action="append", default=[])
asked.add_argument("url")
told = asked.parse_args()
headers = dict(line.split(": ", 1) for line in told.H)
if told.u:
    headers["Authorization"] = "Basic " + base64.b64encode(told.u.encode()).decode()
request = urllib.request.Request(told.url, told.d.encode() if told.d else None, headers)
try:
    with urllib.request.urlopen(request) as answer:
        sys.stdout.write(answer.read().decode())
except urllib.error.HTTPError:
    sys.exit(22)
