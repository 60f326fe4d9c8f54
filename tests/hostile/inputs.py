"""Hostile documents, made here and nowhere stored: each with the one diagnostic that it must give, and its place."""

from __future__ import annotations

import codecs
from typing import NamedTuple

#: The beginning of a manifest; what is hostile begins in line 4.
HEAD = "apiVersion: engagelint/v1\nkind: Engagement\nmetadata: {name: x}\n"
JSON_HEAD = '{"apiVersion": "engagelint/v1", "kind": "Engagement", "metadata": {"name": "x"},\n'
DONE = "# Definition of Done\n\n"
FRONT = "---\napiVersion: engagelint/v1\nkind: DefinitionOfDone\n"


#: Where the values of `yaml11` begin that readers differ on.
_COLUMNS = (6, 6, 6, 6, 6, 6, 6, 6, 7)


class Case(NamedTuple):
    """A document: its name without ending, its file's ending, its bytes, and what is found of DOC, SCH and REF in it.

    `found` holds code, line and column; none where the document is read and nothing is wrong with its form.
    """

    name: str
    suffix: str
    raw: bytes
    found: tuple[tuple[str, int, int], ...]

    @property
    def file(self) -> str:
        """The file's name."""
        return f"{self.name}{self.suffix}"


def _yaml(name: str, text: str | bytes, line: int | None = None, column: int = 0, code: str = "DOC") -> Case:
    raw = text.encode() if isinstance(text, str) else text
    return Case(name, ".yaml", HEAD.encode() + raw, ((code, line, column),) if line else ())


def _whole(name: str, raw: bytes, line: int | None = None, column: int = 0, code: str = "DOC") -> Case:
    return Case(name, ".yaml", raw, ((code, line, column),) if line else ())


def _json(name: str, text: str, line: int | None = None, column: int = 0, code: str = "DOC") -> Case:
    return Case(name, ".json", (JSON_HEAD + text).encode(), ((code, line, column),) if line else ())


def _markdown(name: str, text: str | bytes, line: int | None = None, column: int = 0, code: str = "DOC") -> Case:
    raw = text.encode() if isinstance(text, str) else text
    return Case(name, ".md", raw, ((code, line, column),) if line else ())


