"""Every edition in another language is complete, says what the English says, and says it in that language."""

import ast
import contextlib
import csv
import gettext
import io
import re
from functools import cache
from string import Formatter
from types import SimpleNamespace

import numpy as np
import pytest
from fontTools.ttLib import TTCollection, TTFont
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from basislib import language
from basislib.classroom import languages
from basislib.figures import calm_market, fonts, style
from basislib.figures.fitting import EDGE, FINE, extent, fit
from basislib.figures.marks import write
from basislib.figures.style import INK
from basislib.figures.wrapping import length, wrap
from basislib.formats import billions, dollars, hundreds, millions, money, signed
from basislib.jupyter import ahead
from basislib.language import LANGUAGES, SOURCE, catalogue, choose, chosen, listed, paragraph
from basislib.pages import PAGES
from basislib.pages.crisis_desk import words as desk_words
from basislib.pages.ctd_switching import exercises as ctd_switching
from basislib.pages.implied_repo import exercises as implied_repo
from basislib.pages.milk_tea_margin import exercises as milk_tea
from basislib.record import datasets
from basislib.scenes import crisis_desk
from basislib.translated import made_from
from basislib.widgets import kinds
from basislib.widgets.answers import Answers
from basislib.widgets.controls import Slider, UnitOf
from basislib.widgets.exercise import Exercise
from basislib.widgets.glossary import glossary
from basislib.widgets.picture import SIZE, Picture
from basislib.widgets.questions import Amount, Numeric
from basislib.widgets.text import plain, rich
from tests.editions import catalogues, notebooks
from tests.editions.catalogues import ROOT, ids, strings
from tests.editions.english import LATIN, english_in
from tests.editions.pseudo import Pseudo
from tests.new_page import teaching
from tests.speaking import speaking

CODES = [code for code in LANGUAGES if code != SOURCE.code]
HAN = "[\u4e00-\u9fff]"
# What is no text: placeholders, formulas, code, HTML, the targets of links
SET_APART = re.compile(r"\{[^}]*\}+|\$[^$\n]*\$|`[^`]*`|<[^>]*>|\]\([^)]*\)|&\w+;")
UNGROUPED = re.compile(r"(?<![\d.])\d{4,}(?=多?[亿万]|美元)")  # an amount without a comma after its thousands
TABLES = ("claims", "participants")
kept = cache(catalogues.read)


@pytest.fixture(scope="module")
def template():
    return catalogues.template()


@pytest.fixture(params=CODES)
def code(request):
    return request.param


@pytest.fixture
def messages(code):
    """Every English text with its translation; of a plural the form for many."""
    return [(ids(each)[-1], strings(each)[-1]) for each in kept(code) if each.id]


def test_a_catalogue_has_every_text_translated_and_none_guessed(code, template):
    catalogue, wanted = kept(code), {(ids(each)[0], each.context) for each in template if each.id}
    assert {(ids(each)[0], each.context) for each in catalogue if each.id} == wanted, "make words"
    assert not catalogues.untranslated(catalogue)


def test_what_readers_get_is_what_translators_wrote(code):
    path = catalogues.path_of(code)
    there = gettext.GNUTranslations(io.BytesIO(path.with_suffix(".mo").read_bytes()))._catalog
    made = gettext.GNUTranslations(io.BytesIO(catalogues.compiled(kept(code))))._catalog
    assert there == made, "make words"


def fields(text):
    return {(name, spec or "") for _words, name, spec, _how in Formatter().parse(text) if name is not None}


def test_placeholders_and_marks_are_the_same(messages):
    """A number may be counted in another unit, as in ``{x:.0f×10}亿`` for so many billions."""
    for english, text in messages:
        counted = {(name, spec) for name, spec in fields(text) if "×" in spec}
        assert fields(text) - counted <= fields(english), text
        assert {name for name, _ in fields(text)} == {name for name, _ in fields(english)}, text
        for mark in ("**", "`", "[A]", "[S]", "[K]", "\n"):
            assert text.count(mark) == english.count(mark), (mark, english, text)
        assert sorted(re.findall(r"<[^>]*>|\]\([^)]*\)", text)) == sorted(
            re.findall(r"<[^>]*>|\]\([^)]*\)", english)
        ), text


