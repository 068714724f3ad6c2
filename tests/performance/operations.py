"""What people do, as data: who does it, by which requests, and what the floor does for the same."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from uuid import uuid4

import pikepdf

from tests.chaos.browser import Form
from tests.performance.goals import RATIO, Goal
from tests.performance.load import KEY, VERSION, Step, Turn
from tests.performance.people import Someone

SECTION = "work_experience"
SAVED, HANDED_IN = f"open={SECTION}", "/record"
BOUNDARY = "a-part-of-the-bench"

SHARING, MINE = "/sharing/expert-site", "/cases?status=assigned&holder=mine&kind=change"
DECISIONS, PATIENCE_SECONDS = 6, 60
OF_A_REQUEST = {"csrf_token", "section", "entry", "action", "draft", "base"}

SUBMISSIONS = "SELECT count(*) FROM submission"
CHANGES, CONSENTS = "SELECT count(*) FROM change_request", "SELECT count(*) FROM consent"

Doing = Callable[[Someone], Turn]


@dataclass(frozen=True)
class Operation:
    """`people` names a group of `Crowd`; `ours` and `floor` make the requests of one of them.

    `proof` counts in profile's database what each turn of ours leaves there, where a refusal answers alike. `once`
    says that a turn can be done but once, since it uses up what was made ready for it; `crowds` how many people do it
    at once, where not as many as in the others.
    """

    name: str
    people: str
    ours: Doing
    floor: Callable[[Turn], Turn] | None = None
    goal: Goal | None = None
    proof: str = ""
    once: bool = False
    crowds: tuple[int, ...] = ()


def page(path: str, marker: str) -> Doing:
    """A page that is of the same size each time."""

    def done(someone: Someone) -> Turn:
        length = len(someone.browser.http.get(path).content)
        return Turn([Step(path, marker=marker, size=length)])

    return done


def same_page(ours: Turn) -> Turn:
    """The floor's page of the same name, filled up to the bytes of ours."""
    (step,) = ours.steps
    return Turn([Step(f"{step.path}?bytes={step.size}", marker=step.marker, size=step.size)])


def save(someone: Someone) -> Turn:
    """保存 one entry of 工作经历; each time from the version that the time before made."""
    form = _entry_form(someone)
    version = int(dict(form.fields)["version"])
    typed = form.with_values(tech_work=f"第 {KEY} 次", key=KEY, version=VERSION)
    return Turn([_sent(typed, SAVED)], version)


def same_save(ours: Turn) -> Turn:
    """The same fields of the same entry."""
    given = dict(ours.steps[0].form or [])
    fields = [(name, value) for name, value in given.items() if name not in {"csrf_token", "entry", "version"}]
    return Turn([Step(f"/record/entries/{given['entry']}", form=fields, status=302, marker="/record")])


def submit(someone: Someone) -> Turn:
    """提交审核 and 撤回, in turn."""
    fields = [("csrf_token", _token(someone)), ("key", KEY)]
    deeds = ("/record/submission", "/record/withdrawal")
    return Turn([Step(deed, form=fields, status=302, marker=HANDED_IN) for deed in deeds])


def unchanged(ours: Turn) -> Turn:
    """The floor has the same addresses and fields."""
    return ours


def login_page(_: Someone) -> Turn:
    """The page before anybody is known."""
    return Turn([Step("/login", marker="登录")], anonymous=True)


def sign_in(someone: Someone) -> Turn:
    """A password that is checked, and a new session."""
    fields = [("csrf_token", _token(someone)), *((name, someone.account[name]) for name in ("login", "password"))]
    return Turn([Step("/login", form=fields, status=302, marker="/")])


def case_page(someone: Someone) -> Turn:
    """A case of one's unit: a record."""
    cases = someone.browser.page("/cases?status=all&kind=record").links("/cases/")
    return page(cases[0].partition("?")[0], "审核")(someone)


def autosave(someone: Someone) -> Turn:
    """What an open entry keeps by itself while somebody types."""
    typed = _entry_form(someone).with_values(tech_work=f"第 {KEY} 次")
    return Turn([Step(f"{typed.action}/draft", form=typed.fields)])


def change(someone: Someone) -> Turn:
    """信息变更申请 for one more entry of 工作经历; only so many may be open, so those of before are taken back."""
    while form := someone.browser.page("/changes?status=pending").form("/withdrawal"):
        someone.browser.send(form)
    return Turn([_asking(someone)])


def consent(someone: Someone) -> Turn:
    """同意分享 by somebody who has just signed in; once more or less than before."""
    someone.browser.sign_in(someone.account["login"], someone.account["password"])
    form = someone.browser.page(SHARING).form(f"{SHARING}/consent")
    assert form
    own = [field for field in form.fields if field[0] not in {"agreed", "fields"}]
    more = ("fields", f"{SECTION}.tech_work")
    least = [("fields", key) for key in ("basic_info.name", f"{SECTION}.unit_name")]
    fields = least if more in form.fields else [*least, more]
    return Turn([_sent(Form(form.action, [*own, *fields, ("agreed", "yes")]), SHARING)])