def _bomb(first: str, again: str, levels: int) -> str:
    lines = [f"x-0: &a0 {first}"] + [f"x-{n}: &a{n} {again.format(f'*a{n - 1}')}" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


def _nine(reference: str) -> str:
    return "[" + ",".join([reference] * 9) + "]"


def aliases() -> list[Case]:
    """Anchors and aliases: bombs, loops, names that stand nowhere."""
    sequence = _bomb("[x,x,x,x,x,x,x,x,x]", _nine("{0}"), 9)
    text = _bomb("y" * 100_000, _nine("{0}"), 7)
    mapping = _bomb("{x: 1}", "{{y: {0}, z: {0}}}", 30)
    merge = _bomb("{x: 1}", "{{<<: [{0}, {0}]}}", 30)
    return [
        _yaml("alias-bomb-seq", sequence, 9, 11),
        _yaml("alias-bomb-string", text, 6, 23),
        _yaml("alias-bomb-map", mapping, 18, 16),
        _yaml("alias-bomb-merge", merge, 5, 11),
        _yaml("alias-recursive-seq", "x-a: &a [*a]\n", 4, 10),
        _yaml("alias-recursive-map", "x-a: &a {b: *a}\n", 4, 13),
        _yaml("alias-undefined", "x-a: *nowhere\n", 4, 6),
        _yaml("anchor-duplicate", "x-a: &a 1\nx-b: &a 2\nx-c: *a\n"),
        _yaml("many-anchors", "".join(f"x-{n}: &a{n} 1\n" for n in range(40_000)), 24_999, 10),
    ]


def depth() -> list[Case]:
    """Lists and groups inside one another, in every notation."""
    return [
        *(_yaml(f"deep-flow-seq-{n}", f"x-a: {'[' * n}{']' * n}\n", *((4, 69) if n > 63 else ())) for n in (63, 64)),
        *(_yaml(f"deep-flow-seq-{n}", f"x-a: {'[' * n}\n", 4, 69) for n in (1_000, 100_000)),
        _yaml("deep-flow-map", f"x-a: {'{b: ' * 100_000}\n", 4, 258),
        _yaml("deep-block-seq", "x-a:\n  " + "- " * 50_000 + "b\n", 5, 129),
        _yaml("deep-block-map", "".join(f"{' ' * n}x-a:\n" for n in range(300)), 68, 65),
        _yaml("deep-question", "x-a:\n  " + "? " * 50_000 + "b\n", 5, 5),
        _json("deep-json", f'"x-a": {"[" * 64}{"]" * 64}}}\n', 2, 71),
        _json("deep-json-open", f'"x-a": {"[" * 100_000}\n', 2, 71),
        _json("deep-json-map", '"x-a": ' + '{"a":' * 100_000, 2, 323),
    ]


def size() -> list[Case]:
    """Too much of something."""
    return [
        _yaml("many-keys", "".join(f"x-{n}: {n}\n" for n in range(20_000))),
        _yaml("many-values", "x-a: [" + "1," * 60_000 + "]\n", 4, 99_985),
        _yaml("long-scalar", f"x-a: {'b' * 262_145}\n", 4, 6),
        _yaml("long-plain-key", f"x-{'k' * 5_000}: 1\n", 4, 1),
        _json("long-plain-key", f'"x-{"k" * 5_000}": 1}}\n'),
        _yaml("many-docs", "---\na\n" * 20_000, 4, 1),
        _yaml("multidoc", "---\nkind: Engagement\n", 4, 1),
        _yaml("multidoc-end", "...\n---\n", 5, 1),
        _yaml("multidoc-empty", "---\n", 4, 1),
        _yaml("many-tags", "".join(f"# %TAG !a{n}! x\n" for n in range(21)), 4, 3),
    ]


def keys() -> list[Case]:
    """Keys that are given twice, that are no text, or that look like another."""
    return [
        _yaml("dup-key", "shape: hybrid-squad\nshape: mvp-build\n", 5, 1),
        _yaml("dup-key-quoted", "shape: hybrid-squad\n'shape': mvp-build\n", 5, 1),
        _yaml("dup-key-nested", "commercials: {kpis: [], pricing: x, kpis: []}\n", 4, 37),
        _json("dup-key", '"shape": "hybrid-squad", "shape": "mvp-build"}\n', 2, 26),
        _json("dup-key-escape", '"shape": "hybrid-squad", "sh\\u0061pe": "mvp-build"}\n', 2, 26),
        _yaml("dup-key-typed", "x-a: {1: e, '1': f}\n", 4, 7),
        _yaml("dup-key-nfc-nfd", "x-caf\u00e9: 1\nx-cafe\u0301: 2\n", 5, 1),
        _yaml("cyrillic-key", "\u0440\u043eles: {}\n", 4, 1, "SCH"),
        _yaml("merge", "x-a: &a {b: 1}\nx-c:\n  <<: *a\n", 6, 3),
        _yaml("merge-number", "<<: 5\n", 4, 1),
        _yaml("merge-quoted", "x-a: {'<<': 5}\n"),
        _yaml("value-key", "x-a: =\n"),
        _yaml("keys-complex", "x-a:\n  ? [b]\n  : c\n", 5, 5),
        _yaml("keys-null", "x-a: {null: 1}\n", 4, 7),
        _yaml("keys-empty", "x-a: {: 1}\n", 4, 7),
        _yaml("keys-bool", "x-a: {true: 1}\n", 4, 7),
        _yaml("keys-template", "x-a: {{ client_name }}\n", 4, 6),
        _yaml("keys-template-block", "{{ client_name }}: 1\n", 4, 1),
        _yaml("keys-number", "1: 2\n", 4, 1),
    ]


def scalars() -> list[Case]:
    """Values that readers take for different things, and numbers and dates that break them."""
    odd = ("NO", "on", "yes", "10:30", "0777", "1_000", "0b11", "1.10", "1e3", "~", "08901", "0123", "=", "2024-01-31")
    return [
        _yaml("yaml11", "".join(f"x-{n}: {value}\n" for n, value in enumerate(odd)))._replace(
            found=tuple(("SCH", line, column) for line, column in zip((*range(4, 11), 12, 15), _COLUMNS, strict=True))
        ),
        _yaml("yaml11-quoted", "".join(f"x-{n}: '{value}'\n" for n, value in enumerate(odd))),
        _yaml("yaml11-key", "x-a: {yes: 1}\n", 4, 7, "SCH"),
        _yaml("yaml12-octal", "x-a: 0o17\n", 4, 6, "SCH"),
        _yaml("bad-date", "term: {start: 2026-02-30}\n", 4, 15, "SCH"),
        _yaml("bad-date-0000", "term: {start: 0000-00-00}\n", 4, 15, "SCH"),
        _yaml("bad-date-week", "term: {start: 2024-W05-1}\n", 4, 15, "SCH"),
        _yaml("bad-date-full-width", "term: {start: \uff12\uff10\uff12\uff16-03-02}\n", 4, 15, "SCH"),
        _yaml("bad-date-compact", "term: {start: '20260302'}\n", 4, 15, "SCH"),
        _yaml("bad-stamp", "term: {start: 2026-03-02T25:61:61Z}\n", 4, 15, "SCH"),
        _yaml("date-huge", "term: {start: '99999999999999-01-01'}\n", 4, 15, "SCH"),
        _yaml("bad-int-tag", "x-a: !!int abc\n", 4, 6),
        _yaml("bad-int-octal", "x-a: !!int 0o9\n", 4, 6),
        _yaml("bad-explicit-bool", "x-a: !!bool maybe\n", 4, 6),
        _yaml("bad-explicit-timestamp", "x-a: !!timestamp 2026-99-99\n", 4, 6),
        _yaml("set", "x-a: !!set {a, b}\n", 4, 6),
        _yaml("omap", "x-a: !!omap [a: 1]\n", 4, 6),
        _yaml("pairs", "x-a: !!pairs [a: 1]\n", 4, 6),
        _yaml("timestamp", "x-a: !!timestamp 2026-01-01\n", 4, 6),
        _yaml("binary", "x-a: !!binary aGVsbG8=\n", 4, 6),
        _yaml("python-object", "x-a: !!python/object/apply:os.system ['touch /tmp/owned']\n", 4, 6),
        _yaml("python-name", "x-a: &b !!python/name:os.system\n", 4, 9),
        _whole(
            "tag-directive", b"%TAG ! tag:yaml.org,2002:python/\n---\napiVersion: engagelint/v1\na: !name:x y\n", 4, 4
        ),
        _yaml("nan", "selection: {price_weight: .nan}\n", 4, 27),
        _yaml("inf", "selection: {price_weight: .inf}\n", 4, 27),
        _yaml("nan-evades-nothing", "selection: {price_weight: NaN}\n", 4, 27, "SCH"),
        _yaml("float-overflow", "selection: {price_weight: 1e400}\n", 4, 27),
        _json("nan", '"x-a": NaN}\n', 2, 8),
        _json("infinity", '"x-a": [-Infinity]}\n', 2, 9),
        _json("float-overflow", '"x-a": 1e400}\n', 2, 8),
        _yaml("int-5000-digits", f"x-a: {'9' * 5_000}\n", 4, 6),
        _yaml("int-5000-digits-hex", f"x-a: 0x{'f' * 5_000}\n", 4, 6),
        _yaml("int-5000-digits-octal", f"x-a: 0o{'7' * 5_000}\n", 4, 6),
        _yaml("int-sexagesimal", f"x-a: {'9:' * 3_000}9\n", 4, 6, "SCH"),
        _json("int-5000-digits", f'"x-a": {"9" * 5_000}}}\n', 2, 8),
        _yaml("money-exponent", "commercials: {ceiling: '1e5000000'}\n", 4, 24, "SCH"),
        _yaml("digits-arabic", "commercials: {ceiling: '\u0661\u0662'}\n", 4, 24, "SCH"),
        _yaml("digits-underscore", "commercials: {ceiling: 1_000}\n", 4, 24, "SCH"),
        _yaml("hours-overflow", "operating_model: {sites: [{name: A, hours: '99:99-99:99'}]}\n", 4, 44, "SCH"),
        _yaml("zone-traversal", "operating_model: {sites: [{name: A, time_zone: ../../etc/passwd}]}\n", 4, 48, "SCH"),
        _yaml("zone-no-zone", "operating_model: {sites: [{name: A, time_zone: leapseconds}]}\n", 4, 48, "SCH"),
    ]


def bytes_and_characters() -> list[Case]:
    """Encodings, control characters, line breaks and byte order marks."""
    manifest = HEAD + "shape: mvp-build\n"
    overlong, surrogate = b"x-a: \xc0\xaf\n", b"x-a: \xed\xa0\x80\n"
    return [
        _whole("bom", codecs.BOM_UTF8 + manifest.encode()),
        _whole("bom-only", codecs.BOM_UTF8, 1, 1),
        _whole("utf16-le", codecs.BOM_UTF16_LE + manifest.encode("utf-16-le"), 1, 1),
        _whole("utf16-no-mark", manifest.encode("utf-16-be"), 1, 1),
        _whole("utf32", manifest.encode("utf-32"), 1, 1),
        _yaml("latin1", "x-a: caf\u00e9\n".encode("latin-1"), 4, 9),
        _yaml("invalid-utf8-late", b"x-a: " + b"b" * 100_000 + b"\nx-c: \xff\n", 5, 6),
        _yaml("overlong", overlong, 4, 6),
        _yaml("surrogate-utf8", surrogate, 4, 6),
        _yaml("nul", "x-a: b\x00c\n", 4, 7),
        _whole("nul-twice", b"apiVersion: engagelint/v1\na: \0\0\n", 1, 1),
        _whole("nul-once", b"apiVersion: engagelint/v1\na: \0\n", 2, 4),
        _yaml("control-esc", "x-a: \x1b[31m\n", 4, 6),
        _yaml("control-c1", "x-a: \x9b31m\n", 4, 6),
        _yaml("control-del", "x-a: \x7f\n", 4, 6),
        _yaml("control-nel", "x-a: b\x85c\n", 4, 7),
        _yaml("control-ls", "x-a: b\u2028c\n", 4, 7),
        _yaml("control-ps", "x-a: b\u2029c\n", 4, 7),
        _yaml("control-vt", "x-a: b\x0bc\n", 4, 7),
        _yaml("control-fs", "x-a: b\x1cc\n", 4, 7),
        _yaml("control-in-comment", "# \x07\n", 4, 3),
        _yaml("noncharacter", "x-a: \ufffe\n", 4, 6),
        _yaml("escape-esc", 'x-a: "\\e]0;owned\\a"\n', 4, 6),
        _yaml("escape-nul", 'x-a: "b\\0"\n', 4, 6),
        _yaml("escape-too-big", 'x-a: "\\U00110000"\n', 4, 9),
        _yaml("escape-huge", 'x-a: "\\UFFFFFFFF"\n', 4, 9),
        _yaml("escape-surrogate", 'x-a: "\\ud800"\n', 4, 9),
        _json("escape-surrogate", '"x-a": "\\ud800"}\n', 2, 8),
        _json("escape-esc", '"x-a": "\\u001b[31m"}\n', 2, 8),
        _json("escape-pair", '"x-a": "\\ud83d\\ude00"}\n'),
        _whole("yaml-version-huge", b"%YAML 1." + b"9" * 4_400 + b"\n---\napiVersion: engagelint/v1\n", 1, 1),
        _whole("crlf", manifest.replace("\n", "\r\n").encode() + b"a: [\r\n", 5, 4),
        _whole("cr-only", manifest.replace("\n", "\r").encode() + b"a: [\r", 5, 4),
        _whole("mixed-eol", HEAD.replace("\n", "\r\n", 1).encode() + b"shape: mvp-build\ra: [\n", 5, 4),
        _yaml("tab-indent", "term:\n\tstart: 2026-03-02\n", 5, 1),
        _yaml("tab-after-colon", "shape:\tmvp-build\n"),
        _whole("empty", b"", 1, 1),
        _whole("empty-comment", b"# words\n", 1, 1),
        _whole("directive-12", b"%YAML 1.2\n---\n" + HEAD.encode() + b"x-a: no\n", 6, 6, "SCH"),
        _whole("kind-map", b"apiVersion: engagelint/v1\nkind: {a: b}\n", 2, 7, "SCH"),
        _whole("kind-list", b"apiVersion: engagelint/v1\nkind: [Engagement]\n", 2, 7, "SCH"),
        _whole("kind-number", b"apiVersion: engagelint/v1\nkind: 5\n", 2, 7, "SCH"),
        _whole("version-unknown", b"apiVersion: engagelint/v99\nkind: Engagement\n", 1, 13, "SCH"),
    ]


def syntax_of_json() -> list[Case]:
    """JSON that is none."""
    return [
        _json("comment", '// words\n"x-a": 1}\n', 2, 1),
        _json("trailing-comma", '"x-a": 1,}\n', 2, 10),
        _json("single-quotes", "'x-a': 1}\n", 2, 1),
        _json("open", '"x-a": {\n', 3, 1),
        _json("second", '"x-a": 1} {}\n', 2, 11),
        _json("tab-in-text", '"x-a": "b\tc"}\n', 2, 10),
        Case("utf8-bom", ".json", codecs.BOM_UTF8 + (JSON_HEAD + '"x-a": 1}\n').encode(), ()),
        Case("empty-json", ".json", b"", (("DOC", 1, 1),)),
    ]


def markdown() -> list[Case]:
    """Definitions of Done in Markdown, and their front matter."""
    bomb = "".join(f"x-{n}: &a{n} {_nine(f'*a{n - 1}')}\n" for n in range(1, 9))
    return [
        _markdown("md-bom", codecs.BOM_UTF8 + DONE.encode() + b"- [ ] Tests pass\n"),
        _markdown("md-invalid", DONE.encode() + b"- [ ] Tests \xff pass\n", 3, 13),
        _markdown("md-utf16", (DONE + "- a\n").encode("utf-16"), 1, 1),
        _markdown("md-nest-quotes", DONE + ">" * 5_000 + " - item\n", 3, 1),
        _markdown("md-nest-lists", DONE + "".join(f"{'  ' * n}- item\n" for n in range(200)), 22, 1),
        _markdown("md-front-bomb", FRONT + "x-0: &a0 [x,x,x,x,x,x,x,x,x]\n" + bomb + "---\n" + DONE, 9, 11),
        _markdown("md-front-duplicate", FRONT + "title: a\ntitle: b\n---\n" + DONE, 5, 1),
        _markdown("md-front-tag", FRONT + "title: !!python/name:os.system\n---\n" + DONE, 4, 8),
        _markdown("md-front-crlf", (FRONT + "title: [\n---\n" + DONE).replace("\n", "\r\n"), 4, 8),
        _markdown("md-front-bom", codecs.BOM_UTF8 + (FRONT + "title: [\n---\n" + DONE).encode(), 4, 8),
        _markdown("md-front-second", FRONT + "title: a\n---\n---\ntitle: b\n---\n" + DONE + "- Tests pass\n"),
        _markdown("md-front-dots", FRONT + "title: a\n...\n" + DONE + "- Tests pass\n"),
        _markdown("md-front-unclosed", FRONT + "title: a\n\n" + DONE + "- Tests pass\n"),
        _markdown("md-front-stranger", "---\nlayout: [\n---\n" + DONE + "- Tests pass\n"),
        _markdown("md-references", DONE + "[a]: " + "b" * 1_000 + "\n\n" + "- [a][a] [a]\n" * 200),
        _markdown("md-links-open", DONE + "- " + "[" * 50_000 + "\n", 3, 3, "SCH"),
        _markdown("md-emphasis", DONE + "- " + "*a_ " * 20_000 + "\n", 3, 3, "SCH"),
        _markdown("md-backticks", DONE + "- " + "".join("`" * n + " " for n in range(600)) + "\n", 3, 4, "SCH"),
        _markdown("md-table", DONE + "| a | b |\n|---|---|\n" + "| x | y |\n" * 2_000),
        _markdown("md-html", DONE + "<script>alert(1)</script>\n\n- <img src=x onerror=alert(1)> Tests\n"),
        _markdown("md-comment-open", DONE + "<!-- - Tests pass\n" * 500),
        _markdown("md-u2028", DONE + "- Tests\u2028- pass\n"),
        _markdown("md-vt", DONE + "- Tests\x0b- pass\n", 3, 8),
        _markdown("md-nul", DONE + "- Tests\x00\n", 3, 8),
        _markdown("md-esc", DONE + "- \x1b]0;x\x07\n", 3, 3),
        _markdown("md-entities", DONE + "- &#0; &#x202e; &#xD800; &amp;lt;\n"),
        _markdown("md-checkbox-cyrillic", DONE + "- [\u0445] Tests pass\n"),
        _markdown("md-items", DONE + "- Unit tests pass for the change\n" * 2_001, 3, 1, "SCH"),
        _markdown("md-lines", DONE + "- Unit tests pass for the change\n" * 25_000, 10_001, 1),
    ]


def references() -> list[Case]:
    """Definitions of Done that a manifest names and that lead somewhere else."""
    outside = {
        "traversal": "../../../etc/passwd",
        "traversal-inside": "a/../../x.md",
        "absolute": "/etc/passwd",
        "proc": "/proc/self/environ",
        "devzero": "/dev/zero",
        "fileurl": "file:///etc/passwd",
        "url": "https://example.com/dod.md",
        "unc": "'\\\\host\\share\\dod.md'",
        "tilde": "~/dod.md",
        "backslash": "'..\\dod.md'",
        "drive": "C:/dod.md",
        "drive-relative": "D:dod.md",
        "long-part": "a" * 300,
        "device": "con.md",
        "newline": '"a\\nb.md"',
    }
    cases = [
        _yaml(f"dod-{name}", f"definition_of_done:\n  file: {value}\n", 5, 9, "REF") for name, value in outside.items()
    ]
    return [
        *cases,
        _yaml("dod-nul", 'definition_of_done:\n  file: "a\\0b"\n', 5, 9),
        _yaml("dod-long", f"definition_of_done:\n  file: {'a/' * 2_000}b\n", 5, 9, "SCH"),
        _yaml("dod-env", "definition_of_done:\n  file: $HOME/dod.md\n"),
        _yaml("dod-self", "definition_of_done:\n  file: dod-self.yaml\n", 5, 9, "REF"),
        _yaml("dod-folder", "definition_of_done:\n  file: .\n", 5, 9, "REF"),
        _yaml("dod-percent", "definition_of_done:\n  file: '%2e%2e/%2e%2e/etc/passwd'\n"),
    ]


def documents() -> list[Case]:
    """All of them, each with a name of its own."""
    groups = (aliases, depth, size, keys, scalars, bytes_and_characters, syntax_of_json, markdown, references)
    return [case for group in groups for case in group()]
