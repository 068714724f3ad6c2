"""Batches, as the review API takes and gives them."""

from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from services.review.operations.batches import Deed, Wish
from services.review.schemas.answers import Colleague
from services.review.schemas.handing import UUID_ERRORS, WORDS
from services.review.schemas.requests import CHOICE, LONGEST_CURSOR, LONGEST_REASON, MISSING, Text
from shared.jobs import LineOutcome
from shared.jobs.schemas import JobProgress
from shared.paging import LARGEST_PAGE, PAGE

MOST_CASES = 500
MANY = f"请选择 1 到 {MOST_CASES} 件审核件"


def _deed() -> "fields.Enum[Deed]":
    return fields.Enum(Deed, by_value=True, required=True, error_messages=MISSING | {"unknown": CHOICE})


def _cases(most: int) -> "fields.List[UUID]":
    return fields.List(
        fields.UUID(error_messages=UUID_ERRORS),
        required=True,
        error_messages=MISSING,
        validate=validate.Length(1, most, error=MANY),
    )


class BatchBody(Schema):
    """What is to be done with which cases. Reassigning: to whom, or why the cases go back into the queue."""

    deed = _deed()
    case_ids = _cases(MOST_CASES)
    reviewer_id = fields.UUID(load_default=None, allow_none=True, error_messages=UUID_ERRORS)
    reason = Text(load_default=None, allow_none=True, validate=validate.Length(1, LONGEST_REASON, error=WORDS))

    @validates_schema
    def _complete(self, data: dict[str, Any], **_: Any) -> None:
        to_somebody, to_the_queue = data["reviewer_id"] is not None, data["reason"] is not None
        if data["deed"] is Deed.REASSIGN and to_somebody == to_the_queue:
            raise ValidationError("请选择转交给谁，或者填写退回待分配的原因", "reviewer_id")
        if data["deed"] is not Deed.REASSIGN and (to_somebody or to_the_queue):
            raise ValidationError("只有转交时才能填写此项", "reviewer_id" if to_somebody else "reason")

    @post_load
    def _wish(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        wish = Wish(data["deed"], data["reviewer_id"], data["reason"])
        return {"wish": wish, "case_ids": data["case_ids"]}


class OutlookQuery(Schema):
    """A batch that is thought of, on the cases of one page."""

    deed = _deed()
    case_id = _cases(LARGEST_PAGE)


class BatchPageQuery(Schema):
    """Which page is asked for."""

    cursor = fields.String(load_default=None, validate=validate.Length(max=LONGEST_CURSOR, error="翻页位置无效"))
    limit = fields.Integer(
        load_default=PAGE,
        error_messages={"invalid": "应为整数"},
        validate=validate.Range(1, LARGEST_PAGE, error="应在 {min} 到 {max} 之间"),
    )


class LinesQuery(BatchPageQuery):
    """Which lines of the report."""

    outcome = fields.Enum(LineOutcome, by_value=True, load_default=None, error_messages={"unknown": CHOICE})


class CaseInOutlook(Schema):
    """A case, and why a batch would leave it out, if it would."""

    id = fields.UUID()
    person_name = fields.String()
    account = fields.String()
    unit_name = fields.String(allow_none=True)
    hindrance = fields.String(allow_none=True)


class Outlook(Schema):
    """What a batch would do, and to whom the cases could go."""

    cases = fields.List(fields.Nested(CaseInOutlook))
    colleagues = fields.List(fields.Nested(Colleague))


class BatchShown(JobProgress):
    """A batch and how far it has come."""

    deed = fields.String()
    reviewer_name = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)


class BatchPage(Schema):
    """One page of one's own batches."""

    items = fields.List(fields.Nested(BatchShown))
    next = fields.String(allow_none=True)


class BatchLine(Schema):
    """One line of the report; without a name where the case is none that the asker may see."""

    position = fields.Integer()
    case_id = fields.UUID()
    person_name = fields.String(allow_none=True)
    account = fields.String(allow_none=True)
    unit_name = fields.String(allow_none=True)
    outcome = fields.String(allow_none=True)
    text = fields.String(allow_none=True)


class LinesPage(Schema):
    """One page of the report."""

    items = fields.List(fields.Nested(BatchLine))
    next = fields.String(allow_none=True)
