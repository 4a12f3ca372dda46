"""Tables as people really paste them: from screens, newspapers, spreadsheets in many languages, mails and web pages.

None of them was known when the modules were first written, but for `SIMPLE`; what did not get in was mended.
"""

import time
from datetime import date

import pytest

from basislib.record.own_quotes import read_quotes

MAY, JUNE, JULY = date(2030, 5, 31), date(2030, 6, 30), date(2030, 7, 31)

TABLES = {
    "Bloomberg DLV": (
        "TYH6 Comdty   DLV   12/12/25   Settle 12/15/25\n"
        "\tIssue\tPrice\tSource\tConv Yield\tC.Factor\tGross Basis (32nds)\tImplied Repo%\tActual Repo%\tNet Basis (32nds)\n"
        "1\tT 4 05/31/30\t101-06+\tBGN\t3.703\t0.9272\t1.6\t3.74\t3.69\t-0.5\n"
        "2\tT 3 7/8 06/30/30\t100-21\tBGN\t3.712\t0.9212\t5.2\t3.29\t3.69\t3.9\n",
        [(4, MAY, 101.203125), (3.875, JUNE, 100.65625)],
    ),
    "Tradeweb bars": (
        "UST 4.000 31May30 | 101-06+ / 101-06¾ | 3.704 / 3.702\nUST 3.875 30Jun30 | 100-21 / 100-21¼ | 3.713 / 3.711\n",
        [(4, MAY, 101.20703125), (3.875, JUNE, 100.66015625)],
    ),
    "WSJ": (
        "Treasury Notes & Bonds\n"
        "Friday, December 12, 2025\n"
        "Maturity\tCoupon\tBid\tAsked\tChg\tAsked yield\n"
        "5/31/2030\t4.000\t101.0520\t101.0620\t-0.0300\t3.709\n"
        "6/30/2030\t3.875\t100.2060\t100.2120\t-0.0300\t3.712\n"
        "7/31/2030\t3.875\t100.2000\t100.2040\t-0.0300\t3.717\n"
        "Source: Tullett Prebon. Figures after periods represent 32nds.\n",
        [(4, MAY, 101.1796875), (3.875, JUNE, 100.65625), (3.875, JULY, 100.6328125)],
    ),
    "FedInvest csv": (
        "CUSIP,SECURITY TYPE,RATE,MATURITY DATE,CALL DATE,BUY,SELL,END OF DAY\n"
        "912797RT6,MARKET BASED BILL,0.000%,12/16/2025,,99.989944,99.989667,0.000000\n"
        "91282CNG2,MARKET BASED NOTE,4.000%,05/31/2030,,101.203125,101.187500,0.000000\n"
        "91282CNK3,MARKET BASED NOTE,3.875%,06/30/2030,,100.664063,100.648438,0.000000\n"
        "91282CEZ0,TIPS,0.625%,07/15/2032,,95.5,95.4,0.0\n"
        "91282CMJ7,MARKET BASED FRN,0.000%,01/31/2027,,100.01,100.0,0\n",
        [(4, MAY, 101.1953125), (3.875, JUNE, 100.6562505)],
    ),
    "FedInvest copied page": (
        "Prices For:\tDec 12, 2025\n"
        "CUSIP\tSECURITY TYPE\tRATE\tMATURITY DATE\tCALL DATE\tBUY\tSELL\tEND OF DAY\n"
        "91282CNG2\tMARKET BASED NOTE\t4.000%\t05/31/2030\t\t101.203125\t101.187500\t101.195313\n"
        "91282CNK3\tMARKET BASED NOTE\t3.875%\t06/30/2030\t\t100.664063\t100.648438\t100.656250\n",
        [(4, MAY, 101.195313), (3.875, JUNE, 100.65625)],
    ),
    "Excel German": (
        "ISIN;Bezeichnung;Kupon;Fälligkeit;Geldkurs;Briefkurs;Rendite\n"
        "US91282CNG24;USA 25/30;4,000;31.05.2030;101,188;101,203;3,70\n"
        "US91282CNK36;USA 25/30;3,875;30.06.2030;100,648;100,664;3,71\n",
        [(4, MAY, 101.1955), (3.875, JUNE, 100.656)],
    ),
    "Excel French": (
        "Libellé;Taux nominal;Date d'échéance;Cours acheteur;Cours vendeur\n"
        "US TREASURY N/B;4,00 %;31/05/2030;101,19;101,20\n"
        "US TREASURY N/B;3,875 %;30/06/2030;100,65;100,66\n",
        [(4, MAY, 101.195), (3.875, JUNE, 100.655)],
    ),
    "Excel Chinese": (
        "证券代码\t证券简称\t票面利率(%)\t起息日\t到期日\t买入净价\t卖出净价\n"
        "US91282CNG24\tT 4 05/31/30\t4.0000\t2025-05-31\t2030-05-31\t101.1875\t101.2031\n"
        "US91282CNK36\tT 3 7/8 06/30/30\t3.8750\t2025-06-30\t2030-06-30\t100.6484\t100.6641\n",
        [(4, MAY, 101.1953), (3.875, JUNE, 100.65625)],
    ),
    "ChinaBond": (
        "债券简称，债券代码，票面利率（％），到期日期，估价净价，估价全价，估价收益率（％）\n"
        "美国国债２５０５，91282CNG2，4.00，2030年5月31日，101.1953，101.3601，3.7031\n"
        "美国国债２５０６，91282CNK3，3.875，2030年6月30日，100.6562，102.4452，3.7120\n",
        [(4, MAY, 101.1953), (3.875, JUNE, 100.6562)],
    ),
    "Refinitiv": (
        "RIC,Coupon,Maturity,Bid,Ask,Bid Yield,Time\n"
        "US5YT=RR,4,31-MAY-2030,101-06+,101-06¾,3.704,21:59:00\n"
        "US91282CNK3=,3.875,30-JUN-2030,100-21,100-21¼,3.713,21:59:00\n",
        [(4, MAY, 101.20703125), (3.875, JUNE, 100.66015625)],
    ),
    "Markdown": (
        "Levels this morning:\n"
        "\n"
        "| **Note** | **Bid** | **Offer** | Comment |\n"
        "| :--- | ---: | ---: | --- |\n"
        "| 4% 5/31/30 | 101-06+ | 101-06+ | old 5y |\n"
        "| 3⅞% 6/30/30 | 100-21 | 100-21 | |\n",
        [(4, MAY, 101.203125), (3.875, JUNE, 100.65625)],
    ),
    "mail": (
        ">> Hi, levels as of 3pm:\n"
        ">>\n"
        ">> 4.000% 5/31/30   101-06+   3.70\n"
        ">> 3.875% 6/30/30   100-21    3.71\n"
        ">>\n"
        ">> Best, Ann\n",
        [(4, MAY, 101.203125), (3.875, JUNE, 100.65625)],
    ),
    "web page, thousands": (
        "Issue\tAmount ($)\tCoupon\tMaturity\tPrice\tYield\n"
        "US Treasury Note\t70,000,000,000\t4.000\tMay 31, 2030\t101.195\t3.70\n"
        "US Treasury Note\t70,000,000,000\t3.875\tJune 30, 2030\t100.656\t3.71\n",
        [(4, MAY, 101.195), (3.875, JUNE, 100.656)],
    ),
    "broker statement": (
        "Symbol,Security ID,Description,Currency,Quantity,Close Price,Value\n"
        'T 4 05/31/30,US91282CNG24,US TREASURY N/B 4.000% 05/31/2030,USD,"1,000,000",101.1953,"1,011,953.00"\n'
        'T 3 7/8 06/30/30,US91282CNK36,US TREASURY N/B 3.875% 06/30/2030,USD,"500,000",100.6562,"503,281.00"\n',
        [(4, MAY, 101.1953), (3.875, JUNE, 100.6562)],
    ),
    "pandas": (
        "   coupon    maturity     price\n0   4.000  2030-05-31  101.1953\n1   3.875  2030-06-30  100.6562\n",
        [(4, MAY, 101.1953), (3.875, JUNE, 100.6562)],
    ),
    "psql": (
        " coupon |  maturity  |  price   \n"
        "--------+------------+----------\n"
        "  4.000 | 2030-05-31 | 101.1953\n"
        "  3.875 | 2030-06-30 | 100.6562\n"
        "(2 rows)\n",
        [(4, MAY, 101.1953), (3.875, JUNE, 100.6562)],
    ),
    "interdealer": (
        "T 4 05/31/30  101-06 1/4  101-06 3/4  50x75\nT 3 7/8 06/30/30  100-20 3/4  100-21 1/4  25x25\n",
        [(4, MAY, 101.203125), (3.875, JUNE, 100.65625)],
    ),
    "currency and footnotes": (
        "Security, Coupon, Maturity, Price\n"
        "Treasury note, 4.000%, 31-May-30¹, USD 101.1953*\n"
        "Treasury note, 3.875%, 30-Jun-30, USD 100.6562\n"
        "* indicative; ¹ when issued\n",
        [(4, MAY, 101.1953), (3.875, JUNE, 100.6562)],
    ),
    "Excel times": (
        "Coupon\tMaturity\tClean price\tDirty price\n"
        "4.00%\t31/05/2030 00:00:00\t101.195\t101.360\n"
        "3.88%\t30/06/2030 00:00:00\t100.656\t102.445\n",
        [(4, MAY, 101.195), (3.875, JUNE, 100.656)],
    ),
    "old newspaper": (
        "Rate  Maturity   Bid     Asked   Chg.  Ask Yld.\n"
        "4.000 May 31 30n 101:05  101:06  -1  3.71\n"
        "3.875 Jun 30 30n 100:20  100:21  -1  3.72\n",
        [(4, MAY, 101.171875), (3.875, JUNE, 100.640625)],
    ),
    "Japanese": (
        "銘柄\tクーポン\t償還日\t単価\n米国債\t4.000\t2030/05/31\t101.1953\n米国債\t3.875\t2030/06/30\t100.6562\n",
        [(4, MAY, 101.1953), (3.875, JUNE, 100.6562)],
    ),
    "two-line list": (
        "4 5/31/2030 101-06+\n3 7/8 6/30/2030 100-21\n",
        [(4, MAY, 101.203125), (3.875, JUNE, 100.65625)],
    ),
    "Italian": (
        "Titolo;Cedola;Scadenza;Denaro;Lettera\n"
        "US Treasury;4,00%;31/05/2030;101,19;101,20\n"
        "US Treasury;3,875%;30/06/2030;100,65;100,66\n",
        [(4, MAY, 101.195), (3.875, JUNE, 100.655)],
    ),
    "CUSIP price only names": (
        "Cusip      Security                 Px_Last\n"
        "91282CNG2  US TREASURY N/B 4 05/31/30 101.195313\n"
        "91282CNK3  US TREASURY N/B 3 7/8 06/30/30 100.65625\n",
        [(4, MAY, 101.195313), (3.875, JUNE, 100.65625)],
    ),
}