def test_a_sentence_is_a_sentence(messages):
    for english, text in messages:
        assert text == text.strip()
        if re.search(r"\w{2}[.!?]”?$", english) and len(english.split()) > 3:
            assert text[-1] in "。！？”）》*…", (english, text)


def test_chinese_has_its_own_punctuation():
    for english, text in ((ids(each)[-1], strings(each)[-1]) for each in kept("zh") if each.id):
        bare = SET_APART.sub("", text)
        assert not re.search(f"{HAN}[,;:?!]|[,;?!]{HAN}", bare), (english, text)
        assert not re.search(r"[，、；：。？！]\**[，、；：。]|，%？|}分之|\$", text), (english, text)
        assert not UNGROUPED.search(text), (english, text)
        assert not LATIN.search(bare), (english, text)


def test_english_is_found_and_a_name_is_none():
    said = [
        "国债 cheapest to deliver",
        "那就 what pity it is",
        "常备Standby Financing Facility（SFF）",
        "",
        "Buy, sell, hold or wait",
        "见Barth, Kahn, Monin and Sokolinskiy（2025）",
    ]
    assert english_in(said) == ["what pity it is", "Buy, sell, hold or wait"]


def terms():
    with (ROOT / "tests" / "editions" / "terms.zh.csv").open(encoding="utf-8", newline="") as file:
        return [(row["en"], row["zh"], tuple(filter(None, row["except"].split(" | ")))) for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("term", "renderings", "exceptions"), terms(), ids=lambda each: each if isinstance(each, str) else ""
)
def test_fixed_terms_are_held(term, renderings, exceptions):
    there = re.compile(rf"(?<![\w-]){re.escape(term)}s?(?![\w-])", re.IGNORECASE)
    found = [
        (ids(each)[-1], strings(each)[-1])
        for each in kept("zh")
        if each.id and there.search(SET_APART.sub("", ids(each)[-1]))
    ]
    other = [pair for pair in found if not re.search(renderings, pair[1], re.IGNORECASE)]
    assert found and not [pair for pair in other if not pair[0].startswith(exceptions or ("\0",))]
    assert not [start for start in exceptions if not any(english.startswith(start) for english, _text in other)]


# ---- notebooks -----------------------------------------------------------------------------------------------------------


def test_no_cell_is_missing_or_older_than_its_english(code):
    assert not notebooks.to_do(ROOT, code)
    names = {path.name for path in notebooks.english(ROOT)}
    assert {path.name for path in (ROOT / "notebooks" / code).glob("*")} - {".ipynb_checkpoints"} == names


def pairs(code):
    """Yield every cell of a language's notebooks with its English one."""
    for path in notebooks.english(ROOT):
        english = notebooks.read(path)
        other = notebooks.read(ROOT / "notebooks" / code / path.name)
        assert other["metadata"] == english["metadata"] | {"language": code}
        for one, two in zip(english["cells"], other["cells"], strict=True):
            yield path.stem, one, two


def test_lesson_plans_are_those_of_the_guide(code):
    assert not notebooks.planned(ROOT, code), "make words"


