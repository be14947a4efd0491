"""Errors of an engine that is a server; see ``mappings.errors`` for their form.

``EngineError``
├── ``EngineUnreachable``: no answer
│   ├── ``CertificateRefused``: the server's identity is not confirmed
│   └── ``SpeaksOtherwise``: http instead of https, or the reverse
├── ``AddressWrong``: not a valid address
├── ``ServerUnsupported``: an answer, but not from a supported Elasticsearch
├── ``CredentialsRefused``: the credentials are unknown
├── ``RightMissing``: the credentials are known, but lack a privilege
├── ``IndexReadOnly``: its disk is nearly full, or somebody locked it
├── ``ServerNotReady``: parts of the index are not available now
├── ``ServerBusy``: it rejected the request for lack of memory or queue space
├── ``QueryTooBroad``: the query has more words or parts than the server accepts
├── ``AliasWrong``: the index's name does not point to one generation
├── ``AnswerUnusable``: an unexpected answer, or one that is too long
├── ``PublishingUnknown``: it is unknown whether a generation went live
└── ``EngineRefused``: any other refusal
"""

from __future__ import annotations

from fihris.engines.errors import EngineError

_STATE = "what was searchable before still is"
_STATE_AR = "ما كان قابلًا للبحث ما زال كذلك"


class EngineUnreachable(EngineError):
    """No answer: nothing listens there, the name is unknown, or the time was up."""

    en = (
        "Elasticsearch does not answer at {where}: {reason}",
        f"{_STATE}; what was loaded before this is kept",
        "start it or correct the address, then run the same command again",
    )
    ar = (
        "لا يجيب Elasticsearch على {where}: {reason}",
        f"{_STATE_AR}، وما حُمّل قبل هذا محفوظ",
        "شغّله أو صحح العنوان ثم أعد الأمر نفسه",
    )


class CertificateRefused(EngineUnreachable):
    """The server's certificate is not trusted."""

    en = (
        "the certificate of {where} is not trusted: {reason}",
        "nothing was sent to it",
        "give its authority, --elasticsearch-ca FILE, or --elasticsearch-fingerprint HEX",
    )
    ar = (
        "شهادة {where} غير موثوقة: {reason}",
        "لم يُرسل إليه شيء",
        "أعط جهة إصدارها: ‎--elasticsearch-ca FILE أو بصمتها: ‎--elasticsearch-fingerprint HEX",
    )


class SpeaksOtherwise(EngineUnreachable):
    """Something answers there, but with another protocol than the address says."""

    en = (
        "{where} does not use the protocol of its address: {reason}",
        "nothing was changed",
        "write https:// where the server has a certificate, http:// where it has none",
    )
    ar = (
        "لا يستعمل {where} البروتوكول الذي في عنوانه: {reason}",
        "لم يتغير شيء",
        "اكتب ‎https:// إن كان للخادم شهادة، و‎http:// إن لم تكن",
    )


class AddressWrong(EngineError):
    """The address is not valid."""

    exit_code = 2
    en = (
        "{where} is not the address of a server",
        "nothing was sent",
        "write https://host:9200; in a password, / is %2F, @ is %40, ? is %3F and # is %23",
    )
    ar = (
        "{where} ليس عنوان خادم",
        "لم يُرسل شيء",
        "اكتب ‎https://host:9200؛ وفي كلمة المرور: %2F بدل / و%40 بدل @ و%3F بدل ? و%23 بدل #",
    )


class ServerUnsupported(EngineError):
    """OpenSearch, an old Elasticsearch, or something else entirely."""

    en = (
        "the server at {where} is not an Elasticsearch that fihris supports: {reason}",
        "nothing was changed",
        "use Elasticsearch 8.19 or 9, or the embedded engine: --engine embedded",
    )
    ar = (
        "الخادم على {where} ليس إصدارًا من Elasticsearch يدعمه fihris: {reason}",
        "لم يتغير شيء",
        "استعمل Elasticsearch 8.19 أو 9، أو المحرك المضمَّن: ‎--engine embedded",
    )


class CredentialsRefused(EngineError):
    """The API key, or the user and password, is wrong or missing."""

    en = (
        "{where} does not accept the credentials: {reason}",
        f"{_STATE}; what was loaded before this is kept",
        "give a key: --elasticsearch-api-key-file FILE, or a user: --elasticsearch-user NAME",
    )
    ar = (
        "لا يقبل {where} بيانات الدخول: {reason}",
        f"{_STATE_AR}، وما حُمّل قبل هذا محفوظ",
        "أعط مفتاحًا: ‎--elasticsearch-api-key-file FILE أو مستخدمًا: ‎--elasticsearch-user NAME",
    )