MORE_TABLES = {
    "names;bid;ask": (
        "T 4 05/31/30 Govt;101.1875;101.2031\nT 3.875 06/30/30 Govt;100.6484;100.6641\n",
        [(4, MAY, 101.1953), (3.875, JUNE, 100.65625)],
    ),
    "name two-way": (
        "T 4 05/31/30 Govt   101-06 / 101-07\nT 3 7/8 06/30/30 Govt   100-20+ / 100-21+\n",
        [(4, MAY, 101.203125), (3.875, JUNE, 100.65625)],
    ),
    "key: value": (
        "CUSIP: 91282CNG2 Coupon: 4.000 Maturity: 05/31/2030 Price: 101-06+\n"
        "CUSIP: 91282CNK3 Coupon: 3.875 Maturity: 06/30/2030 Price: 100-21\n",
        [(4, MAY, 101.203125), (3.875, JUNE, 100.65625)],
    ),
    "German thousands": (
        "Kupon\tFälligkeit\tNominal (USD)\tKurs\n"
        "4,000 %\t31.05.30\t1.000.000,00\t101,1953\n"
        "3,875 %\t30.06.30\t12.500.000,00\t100,6562\n",
        [(4, MAY, 101.1953), (3.875, JUNE, 100.6562)],
    ),
    "quoted semicolons": (
        '\ufeff"Coupon";"Maturity";"Price";"";""\r\n'
        '"4.000";"2030-05-31";"101.1953";"";""\r\n'
        '"3.875";"2030-06-30";"100.6562";"";""\r\n',
        [(4, MAY, 101.1953), (3.875, JUNE, 100.6562)],
    ),
    "Wind units": (
        "证券简称\t票面利率\t到期日期\t收盘净价\n"
        "\t(%)\t\t(元)\n"
        "美国国债2505\t4.0000\t2030-05-31\t101.1953\n"
        "美国国债2506\t3.8750\t2030-06-30\t100.6562\n"
        "数据来源：Wind\n",
        [(4, MAY, 101.1953), (3.875, JUNE, 100.6562)],
    ),
    "blank lines, header again": (
        "Coupon  Maturity    Price\n"
        "\n"
        "4.000   05/31/2030  101.1953\n"
        "\n"
        "Coupon  Maturity    Price\n"
        "\n"
        "3.875   06/30/2030  100.6562\n",
        [(4, MAY, 101.1953), (3.875, JUNE, 100.6562)],
    ),
    "numbered": (
        "1. T 4 05/31/30  101-06+\n2. T 3 7/8 06/30/30  100-21\n",
        [(4, MAY, 101.203125), (3.875, JUNE, 100.65625)],
    ),
    "bullets": (
        "- T 4 05/31/30 101-06+\n- T 3 7/8 06/30/30 100-21\n",
        [(4, MAY, 101.203125), (3.875, JUNE, 100.65625)],
    ),
    "stars": (
        "* 4% 31 May 2030: 101-06+\n* 3 7/8% 30 Jun 2030: 100-21\n",
        [(4, MAY, 101.203125), (3.875, JUNE, 100.65625)],
    ),
    "apostrophes": (
        "T 4 05/31/30,101'06.5\nT 3 7/8 06/30/30,100'21.0\n",
        [(4, MAY, 101.203125), (3.875, JUNE, 100.65625)],
    ),
    "R": (
        "  coupon   maturity    price\n1  4.000 2030-05-31 101.1953\n2  3.875 2030-06-30 100.6562\n",
        [(4, MAY, 101.1953), (3.875, JUNE, 100.6562)],
    ),
    "PX_BID": (
        "Security,PX_BID,PX_ASK,YLD_YTM_MID\n"
        "T 4 05/31/30 Govt,101.1875,101.2031,3.703\n"
        "T 3 7/8 06/30/30 Govt,100.6484,100.6641,3.712\n",
        [(4, MAY, 101.1953), (3.875, JUNE, 100.65625)],
    ),
    "price first": ("101-06+ 4 05/31/30\n100-21 3 7/8 06/30/30\n", [(4, MAY, 101.203125), (3.875, JUNE, 100.65625)]),
    "header says decimal": (
        "Cpn,Mat.,Price (decimal)\n4,5/31/30,101.20\n3.875,6/30/30,100.21\n",
        [(4, MAY, 101.2), (3.875, JUNE, 100.21)],
    ),
    "yields beside": (
        "4.000,05/31/2030,101.1953,3.750\n3.875,06/30/2030,100.6562,3.750\n",
        [(4, MAY, 101.1953), (3.875, JUNE, 100.6562)],
    ),
    "spaced thousands": (
        "Titre;Taux;Échéance;Encours;Prix\n"
        "UST;4,000;31/05/2030;70 000 000 000;101,1953\n"
        "UST;3,875;30/06/2030;70 000 000 000;100,6562\n",
        [(4, MAY, 101.1953), (3.875, JUNE, 100.6562)],
    ),
    "dated and maturity": (
        "912828NG2 4.000 05/31/25 05/31/30 101.1953\n91282CNK3 3.875 06/30/25 06/30/30 100.6562\n",
        [(4, MAY, 101.1953), (3.875, JUNE, 100.6562)],
    ),
    "Spanish": (
        "Título;Cupón;Vencimiento;Último\n"
        "Tesoro EE. UU.;4,00%;31-may-30;101,1953\n"
        "Tesoro EE. UU.;3,875%;30-jun-30;100,6562\n",
        [(4, MAY, 101.1953), (3.875, JUNE, 100.6562)],
    ),
    "on-the-run label": (
        "5Y\tT 4 05/31/30\t101-06+\t3.70\nOld\tT 3 7/8 06/30/30\t100-21\t3.71\n",
        [(4, MAY, 101.203125), (3.875, JUNE, 100.65625)],
    ),
    "html": (
        "<table><tr><th>Coupon</th><th>Maturity</th><th>Price</th></tr>\n"
        "<tr><td>4</td><td>2030-05-31</td><td>101.1953</td></tr>\n"
        "<tr><td>3.875</td><td>2030-06-30</td><td>100.6562</td></tr></table>\n",
        [(4, MAY, 101.1953), (3.875, JUNE, 100.6562)],
    ),
}


