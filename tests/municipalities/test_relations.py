from __future__ import annotations

import datetime as dt

from municipalities.relations import Cell, Period, Shape, Turnover, relations

from .towns import MONDAY, month, weeks

AREAS = Shape(areas={"GM": ["W1", "W2"], "W1": ["B1", "B2"]})


def stock(area: str, day: dt.date = MONDAY, figure: str = "open") -> Cell:
    return Cell(figure, area, Period(day, day))


def day(month: int, day: int) -> dt.date:
    return dt.date(2026, month, day)


def test_an_area_is_the_areas_in_it_where_all_of_them_are_published() -> None:
    cells = [stock(area) for area in ("GM", "W1", "W2", "B1")]
    assert relations(cells, AREAS).relations == [{stock("GM"): 1, stock("W1"): -1, stock("W2"): -1}]


def test_a_total_is_its_kinds_in_each_area() -> None:
    shape = Shape(kinds={"open": ["open1", "open2"]})
    cells = [stock("B1", figure=figure) for figure in ("open", "open1", "open2")]
    assert relations(cells, shape).relations == [{cells[0]: 1, cells[1]: -1, cells[2]: -1}]


def test_months_of_a_wijk_are_the_quarter_of_its_buurten() -> None:
    quarter = Period(day(1, 1), day(4, 1))
    months = [Cell("opened", "W1", month(number)) for number in (1, 2, 3)]
    found = relations([*months, *(Cell("opened", area, quarter) for area in ("B1", "B2"))], AREAS)
    assert found.unseen == {Cell("opened", area, month(n)) for area in ("B1", "B2") for n in (1, 2, 3)}
    for one in months:
        assert {one: 1, one._replace(area="B1"): -1, one._replace(area="B2"): -1} in found.relations
    whole = Cell("opened", "B1", quarter)
    assert {whole: 1, **{one._replace(area="B1"): -1 for one in months}} in found.relations


def test_a_week_in_two_months_is_two_parts_that_nobody_publishes() -> None:
    week = Cell("opened", "GM", Period(day(1, 26), day(2, 2)))
    found = relations([week, Cell("opened", "W1", month(1)), Cell("opened", "W2", month(1))], AREAS)
    parts = [
        week._replace(period=Period(day(1, 26), day(2, 1))),
        week._replace(period=Period(day(2, 1), day(2, 2))),
    ]
    assert {week: 1, parts[0]: -1, parts[1]: -1} in found.relations
    assert set(parts) <= found.unseen
    january = [Cell("opened", area, parts[0].period) for area in ("W1", "W2")]
    assert {parts[0]: 1, january[0]: -1, january[1]: -1} in found.relations


def test_the_next_stock_is_this_one_with_what_opened_and_without_what_closed() -> None:
    shape = Shape(turnovers={"open": Turnover("opened", "closed")})
    [week] = weeks(1)
    before, after = stock("GM", week.begins), stock("GM", week.ends)
    opened, closed = Cell("opened", "GM", week), Cell("closed", "GM", week)
    found = relations([after, before, opened, closed], shape)
    assert found.relations == [{after: 1, before: -1, opened: -1, closed: 1}]
    assert found.unseen == frozenset()


def test_a_stock_hangs_together_with_no_flow_that_nobody_publishes() -> None:
    shape = Shape(turnovers={"open": Turnover("opened", "closed")})
    [week] = weeks(1)
    cells = [stock("GM", week.begins), stock("GM", week.ends), Cell("opened", "GM", week)]
    assert relations(cells, shape).relations == []


def test_weekly_stocks_of_a_wijk_tell_of_its_month() -> None:
    shape = Shape(turnovers={"open": Turnover("opened", "closed")})
    stocks = [stock("W1", day(2, 2)), stock("W1", day(2, 9))]
    flows = [Cell("opened", "W1", month(2)), Cell("closed", "W1", month(2))]
    found = relations([*stocks, *flows], shape)
    week = Period(day(2, 2), day(2, 9))
    opened, closed = Cell("opened", "W1", week), Cell("closed", "W1", week)
    assert {stocks[1]: 1, stocks[0]: -1, opened: -1, closed: 1} in found.relations
    assert any(relation.get(flows[0]) == 1 and relation.get(opened) == -1 for relation in found.relations)


def test_what_happened_over_a_period_in_a_new_area_happened_since_it_began() -> None:
    shape = Shape(areas={"W1": ["B1", "B2"]}, lives={"B2": Period(day(2, 2), day(5, 4))})
    quarter = Period(day(1, 1), day(4, 1))
    old, new = (Cell("opened", area, quarter) for area in ("B1", "B2"))
    week = Cell("opened", "W1", Period(day(1, 26), day(2, 2)))
    found = relations([old, new, week], shape)
    since = new._replace(period=Period(day(2, 2), day(4, 1)))
    assert {new: 1, since: -1} in found.relations
    assert {week: 1, week._replace(area="B1"): -1} in found.relations
    assert not [cell for cell in found.unseen if cell.area == "B2" and cell.period.begins < day(2, 2)]
