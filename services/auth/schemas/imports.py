"""Imports from sheets, as the API takes and gives them."""

import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate
from marshmallow.fields import Raw

from services.auth.operations.imports import Choice, Wish
from services.auth.operations.slips import MOST_SLIPS
from services.auth.schemas.fields import RequestSchema
from shared.jobs import LineOutcome
from shared.jobs.schemas import JobProgress
from shared.paging import LARGEST_PAGE, PAGE

LONGEST_CURSOR = 200
LONGEST_ROWS = 2_000
RANGE = re.compile(r"(\d{1,7})(?:-(\d{1,7}))?")
ROWS_FORM = "请填写行号，例如 2-30，45，用逗号分开"
CHOOSE: dict[str, Any] = {
    "required": "请选择。",
    "null": "请选择。",
    "unknown": "请从列出的选项中选择。",
    "invalid": "请重新选择。",
}


class SheetUpload(RequestSchema):
    """The file that is sent."""

    file = Raw(
        required=True,
        error_messages={"required": "请选择文件。"},
        metadata={"type": "string", "format": "binary"},
    )


class WishBody(RequestSchema):
    """Which of the good rows are to be imported; `rows` such as `2-30, 45` where the choice is `rows`."""

    choice = fields.Enum(Choice, by_value=True, required=True, error_messages=CHOOSE)
    rows = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_ROWS, error=f"最多 {LONGEST_ROWS} 个字符。"),
        error_messages={"invalid": "应为文字。", "null": ROWS_FORM},
    )

    @post_load
    def _wish(self, data: dict[str, Any], **_: Any) -> Wish:
        if data["choice"] is not Choice.ROWS:
            return Wish(data["choice"])
        ranges = [RANGE.fullmatch(each) for each in re.split(r"[,，、;；\s]+", data["rows"].strip())]
        if not all(ranges):
            raise ValidationError(f"{ROWS_FORM}。", "rows")
        return Wish(Choice.ROWS, [(int(found[1]), int(found[2] or found[1])) for found in ranges if found])


class ImportPageQuery(RequestSchema):
    """Which page is asked for."""

    cursor = fields.String(load_default=None, validate=validate.Length(max=LONGEST_CURSOR, error="翻页位置无效。"))
    limit = fields.Integer(
        load_default=PAGE,
        error_messages={"invalid": "应为整数。"},
        validate=validate.Range(1, LARGEST_PAGE, error="应在 {min} 到 {max} 之间。"),
    )


class ImportLinesQuery(ImportPageQuery):
    """Which rows of the sheet: all, or those that are good (`done`) or faulty (`failed`)."""

    outcome = fields.Enum(LineOutcome, by_value=True, load_default=None, error_messages=CHOOSE)


class SlipsOfImport(RequestSchema):
    """Of which unit of an import, and the how many-th thousand."""

    unit_id = fields.UUID(required=True, error_messages=CHOOSE | {"invalid_uuid": "请重新选择。"})
    part = fields.Integer(
        load_default=1,
        strict=True,
        error_messages={"invalid": "应为整数。"},
        validate=validate.Range(1, 1_000, error="应在 {min} 到 {max} 之间。"),
    )


class SlipsOfPeople(RequestSchema):
    """The people who are to get new first passwords."""

    person_ids = fields.List(
        fields.UUID(error_messages={"invalid_uuid": "请重新选择。", "invalid": "请重新选择。", "null": "请重新选择。"}),
        required=True,
        error_messages={"required": "请选择人员。", "invalid": "请选择人员。", "null": "请选择人员。"},
        validate=validate.Length(1, MOST_SLIPS, error=f"请选择 1 到 {MOST_SLIPS} 人。"),
    )


class ImportListed(JobProgress):
    """The check of a sheet, and in `run` the import of its good rows once that was asked for."""

    file = fields.String()
    unread = fields.List(fields.String(), metadata={"description": "headings that nobody asked for"})
    kept_until = fields.AwareDateTime()
    expired = fields.Boolean()
    run = fields.Nested(JobProgress, allow_none=True)


class FaultCount(Schema):
    """How many rows have this fault, or this notice if it does not hinder."""

    kind = fields.String()
    title = fields.String()
    rows = fields.Integer()
    hinders = fields.Boolean()


class SlipsOffered(Schema):
    """For how many people of a unit slips can be printed."""

    unit_id = fields.UUID()
    unit_name = fields.String()
    part = fields.Integer()
    people = fields.Integer()


class ImportShown(ImportListed):
    """The same with counts."""

    kinds = fields.List(fields.Nested(FaultCount))


class PeopleImportShown(ImportShown):
    """An import of people, with what slips can be printed."""

    slips = fields.List(fields.Nested(SlipsOffered))


class ImportPage(Schema):
    """One page of one's own imports."""

    items = fields.List(fields.Nested(ImportListed))
    next = fields.String(allow_none=True)


class ImportLine(Schema):
    """A row of the sheet: what the check found, and what became of it."""

    row = fields.Integer()
    name = fields.String()
    number = fields.String(metadata={"description": "an ID number, masked; or the code of a unit"})
    outcome = fields.String(allow_none=True)
    text = fields.String(allow_none=True)
    noticed = fields.Boolean()
    run_outcome = fields.String(allow_none=True)
    run_text = fields.String(allow_none=True)


class ImportLines(Schema):
    """One page of the rows."""

    items = fields.List(fields.Nested(ImportLine))
    next = fields.String(allow_none=True)