@pytest.mark.parametrize(("text", "notes"), [*TABLES.values(), *MORE_TABLES.values()], ids=[*TABLES, *MORE_TABLES])
def test_a_table_is_read(text, notes):
    found = read_quotes(text)
    read = list(zip(found.notes["coupon"], found.notes["maturity"], found.notes["clean_price"], strict=True))
    assert [row[:2] for row in read] == [row[:2] for row in notes]
    assert [row[2] for row in read] == pytest.approx([row[2] for row in notes], abs=1e-9)
    assert not found.bad and not found.asked.keys() - found.decided.keys()


@pytest.mark.parametrize(("text", "kinds"), [
    (TABLES["FedInvest csv"][0], ["bill", "tips", "frn"]), (TABLES["WSJ"][0], []),
])  # fmt: skip
def test_what_is_no_note_is_told_apart(text, kinds):
    assert [each.kind for each in read_quotes(text).excluded] == kinds


def test_bid_and_ask_are_told_apart():
    german, fed = (read_quotes(TABLES[name][0]).notes for name in ("Excel German", "FedInvest csv"))
    assert german.loc[0, ["bid", "ask"]].tolist() == [101.188, 101.203]
    assert fed.loc[0, ["bid", "ask"]].tolist() == [101.1875, 101.203125]  # who sells there gets the bid