class RightMissing(EngineError):
    """The key is valid, but lacks a privilege."""

    en = (
        '{where} does not allow this: the privilege "{right}" on {index} is missing ({action})',
        _STATE,
        'grant the key or the role "{right}" on {index}, then run the same command again',
    )
    ar = (
        "لا يسمح {where} بهذا: ينقص الحق «{right}» على {index} ({action})",
        _STATE_AR,
        "امنح المفتاح أو الدور الحق «{right}» على {index} ثم أعد الأمر نفسه",
    )


class IndexReadOnly(EngineError):
    """Writing is blocked, usually because a node's disk passed the flood-stage watermark."""

    en = (
        "Elasticsearch does not allow writing to {index}: {reason}",
        "it is searchable as before; what was loaded before this is kept",
        "free disk space on its nodes (this lifts the block), then run the same command again",
    )
    ar = (
        "لا يسمح Elasticsearch بالكتابة في {index}: {reason}",
        "البحث فيه كما كان، وما حُمّل قبل هذا محفوظ",
        "وفّر مساحة على أقراص العُقد (فيزول المنع وحده) ثم أعد الأمر نفسه",
    )


class ServerNotReady(EngineError):
    """The cluster is red for this index: part of it is on no running node."""

    en = (
        "parts of {index} are not available on {where} now: {reason}",
        "nothing was changed",
        "start the nodes that are down; see GET _cluster/health and _cluster/allocation/explain",
    )
    ar = (
        "أجزاء من {index} غير متاحة الآن على {where}: {reason}",
        "لم يتغير شيء",
        "شغّل العُقد المتوقفة؛ وانظر GET _cluster/health و_cluster/allocation/explain",
    )


class ServerBusy(EngineError):
    """The server rejected a request, and again after waiting."""

    en = (
        "Elasticsearch at {where} is too busy for this now: {reason}",
        f"{_STATE}; what was loaded before this is kept",
        "run the same command again later, or ask for less at once (--size)",
    )
    ar = (
        "الخادم Elasticsearch على {where} مشغول عن هذا الآن: {reason}",
        f"{_STATE_AR}، وما حُمّل قبل هذا محفوظ",
        "أعد الأمر نفسه لاحقًا، أو اطلب أقل دفعة واحدة (‎--size)",
    )


class QueryTooBroad(EngineError):
    """The query has more clauses than the server accepts."""

    en = (
        "Elasticsearch refuses such a broad query: {reason}",
        "nothing was changed",
        "write fewer words or brackets, or a longer beginning before *",
    )
    ar = (
        "يرفض Elasticsearch استعلامًا بهذا الاتساع: {reason}",
        "لم يتغير شيء",
        "اكتب كلمات أو أقواسًا أقل، أو بداية أطول قبل *",
    )


class AliasWrong(EngineError):
    """The alias of the index was changed by somebody else."""

    en = (
        '"{index}" on {where} is not the alias of one generation: {reason}',
        "nothing was changed",
        "use another name (--index NAME), or publish again: fihris index --rebuild PATH",
    )
    ar = (
        "«{index}» على {where} ليس اسمًا بديلًا لجيل واحد: {reason}",
        "لم يتغير شيء",
        "استعمل اسمًا آخر (‎--index NAME) أو انشر من جديد: fihris index --rebuild PATH",
    )


class AnswerUnusable(EngineError):
    """An answer of an unexpected form, or longer than allowed."""

    en = (
        "the answer from {where} cannot be used: {reason}",
        f"{_STATE}; what was loaded before this is kept",
        "check what answers at this address: a proxy, or another program",
    )
    ar = (
        "لا يمكن استعمال جواب {where}: {reason}",
        f"{_STATE_AR}، وما حُمّل قبل هذا محفوظ",
        "تحقق مما يجيب على هذا العنوان: خادم وسيط أو برنامج آخر",
    )


class PublishingUnknown(EngineError):
    """The request to publish was sent, but its result cannot be found out."""

    en = (
        "it is not known whether {generation} is live: {where} was asked to publish it and did"
        " not answer: {reason}",
        "either it or the generation before it is live; both are complete",
        "see which: fihris generations list; if it is not: fihris generations publish {generation}",
    )
    ar = (
        "لا يُعرف هل {generation} منشور الآن: طُلب نشره من {where} فلم يجب: {reason}",
        "المنشور إما هو وإما ما كان قبله، وكلاهما سليم",
        "انظر أيهما: fihris generations list؛ وإن لم يكن هو:"
        " fihris generations publish {generation}",
    )


class EngineRefused(EngineError):
    """The server refused."""

    en = (
        "Elasticsearch at {where} refused ({status}): {reason}",
        _STATE,
        "see its log; --debug shows the request",
    )
    ar = (
        "رفض Elasticsearch على {where} ({status}): {reason}",
        _STATE_AR,
        "انظر سجله؛ ويعرض ‎--debug الطلب نفسه",
    )
