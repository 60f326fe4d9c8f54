"""Words that tell a role, a body or a placeholder from a person's name, folded, in the languages of the lexicon."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class NameWords(NamedTuple):
    """Groups of folded words and phrases.

    `placeholders` are whole texts, `unsettled` phrases anywhere; `roles` and `acronyms` are what people are called for
    their work (also surnames: Jane Lead), `bodies` end the name of a department or hold no person, `departments` rule
    a person out wherever they stand; `particles` are parts of names and articles; `dummies` stand for no one.
    """

    placeholders: frozenset[str]
    unsettled: frozenset[str]
    roles: frozenset[str]
    acronyms: frozenset[str]
    bodies: frozenset[str]
    departments: frozenset[str]
    particles: frozenset[str]
    titles: frozenset[str]
    dummies: frozenset[str]
    mailboxes: frozenset[str]
    legal_forms: frozenset[str]
    short_forms: frozenset[str]


_PLACEHOLDERS = """
na|n a|nan|none|null|nil|no|yes|no one|noone|nobody|open|offen|vacant|pending|later|name|names|role|person|team|todo|to do|tb
any|anyone|anybody|all|both|both sides|either|each|everyone|everybody|we|us|they|them|he|she|it|i|me|you|self|same|ditto|idem
unknown|unclear|unnamed|unassigned|undefined|unspecified|missing|empty|blank|other|others|various|several|external|internal
keine|keiner|kein|niemand|jemand|offen|unbekannt|entfallt|ja|nein|n v|k a|aucun|aucune|personne|neant|inconnu|inconnue|oui|non
ninguno|ninguna|nadie|alguien|desconocido|desconocida|vacante|pendiente|nenhum|nenhuma|ninguem|alguem|desconhecido|geen|niemand
iemand|onbekend|nee|nessuno|nessuna|qualcuno|ignoto|sconosciuto|ei|kylla|ei kukaan|ei ketaan|joku|tuntematon|avoin|puuttuu|auki
x|xx|xxx|xxxx|xyz|abc|aaa|asdf|qwerty|test|tester name|sample|example|dummy|lorem|ipsum|lorem ipsum|foo|foo bar|bar|baz
не назначен|не определен|не определено|неизвестно|уточняется|нет|владелец продукта|руководитель проекта|заказчик|исполнитель
"""

_UNSETTLED = """
tbd|t b d|tbc|t b c|tba|t b a|tbn|tbh|todo|fixme|placeholder|xxx|lorem ipsum|insert name|insert|fill in|your name|name here|full name
first name|last name|firstname|lastname|surname here|name surname|first last|vorname|nachname|prenom|nombre apellido|nome cognome
etunimi|sukunimi|voornaam|achternaam|name des|nom du|nom de|nombre de|nombre del|nome do|nome da|nome del|naam van|name of
to be hired|to be named|to be confirmed|to be determined|to be decided|to be defined|to be appointed|to be assigned
to be announced|to be recruited|to be agreed|to be found|to be nominated|to be provided|to be selected|to be advised|to be
not applicable|not yet|not known|not named|not assigned|not appointed|not decided|not defined|not available|not specified|not set
see below|see above|see annex|see contract|as agreed|as above|as needed|as required|depends on|yet to|will be|who ever|whoever
whichever|someone|somebody|some one|anyone from|somebody from|a person|the person|person who|any of|one of|who is|nominated by
appointed by|named by|assigned by|chosen by|hired by|hiring|in recruitment|recruiting|vacancy|position open|open position
noch offen|noch zu|zu benennen|zu bestimmen|wird noch|wird benannt|nachbenannt|steht noch|nicht bekannt|noch nicht|zu besetzen|n n
unbesetzt|stelle offen|a definir|a determinar|a confirmar|a designar|a contratar|a nomear|a indicar|por definir|por confirmar
por determinar|por designar|por contratar|sin asignar|sin definir|no aplica|no asignado|no asignada|se definira|a recruter
a determiner|a confirmer|a definir|a nommer|a designer|en cours de recrutement|non defini|non applicable|sans objet|pas encore
nao aplicavel|nao definido|a ser|sem nome|n d|nog te|nader te|volgt nog|niet van toepassing|nog niet|nog onbekend|wordt nog|n v t|nvt
da definire|da nominare|da confermare|da assegnare|da individuare|da stabilire|non applicabile|non ancora|da determinare
ei viela|vahvistetaan myohemmin|nimetaan myohemmin|maaritetaan|taydennetaan|rekrytoitava|valitaan|ei sovellu|ei tiedossa
to hire|new hire|future hire|next hire|on call|whoever is|the team|our team|entire team|whole team
"""

_ROLES = """
owner owners manager managers lead leads leader leaders head heads director directors chief officer officers president vice
deputy backup substitute representative rep executive executives engineer engineers engineering developer developers
programmer programmers architect architects designer designers tester testers analyst analysts consultant consultants
contractor contractors supplier suppliers vendor vendors client clients customer customers buyer buyers sponsor sponsors
stakeholder stakeholders product project program programme delivery scrum master agile coach tech technical technology team
squad test quality assurance security compliance operations business process account commercial sales marketing finance
financial legal procurement purchasing hr human resources it information data software hardware system systems platform
infrastructure network cloud devops release support service services service-desk helpdesk maintenance senior junior mid
principal staff mid-level middle associate assistant intern trainee expert specialist specialists coordinator administrator
admin operator user users end in-house inhouse outsourced offshore nearshore onshore external internal main primary secondary
key contact counterpart decision decider approver reviewer maker makers author editor responsible accountable authorised
authorized competent designated appointed nominated named relevant appropriate respective current new future acting interim temporary first second
general managing chair chairman chairwoman chairperson secretary treasurer partner partners founder cofounder ceo-office
frontend backend full stack fullstack mobile web ios android app application applications database qa ux ui research
researcher scientist science payments payment settlement ledger billing invoicing risk fraud audit auditor controller
control portfolio change incident problem transition transformation digital innovation strategy strategic planning
domain subject matter solution solutions integration implementation onboarding knowledge documentation training governance
steering side party parties provider providers outsourcer agency company organisation organization firm employer employee
employees member members people personnel colleague anyone somebody each every all any some other another same
the an our your their its this that of for to on at by from with and or who is be as in per via

