"""Finding a resident among very many by a name or address typed wrong, inside the wall; beside it a bare LIKE."""

from __future__ import annotations

from functools import partial

from django.db import connection

from bench import databases, histories, places
from bench.clock import in_turn, median, say
from bench.table import Line, at_most, at_most_times
from residents import search

ASKED = (
    "jansen", "jan jansen", "jannsen", "van der meer", "vd meer", "heokstra", "yilmas", "ozturk ayse", "dykstra",
    "mohammed el-amrani", "kees van der lindn", "noor de vreis", "guusje stehfo", "1-2-1980", "jan 1980-02-01",
    "de", "j", "qqqqqq", "molenweg 12", "molenwge 12-b", "kerkstraat", "1234ab", "1234 ab", "2345 cd 7",
    "jansen dorpsstraat", "grobrinklaan", "hoekstra kerkstraat 19", "+31 6 12345678", "06-12 34 56 78", "0612",
    "jansen 0612",
)  # fmt: skip
ROUNDS = 5
FIRST = (
    "Jan,Johannes,Maria,Anna,Cornelis,Hendrik,Willem,Pieter,Johanna,Elisabeth,Mohamed,Fatima,"
    "Sevgi,Kees,Rosa,Naima,Piet,Lieke,Daan,Emma,Zoë,José,Björn,Renée,Anouk,Sanne,Thijs,"
    "Femke,Youssef,Ayşe,Joke,Guusje,Noor,Bram,Sem,Lotte,Ruben,Ilse,Dirk,Wim"
)
COMMON = (
    "de Jong,Jansen,de Vries,van den Berg,van Dijk,Bakker,Janssen,Visser,Smit,Meijer,de Boer,"
    "Mulder,de Groot,Bos,Vos,Peters,Hendriks,van Leeuwen,Dekker,Brouwer,de Wit,Dijkstra,Smits,"
    "de Graaf,van der Meer,van der Linden,Kok,Jacobs,de Haan,Vermeulen,van den Heuvel,"
    "van der Veen,van den Broek,de Bruijn,van der Heijden,Schouten,van Beek,Hoekstra,Maas,"
    "Verhoeven,Koster,van Dam,van der Wal,Prins,Blom,Huisman,Kuipers,Post,Veenstra,Kramer,"
    "Scholten,Postma,Vink,Yılmaz,Kaya,El Amrani,Öztürk,Gündoğan,Nguyen,Ali,Singh"
)
BEFORE = ",,,van ,van der ,de ,van den "
BEGUN = (
    "Gro,Bre,Kla,Ste,Wol,Zwa,Hol,Veld,Berg,Dal,Hoog,Laag,Oud,Nieuw,Rood,Wit,Zwart,Ham,"
    "Kor,Mee,Noor,Oos,Pol,Ros,Sche,Til,Uit,Vee,Wes,Zee,Aar,Boek,Dre,Eik,Fri,Goor,Hui,"
    "IJs,Jor"
)
ENDED = (
    "ten,man,stra,sma,ma,huis,veld,berg,dijk,burg,hof,kamp,laan,mans,ink,horst,brink,"
    "wijk,zen,sen,ker,link,meijer,boer,water,land,hoven,steen,bosch,beek"
)
STREETS = "Kerkstraat,Dorpsstraat,Molenweg,Schoolstraat,Stationsweg,Hoofdstraat,Julianastraat,Van Goghlaan"
STREET_ENDED = "straat,weg,laan,plein,hof,kade"
# One in three has one of the common names, one in ten lives in a common street.
# The least numbers of first names are the commonest.
FILL = """
INSERT INTO residents_resident (municipality_id, ref, first_name, last_name, birth_date, neighbourhood_id, phone,
                                street, house_number, postcode)
SELECT %(municipality)s, 'R' || i,
       first[1 + least(pg_temp.dice(i, 1, cardinality(first)), pg_temp.dice(i, 2, cardinality(first)))],
       CASE WHEN pg_temp.dice(i, 3, 100) < 35 THEN common[1 + pg_temp.dice(i, 4, cardinality(common))]
            ELSE before[1 + pg_temp.dice(i, 5, cardinality(before))]
              || begun[1 + pg_temp.dice(i, 6, cardinality(begun))]
              || ended[1 + pg_temp.dice(i, 7, cardinality(ended))]
              || (ARRAY['', '', '', 's', 'e', 'a'])[1 + pg_temp.dice(i, 8, 6)] END,
       date '1930-01-01' + pg_temp.dice(i, 9, 33000), 1, '06' || 10000000 + pg_temp.dice(i, 20, 90000000),
       CASE WHEN pg_temp.dice(i, 10, 100) < 10 THEN streets[1 + pg_temp.dice(i, 11, cardinality(streets))]
            ELSE begun[1 + pg_temp.dice(i, 12, cardinality(begun))]
              || ended[1 + pg_temp.dice(i, 13, cardinality(ended))]
              || street_ended[1 + pg_temp.dice(i, 14, cardinality(street_ended))] END,
       1 + pg_temp.dice(i, 15, 199) || (ARRAY['', '', '', '-a', '-b', ' bis'])[1 + pg_temp.dice(i, 16, 6)],
       1000 + pg_temp.dice(i, 17, 9000) || ' ' || substr('ABCDEFGH', 1 + pg_temp.dice(i, 18, 8), 1)
         || substr('BCEGHJKL', 1 + pg_temp.dice(i, 19, 8), 1)
FROM generate_series(1, %(residents)s) AS i, (
    SELECT string_to_array(%(first)s, ',') AS first, string_to_array(%(common)s, ',') AS common,
           string_to_array(%(before)s, ',') AS before, string_to_array(%(begun)s, ',') AS begun,
           string_to_array(%(ended)s, ',') AS ended, string_to_array(%(streets)s, ',') AS streets,
           string_to_array(%(street_ended)s, ',') AS street_ended
) AS names
"""
# As the triggers keep them, which do not run while the rows are made.
WORDS = """
INSERT INTO residents_word
SELECT DISTINCT municipality_id, word FROM residents_resident, unnest(string_to_array(btrim(search), ' ')) AS word
WHERE word !~ '^(q[012])?[0-9]' ON CONFLICT DO NOTHING
"""


