"""Which column of a reader's table is which: by its header, in several languages, or by what stands in it."""

import re
import statistics
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from basislib.checks import Either, Refused
from basislib.language import N_
from basislib.record.own_quotes import dates, names, numbers
from basislib.record.own_quotes.cells import DATA, LONGEST_CELL, look, shown
from basislib.record.own_quotes.prices import PRICES

MOST_COLUMNS = 100
MOST_DIGITS = 3  # in a header, as in "Price (32nds)"
SAMPLE = 200  # rows that are looked at where no header helps
MOST = 0.8  # of the cells of a column, which say what is in it
PRICED = ("mid", "price", "last", "close")  # the first that is there is used
SIDES = (("bid", "ask"), ("sell", "buy"))
HEADERS = {
    "coupon": "coupon cpn couponpct couponrate couponpercent rate interestrate kupon nominalzins zinssatz zins taux "
    "tauxnominal tauxducoupon cedola cupon 票面利率 票息 票息率 息票 息票率 票面 クーポン 表面利率 利率",
    "maturity": "maturity maturitydate mat matdate matures due duedate expiry falligkeit falligkeitsdatum fallig "
    "laufzeitende endfalligkeit echeance datedecheance datecheance scadenza vencimiento 到期日 到期日期 到期 兑付日 "
    "满期日 償還日 満期日 償還期限",
    "price": "price cleanprice clean cashprice cash quote px kurs preis cours prix coursdecloture prezzo precio "
    "净价 价格 报价 成交价 成交净价 现券价格 估价净价 中债估价净价 估值净价 単価 価格 marketprice marketpx evaluatedprice evalprice prezzoufficiale",
    "mid": "mid midprice pxmid mittelkurs mitte milieu coursmoyen medio 中间价 中间净价",
    "last": "last lastprice pxlast lasttrade letzter letzterkurs dernier derniercours ultimo 最新价 最新 现价",
    "close": "close closing closingprice closeprice closepx pxclose settlementprice settleprice endofday eod eodprice endofdayprice schlusskurs schluss cloture 收盘价 收盘 "
    "收盘净价",
    "bid": "bid bidprice pxbid bidpx geld geldkurs achat coursacheteur acheteur demande denaro 买价 买入价 买入净价 报买净价 "
    "买入 最优报买价",
    "ask": "ask asked askprice askedprice offer offerprice pxask askpx brief briefkurs vente coursvendeur vendeur offre "
    "lettera 卖价 卖出价 卖出净价 报卖净价 卖出 最优报卖价",
    "buy": "buy buyprice",
    "sell": "sell sellprice",
    "full": "full fullprice dirty dirtyprice gross grossprice invoice 全价 全價",
    "issued": "issued issuedate issuedt dateddate firstissue dated firstissuedate emission emissionsdatum "
    "begebung dateemission datedemission datadiemissione 发行日 发行日期 起息日 起息日期",
    "term": "term tenor originalterm originalsecurityterm securityterm laufzeit duree 期限 发行期限",
    "conversion_factor": "conversionfactor cf factor convfactor cfactor convfac cfac konversionsfaktor "
    "facteurdeconversion facteurdeconcordance 转换因子 转换系数",
    "repo": "repo reporate repospecial specialrepo special specialrate specialreporate actrepo actualrepo actrepopct "
    "termrepo 回购利率 特殊回购利率",
    "code": "cusip isin cusipisin securityid identifier 代码 证券代码 债券代码",
    "name": "security securities securityname name description descr issue bond note notes titre libelle bezeichnung wertpapier "
    "anleihe titolo 简称 债券简称 证券简称 债券名称 名称 债券 銘柄 銘柄名",
    "type": "type securitytype sectype kind art typ 类型 债券类型 品种",
    "": "calldate yield askedyield askyield bidyield yld yldtomaturity ytm convyield rendite rendement rendimento 收益率 "
    "到期收益率 chg change netchg netchange veranderung variation volume vol size amount nominal source grossbasis grbasis "
    "netbasis netbas impliedrepo implrepo impliedrepopct irr dv duration modifiedduration 修正久期 久期 涨跌 currency "
    "wahrung devise ccy 币种 rating isincode",
}
REQUIRED = ("coupon", "maturity", "price")
WORDS = {  # the columns' names for readers
    "coupon": N_("coupon"),
    "maturity": N_("maturity"),
    "price": N_("price"),
    "issued": N_("issue date"),
    "term": N_("term"),
    "conversion_factor": N_("conversion factor"),
    "repo": N_("repo rate"),
    "name": N_("name"),
}