def test_what_a_plan_says_in_the_guide_goes_into_the_notebook(tmp_path):
    """A plan in other words than the notebook's is new; what is no plan is left out."""
    for name in (
        teaching.GUIDE,
        teaching.GUIDE.with_suffix(".zh.md"),
        notebooks.NOTEBOOKS / "zh" / teaching.PLANS.name,
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    guide = tmp_path / teaching.GUIDE.with_suffix(".zh.md")
    text = guide.read_text("utf-8").replace("## 方案：90分钟", "## 方案：一个半小时").replace("## 上课之前", "## 课前")
    guide.write_text(text, "utf-8")
    (found,) = notebooks.planned(tmp_path, "zh").items()
    assert found[0] == "lesson_plans plans-3" and found[1].startswith("## 方案：一个半小时\n")
    assert "](../notebooks/" not in found[1] and notebooks.planned(tmp_path, "xx") == {}


def test_code_cells_are_the_same_but_for_the_language_and_what_they_print(code):
    chose = 0
    for stem, english, other in pairs(code):
        if english["cell_type"] != "code":
            continue
        text, before = ("".join(cell["source"]) for cell in (other, english))
        chose += (line := f'choose("{code}")\n') in text
        if notebooks.prints_words(english):
            (steps, names), (those, known) = (notebooks.computes(each) for each in (text, before))
            assert steps == those and names - known <= {"_"}, stem
        else:
            assert text.replace("from basislib.language import choose\n", "").replace(line, "") == before, stem
    assert chose == len(PAGES)


@pytest.mark.parametrize("stem", [about.stem for about in PAGES])
def test_what_a_chinese_notebook_prints_has_no_english_words(chinese, capsys, stem):
    """But names of the code above it: of a rule, of a tool."""
    (path,) = (ROOT / "notebooks" / "zh").glob(f"*_{stem}.ipynb")
    for cell in notebooks.read(path)["cells"]:
        if notebooks.prints_words(cell):
            steps = ast.parse("".join(cell["source"]))
            last = steps.body[-1]
            steps.body[-1:] = (
                [last] if not isinstance(last, ast.Expr) or "print" in ast.unparse(last) else [_print(last)]
            )
            exec(compile(ast.fix_missing_locations(steps), stem, "exec"), {})
    said = capsys.readouterr().out
    code = [
        ast.parse("".join(cell["source"])) for cell in notebooks.read(path)["cells"] if notebooks.prints_words(cell)
    ]
    assert not set(re.findall("[A-Za-z_]{3,}", said)) - {name for tree in code for name in _names(tree)}


def _names(tree):
    """Yield the names in code, and the keys that it gives and takes; what it fills numbers into is neither."""
    filled = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        yield from [node.id] if isinstance(node, ast.Name) else []
        yield from [str(node.value)] if isinstance(node, ast.Constant) and node not in filled else []


def _print(value):
    """Return a last value as JupyterLab shows it: printed."""
    return ast.Expr(ast.Call(ast.Name("print", ast.Load()), [value.value], []))


def test_links_of_a_notebook_lead_to_the_same_places(code):
    for stem, english, other in pairs(code):
        links, others = (sorted(re.findall(r"\]\(([^)]*)\)", "".join(cell["source"]))) for cell in (english, other))
        if "lab-links" in english["metadata"].get("tags", ()):
            here, there = (notebooks.links(each, f"{stem}.ipynb") for each in (SOURCE.code, code))
            assert here in "".join(english["source"]) and there in "".join(other["source"])
            links, others = ([link for link in each if "/" not in link] for each in (links, others))
        assert links == others, (stem, english["id"])


def test_a_notebook_says_what_the_bar_and_the_way_say(code):
    say = catalogue(code).gettext
    for about in PAGES:
        first = "".join(notebooks.read(ROOT / "notebooks" / code / about.notebook)["cells"][0]["source"])
        assert first.startswith(f"# {say(about.title)}\n") and f"> **{say(about.question)}**" in first


def test_no_english_is_left_in_chinese_notebooks():
    """But names, titles of papers and laws, and what JupyterLab's menu says."""
    for stem, english, other in pairs("zh"):
        if english["cell_type"] == "markdown" and "sources" not in english["metadata"].get("tags", ()):
            bare = SET_APART.sub("", "".join(other["source"]))
            assert not LATIN.search(bare), (stem, LATIN.search(bare))
            assert not re.search(f"{HAN}[,;?!]{HAN}", bare), (stem, other["id"])
            assert not UNGROUPED.search(bare), (stem, UNGROUPED.search(bare))


# ---- tables --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_every_row_of_a_table_is_translated_from_its_english_of_today(code, name):
    (key,) = datasets.manifest(name)["key"]
    english, other = datasets.load(name), datasets.load(f"{name}.{code}")
    assert list(other[key]) == list(english[key])
    columns = [column for column in other.columns if column not in (key, "english")]
    assert list(other["english"]) == [made_from(*map(str, row)) for row in english[columns].itertuples(index=False)]
    shown = datasets.load_in(name, code)
    assert list(shown.columns) == list(english.columns) and list(shown[columns[0]]) == list(other[columns[0]])


def test_a_row_whose_english_has_changed_is_shown_in_english(monkeypatch, code):
    load, new = datasets.load, "Another claim."
    changed = load("claims").assign(claim=lambda table: table["claim"].where(table["id"] != "P02", new))
    monkeypatch.setattr(datasets, "load", lambda name: changed if name == "claims" else load(name))
    shown = datasets.load_in("claims", code).set_index("id")
    assert (
        shown.loc["P02", "claim"] == new
        and shown.loc["P02", "citation"] == changed.set_index("id").loc["P02", "citation"]
    )
    assert re.search(HAN, shown.loc["P01", "claim"])


def test_every_word_of_the_glossary_is_translated(code):
    english, other = glossary(), glossary(code)
    assert list(english) == list(other)
    assert not [word for word, term in other.items() if term.meaning == english[word].meaning]


# ---- how a language is chosen and shown ----------------------------------------------------------------------------------


@pytest.fixture
def chinese(monkeypatch):
    monkeypatch.setenv(language.VARIABLE, "")
    choose("zh")
    return chosen()


def test_rows_have_no_blanks_in_chinese(chinese):
    assert chinese.html == "zh-CN"
    assert paragraph("一。", "", "二。") == "一。二。"
    assert listed(["一", "二", "三"]) == "一，二，三" or listed(["一", "二", "三"]) == "一、二、三"
    assert listed(["一", "二"], "and") == "一和二"


def test_a_catalogue_that_is_not_there_is_english(monkeypatch):
    monkeypatch.setenv(language.VARIABLE, "xx")
    assert chosen() == SOURCE and paragraph("One.", "Two.") == "One. Two."


@pytest.mark.parametrize(
    ("path", "asked", "accepted", "code"),
    [
        ("/voila/render/zh/05_repo_funding.ipynb", "", "", "zh"),
        ("/voila/render/zh/05_repo_funding.ipynb", "en", "en", "zh"),
        ("/voila/render/05_repo_funding.ipynb", "zh", "", "zh"),
        ("/", "", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("/", "", "de-DE,de;q=0.9,en;q=0.8,zh;q=0.7", "en"),
        ("/", "xx", "", "en"),
        ("/", "", "ru", "en"),
    ],
)
def test_the_language_of_a_request(path, asked, accepted, code):
    assert languages.wanted(path, asked, accepted) == code


def test_scripts_say_what_babel_sees(code, template):
    paths = [*ahead.SCRIPTS, ROOT / "basislib" / "classroom" / "static" / "board.js"]
    names = {path.relative_to(ROOT).as_posix() for path in paths}
    seen = {ids(each)[0] for each in template if names & {path for path, _line in each.locations}}
    words = languages.words(code, *paths)
    assert set(words) == seen and len(seen) > 50
    assert all(words[text] != text for text in words) and not languages.words(SOURCE.code, *paths)


def test_lines_break_where_they_may():
    assert wrap("The gap closes.", 10) == ["The gap", "closes."]
    text = "在30倍杠杆下，SOFR为4.30%时，保证金是10美元。“看涨期权”不是期货：两边都有义务。"
    for letters in range(6, 80, 7):
        lines = wrap(text, letters)
        assert "".join(lines) == text and not [line for line in lines if line[0] in "，。：”" or line[-1] == "“"]
        assert max(map(length, lines)) <= letters + 4


def test_stars_beside_chinese_letters_are_marks():
    assert rich("两条线斜率*之差*。") == "两条线斜率<em>之差</em>。" and plain("**粗**体") == "粗体"
    assert rich("现金*多了*20%，R*大于*1") == "现金<em>多了</em>20%，R<em>大于</em>1"
    assert rich("2*3*4") == "2*3*4"


def test_a_picture_without_a_font_for_its_letters_says_so(monkeypatch, chinese):
    assert fonts.installed(("No such family",)) == ()
    monkeypatch.setattr(fonts, "installed", lambda families: ())
    assert "Noto Sans CJK SC" in fonts.missing() and fonts.missing().isascii()
    monkeypatch.setenv(language.VARIABLE, "en")
    assert not fonts.missing()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("families", [(), ("DejaVu Sans Mono",)])
def test_a_picture_on_a_page_is_laid_out_alike_whatever_fonts_a_computer_has(monkeypatch, chinese, families):
    """A Chinese letter is as wide as it is high: so the middle of each line of a name is the same."""
    monkeypatch.setattr(fonts, "installed", lambda wanted: families)

    def frame(figure, view):
        figure.add_axes((0.2, 0.2, 0.7, 0.7)).set_xlabel("高于回购，\n年率", size=10)

    picture = Picture(SimpleNamespace(frame=frame, draw=lambda figure, result, ghost: None), "lines")
    lines = re.findall(r"translate\(([\d.]+) [\d.]+\)\">\s*([高年][^<\s]*)", picture.svg(None))
    middles = [float(left) + 10 * len(words) / 2 for left, words in lines]
    assert middles == [pytest.approx(0.55 * 72 * SIZE[0], abs=0.2)] * 2, lines


def test_a_font_without_bold_letters_is_used_in_silence(monkeypatch, chinese, caplog):
    monkeypatch.setattr(fonts, "installed", lambda families: ("cmr10",))
    figure = Figure()
    with fonts.of_the_language():
        figure.text(0.5, 0.5, "bold", weight="bold", size=7.123)  # of a size that has not been looked for
        figure.savefig(io.BytesIO())
    assert not caplog.records


def test_a_face_inside_a_collection_of_fonts_is_found(tmp_path, monkeypatch):
    """The Chinese face of Noto's collection is its third; the first is Japanese."""
    first, second = (TTFont(font_manager.findfont(name)) for name in ("DejaVu Sans", "DejaVu Sans Mono"))
    for record in second["name"].names:
        if record.nameID in (1, 16):
            record.string = "Second Face"
    both = TTCollection()
    both.fonts = [first, second]
    both.save(tmp_path / "both.ttc")
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [str(tmp_path / "both.ttc")])
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [*font_manager.fontManager.ttflist])
    assert fonts.installed(("Second Face",)) == ("Second Face",)


