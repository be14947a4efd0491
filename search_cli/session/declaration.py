"""Every setting, declared once.

From here follow the global options and their help, the variables ``FIHRIS_…``, the keys of
``fihris.toml`` and ``fihris config``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal, NamedTuple

from mappings.errors import Language

Kind = Literal["text", "choice", "flag", "number", "file", "folder", "limits", "secret"]
"""``file`` and ``folder`` are paths: a relative one in ``fihris.toml`` starts at the toml."""

Place = Literal["option", "environment", "file", "folder"]
"""Where a setting may stand. ``file`` is the user's own file or a named one, ``folder`` a
``fihris.toml`` of the current folder: anybody's, such as that of an archive just unpacked."""


class Engine(StrEnum):
    """Where the index is."""

    embedded = "embedded"
    elasticsearch = "elasticsearch"


class Format(StrEnum):
    """How answers are written: for a screen, or in a format of ``fihris.answers.formats``."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    tsv = "tsv"
    md = "md"


class Color(StrEnum):
    """When to colour."""

    auto = "auto"
    always = "always"
    never = "never"


class Bidi(StrEnum):
    """When to reorder Arabic for a screen that does not do it itself."""

    auto = "auto"
    on = "on"
    off = "off"


class Lang(StrEnum):
    """Language of messages."""

    ar = "ar"
    en = "en"


class Setting(NamedTuple):  # start-up: a dataclass takes ten times as long to make
    """One setting. Its name is also its option, its variable and its key."""

    name: str
    kind: Kind
    metavar: str
    help: dict[Language, str]
    default: str | None = None
    """Where nothing is set, as it is written; ``None`` if there is no value then."""
    choices: type[StrEnum] | None = None
    places: tuple[Place, ...] = ("option", "environment", "file")
    form: tuple[str, str] | None = None
    """A pattern that a value must match as a whole, and how that is told."""
    panel: str | None = None
    """The heading of ``--help`` that it stands under."""
    presents: bool = False
    """It changes how answers look, and not which they are."""

    @property
    def option(self) -> str:
        """The option, as it is typed."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def variable(self) -> str:
        """The variable of the environment."""
        return f"FIHRIS_{self.name.upper()}"


ANYWHERE: Final[tuple[Place, ...]] = ("option", "environment", "file", "folder")
"""For settings that neither send data, read or write files, nor loosen a check."""

_CLUSTER: Final = "Elasticsearch"

_ADDRESS: Final = (
    r"https?://([^\s/?#]*@)?(\[[0-9A-Fa-f:.]+\]|[^\s/?#@:,\[\]]+)(:\d{1,5})?(/[^\s?#@,]*)?"
)
"""A user and a password may stand in it; a query is nobody's, and may be another secret."""

