"""How a system asks over REST: what every resource has in common, after the NL API Design Rules 2.2.

A resource is a `Resource`, a `Collection` of rows or another `Paged` in the room whose data it shows
(docs/new-feature.md). It says who may ask by a scope, what may be asked by a shape of its parameters, and answers
within the wall of one municipality. All else is done here: who asks, how often, what is wrong, the log, the headers,
the description.
"""

VERSION = "1.0.0"
ROOT = "/api/"
BASE = "/api/v1"
OAUTH = "/api/oauth/"