def test_dollars_are_one_word_in_sentences_and_beside_boxes(chinese):
    assert [dollars(1.5), dollars(-0.125, 3)] == ["1.50美元", "−0.125美元"]
    asked = [
        question
        for made in (milk_tea, implied_repo, ctd_switching)
        for question in made.questions(np.random.default_rng(1))
        if isinstance(question, Numeric)
    ]
    assert {"美元", "张"} <= {question.unit for question in asked}
    assert not [question for question in asked if "$" in question.unit or question.unit == "合约"]


def test_amounts_are_counted_in_one_unit(chinese):
    assert [money(4.5), money(-1234.4, 0), money(0.04)] == ["45亿美元", "−12,344亿美元", "0亿美元"]
    assert [billions(2.5), billions(1234.5, ",.1f"), millions(3.25, ".1f")] == ["25", "12,345", "325"]
    assert [hundreds(270.15, ",.0f"), hundreds(258746, ",.0f"), hundreds(0, ".1f")] == ["2.70", "2,587.46", "0.000"]
    assert [signed(-1.25, 2, number=billions), signed(0.001, 1, number=billions)] == ["−12.5", "0"]
    slider = Slider("room", "承接能力", language._("$bn"), 0.0, 400.0, 2.5, 100.0, "", "market")
    assert slider.description == "承接能力，亿美元" and slider.show(82.5) == "825亿美元"
    assert slider.heading == "承接能力，十亿美元"  # in a file


