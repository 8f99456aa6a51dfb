"""Shows a picture of a person only where the person said yes to that."""
from core.api import Manifest, Purpose, give_consent, has_consent, withdraw_consent

PICTURES = Purpose("asks_first.pictures", "活动照片", "1", "我同意在社区的墙报上展示有我的活动照片。")
manifest = Manifest(name="asks_first", title="先问再贴", purposes=(PICTURES,))


def say_yes(person, actor):
    give_consent(person, PICTURES, actor)


def say_no(person, actor):
    withdraw_consent(person, PICTURES, actor)


def may_hang(person):
    return has_consent(person.id, PICTURES)