def measure(empty: str, name: str, *, residents: int) -> list[Line]:
    """Make so many residents in a database of their own, ask for some, and drop them."""
    say(f"making {residents:,} residents ...")
    databases.create(name, empty)
    try:
        with databases.loading(name, guarded=False) as cursor:
            cursor.execute(histories.DICE)
            cursor.execute(places.STATEMENTS[0], {"municipality": places.MUNICIPALITY})
            values = {"first": FIRST, "common": COMMON, "before": BEFORE, "begun": BEGUN, "ended": ENDED}
            values |= {"streets": STREETS, "street_ended": STREET_ENDED}
            cursor.execute(FILL, values | {"municipality": places.MUNICIPALITY, "residents": residents})
            cursor.execute(WORDS)
        databases.use(name)
        databases.vacuum("residents_resident", "residents_word")
        return _asked(residents)
    finally:
        databases.drop(name)


def _asked(residents: int) -> list[Line]:
    say(f"looking for {len(ASKED)} names, addresses and telephone numbers ...")
    works = {asked: (_nothing, partial(search.alike, asked, None)) for asked in ASKED}
    took = in_turn(works | {"": (_nothing, _bare)}, rounds=ROUNDS)
    floor = took.pop("").seconds
    slowest = max(took, key=lambda asked: took[asked].seconds)
    say(f"  slowest: {slowest}")
    what = f"tolerant search over {residents:,} residents"
    return [
        at_most(f"{what}, slowest of {len(ASKED)}, ms", 1000 * took[slowest].seconds, 150, "{:.3g}"),
        at_most_times(
            f"{what}, against a bare LIKE", median(each.seconds for each in took.values()), floor, 1
        ),
    ]


def _nothing() -> None:
    """There is nothing to prepare."""


def _bare() -> None:
    """Look for part of a name in every row, with no tolerance at all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM residents_resident WHERE last_name LIKE '%Hoekstra%' ORDER BY last_name LIMIT 50"
        )
        cursor.fetchall()