_DECLARED: Final = (
    Setting(
        name="engine", kind="choice", metavar="NAME", default="embedded", choices=Engine,
        help={
            "en": "Engine: embedded or elasticsearch (default: embedded).",
            "ar": "المحرك: embedded أو elasticsearch (الافتراضي: embedded).",
        },
    ),
    Setting(
        name="index", kind="text", metavar="NAME", default="press", places=ANYWHERE,
        form=(r"[a-z0-9][a-z0-9_-]{0,99}", "lower-case letters, digits, - and _"),
        help={
            "en": "Name of the index (default: press).",
            "ar": "اسم الفهرس (الافتراضي: press).",
        },
    ),
    Setting(
        name="home", kind="folder", metavar="DIR",
        help={
            "en": "Folder of the index (default: your user-data folder).",
            "ar": "مجلد الفهرس (الافتراضي: مجلد بيانات المستخدم).",
        },
    ),
    Setting(
        name="config", kind="file", metavar="FILE", places=("option", "environment"),
        help={
            "en": "Settings file to read instead of your own fihris.toml (fihris config path).",
            "ar": "ملف إعدادات يُقرأ بدل ملفك fihris.toml (انظر fihris config path).",
        },
    ),
    Setting(
        name="format", kind="choice", metavar="FORMAT", default="table", choices=Format,
        places=ANYWHERE, presents=True,
        help={
            "en": "Format of data: table, json, jsonl, csv, tsv or md (default: table).",
            "ar": "صيغة البيانات: table أو json أو jsonl أو csv أو tsv أو md (الافتراضي: table).",
        },
    ),
    Setting(
        name="fields", kind="text", metavar="F[,F]", places=("option", "environment"),
        presents=True,
        help={
            "en": "Write only these fields, in this order.",
            "ar": "كتابة هذه الحقول وحدها وبهذا الترتيب.",
        },
    ),
    Setting(
        name="json", kind="flag", metavar="", default="no", places=ANYWHERE, presents=True,
        help={"en": "The same as --format json.", "ar": "مثل ‎--format json."},
    ),
    Setting(
        name="color", kind="choice", metavar="WHEN", default="auto", choices=Color,
        places=ANYWHERE, presents=True,
        help={
            "en": "Colours: auto, always or never.",
            "ar": "الألوان: auto (تلقائي) أو always (دائمًا) أو never (أبدًا).",
        },
    ),
    Setting(
        name="bidi", kind="choice", metavar="WHEN", default="auto", choices=Bidi,
        places=ANYWHERE, presents=True,
        help={
            "en": "Reorder Arabic on the screen: auto, on or off.",
            "ar": "إعادة ترتيب العربية على الشاشة: auto أو on أو off.",
        },
    ),
    Setting(
        name="no_pager", kind="flag", metavar="", default="no", places=ANYWHERE, presents=True,
        help={
            "en": "Do not open a pager for what is longer than the screen.",
            "ar": "لا تفتح برنامج التصفح لما يزيد طوله على الشاشة.",
        },
    ),
    Setting(
        name="lang", kind="choice", metavar="LANG", choices=Lang, places=ANYWHERE, presents=True,
        help={
            "en": "Language of messages: ar or en.",
            "ar": "لغة الرسائل: ar أو en.",
        },
    ),
    Setting(
        name="words", kind="file", metavar="FILE",
        help={
            "en": "Your own list of words: a file of lines word => term.",
            "ar": "قائمة كلماتك: ملف في كل سطر منه كلمة => مقابلها.",
        },
    ),
    Setting(
        name="limit", kind="limits", metavar="NAME=VALUE",
        help={
            "en": "A limit on what is read, such as paragraph=2M; may be repeated.",
            "ar": "حد لما يُقرأ، مثل paragraph=2M؛ ويجوز تكراره.",
        },
    ),
    Setting(
        name="elasticsearch_url", kind="text", metavar="URL[,URL]", panel=_CLUSTER,
        default="http://localhost:9200",
        form=(
            rf"{_ADDRESS}(\s*,\s*{_ADDRESS})*",
            "https://host:9200; in a password, / is %2F, @ is %40, ? is %3F and # is %23",
        ),
        help={
            "en": "Address of the cluster; several are its nodes.",
            "ar": "عنوان العنقود؛ وإن تعددت العناوين فهي لعُقده.",
        },
    ),
    Setting(
        name="elasticsearch_cloud_id", kind="text", metavar="ID", panel=_CLUSTER,
        help={
            "en": "Cloud id of the cluster, instead of an address.",
            "ar": "معرّف العنقود السحابي بدل العنوان.",
        },
    ),
    Setting(
        name="elasticsearch_api_key", kind="secret", metavar="KEY", panel=_CLUSTER,
        places=("environment",),
        help={"en": "The API key.", "ar": "مفتاح API."},
    ),
    Setting(
        name="elasticsearch_api_key_file", kind="file", metavar="FILE", panel=_CLUSTER,
        help={
            "en": "File with the API key; - is standard input.",
            "ar": "ملف فيه مفتاح API؛ و- تعني الدخل القياسي.",
        },
    ),
    Setting(
        name="elasticsearch_user", kind="text", metavar="NAME", panel=_CLUSTER,
        help={"en": "User name, instead of an API key.", "ar": "اسم المستخدم بدل مفتاح API."},
    ),
    Setting(
        name="elasticsearch_password", kind="secret", metavar="PASSWORD", panel=_CLUSTER,
        places=("environment",),
        help={"en": "The user's password.", "ar": "كلمة مرور المستخدم."},
    ),
    Setting(
        name="elasticsearch_password_file", kind="file", metavar="FILE", panel=_CLUSTER,
        help={
            "en": "File with the password; - is standard input.",
            "ar": "ملف فيه كلمة المرور؛ و- تعني الدخل القياسي.",
        },
    ),
    Setting(
        name="elasticsearch_ca", kind="file", metavar="FILE", panel=_CLUSTER,
        help={
            "en": "Certificate of the authority that signed the cluster's.",
            "ar": "شهادة الجهة التي أصدرت شهادة العنقود.",
        },
    ),
    Setting(
        name="elasticsearch_fingerprint", kind="text", metavar="HEX", panel=_CLUSTER,
        form=(r"(?i)[0-9a-f]{2}(:?[0-9a-f]{2}){31}", "64 hex digits"),
        help={
            "en": "SHA-256 of the cluster's certificate, instead of an authority.",
            "ar": "بصمة SHA-256 لشهادة العنقود بدل جهة الإصدار.",
        },
    ),
    Setting(
        name="elasticsearch_verify", kind="flag", metavar="yes|no", default="yes", panel=_CLUSTER,
        form=(r"yes|no|true|false|1|0", "yes, no"),
        help={
            "en": "Verify the cluster's certificate (default: yes).",
            "ar": "التحقق من شهادة العنقود (الافتراضي: yes).",
        },
    ),
    Setting(
        name="elasticsearch_timeout", kind="number", metavar="SECONDS", default="30",
        panel=_CLUSTER,
        form=(r"0*[1-9]\d{0,4}(\.\d+)?", "a number of seconds, such as 30"),
        help={
            "en": "Seconds to wait for an answer (default: 30).",
            "ar": "أطول مدة للجواب بالثواني (الافتراضي: 30).",
        },
    ),
    Setting(
        name="elasticsearch_shards", kind="number", metavar="N", default="1", panel=_CLUSTER,
        form=(r"[1-9]\d{0,2}", "a number, such as 1"),
        help={
            "en": "Shards of a new generation (default: 1).",
            "ar": "أجزاء الجيل الجديد (الافتراضي: 1).",
        },
    ),
    Setting(
        name="elasticsearch_replicas", kind="number", metavar="N|N-M", default="0-1",
        panel=_CLUSTER,
        form=(r"\d{1,2}(-(\d{1,2}|all))?", "a number or a range, such as 1 or 0-1"),
        help={
            "en": "Replicas of each shard, or a range (default: 0-1).",
            "ar": "نسخ كل جزء، أو مدى (الافتراضي: 0-1).",
        },
    ),
    Setting(
        name="elasticsearch_refresh", kind="number", metavar="TIME", default="-1", panel=_CLUSTER,
        form=(r"-1|\d+(ms|s|m)", "a time, such as 1s, or -1"),
        help={
            "en": "How often loaded articles become searchable (default: at the end).",
            "ar": "كم مرة يصبح ما حُمّل قابلًا للبحث (الافتراضي: عند نهاية التحميل).",
        },
    ),
)  # fmt: skip

SETTINGS: Final = {setting.name: setting for setting in _DECLARED}
"""Every setting by its name, in the order of ``--help``."""

OPTIONS: Final = tuple(one for one in _DECLARED if "option" in one.places)
"""Those that are global options."""

KEYS: Final = tuple(one.name for one in _DECLARED if "file" in one.places)
"""Those that ``fihris.toml`` may have."""

FOLDER_KEYS: Final = tuple(one.name for one in _DECLARED if "folder" in one.places)
"""Those that count in a ``fihris.toml`` of the current folder."""

CLUSTER: Final = tuple(one.name for one in OPTIONS if one.panel == _CLUSTER)
"""Those of the Elasticsearch engine, but for secrets."""