def decide(someone: Someone) -> Turn:
    """审核不通过 of changes that a colleague has just asked for, each of them once."""
    assert someone.colleague
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(cases := someone.browser.page(MINE).links("/cases/")) < DECISIONS:
        assert time.monotonic() < deadline, "no cases to decide"
        asked = _asking(someone.colleague)
        someone.colleague.browser.send(Form(asked.path, asked.form or []).with_values(key=uuid4().hex))
        time.sleep(0.5)
    return Turn([_decision(someone, case.partition("?")[0]) for case in cases[:DECISIONS]])


def upload(someone: Someone) -> Turn:
    """A small PDF, checked and kept."""
    return Turn([_file_step(someone)])


def download(someone: Someone) -> Turn:
    """A file that was kept."""
    step, http = _file_step(someone), someone.browser.http
    kept = http.post(step.path, content=step.body, headers={"Content-Type": step.content_type}).json()
    address = f"/files/{kept['id']}"
    return Turn([Step(address, marker="%PDF", size=len(http.get(address).content))])


def _file_step(someone: Someone) -> Step:
    written = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(written)
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("csrf_token", _token(someone)), ("purpose", "proof"))
    ]
    head = 'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    body = "".join(parts).encode() + f"--{BOUNDARY}\r\n{head}".encode() + written.getvalue()
    content_type = f"multipart/form-data; boundary={BOUNDARY}"
    return Step(
        "/uploads", status=201, body=body + f"\r\n--{BOUNDARY}--\r\n".encode(), content_type=content_type, marker='"id"'
    )


def _entry_form(someone: Someone) -> Form:
    links = someone.browser.page("/record").links(f"/record?open={SECTION}&")
    address = next(one for one in links if "entry=new" not in one)
    form = someone.browser.page(address).form(f"/record/sections/{SECTION}")
    assert form
    return form


def _asking(someone: Someone) -> Step:
    """The form of one more entry, filled with what another one says."""
    entries = f"/changes/new?section={SECTION}"
    entry = next(one for one in someone.browser.page(entries).values("entry") if one != "new")
    there = someone.browser.page(f"{entries}&entry={entry}&action=modify").form("/changes/new")
    empty = someone.browser.page(f"{entries}&entry=new&action=add").form("/changes/new")
    assert there
    assert empty
    own = {name: value for name, value in empty.fields if name in OF_A_REQUEST}
    fields = [(name, own.get(name, value)) for name, value in there.fields]
    return _sent(Form(empty.action, fields).with_values(key=KEY, reason="增加一段经历"), "/changes")


def _decision(someone: Someone, address: str) -> Step:
    form = someone.browser.page(address).form("/decision")
    assert form
    reason = {f"reason__{part}": "" for part in ("section", "entry", "field")}
    return _sent(form.with_values(decision="return", **reason, reason__text="请补充说明"), "/cases")


def _sent(form: Form, onward: str) -> Step:
    """A form, and the address to which one is sent on."""
    return Step(form.action, form=form.fields, status=302, marker=onward)


def _token(someone: Someone) -> str:
    return someone.browser.page("/notices").values("csrf_token")[0]


OPERATIONS = (
    Operation("record page", "professionals", page("/record", "个人基本信息"), same_page, RATIO),
    Operation("reviewer's queue", "reviewers", page("/cases", "待审核"), same_page, RATIO),
    Operation("notices", "professionals", page("/notices", "通知公告"), same_page, RATIO),
    Operation("case page", "reviewers", case_page, same_page, RATIO),
    Operation("request list", "approved", page("/changes", "申请"), same_page, RATIO),
    Operation("status", "professionals", page("/record/status", "审核状态")),
    Operation("share page", "professionals", page("/sharing/expert-site", "找专家网")),
    Operation("search of people", "administrators", page("/administration/people?q=%E7%8E%8B", "人员")),
    Operation("statistics page", "administrators", page("/figures", "统计")),
    Operation("save a section", "writers", save, same_save, RATIO),
    Operation("one section page", "writers", page(f"/record?open={SECTION}", "工作经历")),
    Operation("submit, take back", "writers", submit, unchanged, RATIO, SUBMISSIONS),
    Operation("decide", "deciders", decide, once=True, crowds=(1,)),
    Operation("change request", "approved", change, proof=CHANGES),
    Operation("consent", "approved", consent, proof=CONSENTS, once=True, crowds=(8,)),
    Operation("file up", "writers", upload),
    Operation("file down", "writers", download),
    Operation("login page", "writers", login_page),
    Operation("sign-in", "writers", sign_in),
    Operation("autosave", "writers", autosave),  # last: nobody hands in a record with something unfinished in it
)