def test_a_screen_s_own_repo_rates_and_factors_are_taken():
    notes = read_quotes(TABLES["Bloomberg DLV"][0]).notes
    assert notes["repo_rate"].tolist() == [3.69, 3.69] and notes["conversion_factor"].tolist() == [0.9272, 0.9212]


def test_names_with_months_only_get_their_day_from_the_treasury_s_record():
    found = read_quotes("T 4 05/30\t101-06+\n4⅛% Nov 2032\t102-17\nT 5 05/30\t101-06+\n")
    assert found.notes["maturity"].tolist() == [MAY, date(2032, 11, 15)]
    assert found.decided["maturity"][0] == "record"
    assert [(cell.row, str(cell.wrong)[:19]) for cell in found.bad] == [(3, "The day is missing;")]


@pytest.mark.parametrize("text", [
    "T 4 05/31/30\t101-06/06+\n",  # the second price is cut short
    "Coupon\tMaturity\tBid\tAsk\n4\t5/31/30\t101-06\t07\n",
    '[{"coupon": 4, "maturity": "2030-05-31", "price": 101.1953}]\n',
    "The 4% of 31 May 2030 was quoted at 101-06+ and the 3.875% of 30 June 2030 at 100-21.\n",
    "Coupon Rate  Issue Date  Maturity Date  Cusip\n4.000  05/31/2025  05/31/2030  91282CNG2\n",
])  # fmt: skip
def test_what_is_not_clear_is_never_read_as_something_else(text):
    try:
        found = read_quotes(text)
    except ValueError as refusal:
        assert str(refusal).endswith(".")
    else:
        assert found.notes.empty and found.bad


def test_a_header_holds_when_all_below_it_is_rubbish():
    found = read_quotes("coupon,maturity,price\nx12345,y12345,z12345\nx12346,y12346,z12346\n")
    assert found.notes.empty and [cell.row for cell in found.bad] == [2, 2, 2, 3, 3, 3]


HUGE = 4_900_000


@pytest.mark.parametrize("text", [
    "<td" + " " * HUGE, "a " * (HUGE // 2), "1," * (HUGE // 2), "½" * (HUGE // 3), "T 4 05/31/30 " * (HUGE // 15), "5/31/30 " * (HUGE // 9),
    "coupon,maturity,price\n4,2030-05-31," + "x11-1" * 20_000, "<td>" + "<a" * (HUGE // 3), "a:" * (HUGE // 2), '"' * HUGE,
], ids=range(10))  # fmt: skip
def test_what_is_made_to_be_slow_is_not(text):
    start = time.process_time()
    try:
        assert read_quotes(text).notes.empty
    except ValueError as refusal:
        assert len(str(refusal)) < 300
    assert time.process_time() - start < 60  # hours, if anything grew with the square
