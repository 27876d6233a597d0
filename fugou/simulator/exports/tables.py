"""The tables that the demo brand's source systems export, and how each of them writes.

Belongs here: declarations. Does not belong here: what the rows say (the behavioural model), how a
value is written (`files`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

Kind = Literal["text", "integer", "money", "instant", "date"]
Format = Literal["csv", "jsonl", "parquet", "xlsx"]
TimeStyle = Literal["local", "utc", "iso", "epoch"]

# name=header*:kind; the header is the name, and the kind text, unless said otherwise.
_COLUMN = re.compile(r"([a-z_]+)(?:=([^*:]+))?(\*)?(?::([a-z]+))?")


@dataclass(frozen=True)
class Column:
    """One column of an exported table.

    Args:
        name: Its name in bronze.
        header: Its name in the file.
        kind: What the canonical Arrow column holds: text (string), integer (int64), money (int64,
            fen), instant (timestamp in seconds, UTC without zone), date (date32).
        is_required: Whether good rows always have a value.
    """

    name: str
    header: str
    kind: Kind
    is_required: bool = False


@dataclass(frozen=True)
class TableSpec:
    """One exported table.

    Args:
        source: Source system.
        table: Its name, which is also its folder's.
        format: Format of its files, and their extension.
        columns: Its columns in the order of the file.
        key: Names of the columns that identify a row; versions of one row share them.
        instant: Name of the column whose business day the row belongs to.
        time_style: How instants are written: local (Shanghai, without zone), utc (Parquet with
            the zone UTC), iso (with +08:00) or epoch (seconds since 1970).
        encoding: Of a text file: utf-8, utf-8-sig (with byte order mark) or gb18030; else empty.
    """

    source: str
    table: str
    format: Format
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    instant: str
    time_style: TimeStyle
    encoding: str

    @property
    def name(self) -> str:
        """Its folder below landing: `<source>/<table>`."""
        return f"{self.source}/{self.table}"

    def column(self, name: str) -> Column:
        """Find a column.

        Args:
            name: Its name in bronze.

        Returns:
            The column.

        Raises:
            KeyError: If there is none; the message lists the columns.
        """
        for column in self.columns:
            if column.name == name:
                return column
        known = ", ".join(column.name for column in self.columns)
        raise KeyError(f"{self.name} has no column {name}; it has {known}")


@dataclass(frozen=True)
class _Export:
    """The way in which some tables of a source are written."""

    source: str
    format: Format
    time_style: TimeStyle
    encoding: str = ""

    def table(self, table: str, key: str, instant: str, columns: str) -> TableSpec:
        return TableSpec(
            self.source,
            table,
            self.format,
            tuple(_column(text) for text in columns.split()),
            tuple(key.split()),
            instant,
            self.time_style,
            self.encoding,
        )


def _column(text: str) -> Column:
    found = _COLUMN.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} declares no column")
    name, header, star, kind = found.groups()
    return Column(name, header or name, cast(Kind, kind or "text"), star is not None)


_CRM = _Export("crm", "csv", "local", "utf-8-sig")
_SHOP = _Export("shop", "parquet", "utc")
_SHOP_TRACKING = _Export("shop", "jsonl", "iso", "utf-8")
_STORE = _Export("store", "csv", "local", "gb18030")
_WECOM = _Export("wecom", "jsonl", "epoch", "utf-8")
_ENGAGEMENT = _Export("engagement", "jsonl", "iso", "utf-8")
_MARKETING = _Export("marketing", "parquet", "utc")
_CONTENT = _Export("content", "jsonl", "iso", "utf-8")
_SERVICE = _Export("service", "csv", "local", "utf-8")
_SURVEY = _Export("survey", "xlsx", "local")
_PLAN = _Export("plan", "xlsx", "local")

_SPECS = (
    _CRM.table(
        "members",
        "member_no",
        "updated_at",
        "member_no* name phone gender birthday:date city occupation level source"
        " registered_at*:instant closed_at:instant updated_at*:instant",
    ),
    _CRM.table(
        "bindings",
        "binding_id",
        "bound_at",
        "binding_id* member_no* phone card_no unionid bound_at*:instant",
    ),
    _CRM.table(
        "points",
        "movement_id",
        "moved_at",
        "movement_id* member_no* kind* points*:integer order_system order_id moved_at*:instant",
    ),
    _CRM.table(
        "consents",
        "consent_id",
        "changed_at",
        "consent_id* member_no* purpose* status* changed_at*:instant",
    ),
    _CRM.table(
        "erasure_requests",
        "request_id",
        "requested_at",
        "request_id* member_no* requested_at*:instant",
    ),
    _CRM.table(
        "referrals",
        "invitation_id",
        "invited_at",
        "invitation_id* inviter_no* invitee_no invited_at*:instant accepted_at:instant",
    ),
    _SHOP.table(
        "accounts",
        "buyer_id",
        "updated_at",
        "buyer_id* phone unionid openid device_id platform registered_at*:instant"
        " updated_at*:instant",
    ),
    _SHOP.table(
        "orders",
        "order_id",
        "updated_at",
        "order_id* buyer_id* order_type* status* platform ordered_at*:instant paid_at:instant"
        " shipping_fee:money receiver_name receiver_phone receiver_address coupon_id"
        " updated_at*:instant",
    ),
    _SHOP.table(
        "order_items",
        "order_id line_no",
        "updated_at",
        "order_id* line_no*:integer product_id* quantity*:integer unit_price:money"
        " list_amount*:money discount_amount:money paid_amount*:money updated_at*:instant",
    ),
    _SHOP.table(
        "refunds",
        "refund_id",
        "updated_at",
        "refund_id* order_id* line_no:integer amount*:money kind* reason requested_at*:instant"
        " completed_at:instant updated_at*:instant",
    ),
    _SHOP.table(
        "shipments",
        "shipment_id",
        "updated_at",
        "shipment_id* order_id* shipped_at*:instant delivered_at:instant updated_at*:instant",
    ),
    _SHOP.table(
        "products",
        "product_id",
        "updated_at",
        "product_id* name category brand list_price:money updated_at*:instant",
    ),
    _SHOP_TRACKING.table(
        "carts",
        "cart_event_id",
        "happened_at",
        "cart_event_id* buyer_id* product_id* action* quantity:integer happened_at*:instant",
    ),
    _STORE.table(
        "receipts",
        "receipt_no",
        "updated_at",
        "receipt_no=小票号* store_no=门店编号* staff_no=导购工号 card_no=会员卡号"
        " receipt_type=类型* traded_at=交易时间*:instant updated_at=更新时间*:instant",
    ),
    _STORE.table(
        "receipt_lines",
        "receipt_no line_no",
        "updated_at",
        "receipt_no=小票号* line_no=行号*:integer product_no=商品编码* quantity=数量*:integer"
        " unit_price=单价:money list_amount=原价金额*:money discount_amount=优惠金额:money"
        " paid_amount=实付金额*:money updated_at=更新时间*:instant",
    ),
    _STORE.table(
        "returns",
        "return_no",
        "updated_at",
        "return_no=退货单号* receipt_no=小票号* line_no=行号:integer"
        " refund_amount=退款金额*:money reason=原因 requested_at=申请时间*:instant"
        " completed_at=完成时间:instant updated_at=更新时间*:instant",
    ),
    _STORE.table(
        "cards",
        "card_no",
        "opened_at",
        "card_no=会员卡号* phone=手机号 opened_at=开卡时间*:instant store_no=开卡门店",
    ),
    _STORE.table(
        "stores",
        "store_no",
        "updated_at",
        "store_no=门店编号* store_name=门店名称 city=城市 opened_on=开业日期*:date"
        " closed_on=关店日期:date updated_at=更新时间*:instant",
    ),
    _STORE.table(
        "staff",
        "staff_no",
        "updated_at",
        "staff_no=工号* staff_name=姓名 store_no=门店编号 hired_on=入职日期*:date"
        " left_on=离职日期:date updated_at=更新时间*:instant",
    ),
    _WECOM.table(
        "contacts",
        "relation_id",
        "updatetime",
        "relation_id* external_userid* userid* add_way createtime*:instant deletetime:instant"
        " deleted_by updatetime*:instant",
    ),
    _WECOM.table(
        "group_members",
        "relation_id",
        "updatetime",
        "relation_id* chat_id* external_userid* join_time*:instant quit_time:instant"
        " updatetime*:instant",
    ),
    _WECOM.table(
        "groups",
        "chat_id",
        "updatetime",
        "chat_id* name owner create_time*:instant dismiss_time:instant updatetime*:instant",
    ),
    _WECOM.table(
        "customers",
        "external_userid",
        "updatetime",
        "external_userid* pending_id unionid name updatetime*:instant",
    ),
    _ENGAGEMENT.table(
        "events",
        "event_id",
        "happened_at",
        "event_id* unionid external_userid device_id event* happened_at*:instant channel chat_id"
        " content_id live_id product_id campaign_id message_length:integer dwell_seconds:integer"
        " step:integer",
    ),
    _MARKETING.table(
        "campaigns",
        "campaign_id",
        "updated_at",
        "campaign_id* name campaign_type* starts_at*:instant ends_at*:instant updated_at*:instant",
    ),
    _MARKETING.table(
        "campaign_members",
        "campaign_id member_no",
        "assigned_at",
        "campaign_id* member_no* arm* variant assigned_at*:instant",
    ),
    _MARKETING.table(
        "touches",
        "touch_id",
        "sent_at",
        "touch_id* member_no* campaign_id content_id category userid channel variant"
        " sent_at*:instant delivered_at:instant opened_at:instant clicked_at:instant"
        " forwarded_at:instant",
    ),
    _MARKETING.table(
        "coupons",
        "coupon_id",
        "updated_at",
        "coupon_id* member_no* campaign_id face_amount*:money threshold_amount:money"
        " issued_at*:instant expires_at:instant redeemed_at:instant order_system order_id"
        " updated_at*:instant",
    ),
    _MARKETING.table(
        "costs",
        "cost_id",
        "booked_on",
        "cost_id* booked_on*:date channel campaign_id kind* amount*:money",
    ),
    _CONTENT.table(
        "contents",
        "content_id",
        "published_at",
        "content_id* content_type* title category published_at*:instant",
    ),
    _CONTENT.table(
        "live_sessions",
        "live_id",
        "started_at",
        "live_id* title started_at*:instant ended_at*:instant",
    ),
    _CONTENT.table(
        "community_events",
        "community_event_id",
        "held_at",
        "community_event_id* chat_id name held_at*:instant participants:integer",
    ),
    _SERVICE.table(
        "tickets",
        "ticket_id",
        "updated_at",
        "ticket_id* member_no caller_phone order_system order_id channel ticket_type* theme"
        " opened_at*:instant first_reply_at:instant resolved_at:instant updated_at*:instant",
    ),
    _SURVEY.table(
        "answers",
        "answer_no question",
        "submitted_at",
        "answer_no=答卷编号* member_no=会员号 question=题目* answer=答案* theme=主题"
        " touchpoint=触点 submitted_at=提交时间*:instant",
    ),
    _PLAN.table(
        "targets",
        "metric_id grain period_start",
        "updated_at",
        # A target is a rate, an amount or a count, so its decimals are its own.
        "metric_id=指标* grain=粒度* period_start=周期开始*:date target_value=目标值*"
        " updated_at=更新时间*:instant",
    ),
)

TABLES: Mapping[tuple[str, str], TableSpec] = {(spec.source, spec.table): spec for spec in _SPECS}
