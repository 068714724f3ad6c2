"""Batches on accounts: what is asked and answered."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.auth.operations.account_batches import MOST, BatchDeed
from services.auth.schemas.administered import NOT_AMONG, PeopleFilterBody, ReasonBody
from shared.jobs import LineOutcome
from shared.jobs.schemas import JobProgress
from shared.paging import LARGEST_PAGE, PAGE


class AccountBatchBody(ReasonBody):
    """A deed, why, and on whom: these people, or all of a filter."""

    deed = fields.Enum(BatchDeed, by_value=True, required=True, error_messages=NOT_AMONG | {"required": "请选择操作。"})
    person_ids = fields.List(
        fields.UUID(error_messages={"invalid_uuid": "标识无效"}),
        validate=validate.Length(1, MOST, error=f"请选择 1 至 {MOST} 人。"),
    )
    filter = fields.Nested(PeopleFilterBody)

    @validates_schema
    def _one_of_both(self, data: dict[str, Any], **_: Any) -> None:
        if ("person_ids" in data) is ("filter" in data):
            raise ValidationError("请选择人员，或者给出查找条件。", "person_ids")


class AccountBatchPageQuery(Schema):
    """One page of batches."""

    cursor = fields.String(validate=validate.Length(max=300), load_default=None)
    limit = fields.Integer(load_default=PAGE, validate=validate.Range(1, LARGEST_PAGE))


class AccountLinesQuery(AccountBatchPageQuery):
    """One page of a report, perhaps of those that ended so."""

    outcome = fields.Enum(LineOutcome, by_value=True, load_default=None, error_messages=NOT_AMONG)


class AccountBatchShown(JobProgress):
    """A batch and how far it has come."""

    deed = fields.String(required=True)
    reason = fields.String(required=True)


class AccountBatchPage(Schema):
    """A page of batches and where the next begins."""

    items = fields.List(fields.Nested(AccountBatchShown), required=True)
    next = fields.String(required=True, allow_none=True)


class AccountLineShown(Schema):
    """What became of one person; nothing is said of somebody who could not be seen."""

    position = fields.Integer(required=True)
    person_id = fields.UUID(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)
    account = fields.String(required=True, allow_none=True)
    unit_name = fields.String(required=True, allow_none=True)
    outcome = fields.Enum(LineOutcome, by_value=True, required=True, allow_none=True)
    text = fields.String(required=True, allow_none=True)


class AccountLinesPage(Schema):
    """A page of a report and where the next begins."""

    items = fields.List(fields.Nested(AccountLineShown), required=True)
    next = fields.String(required=True, allow_none=True)