@pytest.mark.parametrize("whole", [True, False])
def test_a_slider_counts_on_the_page_in_the_unit_of_sentences(chinese, whole):
    """What the page has and sends is ten times as much; here, in links and files all stays in $bn."""
    numbers = (0, 400, 10, 100) if whole else (0.0, 400.0, 2.5, 100.0)
    widget = Slider("line", "额度", language._("$bn a day"), *numbers, "", "market").widget()
    state = widget.get_state()
    assert state["description"] == "额度，亿美元/天"
    assert [state[name] for name in ("min", "max", "step", "value")] == [
        10 * each for each in numbers[:2] + numbers[2:]
    ]
    widget.set_state({"value": 1500})
    assert (widget.value, widget.min, widget.max) == (150, *numbers[:2])
    for refused in ("x", "1000", None, [1000], 10**400):
        with contextlib.suppress(Exception):
            widget.set_state({"value": refused})
        assert widget.value == 150 and widget.get_state()["value"] == 1500


def test_other_sliders_count_as_they_are(chinese):
    slider = Slider("haircut", "折扣率", "%", 0.0, 4.0, 0.1, 1.0, "", "funding")
    assert (slider.on_screen, slider.heading) == (("%", 1), slider.description)
    assert type(slider.widget()) is kinds.FloatSlider