produkt produktverantwortlicher produktverantwortliche projektleiter projektleiterin projektleitung leiter leiterin leitung
teamleiter teamleiterin verantwortlicher verantwortliche verantwortlich ansprechpartner ansprechpartnerin auftraggeber
auftragnehmer kunde kunden kundin kundenseite lieferant lieferanten anbieter dienstleister geschaftsfuhrer geschaftsfuhrerin
geschaftsfuhrung vorstand entwickler entwicklerin entwickeln architekt architektin berater beraterin stellvertreter
stellvertretung vertreter fachbereich fachabteilung einkauf vertrieb betrieb technik technischer technische fachlicher
fachliche mitarbeiter mitarbeiterin abteilungsleiter bereichsleiter gruppenleiter ein eine einer eines das dem des vom im
und oder beim auf seiten

proprietaire responsable responsables chef cheffe directeur directrice projet produit equipe technique ingenieur ingenieure
developpeur developpeuse architecte fournisseur prestataire cliente gerant gerante commercial commerciale metier metiers
qualite achats une un des aux adjoint adjointe suppleant interlocuteur referent referente utilisateur pilote

propietario propietaria dueno duena jefe jefa proyecto producto equipo tecnico tecnica lider gerente directora desarrollador
desarrolladora ingeniero ingeniera arquitecto arquitecta proveedor proveedora encargado encargada contratista calidad
suplente representante ventas compras una usuario negocio

dono dona produto projeto equipa equipe gestor gestora diretor diretora desenvolvedor desenvolvedora programador engenheiro
engenheira arquiteto fornecedor fornecedora contratante contratada prestador responsavel coordenador coordenadora lider qualidade
tecnico chefe suplente negocios um uma

eigenaar producteigenaar projectleider projectmanager teamleider leidinggevende opdrachtgever opdrachtnemer klant leverancier
verantwoordelijke ontwikkelaar ontwikkelaars directeur hoofd manager-it afdelingshoofd contactpersoon vertegenwoordiger een het aan bij namens

proprietario prodotto progetto squadra responsabile direttore direttrice sviluppatore sviluppatrice ingegnere architetto
fornitore committente appaltatore capo referente tecnico qualita acquisti vendite dirigente utente uno

