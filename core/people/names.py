"""How a Chinese name is found by someone who types letters."""
from __future__ import annotations

# Surnames that are read otherwise than the character usually is.
SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "曾": "zeng", "区": "ou", "盖": "ge", "任": "ren",
    "朴": "piao", "覃": "qin", "尹": "yin", "华": "hua", "翟": "zhai", "冼": "xian", "缪": "miao", "乐": "yue",
}  # fmt: skip


def spelled(name: str) -> tuple[str, str]:
    """Pinyin and initials in small letters: 韦秀兰 -> ("weixiulan", "wxl"). Other characters are left out."""
    # Its dictionaries take 50 MB, which processes that never write a name are spared.
    from pypinyin import lazy_pinyin

    parts = [p.lower() for p in lazy_pinyin(name.replace("·", ""), errors="default") if p.strip()]
    if name[:1] in SURNAMES and parts:
        parts[0] = SURNAMES[name[0]]
    words = ["".join(c for c in p if c.isalnum()).replace("ü", "v") for p in parts]
    return "".join(words)[:64], "".join(w[0] for w in words if w)[:64]


def is_letters(text: str) -> bool:
    """Whether someone types pinyin."""
    return text.isascii() and text.replace(" ", "").isalpha()