def _bare(header: str) -> str:
    """Return a header's letters, small, without accents and without what stands in brackets."""
    plain = re.sub(
        r"\(.*?\)|\[.*?\]|\b(?:in )?(?:32nds?|decimals?|usd)\b", "", unicodedata.normalize("NFKD", header).casefold()
    )
    return re.sub(r"[\W\d_]", "", "".join(letter for letter in plain if not unicodedata.combining(letter)))


ROLES = {_bare(name): role for role, words in HEADERS.items() for name in words.split()}


def role(header: str) -> str | None:
    """Return what a header says: a key of `HEADERS`, empty for a column that is known and not used, or None."""
    name = header[:LONGEST_CELL]
    return None if sum(letter.isdigit() for letter in name) > MOST_DIGITS else ROLES.get(_bare(name))


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row names columns: at least two that are known, and one that is used."""
    if not any(cells) or len(cells) > MOST_COLUMNS:
        return False
    if any(look(cell) in ("date", "name", "code") for cell in cells):
        return False
    found = [role(cell) for cell in cells if cell]
    return len([each for each in found if each is not None]) >= 2 and any(found)


def point_of(header: Sequence[str], places: Mapping[str, int]) -> str:
    """Return what a header says about the point of the prices, ``"32nds"`` or ``"decimal"``, or nothing."""
    words = " ".join(header[places[column]] for column in (*PRICED, *SIDES[0], *SIDES[1]) if column in places).lower()
    return "32nds" if "32" in words else "decimal" if "dec" in words else ""


def by_header(header: Sequence[str]) -> dict[str, int]:
    """Return where each column that is used stands. A `Refused` says what is missing or there twice."""
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        column = role(cell)
        if column in places:
            raise Refused(
                N_("two columns can be the {column}: {first} and {second}."),
                column=WORDS.get(column, column),
                first=repr(shown(header[places[column]])),
                second=repr(shown(cell)),
            )
        if column:
            places[column] = place
    _complete(places, header)
    return places


def by_content(rows: Sequence[Sequence[str]], first: Sequence[str]) -> dict[str, int]:
    """Return where each column stands in rows without a header. A `Refused` says what is missing, and the first row."""
    rows = rows[:SAMPLE]
    width = statistics.mode(len(row) for row in rows)
    columns = [[row[place] for row in rows if place < len(row) and row[place]] for place in range(width)]
    looks = {place: _look(cells) for place, cells in enumerate(columns) if cells}
    places: dict[str, int] = {}
    for place, found in looks.items():
        if found in ("code", "name"):
            places.setdefault(found, place)
    for place, found in looks.items():
        if found == "words" and _most(names.kind(cell) or "note" in cell.lower() for cell in columns[place]):
            places.setdefault("type", place)
    if "name" not in places:
        _take_dates(places, [place for place, look in looks.items() if look == "date"], columns)
        _take_coupon(places, [place for place, look in looks.items() if look == "number"], columns)
    taken = set(places.values())
    _take_prices(places, [place for place, look in looks.items() if look == "number" and place not in taken], columns)
    _complete(places, first)
    return places


def _complete(places: Mapping[str, int], header: Sequence[str]) -> None:
    """Refuse places without a coupon, a maturity or a price."""
    have = {"coupon", "maturity"} if "name" in places else set(places)
    if any(one in places for one in (*PRICED, *SIDES[0], *SIDES[1])):
        have.add("price")
    if "price" not in have and "full" in places:
        raise Refused(
            N_("the prices are full prices ({header}), and prices without accrued interest are needed here."),
            header=repr(shown(header[places["full"]])),
        )
    missing = [column for column in REQUIRED if column not in have]
    if missing:
        raise Refused(
            N_(
                "no column is named {missing}; the first row has {header}. It must name the columns coupon, maturity "
                "and price, with a comma, a semicolon or a tab between them."
            ),
            missing=Either(WORDS[column] for column in missing),
            header=repr(shown(", ".join(filter(None, header)))),
        )


def _look(cells: Sequence[str]) -> str:
    """Return what most cells of a column look like."""
    kinds = [look(cell) for cell in cells]
    common = statistics.mode(kinds)
    return common if kinds.count(common) >= MOST * len(kinds) else ""


def _most(true: Iterable[object]) -> bool:
    values = [bool(each) for each in true]
    return sum(values) >= MOST * len(values)


def _take_dates(places: dict[str, int], at: list[int], columns: list[list[str]]) -> None:
    """Take the maturity, and the date of issue before it; of three dates nobody can say."""
    full = [place for place in at if len(columns[place]) >= len(max(columns, key=len)) / 2]
    middle = {}
    for place in full:
        found = [next(filter(None, day[:3])) for cell in columns[place] if (day := _day(cell))]
        if found:
            middle[place] = sorted(found)[len(found) // 2]
    if 1 <= len(middle) <= 2:
        places["maturity"] = max(middle, key=lambda place: middle[place])
        if len(middle) == 2:
            places["issued"] = min(middle, key=lambda place: middle[place])


def _take_coupon(places: dict[str, int], at: list[int], columns: list[list[str]]) -> None:
    """Take as coupon the column in which all are eighths of a per cent; of several the one beside the maturity."""
    good = [place for place in at if _coupons(columns[place])]
    beside = [place for place in good if abs(place - places.get("maturity", -9)) == 1]
    if len(good) == 1 or len(beside) == 1:
        places["coupon"] = (good if len(good) == 1 else beside)[0]


def _take_prices(places: dict[str, int], at: list[int], columns: list[list[str]]) -> None:
    """Take one column as price, two as bid and ask, three as both and the last; whole numbers are sizes."""
    good = [place for place in at if _prices(columns[place])]
    broken = [place for place in good if any(re.search(r"\d\D+\d", cell) for cell in columns[place])]
    roles = {1: ("price",), 2: ("buy", "sell"), 3: ("buy", "sell", "close")}.get(len(broken or good), ())
    places |= dict(zip(roles, broken or good, strict=True)) if roles else {}


def _coupons(cells: list[str]) -> bool:
    try:
        found = [numbers.coupon(cell) for cell in cells]
    except Refused:
        return False
    shares = numbers.are_shares(cells, found)
    return all(abs(8 * each - round(8 * each)) < 1e-9 for each in (100 * one if shares else one for one in found))


def _prices(cells: list[str]) -> bool:
    found = [re.match(r"\D{0,4}(\d{1,3})(?!\d)", cell) for cell in cells]
    points = [int(each[1]) for each in found if each and not re.fullmatch(r"0[.,]?0*", each.string)]
    return (
        bool(points)
        and len(points) >= MOST * sum(map(bool, cells)) / 2
        and all(PRICES[0] <= each <= PRICES[1] for each in points)
    )


def _day(cell: str) -> dates.Days | None:
    try:
        return dates.read(cell)
    except Refused:
        return None


def common_width(rows: Sequence[Sequence[str]]) -> int:
    """Return how many cells most rows of quotes have, without blank ones at the end."""
    full = [row for row in rows[:SAMPLE] if sum(look(cell) in DATA for cell in row[:MOST_COLUMNS]) > 1] or rows
    return (
        statistics.mode(max((at for at, cell in enumerate(row, 1) if cell), default=0) for row in full) if full else 0
    )
