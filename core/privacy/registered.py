"""What core keeps about a person, in words: the first half of their copy. Each part is one statement or two.

Of others it names only whom the person sees anyway: their children or guardians, and the staff who acted.
"""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from core.accounts.devices import device_name
from core.accounts.models import Account, AccountSession, Registration, RoleGrant
from core.accounts.registration import workflow as registration_flow
from core.accounts.roles import role_title, roles
from core.communities.calendar import community_zone
from core.communities.words import usual
from core.kernel.audit import AuditEntry
from core.notices.models import Notice
from core.people.children_models import Guardianship
from core.people.consents import purposes
from core.people.models import Consent, Household, HouseholdAid, Person, Residence
from core.people.terms import AID_CATEGORIES, GUARDIAN_RELATIONS, RELATIONS, SEXES
from core.privacy.flow import erasure_flow
from core.privacy.models import ErasureRequest
from core.tenancy.session import db
from core.texts import gettext as _
from core.volunteers.joining import availability_of, volunteer_of
from core.volunteers.models import ServiceRecord, ServiceVoid, Skill, Team, TeamMember, VolunteerSkill
from core.volunteers.workflow import volunteer_workflow

OPENED = ("people.open_child", "people.open_sensitive", "people.export", "people.export_child")
Part = dict[str, Any] | list[dict[str, Any]]


def registered(person: Person) -> dict[str, Part]:
    """Every part of which there is something, under its title."""
    parts: tuple[tuple[str, Callable[[Person], Part]], ...] = (
        (_("基本资料"), _basics), (_("住址和户籍"), _stays), (_("家里的帮扶"), _aid), (_("监护关系"), _guardianships),
        (_("同意书"), _consents), (_("账号"), _account), (_("登录的设备"), _devices), (_("角色"), _roles),
        (_("注册申请"), _registrations), (_("志愿者资料"), _volunteer), (_("队伍"), _teams), (_("服务记录"), _services),
        (_("消息"), _notices), (_("谁看过资料"), _openings), (_("别人代办的事"), _done_for), (_("注销申请"), _erasures),
    )  # fmt: skip
    told = ((title, part(person)) for title, part in parts)
    return {title: part for title, part in told if part}


def _day(value: date | datetime | None) -> str | None:
    """A day, or a moment by the community's clock."""
    if isinstance(value, datetime):
        here = value.astimezone(community_zone())
        return here.isoformat(sep=" ", timespec="minutes")
    return value.isoformat() if value else None


def _rows(query: Any) -> Any:
    return db.session.execute(query).all()


def _basics(person: Person) -> Part:
    return {
        _("姓名"): person.name, _("拼音"): person.pinyin, _("性别"): str(SEXES[person.sex]),
        _("出生日期"): _day(person.birth_date), _("电话"): Person.phone.clear(person),
        _("身份证号"): Person.id_number.clear(person), _("备注"): person.note, _("去世日期"): _day(person.deceased_on),
    }  # fmt: skip


def _stays(person: Person) -> Part:
    kinds = {"lives": _("居住"), "registered": _("户籍")}
    query = select(Residence, Household.number).join(Household, Household.id == Residence.household_id)
    return [
        {
            _("类别"): kinds[stay.kind], _("户编号"): number, _("与户主的关系"): str(RELATIONS[stay.relation]),
            _("从"): _day(stay.moved_in_on), _("到"): _day(stay.moved_out_on),
        }
        for stay, number in _rows(query.where(Residence.person_id == person.id).order_by(Residence.moved_in_on))
    ]  # fmt: skip


def _aid(person: Person) -> Part:
    """For the head of the household: what another member gets is not everybody's business."""
    query = select(HouseholdAid).join(Household, Household.id == HouseholdAid.household_id)
    mine = query.where(Household.head_id == person.id, Household.id == person.household_id)
    return [
        {
            _("类别"): str(AID_CATEGORIES.get(HouseholdAid.category.clear(aid) or "", "")), _("从"): _day(aid.since),
            _("到"): _day(aid.until),
        }
        for aid in db.session.scalars(mine.order_by(HouseholdAid.since))
    ]


def _guardianships(person: Person) -> Part:
    either = or_(Guardianship.guardian_id == person.id, Guardianship.child_id == person.id)
    query = select(Guardianship, Person.name).join(
        Person, Person.id.in_((Guardianship.guardian_id, Guardianship.child_id)) & (Person.id != person.id)
    )
    return [
        {
            _("孩子") if tie.guardian_id == person.id else _("监护人"): name,
            _("关系"): str(GUARDIAN_RELATIONS[tie.relation]), _("从"): _day(tie.since), _("到"): _day(tie.until),
        }
        for tie, name in _rows(query.where(either).order_by(Guardianship.since, Guardianship.id))
    ]


def _consents(person: Person) -> Part:
    query = select(Consent).where(Consent.person_id == person.id).order_by(Consent.given_at)
    return [
        {
            # A purpose of a plugin whose code is gone has its name only.
            _("用途"): _(purposes[row.purpose].title) if row.purpose in purposes else row.purpose,
            _("文本版本"): row.text_version, _("同意时间"): _day(row.given_at), _("撤回时间"): _day(row.withdrawn_at),
        }
        for row in db.session.scalars(query)
    ]


