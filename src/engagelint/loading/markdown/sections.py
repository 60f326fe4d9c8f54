"""What a heading or a lead-in says of the list below it: criteria, or something that is none."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class Role(StrEnum):
    """Why the items of a section are no criteria; the value is the reason as reported. CRITERIA is the exception."""

    CRITERIA = ""
    READY = "belongs to the Definition of Ready"
    ANTI = "says what must not be"
    FUTURE = "is a wish for later or admitted to be undone"
    LINKS = "is a list of links"
    EVIDENCE = "lists evidence"
    BENEFITS = "explains why"
    EXPLAINS = "explains"
    STEPS = "describes a process"


#: Roles that hold whatever the list looks like; the others give way to checkboxes.
FIRM = {Role.READY, Role.ANTI, Role.FUTURE, Role.EVIDENCE}

_DONE = (
    r"\bdef[a-z]{3,10}[- _]of[- _]done\b|\bd ?o ?d\b|\bdone[- ](?:criteria|definition|checklist|list|kriterien"
    r"|kriterier|criterios)\b|when is .{1,40} done"
    r"|\bdone (?:is |only )?(?:when|if|once)\b|criteria (?:for|of) done|what (?:does )?done (?:means?|looks)"
    r"|exit criteria|completion criteria|\bdefinitions? of ready (?:/|and|or) done\b"
    r"|\bconsid[a-z]{2,9} (?:as |como |comme |come )?(?:a |o )?(?:done|complete\w*|terminad\w|terminee?s?|hech\w"
    r"|listas?|finalizad\w|concluid\w|pront\w|feit\w|acabad\w|finie?s?|fatt\w|finit\w|completat\w)\b"
    r"|\bgilt als (?:done|fertig|erledigt|abgeschlossen)|\bist (?:done|fertig|erledigt|abgeschlossen) wenn"
    r"|\bis (?:klaar|gereed|af) (?:als|wanneer|indien)|\bon valmis kun\b"
    r"|\b(?:ar|er) (?:klar|fardig|f(?:ae|æ)rdig|ferdig)\w* nar"
    r"|\bjest (?:gotow\w|ukonczon\w|zakonczon\w|done) (?:gdy|kiedy|jesli|jezeli)"
    r"|\bje (?:hotov\w*|dokonc\w+|done) (?:kdyz|pokud|ked|ak)\b"
    r"|(?:считается|вважається) (?:готов|выполнен|завершен|виконан)\w*|dianggap (?:selesai|done)"
    r"|[dđ]uoc coi la (?:hoan thanh|done)|才?算(?:真正)?完成|[视視]为完成|完了とする|완료로 (?:간주|본다)"
    r"|\b(?:is|are) done (?:when|if|after)|defin\w+ (?:de|du|do|di|da|van|von|av|af|der|des) "
    r"(?:\W?(?:done|termine|fini|fait|acheve|hecho|terminado|completado|acabado|finalizado"
    r"|listo para entregar|pronto|feito|concluido|klaar|gereed|voltooid|afgerond|"
    r"fatto|finito|completato|completamento|klar|fardig\w*|ferdig|f(?:ae|æ)rdig|fertig\w*|erledigt"
    r"|abgeschlossen|completude))\W?"
    r"|criteres (?:de|d') ?(?:fini|fin|termine|achevement|completude|realisation)"
    r"|criterios de (?:hecho|terminado|finalizacion|pronto|conclusao|aceptacion de terminado)"
    r"|fertigstellungskriterien|abnahmekriterien der fertigstellung|valmiin maaritelma"
    r"|maaritelma valmiille|valmis-?maaritelma|milloin \w+ on valmis"
    r"|definisi selesai|definicja (?:ukonczenia|done|skonczon\w+|zrobione|gotow\w+|zakonczen\w+)|definice (?:hotov\w+"
    r"|dokonc\w+)|tamamland\w tan\wm\w|bitti tan\wm\w|kriteria selesai|[dđ]inh nghia hoan thanh"
    r"|критери\w* (?:готовности|завершен\w*)|определение (?:готовности|завершен\w*|выполнен\w*)"
    r"|визначення (?:готовності|завершеності|виконаного)"
    r"|完成的?定义|完成的?定義|完成定义|完成定義|完成の定義|doneの定義|完了条件|完成标准|完了の定義|완료(?:의)? ?정의"
    r"|완료 ?(?:기준|조건)"
)
_READY = (
    r"\bdef[a-z]{3,10} of ready\b|\bd ?o ?r\b|ready for (?:sprint|development|dev|work|refinement)"
    r"|definition (?:de|of|von|av|van) (?:pret|ready|bereit)|definicion de (?:listo|preparado)"
    r"|definicao de preparad[oa]|defini\w+ di pronto per|definisjon av klar til|准备就绪|着手可能"
    r"|^(?:new|backlog|icebox|grooming|refinement|ready)$"
)
_WORDS: dict[Role, str] = {
    Role.READY: _READY,
    Role.ANTI: (
        r"(?:not|no|geen|keine?|nicht|niet|pas|non|nao) (?:a )?(?:part|onderdeel|teil|parte|partie|del) "
        r"(?:of|van|der|von|de|du|av) (?:the |de |la )?(?:dod|definition of done)\b"
        r"|fail(?:s|ure)? (?:the |of )?(?:dod|definition)|fail(?:ure)? conditions|does not count"
        r"|anti-?patterns?|pitfalls?|common (?:dod )?(?:failures?|mistakes|errors)"
        r"|what (?:\W?done\W? )?(?:it )?is not|is not done|not[- ](?:considered )?done|not enough"
        r"|does not (?:mean|include)|do not (?:do|use)|don'?ts?\b|violations?|red flags?|bad examples?"
        r"|must not (?!.*\b(?:until|unless|before|without)\b).*:$|out of scope|excluded?|exclusions?"
        r"|not (?:\w+ )?required\b|explicitly not\b"
        r"|(?:blocking|bloqueo|bloqueio|blocage) (?:conditions|criteria)"
        r"|(?:criterios|condiciones|condicoes|criteres|conditions) de (?:bloqueo|bloqueio|blocage)|\bno done\b"
        r"|(?:niet|inte|ikke|ei ole|pas|non|nao|no) (?:as |como |comme |som )?\W?(?:klaar|fardig|ferdig|faerdig|valmis"
        r"|termine|fini|finito|fatto|concluid[oa]|terminad[oa]|done)\b"
        r"|que no (?:va|entra|incluye|es)\b|o que nao (?:entra|inclui|e)\b|ce qui n'est pas"
        r"|haufige fehler|nicht (?:als )?.?(?:fertig|erledigt|enthalten|done)\b|erreurs (?:courantes"
        r"|frequentes)|hors perimetre|errores comunes|erros comuns|errori comuni|fuera de alcance"
    ),
    Role.FUTURE: (
        r"future\b|later\b|next steps?|\bundone\b|not yet|wish ?-?lists?|nice[- ]to[- ]haves?|roadmap"
        r"|parking[- ]lot|planned|upcoming|stretch goals?|still (?:missing|open)|ideas?\b"
        r"|improvements? (?:to|for) (?:later|come)|known exceptions|known (?:gaps|limitations)|zukunft"
        r"|spater|kunftig|a venir|futur[eo]?s?\b|mas adelante|mais tarde|in futuro|toekomst|tulevaisuu\w*"
        r"|myohemmin|framtid\w*|senare"
    ),
    Role.LINKS: (
        r"^references?\b|(?:^|other |further |additional )resources?$|links?$|(?:see|read) also"
        r"|further reading|^related\b|(?:table of )?contents?$|toc\b|^sources?$|bibliography|^index$"
        r"|relacion con|related (?:concepts|topics)|learn more|more (?:info|information|reading)"
        r"|quellen|verweise|weiterfuhrend\w*|inhalt\w*|ressources|liens|sommaire|voir aussi|referencias"
        r"|enlaces|recursos|indice|referenze|risorse|bronnen|lahteet|linkit|lankar|kallor|kilder|参考\w*"
    ),
    Role.EVIDENCE: (
        r"(?:completion|closing|closure|final) report$"
        r"|^evidences?\b|(?<!and )evidences?$|proofs?$|nachweise?$|preuves?$|evidencias?$|prove$|bewijs$"
        r"|evidence (?:required|to)|^(?:evidencias?|preuves?|nachweise?|prove|bewijs) (?:de|der|di|des|du|van|voor)\b"
    ),
    Role.BENEFITS: (
        r"why\b|(?:because|porque|weil|omdat|perche|koska)\b|importanc\w+|importancia|importanza|bedeutung|belang\b|merkitys|betydelse|benefits?|advantages?|rationale|motivation|purpose|^(?:goals?|objectives?|ziele?"
        r"|objectifs?|objetivos?|propositos?|obiettivi)$|warum|vorteile|zweck|nutzen|pourquoi|avantages"
        r"|por que|para que|beneficios|ventajas|perche|vantaggi|scopo"
        r"|waarom|voordelen|doel$|miksi|tarkoitus|varfor|fordelar|syfte|为什么|目的"
        r"|helps? (?:(?:the )?teams?|us|to|create|ensure)\b"
    ),
    Role.EXPLAINS: (
        r"^definition of (?!.{0,20}done)|(?:test(?:ing)?|severity|priority) (?:levels?|types?|pyramid)"
        r"|^(?:our |general |basic )?principles?$|^grundsatze?$|^principios?$|^principes?$"
        r"|\brole (?:in|of)\b|^(?:\W|\d)*(?:alcance|ambito|escopo|portee|toepassingsgebied|soveltamisala)\b"
        r"|campo di applicazione|champ d'application|\baplica(?:-se)? (?:a|ao|aos|al)\b"
        r"|^(?:made|written|faite?s?|redigee?|realizado|elaborado|hecho|feito|erstellt|gemaakt|skriv\w+) "
        r"(?:by|par|por|von|door|av)\b"
        r"|^(?:hva|hvad|vad|was|wat|quoi|cosa|mita|co|что|що)\b.*\?$"
        r"|\bresponsables\b|\bresponsaveis\b"
        r"|exce[pc]\w*(?:es|ciones|oes|zioni)$|ausnahmen|uitzonderingen|poikkeu\w+|undantag"
        r"|(?:target(?:ed)?|supported) (?:platforms|browsers|devices)"
        r"|\(examples?\)$"
        r"|what is\b|what are we|what it is|introduction|overview|background|context$|about\b|^(?:\w+ )?scope$"
        r"|in scope|^definitions?$|(?:terms|terminology) and definitions|glossary|terminology|legend"
        r"|^notes?$|template notes|audience|who\b"
        r"|participants|^sign(?:ed|atures)\b|^roles?\b|responsib\w+|ownership|^owners?$"
        r"|changelog|change log|history|revisions?$|^versions?$|(?:dod|quality) metrics|^metrics$|kpis?\b"
        r"|tools?\b|methods$|faq|dev agent record"
        r"|additional (?:context|information|info|resources)|exemptions?|exceptions?|waivers?"
        r"|work well when|use (?:it|this) (?:together )?with|\bappl(?:y|ies) to\b|^abgrenzung|^evolution$"
        r"|\bassumptions?\b|risk (?:management|register|mitigation)|capacity (?:estimate|plan\w*)|velocity tracking"
        r"|completed features|features? (?:completed|implemented|delivered)"
        r"|(?:rules|reglas|regeln|regles|regras) (?:of|for|de|fur|zur|d') ?(?:use|usage|uso|nutzung|anwendung)"
        r"|einleitung|uberblick|geltungsbereich|was ist|introducci?on|que es|o que e"
        r"|cos'?e|wat is|mika on|vad ar|contexte|perimetre"
        r"|^(?:this|este|dieses|ce|deze|questo|dit|tama) (?:document|dokument|documento|page|file|section|guide|policy)"
        r" (?:defin|descri|explain|cover|beschreib|expli|kuvaa|beschrijf)\w*|"
        r"understanding|importance|how (?:is|are) .{1,30} (?:different|related)|difference\w*|versus"
        r"|\bvs\b|limitations"
    ),
    Role.STEPS: (
        r"(?<![\d.)] )process$|(?:column|board)[- ](?:sequence|columns)|sequence for|(?:board|kanban) (?:columns|lanes)"
        r"|(?:como|comment|come|wie|hoe|miten|jak|hvordan|hur|как) \w+"
        r"|(?:review|release|change|approval|verification|enforcement) process|workflow|how (?:to"
        r"|we|do|it)\b|how-?to|^usage\b|usage instructions|^instructions|enforcement"
        r"|continuous improvement|maintenance of|maintaining|reviewing this|review of (?:this|the dod"
        r"|the definition)"
        r"|troubleshooting|getting (?:help|started)|post-?merge|if .{1,40} fails|when .{1,30} fails"
        r"|running locally|run locally|steps to\b|outcomes?$|local setup|applying|^scaling\b|vorgehen"
        r"|ablauf|prozess$|comment (?:utiliser|appliquer)|processus$|proceso$|processo$|procedimiento"
        r"|como usar|miten kayt\w+|prosessi$|(?:making|creating) issues|escalation"
    ),
}
_DONE_RE = re.compile(_DONE)
_READY_RE = re.compile(_READY)
_COMPARES = re.compile(r"\bvs\b|\bversus\b|\bdifferences? between\b")
_ROLES = [(role, re.compile(rf"(?<!\w)(?:{words})")) for role, words in _WORDS.items()]
# "Definição de Pronto" may be either; what stands beside it says which.
_DOD = re.compile(r"\bd ?o ?d\b|\bdone\b")
_DOR = re.compile(r"\bd ?o ?r\b|\bof ready\b")
_ALONE = r"[\d. ]*(?:the |our |unsere |notre |nuestra |nossa |onze |la nostra )?(?:{})(?: \([^()]{{1,40}}\))?"
_BARE = re.compile(_ALONE.format(_DONE))
_BARE_READY = re.compile(_ALONE.format(_READY))
_WEAK = re.compile(r"[\d. ]*(?:process|proceso|processo|processus|prozess)")
_AMONG = re.compile(r"(?i),|&|\+|\b(?:and|und|et|y|e|och|og|ja|en)\b")
#: A section so named is about criteria although one of the words above may stand in it.
_CRITERIA_RE = re.compile(
    r"checklist|criteria\b|kriterien|criteres|criterios|criterios|criteri\b|requirements?\b|required|must\b|done when"
)
#: Unless it tells how such a checklist is used.
_ABOUT_IT = re.compile(r"^how (?:to|do|can)\b|^using\b|^why\b|\bsteps to\b")

_KEPT = "-'?()/:&.%"
_SPACED = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) not in _KEPT}


def folded(text: str) -> str:
    """`text` in lower case, without accents, marks of emphasis and emoji: what the words above are compared with."""
    text = text[:300]
    if text.isascii():
        return " ".join(text.lower().translate(_SPACED).split())
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    whole = unicodedata.normalize("NFC", plain)  # the parts of Korean syllables become syllables again
    return " ".join("".join(c if c.isalnum() or c in _KEPT else " " for c in whole).split())


def says_done(text: str) -> bool:
    """Whether a heading names a Definition of Done."""
    return bool(_DONE_RE.search(folded(text)))


def is_bare(text: str) -> bool:
    """Whether a heading names a Definition of Done and nothing else."""
    words = folded(text)
    return bool(_BARE.fullmatch(words)) and not _DOR.search(words)


def is_bare_ready(text: str) -> bool:
    """Whether a heading names a Definition of Ready and nothing else."""
    return bool(_BARE_READY.fullmatch(folded(text)))


def is_weak(text: str) -> bool:
    """Whether a heading names what may be one matter among others, such as the process beside the code."""
    return bool(_WEAK.fullmatch(folded(text)))


def is_collective(text: str) -> bool:
    """Whether a heading names a Definition of Done among other things."""
    return says_done(text) and bool(_AMONG.search(text))


def role(text: str) -> Role:
    """What a heading or lead-in says of what stands below it."""
    words = folded(text)
    done = bool(_DONE_RE.search(words))
    if _COMPARES.search(words):
        return Role.EXPLAINS
    for candidate, pattern in _ROLES:
        if pattern.search(words):
            if candidate is Role.READY and done and (_DOD.search(words) or not _DOR.search(words)):
                continue
            if candidate in {
                Role.BENEFITS,
                Role.EXPLAINS,
                Role.STEPS,
                Role.LINKS,
                Role.EVIDENCE,
            } and (_CRITERIA_RE.search(words) and not _ABOUT_IT.search(words)):
                continue
            return candidate
    return Role.CRITERIA
