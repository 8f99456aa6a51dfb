"""Start-up refuses tables in which rows of two communities could meet."""
from __future__ import annotations

import pytest
from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, MetaData, String, Table, UniqueConstraint

from core.tenancy.checks import BadTable, check_metadata
from core.tenancy.model import belongs_to

TENANT, GLOBAL = {"scope": "tenant"}, {"scope": "global"}


def key(name, primary=True):
    return Column(name, BigInteger, primary_key=primary, autoincrement=False)


def table_of(*parts, info=TENANT):
    metadata = MetaData()
    Table("community", metadata, key("id"), info=GLOBAL)
    Table("parent", metadata, key("community_id"), key("id"), _home(), info=TENANT)
    Table("bad", metadata, *parts, info=info)
    return metadata


def _home():
    return ForeignKeyConstraint(["community_id"], ["community.id"])


BAD = {
    "primary key must start": (key("id"), key("community_id"), _home()),
    "unique .* must start": (
        key("community_id"),
        key("id"),
        _home(),
        Column("name", String),
        UniqueConstraint("name"),
    ),
    "index .* must start": (
        key("community_id"),
        key("id"),
        _home(),
        Column("name", String),
        Index("ix", "name"),
    ),
    "on both sides": (
        key("community_id"),
        key("id"),
        _home(),
        Column("parent_id", BigInteger),
        ForeignKeyConstraint(["parent_id"], ["parent.id"]),
    ),
    "null the community": (
        key("community_id"),
        key("id"),
        _home(),
        Column("parent_id", BigInteger),
        ForeignKeyConstraint(["community_id", "parent_id"], ["parent.community_id", "parent.id"], ondelete="SET NULL"),
    ),
    "must refer to the community": (key("community_id"), key("id")),
}


@pytest.mark.parametrize("rule", BAD)
def test_a_bad_tenant_table_is_refused_by_name(rule):
    with pytest.raises(BadTable, match=f"bad: .*{rule}"):
        check_metadata(table_of(*BAD[rule]))


def test_a_table_that_is_neither_tenant_nor_global_is_refused():
    with pytest.raises(BadTable, match="bad: neither TenantModel nor declared GlobalModel"):
        check_metadata(table_of(key("id"), info={}))


def test_a_global_table_that_refers_to_rows_of_a_community_is_refused():
    reference = ForeignKeyConstraint(["a", "b"], ["parent.community_id", "parent.id"])
    with pytest.raises(BadTable, match="a global table may not refer"):
        check_metadata(table_of(key("id"), Column("a", BigInteger), Column("b", BigInteger), reference, info=GLOBAL))


def test_all_tables_of_the_site_pass(app):
    check_metadata()


def test_belongs_to_cannot_null_its_reference_in_the_database():
    with pytest.raises(ValueError, match="CASCADE"):
        belongs_to("probe_grid", ondelete="SET NULL")
