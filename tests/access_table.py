"""Who gets what from every address: the table that tests/test_access_table.py walks.

A line: the address as the URL patterns write it, the method, and one sign for each of the cast:

    p  a page (2xx)                    n  it is not there (404)
    r  sent on, somewhere inside       x  not allowed (403)
    i  sent to sign in                 m  not by this method (405)
    s  sent to the second step         f  a form error (400, 422)
    l  sent to the locked screen       u  not signed in, said to a machine (401)

To see what is so now:

    mkdir FOLDER && WIJKZORG_ACCESS_TABLE=FOLDER ./run test tests/test_access_table.py
    python3 tests/access_table.py FOLDER

prints the table as it was found; read every sign that changed before it is copied here.
"""

import sys
from pathlib import Path

CAST = (
    "nobody",
    "worker",
    "outsider",
    "stranger",
    "team_lead",
    "centre_staff",
    "coordinator",
    "volunteer",
    "policy_officer",
    "privacy_officer",
    "administrator",
    "api_client",
)

TABLE = r"""
/                                                                                           GET  i p p p p p p p p r r i
/                                                                                           POST m m m m m m m m m m m m
/account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$                         GET  p p p p p p p p p p p p
/account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$                         POST p p p p p p p p p p p p
/account/inactive/                                                                          GET  p p p p p p p p p p p p
/account/inactive/                                                                          POST m m m m m m m m m m m m
/account/password/change/                                                                   GET  i p p p p p p p p p p i
/account/password/change/                                                                   POST i p p p p p p p p p p i
/account/password/reset/                                                                    GET  p p p p p p p p p p p p
/account/password/reset/                                                                    POST p p p p p p p p p p p p
/account/password/reset/done/                                                               GET  p p p p p p p p p p p p
/account/password/reset/done/                                                               POST m m m m m m m m m m m m
/account/password/reset/key/done/                                                           GET  p p p p p p p p p p p p
/account/password/reset/key/done/                                                           POST m m m m m m m m m m m m
/account/password/set/                                                                      GET  i r r r r r r r r r r i
/account/password/set/                                                                      POST i r r r r r r r r r r i
/account/reauthenticate/                                                                    GET  i p p p p p p p p p p i
/account/reauthenticate/                                                                    POST i p p p p p p p p p p i
/account/sessies/                                                                           GET  i p p p p p p p p p p i
/account/sessies/                                                                           POST i r r r r r r r r r r i
/account/signup/                                                                            GET  p r r r r r r r r r r p
/account/signup/                                                                            POST p r r r r r r r r r r p
/account/tweede-stap/                                                                       GET  i p p p p p p p p p p i
/account/tweede-stap/                                                                       POST i m m m m m m m m m m i
/account/tweede-stap/app/                                                                   GET  i p p p p p p p p p p i
/account/tweede-stap/app/                                                                   POST i p p p p p p p p p p i
/account/tweede-stap/app/weg/                                                               GET  i n n n n n n n n n n i
/account/tweede-stap/app/weg/                                                               POST i n n n n n n n n n n i
/account/tweede-stap/controle/                                                              GET  i r r r r r r r r r r i
/account/tweede-stap/controle/                                                              POST i r r r r r r r r r r i
/account/tweede-stap/herstelcodes/                                                          GET  i n n n n n n n n n n i
/account/tweede-stap/herstelcodes/                                                          POST i m m m m m m m m m m i
/account/tweede-stap/herstelcodes/bestand/                                                  GET  i n n n n n n n n n n i
/account/tweede-stap/herstelcodes/bestand/                                                  POST i n n n n n n n n n n i
/account/tweede-stap/herstelcodes/nieuw/                                                    GET  i p p p p p p p p p p i
/account/tweede-stap/herstelcodes/nieuw/                                                    POST i p p p p p p p p p p i
/account/tweede-stap/opnieuw/                                                               GET  i r r r r r r r r r r i
/account/tweede-stap/opnieuw/                                                               POST i r r r r r r r r r r i
/account/tweede-stap/passkey/                                                               GET  i p p p p p p p p p p i
/account/tweede-stap/passkey/                                                               POST i p p p p p p p p p p i
/account/tweede-stap/passkey/<int:pk>/weg/                                                  GET  i n n n n n n n n n n i
/account/tweede-stap/passkey/<int:pk>/weg/                                                  POST i n n n n n n n n n n i
/account/tweede-stap/passkey/inloggen/                                                      GET  i r r r r r r r r r r i
/account/tweede-stap/passkey/inloggen/                                                      POST i r r r r r r r r r r i
/account/tweede-stap/passkey/opnieuw/                                                       GET  i r r r r r r r r r r i
/account/tweede-stap/passkey/opnieuw/                                                       POST i r r r r r r r r r r i
/beheer/                                                                                    GET  i n n n n n n n n n p i
/beheer/                                                                                    POST i n n n n n n n n n p i
/beheer/(?P<url>.*)$                                                                        GET  i n n n n n n n n n n i
/beheer/(?P<url>.*)$                                                                        POST i n n n n n n n n n n i
/beheer/^(?P<app_label>tenancy|outbox|accounts|neighbourhoods|roster|residents|reports)/$   GET  i n n n n n n n n n p i
/beheer/^(?P<app_label>tenancy|outbox|accounts|neighbourhoods|roster|residents|reports)/$   POST i n n n n n n n n n p i
/beheer/accounts/invitation/                                                                GET  i n n n n n n n n n p i
/beheer/accounts/invitation/                                                                POST i n n n n n n n n n p i
/beheer/accounts/invitation/<path:object_id>/                                               GET  i n n n n n n n n n r i
/beheer/accounts/invitation/<path:object_id>/                                               POST i n n n n n n n n n r i
/beheer/accounts/invitation/<path:object_id>/change/                                        GET  i n n n n n n n n n n i
/beheer/accounts/invitation/<path:object_id>/change/                                        POST i n n n n n n n n n n i
/beheer/accounts/invitation/<path:object_id>/delete/                                        GET  i n n n n n n n n n x i
/beheer/accounts/invitation/<path:object_id>/delete/                                        POST i n n n n n n n n n x i
/beheer/accounts/invitation/<path:object_id>/history/                                       GET  i n n n n n n n n n n i
/beheer/accounts/invitation/<path:object_id>/history/                                       POST i n n n n n n n n n n i
/beheer/accounts/invitation/add/                                                            GET  i n n n n n n n n n p i
/beheer/accounts/invitation/add/                                                            POST i n n n n n n n n n p i
/beheer/accounts/membership/                                                                GET  i n n n n n n n n n p i
/beheer/accounts/membership/                                                                POST i n n n n n n n n n p i
/beheer/accounts/membership/<path:object_id>/                                               GET  i n n n n n n n n n r i
/beheer/accounts/membership/<path:object_id>/                                               POST i n n n n n n n n n r i
/beheer/accounts/membership/<path:object_id>/change/                                        GET  i n n n n n n n n n p i
/beheer/accounts/membership/<path:object_id>/change/                                        POST i n n n n n n n n n p i
/beheer/accounts/membership/<path:object_id>/delete/                                        GET  i n n n n n n n n n x i
/beheer/accounts/membership/<path:object_id>/delete/                                        POST i n n n n n n n n n x i
/beheer/accounts/membership/<path:object_id>/history/                                       GET  i n n n n n n n n n p i
/beheer/accounts/membership/<path:object_id>/history/                                       POST i n n n n n n n n n p i
/beheer/accounts/membership/add/                                                            GET  i n n n n n n n n n p i
/beheer/accounts/membership/add/                                                            POST i n n n n n n n n n p i
/beheer/accounts/membershipevent/                                                           GET  i n n n n n n n n n p i
/beheer/accounts/membershipevent/                                                           POST i n n n n n n n n n p i
/beheer/accounts/membershipevent/<path:object_id>/                                          GET  i n n n n n n n n n r i
/beheer/accounts/membershipevent/<path:object_id>/                                          POST i n n n n n n n n n r i
/beheer/accounts/membershipevent/<path:object_id>/change/                                   GET  i n n n n n n n n n p i
/beheer/accounts/membershipevent/<path:object_id>/change/                                   POST i n n n n n n n n n x i
/beheer/accounts/membershipevent/<path:object_id>/delete/                                   GET  i n n n n n n n n n x i
/beheer/accounts/membershipevent/<path:object_id>/delete/                                   POST i n n n n n n n n n x i
/beheer/accounts/membershipevent/<path:object_id>/history/                                  GET  i n n n n n n n n n p i
/beheer/accounts/membershipevent/<path:object_id>/history/                                  POST i n n n n n n n n n p i
/beheer/accounts/membershipevent/add/                                                       GET  i n n n n n n n n n x i
/beheer/accounts/membershipevent/add/                                                       POST i n n n n n n n n n x i
/beheer/accounts/organisation/                                                              GET  i n n n n n n n n n p i
/beheer/accounts/organisation/                                                              POST i n n n n n n n n n p i
/beheer/accounts/organisation/<path:object_id>/                                             GET  i n n n n n n n n n r i
/beheer/accounts/organisation/<path:object_id>/                                             POST i n n n n n n n n n r i
/beheer/accounts/organisation/<path:object_id>/change/                                      GET  i n n n n n n n n n p i
/beheer/accounts/organisation/<path:object_id>/change/                                      POST i n n n n n n n n n p i
/beheer/accounts/organisation/<path:object_id>/delete/                                      GET  i n n n n n n n n n x i
/beheer/accounts/organisation/<path:object_id>/delete/                                      POST i n n n n n n n n n x i
/beheer/accounts/organisation/<path:object_id>/history/                                     GET  i n n n n n n n n n p i
/beheer/accounts/organisation/<path:object_id>/history/                                     POST i n n n n n n n n n p i
/beheer/accounts/organisation/add/                                                          GET  i n n n n n n n n n p i
/beheer/accounts/organisation/add/                                                          POST i n n n n n n n n n p i
/beheer/accounts/singlesignon/                                                              GET  i n n n n n n n n n p i
/beheer/accounts/singlesignon/                                                              POST i n n n n n n n n n p i
/beheer/accounts/singlesignon/<path:object_id>/                                             GET  i n n n n n n n n n r i
/beheer/accounts/singlesignon/<path:object_id>/                                             POST i n n n n n n n n n r i
/beheer/accounts/singlesignon/<path:object_id>/change/                                      GET  i n n n n n n n n n n i
/beheer/accounts/singlesignon/<path:object_id>/change/                                      POST i n n n n n n n n n n i
/beheer/accounts/singlesignon/<path:object_id>/delete/                                      GET  i n n n n n n n n n x i
/beheer/accounts/singlesignon/<path:object_id>/delete/                                      POST i n n n n n n n n n x i
/beheer/accounts/singlesignon/<path:object_id>/history/                                     GET  i n n n n n n n n n n i
/beheer/accounts/singlesignon/<path:object_id>/history/                                     POST i n n n n n n n n n n i
/beheer/accounts/singlesignon/add/                                                          GET  i n n n n n n n n n p i
/beheer/accounts/singlesignon/add/                                                          POST i n n n n n n n n n p i
/beheer/accounts/team/                                                                      GET  i n n n n n n n n n p i
/beheer/accounts/team/                                                                      POST i n n n n n n n n n p i
/beheer/accounts/team/<path:object_id>/                                                     GET  i n n n n n n n n n r i
/beheer/accounts/team/<path:object_id>/                                                     POST i n n n n n n n n n r i
/beheer/accounts/team/<path:object_id>/change/                                              GET  i n n n n n n n n n p i
/beheer/accounts/team/<path:object_id>/change/                                              POST i n n n n n n n n n p i
/beheer/accounts/team/<path:object_id>/delete/                                              GET  i n n n n n n n n n x i
/beheer/accounts/team/<path:object_id>/delete/                                              POST i n n n n n n n n n x i
/beheer/accounts/team/<path:object_id>/history/                                             GET  i n n n n n n n n n p i
/beheer/accounts/team/<path:object_id>/history/                                             POST i n n n n n n n n n p i
/beheer/accounts/team/add/                                                                  GET  i n n n n n n n n n p i
/beheer/accounts/team/add/                                                                  POST i n n n n n n n n n p i
/beheer/accounts/user/                                                                      GET  i n n n n n n n n n p i
/beheer/accounts/user/                                                                      POST i n n n n n n n n n p i
/beheer/accounts/user/<id>/password/                                                        GET  i n n n n n n n n n p i
/beheer/accounts/user/<id>/password/                                                        POST i n n n n n n n n n p i
/beheer/accounts/user/<path:object_id>/                                                     GET  i n n n n n n n n n r i
/beheer/accounts/user/<path:object_id>/                                                     POST i n n n n n n n n n r i
/beheer/accounts/user/<path:object_id>/change/                                              GET  i n n n n n n n n n p i
/beheer/accounts/user/<path:object_id>/change/                                              POST i n n n n n n n n n r i
/beheer/accounts/user/<path:object_id>/delete/                                              GET  i n n n n n n n n n x i
/beheer/accounts/user/<path:object_id>/delete/                                              POST i n n n n n n n n n x i
/beheer/accounts/user/<path:object_id>/history/                                             GET  i n n n n n n n n n p i
/beheer/accounts/user/<path:object_id>/history/                                             POST i n n n n n n n n n p i
/beheer/accounts/user/add/                                                                  GET  i n n n n n n n n n x i
/beheer/accounts/user/add/                                                                  POST i n n n n n n n n n x i
/beheer/autocomplete/                                                                       GET  i n n n n n n n n n x i
/beheer/autocomplete/                                                                       POST i n n n n n n n n n m i
/beheer/jsi18n/                                                                             GET  i n n n n n n n n n p i
/beheer/jsi18n/                                                                             POST i n n n n n n n n n m i
/beheer/login/                                                                              GET  i n n n n n n n n n r i
/beheer/login/                                                                              POST i n n n n n n n n n r i
/beheer/logout/                                                                             GET  r n n n n n n n n n m r
/beheer/logout/                                                                             POST r n n n n n n n n n p r
/beheer/neighbourhoods/district/                                                            GET  i n n n n n n n n n p i
/beheer/neighbourhoods/district/                                                            POST i n n n n n n n n n p i
/beheer/neighbourhoods/district/<path:object_id>/                                           GET  i n n n n n n n n n r i
/beheer/neighbourhoods/district/<path:object_id>/                                           POST i n n n n n n n n n r i
/beheer/neighbourhoods/district/<path:object_id>/change/                                    GET  i n n n n n n n n n p i
/beheer/neighbourhoods/district/<path:object_id>/change/                                    POST i n n n n n n n n n p i
/beheer/neighbourhoods/district/<path:object_id>/delete/                                    GET  i n n n n n n n n n x i
/beheer/neighbourhoods/district/<path:object_id>/delete/                                    POST i n n n n n n n n n x i
/beheer/neighbourhoods/district/<path:object_id>/history/                                   GET  i n n n n n n n n n p i
/beheer/neighbourhoods/district/<path:object_id>/history/                                   POST i n n n n n n n n n p i
/beheer/neighbourhoods/district/add/                                                        GET  i n n n n n n n n n p i
/beheer/neighbourhoods/district/add/                                                        POST i n n n n n n n n n p i
/beheer/neighbourhoods/neighbourhood/                                                       GET  i n n n n n n n n n p i
/beheer/neighbourhoods/neighbourhood/                                                       POST i n n n n n n n n n p i
/beheer/neighbourhoods/neighbourhood/<path:object_id>/                                      GET  i n n n n n n n n n r i
/beheer/neighbourhoods/neighbourhood/<path:object_id>/                                      POST i n n n n n n n n n r i
/beheer/neighbourhoods/neighbourhood/<path:object_id>/change/                               GET  i n n n n n n n n n p i
/beheer/neighbourhoods/neighbourhood/<path:object_id>/change/                               POST i n n n n n n n n n p i
/beheer/neighbourhoods/neighbourhood/<path:object_id>/delete/                               GET  i n n n n n n n n n x i
/beheer/neighbourhoods/neighbourhood/<path:object_id>/delete/                               POST i n n n n n n n n n x i
/beheer/neighbourhoods/neighbourhood/<path:object_id>/history/                              GET  i n n n n n n n n n p i
/beheer/neighbourhoods/neighbourhood/<path:object_id>/history/                              POST i n n n n n n n n n p i
/beheer/neighbourhoods/neighbourhood/add/                                                   GET  i n n n n n n n n n p i
/beheer/neighbourhoods/neighbourhood/add/                                                   POST i n n n n n n n n n p i
/beheer/outbox/letter/                                                                      GET  i n n n n n n n n n p i
/beheer/outbox/letter/                                                                      POST i n n n n n n n n n p i
/beheer/outbox/letter/<path:object_id>/                                                     GET  i n n n n n n n n n r i
/beheer/outbox/letter/<path:object_id>/                                                     POST i n n n n n n n n n r i
/beheer/outbox/letter/<path:object_id>/change/                                              GET  i n n n n n n n n n n i
/beheer/outbox/letter/<path:object_id>/change/                                              POST i n n n n n n n n n x i
/beheer/outbox/letter/<path:object_id>/delete/                                              GET  i n n n n n n n n n x i
/beheer/outbox/letter/<path:object_id>/delete/                                              POST i n n n n n n n n n x i
/beheer/outbox/letter/<path:object_id>/history/                                             GET  i n n n n n n n n n n i
/beheer/outbox/letter/<path:object_id>/history/                                             POST i n n n n n n n n n n i
/beheer/outbox/letter/add/                                                                  GET  i n n n n n n n n n x i
/beheer/outbox/letter/add/                                                                  POST i n n n n n n n n n x i
/beheer/password_change/                                                                    GET  i n n n n n n n n n p i
/beheer/password_change/                                                                    POST i n n n n n n n n n p i
/beheer/password_change/done/                                                               GET  i n n n n n n n n n p i
/beheer/password_change/done/                                                               POST i n n n n n n n n n m i
/beheer/r/<path:content_type_id>/<path:object_id>/                                          GET  i n n n n n n n n n n i
/beheer/r/<path:content_type_id>/<path:object_id>/                                          POST i n n n n n n n n n n i
/beheer/reports/callinstead/                                                                GET  i n n n n n n n n n p i
/beheer/reports/callinstead/                                                                POST i n n n n n n n n n p i
/beheer/reports/callinstead/<path:object_id>/                                               GET  i n n n n n n n n n r i
/beheer/reports/callinstead/<path:object_id>/                                               POST i n n n n n n n n n r i
/beheer/reports/callinstead/<path:object_id>/change/                                        GET  i n n n n n n n n n n i
/beheer/reports/callinstead/<path:object_id>/change/                                        POST i n n n n n n n n n n i
/beheer/reports/callinstead/<path:object_id>/delete/                                        GET  i n n n n n n n n n x i
/beheer/reports/callinstead/<path:object_id>/delete/                                        POST i n n n n n n n n n x i
/beheer/reports/callinstead/<path:object_id>/history/                                       GET  i n n n n n n n n n n i
/beheer/reports/callinstead/<path:object_id>/history/                                       POST i n n n n n n n n n n i
/beheer/reports/callinstead/add/                                                            GET  i n n n n n n n n n p i
/beheer/reports/callinstead/add/                                                            POST i n n n n n n n n n p i
/beheer/residents/citizennumberground/                                                      GET  i n n n n n n n n n p i
/beheer/residents/citizennumberground/                                                      POST i n n n n n n n n n p i
/beheer/residents/citizennumberground/<path:object_id>/                                     GET  i n n n n n n n n n r i
/beheer/residents/citizennumberground/<path:object_id>/                                     POST i n n n n n n n n n r i
/beheer/residents/citizennumberground/<path:object_id>/change/                              GET  i n n n n n n n n n n i
/beheer/residents/citizennumberground/<path:object_id>/change/                              POST i n n n n n n n n n n i
/beheer/residents/citizennumberground/<path:object_id>/delete/                              GET  i n n n n n n n n n x i
/beheer/residents/citizennumberground/<path:object_id>/delete/                              POST i n n n n n n n n n x i
/beheer/residents/citizennumberground/<path:object_id>/history/                             GET  i n n n n n n n n n n i
/beheer/residents/citizennumberground/<path:object_id>/history/                             POST i n n n n n n n n n n i
/beheer/residents/citizennumberground/add/                                                  GET  i n n n n n n n n n p i
/beheer/residents/citizennumberground/add/                                                  POST i n n n n n n n n n p i
/beheer/residents/citizennumberright/                                                       GET  i n n n n n n n n n p i
/beheer/residents/citizennumberright/                                                       POST i n n n n n n n n n p i
/beheer/residents/citizennumberright/<path:object_id>/                                      GET  i n n n n n n n n n r i
/beheer/residents/citizennumberright/<path:object_id>/                                      POST i n n n n n n n n n r i
/beheer/residents/citizennumberright/<path:object_id>/change/                               GET  i n n n n n n n n n n i
/beheer/residents/citizennumberright/<path:object_id>/change/                               POST i n n n n n n n n n n i
/beheer/residents/citizennumberright/<path:object_id>/delete/                               GET  i n n n n n n n n n x i
/beheer/residents/citizennumberright/<path:object_id>/delete/                               POST i n n n n n n n n n x i
/beheer/residents/citizennumberright/<path:object_id>/history/                              GET  i n n n n n n n n n n i
/beheer/residents/citizennumberright/<path:object_id>/history/                              POST i n n n n n n n n n n i
/beheer/residents/citizennumberright/add/                                                   GET  i n n n n n n n n n p i
/beheer/residents/citizennumberright/add/                                                   POST i n n n n n n n n n p i
/beheer/roster/mediumminutes/                                                               GET  i n n n n n n n n n p i
/beheer/roster/mediumminutes/                                                               POST i n n n n n n n n n p i
/beheer/roster/mediumminutes/<path:object_id>/                                              GET  i n n n n n n n n n r i
/beheer/roster/mediumminutes/<path:object_id>/                                              POST i n n n n n n n n n r i
/beheer/roster/mediumminutes/<path:object_id>/change/                                       GET  i n n n n n n n n n n i
/beheer/roster/mediumminutes/<path:object_id>/change/                                       POST i n n n n n n n n n x i
/beheer/roster/mediumminutes/<path:object_id>/delete/                                       GET  i n n n n n n n n n x i
/beheer/roster/mediumminutes/<path:object_id>/delete/                                       POST i n n n n n n n n n x i
/beheer/roster/mediumminutes/<path:object_id>/history/                                      GET  i n n n n n n n n n n i
/beheer/roster/mediumminutes/<path:object_id>/history/                                      POST i n n n n n n n n n n i
/beheer/roster/mediumminutes/add/                                                           GET  i n n n n n n n n n p i
/beheer/roster/mediumminutes/add/                                                           POST i n n n n n n n n n p i
/beheer/tenancy/municipality/                                                               GET  i n n n n n n n n n n i
/beheer/tenancy/municipality/                                                               POST i n n n n n n n n n n i
/beheer/tenancy/municipality/<path:object_id>/                                              GET  i n n n n n n n n n r i
/beheer/tenancy/municipality/<path:object_id>/                                              POST i n n n n n n n n n r i
/beheer/tenancy/municipality/<path:object_id>/change/                                       GET  i n n n n n n n n n n i
/beheer/tenancy/municipality/<path:object_id>/change/                                       POST i n n n n n n n n n n i
/beheer/tenancy/municipality/<path:object_id>/delete/                                       GET  i n n n n n n n n n n i
/beheer/tenancy/municipality/<path:object_id>/delete/                                       POST i n n n n n n n n n n i
/beheer/tenancy/municipality/<path:object_id>/history/                                      GET  i n n n n n n n n n n i
/beheer/tenancy/municipality/<path:object_id>/history/                                      POST i n n n n n n n n n n i
/beheer/tenancy/municipality/add/                                                           GET  i n n n n n n n n n n i
/beheer/tenancy/municipality/add/                                                           POST i n n n n n n n n n n i
/besluiten/                                                                                 GET  i p p p p n n n n n n i
/besluiten/                                                                                 POST m m m m m m m m m m m m
/besluiten/<int:pk>/                                                                        GET  i n n n n n n n n n n i
/besluiten/<int:pk>/                                                                        POST m m m m m m m m m m m m
/bevestigen/                                                                                GET  i n n n p n n n n n n i
/bevestigen/                                                                                POST m m m m m m m m m m m m
/bevestigen/<int:pk>/                                                                       GET  m m m m m m m m m m m m
/bevestigen/<int:pk>/                                                                       POST i n n n n n n n n n n i
/contacten/<int:pk>/verbeteren/                                                             GET  i p n n p n n n n n n i
/contacten/<int:pk>/verbeteren/                                                             POST i f n n f n n n n n n i
/contacten/ongedaan/                                                                        GET  m m m m m m m m m m m m
/contacten/ongedaan/                                                                        POST i r r r r n n n n n n i
/contacten/samen/                                                                           GET  i p p p p n n n n n n i
/contacten/samen/                                                                           POST i f f f f n n n n n n i
/demo/post/                                                                                 GET  n n n n n n n n n n n n
/demo/post/                                                                                 POST m m m m m m m m m m m m
/dienst/                                                                                    GET  i p p p p n n n n n n i
/dienst/                                                                                    POST m m m m m m m m m m m m
/dienst/<int:shift>/                                                                        GET  i n n n n n n n n n n i
/dienst/<int:shift>/                                                                        POST i n n n n n n n n n n i
/dienst/nieuw/                                                                              GET  i n n n p n n n n n n i
/dienst/nieuw/                                                                              POST i n n n f n n n n n n i
/dossiers/                                                                                  GET  i p p p p n n n n n n i
/dossiers/                                                                                  POST m m m m m m m m m m m m
/dossiers/<int:pk>/                                                                         GET  i p n n p n n n n n n i
/dossiers/<int:pk>/                                                                         POST m m m m m m m m m m m m
/dossiers/<int:pk>/afspraak/                                                                GET  i p n n p n n n n n n i
/dossiers/<int:pk>/afspraak/                                                                POST i f n n f n n n n n n i
/dossiers/<int:pk>/balie/                                                                   GET  i p n n p n n n n n n i
/dossiers/<int:pk>/balie/                                                                   POST i f n n f n n n n n n i
/dossiers/<int:pk>/balie/uit/                                                               GET  m m m m m m m m m m m m
/dossiers/<int:pk>/balie/uit/                                                               POST i r n n r n n n n n n i
/dossiers/<int:pk>/bsn/                                                                     GET  i n n n n n n n n n n i
/dossiers/<int:pk>/bsn/                                                                     POST i n n n n n n n n n n i
/dossiers/<int:pk>/contact/                                                                 GET  i p n n p n n n n n n i
/dossiers/<int:pk>/contact/                                                                 POST i f n n f n n n n n n i
/dossiers/<int:pk>/doelgroep/                                                               GET  i p n n p n n n n n n i
/dossiers/<int:pk>/doelgroep/                                                               POST i f n n f n n n n n n i
/dossiers/<int:pk>/dossier.pdf                                                              GET  i p n n p n n n n n n i
/dossiers/<int:pk>/dossier.pdf                                                              POST m m m m m m m m m m m m
/dossiers/<int:pk>/gegevens/                                                                GET  i p n n p n n n n n n i
/dossiers/<int:pk>/gegevens/                                                                POST i f n n f n n n n n n i
/dossiers/<int:pk>/geschiedenis/                                                            GET  i p n n p n n n n n n i
/dossiers/<int:pk>/geschiedenis/                                                            POST m m m m m m m m m m m m
/dossiers/<int:pk>/nodig/                                                                   GET  i p n n p n n n n n n i
/dossiers/<int:pk>/nodig/                                                                   POST i f n n f n n n n n n i
/dossiers/<int:pk>/noodtoegang/                                                             GET  i r p n n n n n n n n i
/dossiers/<int:pk>/noodtoegang/                                                             POST i r f n n n n n n n n i
/dossiers/<int:pk>/papier/                                                                  GET  i p n n p n n n n n n i
/dossiers/<int:pk>/papier/                                                                  POST i p n n p n n n n n n i
/dossiers/<int:pk>/papier/<int:paper>/vervallen/                                            GET  m m m m m m m m m m m m
/dossiers/<int:pk>/papier/<int:paper>/vervallen/                                            POST i n n n n n n n n n n i
/dossiers/<int:pk>/pauze/                                                                   GET  i p n n p n n n n n n i
/dossiers/<int:pk>/pauze/                                                                   POST i f n n f n n n n n n i
/dossiers/<int:pk>/pauze/<int:pause_pk>/weg/                                                GET  i n n n n n n n n n n i
/dossiers/<int:pk>/pauze/<int:pause_pk>/weg/                                                POST i n n n n n n n n n n i
/dossiers/<int:pk>/overdragen/                                                              GET  i p n n p n n n n n n i
/dossiers/<int:pk>/overdragen/                                                              POST i f n n f n n n n n n i
/dossiers/<int:pk>/signalen/<int:flag>/plan/                                                GET  i n n n n n n n n n n i
/dossiers/<int:pk>/signalen/<int:flag>/plan/                                                POST i n n n n n n n n n n i
/dossiers/<int:pk>/sluiten/                                                                 GET  i p n n p n n n n n n i
/dossiers/<int:pk>/sluiten/                                                                 POST i f n n f n n n n n n i
/dossiers/<int:pk>/tekens/                                                                  GET  i p n n p n n n n n n i
/dossiers/<int:pk>/tekens/                                                                  POST i f n n f n n n n n n i
/dossiers/<int:pk>/tekens/<int:sign>/gelezen/                                               GET  m m m m m m m m m m m m
/dossiers/<int:pk>/tekens/<int:sign>/gelezen/                                               POST i n n n n n n n n n n i
/dossiers/<int:pk>/tekens/<int:sign>/weg/                                                   GET  i n n n n n n n n n n i
/dossiers/<int:pk>/tekens/<int:sign>/weg/                                                   POST i n n n n n n n n n n i
/dossiers/<int:pk>/waarom/                                                                  GET  i p n n p n n n n n n i
/dossiers/<int:pk>/waarom/                                                                  POST m m m m m m m m m m m m
/dossiers/<int:pk>/wensen/<int:wish>/                                                       GET  i n n n n n n n n n n i
/dossiers/<int:pk>/wensen/<int:wish>/                                                       POST i n n n n n n n n n n i
/dossiers/<int:pk>/zoekplan/                                                                GET  i p n n p n n n n n n i
/dossiers/<int:pk>/zoekplan/                                                                POST i f n n f n n n n n n i
/dossiers/<int:pk>/zoekplan/begin/                                                          GET  m m m m m m m m m m m m
/dossiers/<int:pk>/zoekplan/begin/                                                          POST i r n n r n n n n n n i
/dossiers/<int:pk>/zoekplan/besluit/                                                        GET  i n n n n n n n n n n i
/dossiers/<int:pk>/zoekplan/besluit/                                                        POST i n n n n n n n n n n i
/dossiers/<int:pk>/zoekplan/gezien/                                                         GET  i n n n n n n n n n n i
/dossiers/<int:pk>/zoekplan/gezien/                                                         POST i n n n n n n n n n n i
/dossiers/<int:pk>/zoekplan/regels/<int:step>/                                              GET  i n n n n n n n n n n i
/dossiers/<int:pk>/zoekplan/regels/<int:step>/                                              POST i n n n n n n n n n n i
/dossiers/bsn/                                                                              GET  i n n n n n n n n n n i
/dossiers/bsn/                                                                              POST i n n n n n n n n n n i
/dossiers/dubbel/<int:pk>/                                                                  GET  i n n n n n n n n n n i
/dossiers/dubbel/<int:pk>/                                                                  POST i n n n n n n n n n n i
/dossiers/elders/                                                                           GET  i p p p n n n n n n n i
/dossiers/elders/                                                                           POST i f f f n n n n n n n i
/dossiers/lijst.<str:form>                                                                  GET  i p p p p n n n n n n i
/dossiers/lijst.<str:form>                                                                  POST m m m m m m m m m m m m
/dossiers/nieuw/                                                                            GET  i p p p p n n n n n n i
/dossiers/nieuw/                                                                            POST i f f f f n n n n n n i
/gemeente/                                                                                  GET  m m m m m m m m m m m m
/gemeente/                                                                                  POST n n n n n n n n n n n n
/healthz                                                                                    GET  p p p p p p p p p p p p
/healthz                                                                                    POST p p p p p p p p p p p p
/inloggen/                                                                                  GET  p r r r r r r r r r r p
/inloggen/                                                                                  POST p r r r r r r r r r r p
/inloggen/code/                                                                             GET  p r r r r r r r r r r p
/inloggen/code/                                                                             POST p r r r r r r r r r r p
/inloggen/code/invullen/                                                                    GET  i r r r r r r r r r r i
/inloggen/code/invullen/                                                                    POST i r r r r r r r r r r i
/inloggen/gemeente/                                                                         GET  p p p p p p p p p p p p
/inloggen/gemeente/                                                                         POST p p p p p p p p p p p p
/inloggen/gemeente/<str:code>/                                                              GET  i i i i i i i i i i i i
/inloggen/gemeente/<str:code>/                                                              POST m m m m m m m m m m m m
/inloggen/gemeente/<str:code>/terug/                                                        GET  n n n n n n n n n n n n
/inloggen/gemeente/<str:code>/terug/                                                        POST m m m m m m m m m m m m
/logboek/                                                                                   GET  i n n n n n n n n p n i
/logboek/                                                                                   POST i n n n n n n n n p n i
/logboek/bewoner/<int:pk>/                                                                  GET  i n n n n n n n n p n i
/logboek/bewoner/<int:pk>/                                                                  POST m m m m m m m m m m m m
/logboek/bewoner/<int:pk>/lijst.pdf                                                         GET  i n n n n n n n n p n i
/logboek/bewoner/<int:pk>/lijst.pdf                                                         POST m m m m m m m m m m m m
/logboek/medewerker/<int:pk>/                                                               GET  i n n n n n n n n p n i
/logboek/medewerker/<int:pk>/                                                               POST m m m m m m m m m m m m
/meldingen/                                                                                 GET  i p p p p n n n n n n i
/meldingen/                                                                                 POST m m m m m m m m m m m m
/meldingen/<int:pk>/                                                                        GET  i n n n n n n n n n n i
/meldingen/<int:pk>/                                                                        POST m m m m m m m m m m m m
/meldingen/<int:pk>/afronden/                                                               GET  m m m m m m m m m m m m
/meldingen/<int:pk>/afronden/                                                               POST i n n n n n n n n n n i
/meldingen/<int:pk>/bewoner/                                                                GET  m m m m m m m m m m m m
/meldingen/<int:pk>/bewoner/                                                                POST i n n n n n n n n n n i
/meldingen/<int:pk>/dossier/                                                                GET  i n n n n n n n n n n i
/meldingen/<int:pk>/dossier/                                                                POST i n n n n n n n n n n i
/meldingen/<int:pk>/melder/                                                                 GET  m m m m m m m m m m m m
/meldingen/<int:pk>/melder/                                                                 POST i n n n n n n n n n n i
/meldingen/<int:pk>/notitie/                                                                GET  m m m m m m m m m m m m
/meldingen/<int:pk>/notitie/                                                                POST i n n n n n n n n n n i
/meldingen/<int:pk>/oppakken/                                                               GET  m m m m m m m m m m m m
/meldingen/<int:pk>/oppakken/                                                               POST i n n n n n n n n n n i
/meldingen/<int:pk>/persoon/                                                                GET  m m m m m m m m m m m m
/meldingen/<int:pk>/persoon/                                                                POST i n n n n n n n n n n i
/meldingen/nieuw/                                                                           GET  i p p p p n n n n n n i
/meldingen/nieuw/                                                                           POST i f f f f n n n n n n i
/meldingen/ronde/                                                                           GET  i p p p p n n n n n n i
/meldingen/ronde/                                                                           POST i f f f f n n n n n n i
/noodtoegang/                                                                               GET  i p p p p n n n n n n i
/noodtoegang/                                                                               POST m m m m m m m m m m m m
/ochtendmail/                                                                               GET  i p p p p n n n n n n i
/ochtendmail/                                                                               POST i r r r r n n n n n n i
/overdracht/<int:transfer>/                                                                 GET  i n n n n n n n n n n i
/overdracht/<int:transfer>/                                                                 POST i n n n n n n n n n n i
/rechten/                                                                                   GET  i n n n p n n n n p p i
/rechten/                                                                                   POST m m m m m m m m m m m m
/rechten/^vernietigen/(?P<pk>[0-9]{1,18})/(?P<form>bewijs\.pdf|bewijs\.json)\Z              GET  i n n n n n n n n n n i
/rechten/^vernietigen/(?P<pk>[0-9]{1,18})/(?P<form>bewijs\.pdf|bewijs\.json)\Z              POST m m m m m m m m m m m m
/rechten/^verzoeken/(?P<pk>[0-9]{1,18})/(?P<form>gegevens\.pdf|gegevens\.json|brief\.pdf)\Z GET  i n n n n n n n n n n i
/rechten/^verzoeken/(?P<pk>[0-9]{1,18})/(?P<form>gegevens\.pdf|gegevens\.json|brief\.pdf)\Z POST m m m m m m m m m m m m
/rechten/beoordelen/<int:pk>/                                                               GET  i n n n n n n n n n n i
/rechten/beoordelen/<int:pk>/                                                               POST i n n n n n n n n n n i
/rechten/dossiers/<int:pk>/verklaringen/                                                    GET  i p n n p n n n n n n i
/rechten/dossiers/<int:pk>/verklaringen/                                                    POST m m m m m m m m m m m m
/rechten/herinnering/                                                                       GET  i n n n p n n n n n n i
/rechten/herinnering/                                                                       POST m m m m m m m m m m m m
/rechten/termijnen/                                                                         GET  i n n n p n n n n p p i
/rechten/termijnen/                                                                         POST i n n n n n n n n f f i
/rechten/vernietigen/<int:pk>/                                                              GET  i n n n n n n n n n n i
/rechten/vernietigen/<int:pk>/                                                              POST i n n n n n n n n n n i
/rechten/verzoeken/<int:pk>/                                                                GET  i n n n n n n n n n n i
/rechten/verzoeken/<int:pk>/                                                                POST i n n n n n n n n n n i
/rechten/verzoeken/nieuw/                                                                   GET  i n n n n n n n n p n i
/rechten/verzoeken/nieuw/                                                                   POST i n n n n n n n n f n i
/rollen/                                                                                    GET  i n n n n n n n n p p i
/rollen/                                                                                    POST m m m m m m m m m m m m
/slot/                                                                                      GET  i p p p p p p p p p p i
/slot/                                                                                      POST i f f f f f f f f f f i
/slot/alsnog/                                                                               GET  i r r r r r r r r r r i
/slot/alsnog/                                                                               POST i r r r r r r r r r r i
/slot/nu/                                                                                   GET  m m m m m m m m m m m m
/slot/nu/                                                                                   POST i l l l l l l l l l l i
/slot/wakker/                                                                               GET  i p p p p p p p p p p i
/slot/wakker/                                                                               POST m m m m m m m m m m m m
/team/                                                                                      GET  i n n n r n n n n n n i
/team/                                                                                      POST m m m m m m m m m m m m
/team/<int:team>/                                                                           GET  i n n n p n n n n n n i
/team/<int:team>/                                                                           POST m m m m m m m m m m m m
/team/<int:team>/afwezig/                                                                   GET  i n n n p n n n n n n i
/team/<int:team>/afwezig/                                                                   POST i n n n f n n n n n n i
/team/<int:team>/afwezig/<int:absence>/                                                     GET  i n n n n n n n n n n i
/team/<int:team>/afwezig/<int:absence>/                                                     POST i n n n n n n n n n n i
/team/<int:team>/toewijzen/                                                                 GET  m m m m m m m m m m m m
/team/<int:team>/toewijzen/                                                                 POST i n n n n n n n n n n i
/team/<int:team>/uren/                                                                      GET  i n n n p n n n n n n i
/team/<int:team>/uren/                                                                      POST i n n n f n n n n n n i
/team/<int:team>/verplaatsen/                                                               GET  i n n n p n n n n n n i
/team/<int:team>/verplaatsen/                                                               POST i n n n p n n n n n n i
/team/<int:team>/wie/<int:worker>/                                                          GET  i n n n p n n n n n n i
/team/<int:team>/wie/<int:worker>/                                                          POST m m m m m m m m m m m m
/uitloggen/                                                                                 GET  i p p p p p p p p p p i
/uitloggen/                                                                                 POST i i i i i i i i i i i i
/uitnodiging/                                                                               GET  n n n n n n n n n n n n
/uitnodiging/                                                                               POST n n n n n n n n n n n n
/uitnodiging/<str:token>/                                                                   GET  r r r r r r r r r r r r
/uitnodiging/<str:token>/                                                                   POST m m m m m m m m m m m m
/uitnodigingen/                                                                             GET  i n n n p n p n n n p i
/uitnodigingen/                                                                             POST i n n n p n p n n n p i
/uitnodigingen/<int:pk>/intrekken/                                                          GET  m m m m m m m m m m m m
/uitnodigingen/<int:pk>/intrekken/                                                          POST i n n n n n n n n n n i
/vandaag/lijst.<str:form>                                                                   GET  i p p p p n n n n n n i
/vandaag/lijst.<str:form>                                                                   POST m m m m m m m m m m m m
/zien/<str:token>/                                                                          GET  n n n n n n n n n n n n
/zien/<str:token>/                                                                          POST n n n n n n n n n n n n
/zien/<str:token>/dank/                                                                     GET  n n n n n n n n n n n n
/zien/<str:token>/dank/                                                                     POST m m m m m m m m m m m m
/zorgen/<str:code>/                                                                         GET  p p p p p p p p p p p p
/zorgen/<str:code>/                                                                         POST f f f f f f f f f f f f
/zorgen/<str:code>/verstuurd/                                                               GET  n n n n n n n n n n n n
/zorgen/<str:code>/verstuurd/                                                               POST m m m m m m m m m m m m
"""


def _merged(folder: Path) -> str:
    """Return the table of what a walk wrote, a file for each of the cast."""
    columns = [(folder / who).read_text(encoding="utf-8").splitlines() for who in CAST]
    lines = [[line.split("\t") for line in same] for same in zip(*columns, strict=True)]
    wide = max(len(line[0][0]) for line in lines)
    return "\n".join(
        f"{line[0][0]:<{wide}} {line[0][1]:<4} {' '.join(sign for *_, sign in line)}" for line in lines
    )


if __name__ == "__main__":
    print(_merged(Path(sys.argv[1])))