def _account(person: Person) -> Part:
    account = db.session.scalar(select(Account).where(Account.person_id == person.id))
    if account is None:
        return {}
    return {
        _("登录手机号"): Account.phone.clear(account), _("状态"): _("可以登录") if account.active else _("已停用"),
        _("开通时间"): _day(account.created_at), _("最近登录"): _day(account.last_sign_in_at),
        _("动态验证码"): _day(account.totp_since),
    }  # fmt: skip


def _devices(person: Person) -> Part:
    query = select(AccountSession).join(AccountSession.account).where(Account.person_id == person.id)
    return [
        {
            _("设备"): device_name(row.user_agent), _("浏览器标识"): row.user_agent, _("网络"): row.address,
            _("登录时间"): _day(row.created_at), _("最近使用"): _day(row.last_seen_at), _("退出时间"): _day(row.revoked_at),
        }
        for row in db.session.scalars(query.order_by(AccountSession.created_at))
    ]  # fmt: skip


def _roles(person: Person) -> Part:
    query = select(RoleGrant).where(RoleGrant.person_id == person.id).order_by(RoleGrant.starts_on, RoleGrant.id)
    known = roles()
    return [
        {_("角色"): role_title(known[row.role_id]), _("从"): _day(row.starts_on), _("到"): _day(row.ends_on)}
        for row in db.session.scalars(query)
    ]


def _registrations(person: Person) -> Part:
    query = select(Registration).where(Registration.person_id == person.id).order_by(Registration.created_at)
    return [
        {
            _("姓名"): row.name, _("电话"): Registration.phone.clear(row), _("门牌"): row.room_text,
            _("状态"): str(registration_flow.state_of(row).title), _("时间"): _day(row.created_at),
        }
        for row in db.session.scalars(query)
    ]


def _volunteer(person: Person) -> Part:
    row = volunteer_of(person.id)
    if row is None:
        return {}
    held = select(Skill.title, VolunteerSkill.valid_until).join(VolunteerSkill, VolunteerSkill.skill_id == Skill.id)
    return {
        _("状态"): str(volunteer_workflow.state_of(row).title), _("从"): _day(row.since), _("备注"): row.note,
        _("单位"): row.unit.name if row.unit else "", _("可以服务未成年人，到"): _day(row.minors_cleared_until),
        _("最近服务"): _day(row.last_served_at),
        _("技能"): [
            {_("名称"): title, _("证书有效期到"): _day(until)}
            for title, until in _rows(held.where(VolunteerSkill.volunteer_id == row.id).order_by(Skill.position, Skill.id))
        ],
        _("每周可服务时间"): [
            {_("星期"): weekday + 1, _("从"): _clock(start), _("到"): _clock(end)}
            for weekday, start, end in availability_of(row)
        ],
    }  # fmt: skip


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _teams(person: Person) -> Part:
    query = select(Team.name, TeamMember).join(TeamMember, TeamMember.team_id == Team.id)
    return [
        {_("队伍"): name, _("岗位"): row.post, _("从"): _day(row.joined_on), _("到"): _day(row.left_on)}
        for name, row in _rows(query.where(TeamMember.person_id == person.id).order_by(Team.name))
    ]


def _services(person: Person) -> Part:
    mine = or_(ServiceRecord.helper_id == person.id, ServiceRecord.helped_id == person.id)
    query = select(ServiceRecord, ServiceVoid).outerjoin(ServiceVoid, ServiceVoid.record_id == ServiceRecord.id)
    return [
        {
            _("类别"): _("帮助别人") if record.helper_id == person.id else _("得到帮助"),
            _("从"): _day(record.started_at), _("到"): _day(record.ended_at), _("分钟"): record.minutes,
            _("内容"): record.note, _("作废"): _day(void.voided_at) if void else None,
            _("作废原因"): void.reason if void else None,
        }
        for record, void in _rows(query.where(mine).order_by(ServiceRecord.started_at, ServiceRecord.id))
    ]  # fmt: skip


def _notices(person: Person) -> Part:
    query = select(Notice).where(Notice.person_id == person.id).order_by(Notice.created_at, Notice.id)
    return [
        {_("时间"): _day(row.created_at), _("内容"): usual(row.text), _("读过"): _day(row.read_at)}
        for row in db.session.scalars(query)
    ]


def _openings(person: Person) -> Part:
    """Who opened what is encrypted, or took a copy."""
    query = select(AuditEntry).where(
        AuditEntry.object_kind == "person", AuditEntry.object_id == person.id, AuditEntry.action.in_(OPENED)
    )
    return [
        {_("时间"): _day(row.at), _("谁"): usual(row.actor_name), _("做了什么"): row.text, _("事由"): row.reason}
        for row in db.session.scalars(query.order_by(AuditEntry.at, AuditEntry.id))
    ]


def _done_for(person: Person) -> Part:
    query = select(AuditEntry).where(AuditEntry.acting_for_id == person.id).order_by(AuditEntry.at, AuditEntry.id)
    return [
        {_("时间"): _day(row.at), _("谁"): usual(row.actor_name), _("做了什么"): usual(row.text)}
        for row in db.session.scalars(query)
    ]


def _erasures(person: Person) -> Part:
    query = select(ErasureRequest).where(ErasureRequest.person_id == person.id).order_by(ErasureRequest.asked_at)
    return [
        {
            _("时间"): _day(row.asked_at), _("状态"): str(erasure_flow.state_of(row).title), _("原因"): row.words,
            _("答复"): row.answer,
        }
        for row in db.session.scalars(query)
    ]