def test_an_axis_counts_in_the_unit_of_its_title(chinese):
    axes = Figure().add_subplot(yticks=(-50, 0, 12.5))
    style.in_money(axes.yaxis)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["−500", "0", "125"]


@pytest.mark.parametrize(
    ("code", "words"), [("en", ["−1,200", "0", "600", "12,000"]), ("zh", ["−12,000", "0", "6,000", "120,000"])]
)
def test_thousands_have_a_comma_along_an_axis_as_in_sentences(code, words):
    with speaking(code):
        axes = Figure().add_subplot(yticks=(-1200, 0, 600, 12000))
        style.in_money(axes.yaxis)
        assert [label.get_text() for label in axes.get_yticklabels()] == words


def test_thousands_have_a_comma_in_tiles(chinese):
    desk = crisis_desk.compute(crisis=1, rule="hold", day=0)
    assert [value for _name, value in desk_words.tiles(desk)[:2]] == [
        millions(desk.cash[0], ",.0f"),
        millions(desk.own_money[0], ",.0f"),
    ]
    assert "," in desk_words.tiles(desk)[1][1]


def test_an_answer_in_the_unit_of_the_sentences_is_told_so(chinese):
    question = Numeric("", 135.0, Amount("$bn"), 1.0, "", "")
    assert question.grade("1350亿").tone == "correct" and question.grade("135").tone == "almost"
    assert "单位是亿美元" in question.grade("135").text and question.grade("1500").tone == "keep working"


def test_an_amount_is_kept_in_the_models_unit(chinese):
    """What was typed in one language stands in the other's box in the other's unit, and is as right."""
    answers = Answers("demo", 1)

    def exercise():
        return Exercise("q1", 1, Numeric("", 450.0, Amount("$m", hundreds_of=True), 1.0, "", ""), answers)

    here = exercise()
    here.box.value = "4.5亿"
    here.check()
    assert (here.box.description, answers["q1"].given, answers["q1"].answer) == ("亿美元", "450", "4.5亿")
    for code, shown in (("en", "450"), ("zh", "4.5")):
        choose(code)
        again = exercise()
        again.show()
        assert again.box.value == shown and "wb-correct" in again.feedback.value
    assert here.question.shown("none") == "none"  # a browser can keep anything