tuoteomistaja omistaja tuote projektipaallikko paallikko johtaja toimitusjohtaja tiiminvetaja tiimi vetaja asiakas
toimittaja kehittaja ohjelmistokehittaja arkkitehti testaaja vastuuhenkilo edustaja asiantuntija yhteyshenkilo tilaaja esimies
varahenkilo
"""

_ACRONYMS = """
po pm pmo ceo cto cio cfo coo ciso cpo cso cmo vp evp svp md ba qa sm tl em dm am se sre dba hr it ux ui rte sme dpo poc tpm spm
apo ppo gm kam sdm pgm dev devs ops devops pdl pl gf cdo dsi pdg daf
"""

_BODIES = """
team teams squad squads crew department departments dept committee committees council board office offices unit units division
divisions taskforce guild tribe chapter panel group groups company companies corporation corp organisation organization agency
agencies ministry ministries authority authorities university institute foundation association consortium holding holdings
software solutions services service systems technologies technology consulting consultants consultancy labs digital
partners industries enterprises ventures international delivery payments payment platform operations management support
engineering development procurement legal finance marketing compliance security quality infrastructure helpdesk desk center
centre committee stakeholders users customers clients vendors suppliers developers engineers testers leads managers owners
people staff personnel members employees architects designers analysts everyone role position side party
abteilung ausschuss lenkungsausschuss gremium vorstand geschaftsfuhrung geschaftsleitung projektteam fachbereich fachabteilung
betriebsrat lenkungskreis gruppe referat behorde amt ministerium leitung projektleitung seite entwicklung einkauf vertrieb
equipe comite direction departement service conseil groupe ministere societe entreprise cote comite-de-pilotage
equipo comite departamento direccion consejo grupo ministerio empresa sociedad junta gerencia
equipa comissao diretoria conselho departamento ministerio sociedade diretoria gerencia
afdeling stuurgroep commissie bestuur groep directie ministerie bedrijf raad werkgroep
squadra comitato reparto direzione consiglio gruppo ministero societa azienda ufficio team-di-progetto
tiimi osasto ohjausryhma johtoryhma hallitus ryhma ministerio yritys virasto lautakunta projektiryhma
"""

_DEPARTMENTS = """
committee committees department departments dept taskforce steering stakeholders lenkungsausschuss lenkungskreis stuurgroep
comite comitato comissao ohjausryhma johtoryhma abteilung departement departamento afdeling reparto osasto projektteam
fachabteilung projektiryhma
"""

_PARTICLES = """
van von der den de la las los le les el al bin binti binte ibn ben bint abu di da do dos das della del dello delle degli dal dei ter
ten te zu zum zur af av og y e i und st st. san sant saint mac mc o d l 't 's of the jr sr ii iii iv bat bar vander vanden
"""

_TITLES = """
mr mrs ms mx miss dr prof professor sir dame lord lady rev hon judge capt captain col gen lt sgt eng ing dipl phd mba msc bsc md
herr frau hr fr m mme mlle monsieur madame mademoiselle sr sra srta senor senora don dona dott dottssa sig signor signora
sigra dhr mevr mw mevrouw drs ir meneer rouva herra tri ca sri shri smt pan pani tov
"""

_DUMMIES = """
john doe|jane doe|joe bloggs|fred bloggs|joe public|john q public|john smith doe|richard roe|jane roe|max mustermann|erika mustermann
maria mustermann|mustermann|otto normalverbraucher|lieschen muller beispiel|jean dupont exemple|monsieur x|madame x|fulano|fulana
fulano de tal|fulana de tal|mengano|zutano|beltrano|sicrano|juan nadie|perico de los palotes|jan modaal|jan met de pet|piet puk
tizio|caio|sempronio|tizio caio|matti meikalainen|maija meikalainen|john appleseed|foo|bar|baz|qux|foo bar|test|tester|test test
test user|user test|testuser|example|sample|dummy|name|surname|forename|asdf|qwerty|abc|xyz|xxx|xx|lorem|ipsum|acme|nomen nescio|nomen
n n|nn|john q|mr x|ms x|ivan ivanovich ivanov example|иван иванович пример|vorname|nachname|beispiel|exemple|ejemplo|esempio|voorbeeld
"""

_MAILBOXES = """
info sales support contact hello office mail post kontakt contacto contatto contato hallo team noreply reply no jobs careers billing
accounts accounting invoices invoice press media webmaster postmaster abuse privacy legal enquiries inquiries help service helpdesk
vertrieb einkauf buchhaltung ventas compras vendite acquisti verkoop inkoop myynti tuki po pm cto ceo cio cfo coo ciso qa hr it dev devops
"""

_LEGAL_FORMS = """
gmbh mbh kgaa ohg gbr ltd limited llc llp inc incorporated corp corporation plc pty pte lda ltda sarl sas eurl srl sl sau slu
bvba aps asa oyj kk doo dooel sro spzoo zrt kft eood ead jsc ooo zao oao pao ооо ао оао зао пао gesmbh vof cv snc sapa scrl kabushiki
"""

_SHORT_FORMS = """
AG SA AB AS A/S NV BV SE KG Oy OY SpA SPA Co ApS PLC SL EV eV eG UG OÜ UAB SIA AD DD ASBL
"""


def _phrases(text: str) -> frozenset[str]:
    return frozenset(phrase.strip() for line in text.split("\n") for phrase in line.split("|") if phrase.strip())


@lru_cache(maxsize=1)
def name_words() -> NameWords:
    """The groups, made when first needed."""
    return NameWords(
        placeholders=_phrases(_PLACEHOLDERS),
        unsettled=_phrases(_UNSETTLED),
        roles=frozenset(_ROLES.split()),
        acronyms=frozenset(_ACRONYMS.split()),
        bodies=frozenset(_BODIES.split()),
        departments=frozenset(_DEPARTMENTS.split()),
        particles=frozenset(_PARTICLES.split()),
        titles=frozenset(_TITLES.split()),
        dummies=_phrases(_DUMMIES),
        mailboxes=frozenset(_MAILBOXES.split()),
        legal_forms=frozenset(_LEGAL_FORMS.split()),
        short_forms=frozenset(_SHORT_FORMS.split()),
    )