def test_sentences_count_in_no_unit_that_readers_do_not(chinese):
    told = [
        each
        for each in catalogues.read("zh")
        if not each.context and any(path.startswith("basislib/pages/") for path, _line in each.locations)
    ]
    assert len(told) > 1000  # noqa: PLR2004
    odd = [each.string for each in told if re.search("十亿美元|百万美元", str(each.string))]
    assert odd == ["十亿美元"]  # the name of a slider's own unit, which is that of links and files
    assert UnitOf("impact_beyond") == "美分/10亿美元"


def test_a_calm_quarters_hundreds_of_millions_are_no_tens_of_thousands_of_ten_thousands(chinese):
    told = [
        str(each.string)
        for each in catalogues.read("zh")
        if any(re.search("other_side|calm_market", path) for path, _line in each.locations)
    ]
    assert any("{bill:,.2f×0.01}亿美元" in text for text in told) and not any("万美元" in text for text in told)
    numbers = {field: number(258.746, ",.0f") for _y, field, number, _form, _words in calm_market.ROWS}
    assert (numbers["bill"], numbers["depth"], numbers["held"]) == ("2.59", "2.59", "2,587")


def test_a_new_language_needs_no_code(monkeypatch, template):
    """The pseudo-language is a line in the list and a catalogue; texts keep what is filled in."""
    pseudo = Pseudo()
    for each in template:
        if each.id and not each.context:
            assert fields(pseudo.gettext(ids(each)[0])) == fields(ids(each)[0])
    longer = [len(pseudo.gettext(ids(each)[0])) / len(ids(each)[0]) for each in template if each.id]
    assert 1.15 < sum(longer) / len(longer) < 1.4


def test_letters_without_a_font_are_measured_as_wide_as_they_are(monkeypatch, chinese):
    text = Figure(dpi=72).text(0, 0, "价差收敛", size=10)
    monkeypatch.setattr(fonts, "installed", lambda families: ())
    assert extent(text).width == pytest.approx(40, abs=4) and text.get_text() == "价差收敛"


@pytest.mark.parametrize(
    "looks", [{}, {"rotation": 90}, {"ha": "right", "va": "top", "size": 7}, {"weight": "bold", "linespacing": 1.5}]
)
@pytest.mark.parametrize("words", ["a gap", "two\nlines"])
def test_where_a_text_stands_is_where_matplotlib_puts_it(words, looks):
    figure = Figure(figsize=(3, 2), dpi=FINE)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_subplot(xlim=(0, 9))
    for x in (2, 5):  # the size of the second is remembered from the first
        text = axes.text(x, 0.4, words, **looks)
        assert extent(text).extents == pytest.approx(text.get_window_extent(canvas.get_renderer()).extents)
        text.set_size(5)
        assert extent(text).extents == pytest.approx(text.get_window_extent(canvas.get_renderer()).extents)


def test_where_words_of_a_drawing_stand_is_where_matplotlib_puts_them():
    figure = Figure(figsize=(3, 2), dpi=FINE)
    canvas = FigureCanvasAgg(figure)
    words = write(figure.add_subplot(xlim=(0, 9)), 2, 0.4, "two\nlines", INK, weight="bold", ha="right", va="top")
    for size in (9.5, 5):
        words.set_size(size)
        there = words.text().get_window_extent(canvas.get_renderer())
        assert extent(words).extents == pytest.approx(there.extents)


def test_a_number_at_an_axis_is_moved_before_it_gets_smaller():
    figure = Figure(figsize=(3, 2), dpi=100)
    axes = figure.add_axes(
        (0.155, 0.2, 0.84, 0.7), xlim=(0, 20000), ylim=(0, 20000), xticks=(0, 20000), yticks=(0, 16000)
    )
    axes.tick_params(labelsize=9.5)
    fit(figure)
    labels = [*axes.get_xticklabels(), *axes.get_yticklabels()]
    assert {label.get_size() for label in labels} == {9.5}
    boxes = [label.get_window_extent() for label in labels]
    edge = EDGE * 100 / 72
    assert min(box.x0 for box in boxes) >= -edge and max(box.x1 for box in boxes) <= figure.bbox.x1 + edge
