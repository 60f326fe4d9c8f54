"""What criteria ask for and how they are worded, judged by meaning and in several languages."""
# ruff: noqa: RUF001 - letters of other scripts are meant

from __future__ import annotations

import importlib.util
import sys
import time
from pathlib import Path

import pytest

from engagelint.done import Claim, claims, classifier, covered, criteria, topics, usable, wording
from engagelint.loading.markdown import read_markdown
from engagelint.loading.yaml import compose
from engagelint.model import Source
from engagelint.resources import read_text

# Text, topics, wording flags; none of the texts is from a file of the corpus.
CASES = [
    # English
    ("Every changed line is covered by an automated test", "tests", ""),
    ("A colleague who did not write the code has reviewed it", "review", ""),
    ("Two approvals on the pull request", "review", ""),
    ("Self-review finished", "", ""),
    ("Runs on the staging environment", "staging", ""),
    ("Deployed to production behind a flag", "production", ""),
    ("Ready for production", "", ""),
    ("Release notes mention the change", "documentation", ""),
    ("All acceptance criteria hold", "acceptance-criteria", ""),
    ("Behaves as specified in the ticket", "acceptance-criteria", ""),
    ("The product owner accepted the story", "acceptance", ""),
    ("Shown to stakeholders in the sprint review", "acceptance,demo", ""),
    ("The demo environment is up", "staging", ""),
    ("Architectural decisions are recorded", "decision-record", ""),
    ("The runbook explains each new alert", "runbook,monitoring", ""),
    ("The onboarding guide names the new service", "onboarding", ""),
    ("No secrets in the repository", "security", ""),
    ("Keyboard navigation and screen readers work", "accessibility", ""),
    ("95th percentile latency stays below 300 ms", "performance", ""),
    ("A rollback was rehearsed", "rollback", ""),
    ("Dashboards and alerts exist for the new endpoint", "monitoring", ""),
    ("The pipeline is green", "ci", ""),
    ("The linter reports nothing", "style", ""),
    ("Merged to main", "merged", ""),
    ("No known critical bugs", "defects", ""),
    ("A privacy assessment was made", "data-protection", ""),
    ("Story points are updated", "estimate", ""),
    ("Hours are logged in the ticket", "estimate", ""),
    ("No TODO left in the code", "style", ""),
    ("Not tested on staging yet", "", ""),
    ("No tests needed", "", ""),
    ("Nothing is merged without review", "review,merged", ""),
    ("Relevant unit tests added", "tests", ""),
    ("API documentation updated if inputs or outputs changed", "documentation", ""),
    ("Saving works only when required fields are filled in", "", ""),
    ("Integration tests, where applicable", "tests", "escape"),
    ("Load test if possible", "tests,performance", "escape"),
    ("Docs should be updated", "documentation", "escape"),
    ("Ideally there is a demo", "demo", "escape"),
    ("Changelog updated for user-facing changes", "documentation", ""),
    ("The code is clean and readable", "", "vague"),
    ("mvnw clean verify succeeds", "", ""),
    ("Properly tested", "tests", "vague"),
    ("Sufficient logging", "monitoring", "vague"),
    ("Works as intended", "", "vague"),
    ("TBD", "", "placeholder"),
    ("", "", "placeholder"),
    ("[insert criterion here]", "", "placeholder"),
    ("Coverage of at least XX %", "tests", "placeholder"),
    ("Has the code been reviewed?", "review", "question"),
    ("Code written, tests passing, docs updated, release approved", "tests,documentation", "compound"),
    ("Unit, integration and contract tests pass", "tests", ""),
    ("The story was demonstrated in the sprint review", "demo", ""),
    ("Documentation reviewed by the client", "documentation,acceptance", ""),
    ("One engineer other than the author approved the change", "review", ""),
    ("Lint is clean", "style", ""),
    ("The suite runs cleanly in CI", "tests,ci", ""),
    ("All templates validate cleanly", "", ""),
    ("Docs are as up-to-date as possible", "documentation", "vague"),
    ("Sign in with [an account|a card]", "", ""),
    ("Fields have the form xx : explanation", "", ""),
    ("All X/X ACs satisfied", "acceptance-criteria", ""),
    ("Contains [name of the tool]", "", "placeholder"),
    ("The change is rebased. This is to show what the team should see later", "", ""),
    ("Integration tests (e.g. with a scan for secrets) pass", "tests", ""),
    ("See https://example.org/review/tests for what applies to style guides", "style", ""),
    ("Code reviewed and approved", "review", ""),
    ("The report was reviewed and accepted by the client", "acceptance", ""),
    ("Changes are implemented, documented and announced", "documentation", "compound"),
    ("Dependencies that were added, updated or removed are reviewed", "review", ""),
    # German
    ("Alle Unittests laufen fehlerfrei durch", "tests", ""),
    ("Ein Code-Review durch eine zweite Person fand statt", "review", ""),
    ("In der Testumgebung bereitgestellt", "staging", ""),
    ("Die Benutzerdokumentation ist aktualisiert", "documentation", ""),
    ("Vom Product Owner abgenommen", "acceptance", ""),
    ("Dokumentation falls nötig ergänzt", "documentation", "escape"),
    ("Der Code ist sauber", "", "vague"),
    # French
    ("Les tests unitaires passent", "tests", ""),
    ("Le code a été relu par un autre développeur", "review", ""),
    ("Déployé en préproduction", "staging", ""),
    ("La documentation est à jour si nécessaire", "documentation", "escape"),
    ("Les critères d'acceptation sont remplis", "acceptance-criteria", ""),
    # Spanish
    ("Las pruebas automatizadas pasan", "tests", ""),
    ("El código fue revisado por otro desarrollador", "review", ""),
    ("Desplegado en el entorno de pruebas", "staging", ""),
    ("El cliente aprobó la historia", "acceptance", ""),
    ("Documentación actualizada si aplica", "documentation", "escape"),
    # Portuguese
    ("Testes de integração executados", "tests", ""),
    ("Todo o código foi revisado por um colega", "review", ""),
    ("Publicado no ambiente de homologação", "staging", ""),
    ("Sem vulnerabilidades conhecidas", "security", ""),
    # Dutch
    ("De code is gereviewd door een collega", "review", ""),
    ("Draait op de acceptatieomgeving", "staging", ""),
    ("Alle acceptatiecriteria zijn behaald", "acceptance-criteria", ""),
    # Italian
    ("I test automatici passano", "tests", ""),
    ("La documentazione è aggiornata", "documentation", ""),
    ("Rilasciato in produzione", "production", ""),
    # Finnish
    ("Yksikkötestit menevät läpi", "tests", ""),
    ("Koodi on katselmoitu", "review", ""),
    ("Dokumentaatio päivitetään tarvittaessa", "documentation", "escape"),
    # Swedish
    ("Koden är granskad av en kollega", "review", ""),
    ("Finns i testmiljön", "staging", ""),
    ("Användarhandboken är uppdaterad", "documentation", ""),
    # Danish, Czech, Polish, Turkish
    ("Alle acceptkriterier er opfyldt", "acceptance-criteria", ""),
    ("Koden er læsbar", "", "vague"),
    ("Kód je na větvi main", "merged", ""),
    ("Dokumentace je aktualizovaná, pokud je potřeba", "documentation", "escape"),
    ("Kod sprawdzony przez innego programistę", "review", ""),
    ("Kabul kriterleri tamam", "acceptance-criteria", ""),
    ("Gerekirse dokümanlar güncellendi", "documentation", "escape"),
    # what is only named counts where nothing else is asked for
    ("Acceptance criteria", "acceptance-criteria", ""),
    ("Each of the acceptance criteria has a test", "tests", ""),
    ("Acceptance criteria are met and tests pass", "acceptance-criteria,tests", ""),
    ("Alle Akzeptanzkriterien sind durch Unittests abgedeckt", "tests", ""),
    # where something must not be is not asked for
    ("No secrets in code, docs, logs or CI", "security", ""),
    ("Aucun mot de passe dans la documentation", "security", ""),
    ("README updated and no passwords in the logs", "documentation,security", ""),
    # a folder's name says nothing of the file in it
    ("Follows docs/rules.md", "", ""),
    ("docs/rules.md is updated", "documentation", ""),
    ("docs/adr/0007-queue.md exists", "decision-record", ""),
    # whose review it is
    ("Documentation has been reviewed", "documentation", ""),
    ("Documentation written and code reviewed", "documentation,review", ""),
    ("Tests are reviewed", "review", ""),
    ("The code, tests and documentation are free of lint errors", "style", ""),
    ("Tests are written and reviewed", "tests,review", ""),
    # what is planned or described is not asked for, what is done besides is
    ("Authorization behaviour is defined", "", ""),
    ("The release pipeline is documented", "documentation", ""),
    ("Known defects are documented in the backlog", "documentation", ""),
    ("Performance problems are identified and the build is green", "ci", ""),
    ("The rollback is documented", "rollback,documentation", ""),
    ("No regressions", "defects", ""),
    ("Regression tests pass", "tests", ""),
    ("An example page exists in site-tests/docs/examples/", "", ""),
    ("Code follows docs/code-style.md", "style", ""),
    ("Unit tests (functional, performance)", "tests,performance", ""),
    ("Los comentarios de la revisión están resueltos", "review", ""),
    ("Mindestens 1 Zustimmung", "review", ""),
    ("The change follows the approved design", "", ""),
    # who accepts, in which language soever
    ("De opdrachtgever heeft het opgeleverde goedgekeurd", "acceptance", ""),
    ("Le métier a approuvé la livraison", "acceptance", ""),
    ("A entrega foi aceita pelo cliente", "acceptance", ""),
    ("Alle Fehler sind behoben (z. B. Anzeige, Dokumentation)", "defects", ""),
    # further scripts
    ("単体テストが通っている", "tests", ""),
    ("代码评审已完成", "review", ""),
    ("Документация обновлена", "documentation", ""),
    # the same in other words, and in other languages
    ("The work is in line with the specification", "acceptance-criteria", ""),
    ("Everything that the ticket asks for is there", "acceptance-criteria", ""),
    ("LGTM by one maintainer", "review", ""),
    ("Someone else has looked at the change", "review", ""),
    ("Vitest passes", "tests", ""),
    ("Regression suite signed off by QA", "tests", ""),
    ("Unused functions are deleted", "style", ""),
    ("No println calls are left", "style", ""),
    ("CircleCI is green", "ci", ""),
    ("A page in the knowledge base exists", "documentation", ""),
    ("Cloud costs show up in CloudWatch", "monitoring", ""),
    ("Der Code enthält keine ungenutzten Importe", "style", ""),
    ("Die Umsetzung entspricht dem Lastenheft", "acceptance-criteria", ""),
    ("Von der QS freigegeben", "tests", ""),
    ("Benutzereingaben werden geprüft", "security", ""),
    ("Pas de code commenté ni dupliqué", "style", ""),
    ("Les saisies sont validées", "security", ""),
    ("Satisface los requerimientos", "acceptance-criteria", ""),
    ("Aprobado por un compañero", "review", ""),
    ("Visto bueno del cliente", "acceptance", ""),
    ("No quedan métodos sin usar", "style", ""),
    ("Nenhum código comentado", "style", ""),
    ("É possível reverter o deploy", "rollback", ""),
    ("Geen ongebruikte imports", "style", ""),
    ("Alle bevindingen zijn opgelost", "defects", ""),
    ("Controllato da un altro sviluppatore", "review", ""),
    ("Vaatimukset on täytetty", "acceptance-criteria", ""),
    ("Muutos on peruttavissa", "rollback", ""),
    ("Ingen utkommenterad kod", "style", ""),
    ("Kodtäckningen är 80 %", "tests", ""),
    ("Brukerveiledningen er skrevet", "documentation", ""),
    ("Oppdateres ved behov", "", "escape"),
    ("Spełnia wszystkie wymagania", "acceptance-criteria", ""),
    ("Kod po refaktoryzacji, zgodny z konwencją", "style", ""),
    ("Brak krytycznych usterek", "defects", ""),
    ("Kód zkontroloval kolega", "review", ""),
    ("Odezva do 2 sekund", "performance", ""),
    ("Реализация соответствует техзаданию", "acceptance-criteria", ""),
    ("Получен аппрув коллеги", "review", ""),
    ("Инструкция пользователя обновлена", "documentation", ""),
    ("Одобрено заказчиком", "acceptance", ""),
    ("Код відповідає стандартам", "style", ""),
    ("Коментарі додано за потреби", "documentation", "escape"),
    ("Derleme sorunsuz geçiyor", "ci", ""),
    ("Müşteri kabul etti", "acceptance", ""),
    ("Tidak ada bug kritis", "defects", ""),
    ("Đáp ứng yêu cầu", "acceptance-criteria", ""),
    ("Không còn lỗi", "defects", ""),
    ("PR 已批准", "review", ""),
    ("命名规范", "style", ""),
    ("仕様どおりに動く", "acceptance-criteria", ""),
    ("リンターのエラーがない", "style", ""),
    ("できればコメントを追加", "documentation", "escape"),
    ("Checked against the acceptance list of the story", "acceptance-criteria", ""),
    ("The feature behaves the way the ticket demands", "acceptance-criteria", ""),
    ("Two sets of eyes saw the change", "review", ""),
    ("No debugging leftovers", "style", ""),
    ("Von einem anderen Entwickler durchgesehen", "review", ""),
    ("Haarautumakattavuus on 70 %", "tests", ""),
    ("De wijziging staat op de main branch", "merged", ""),
    ("Код в ветке develop", "merged", ""),
    ("静态分析无警告", "style", ""),
    # what only looks like it
    ("Users can upload a document", "", ""),
    ("Happy and unhappy paths", "", ""),
    ("Ready to be tested", "", ""),
    ("Zadanie jest przypisane do sprintu", "", ""),
    ("ユーザーはログインできる", "", ""),
    ("プログラムが起動する", "", ""),
    ("Ci sono tre colonne", "", ""),
    ("Users can approve orders", "", ""),
    ("El cliente puede aprobar el presupuesto", "", ""),
    ("Bereit zum Testen", "", ""),
    ("The screens match the brand's style guide", "", ""),
    ("Le dossier d'exploitation est ouvert", "runbook", ""),
    ("Linter ei anna virheitä", "style", ""),
    ("Performance-Anforderungen sind erfüllt", "performance", ""),
    ("Deployed to UAT", "staging", ""),
    ("Edge cases are handled", "", ""),
    ("Katselmoitavaksi siirretty", "", ""),
    # Where something is tried, and what is there
    ("Regression suite executed against the QA environment", "tests", ""),
    ("QA confirmed the fix on the test system", "tests", ""),
    ("The release candidate was verified in stage", "tests", ""),
    ("Rollback was practised on staging", "rollback", ""),
    ("Demonstrated on the demo server to the customer", "acceptance,demo", ""),
    ("Auf dem Testsystem abgenommen", "acceptance", ""),
    ("Probado en el entorno de pruebas", "tests", ""),
    ("Deployed to staging and tested there", "tests,staging", ""),
    ("Build available on the QA environment, smoke tests green", "tests,staging,ci", ""),
    ("Works on the staging server", "staging", ""),
    # What a document says, refers to, or which thing is meant
    ("Documentation explains how to run the tests", "documentation", ""),
    ("README lists the commands that run the linter", "documentation", ""),
    ("Endpoints answer as listed in the OpenAPI file", "", ""),
    ("Code that has been reviewed must be merged within a day", "merged", ""),
    ("Code that is merged has been reviewed", "review", ""),
    ("Known defects are linked in the release ticket", "", ""),
    ("Commit messages begin with `docs:` or `test:`", "", ""),
    ("Reviewed by one or two colleagues depending on the story points", "review", ""),
    ("The pipeline deploys to the test environment", "staging", ""),
    # A measure, a document or an act beside a vague word
    ("Response times are acceptable (below 300 ms)", "performance", ""),
    ("Sufficient contrast (WCAG AA)", "accessibility", ""),
    ("Suficiente cobertura (80 %)", "tests", ""),
    ("The wording is correct as defined in the style sheet", "", ""),
    ("Uploaded properly to the team's folder", "", ""),
    ("Korrekt gemergt", "merged", ""),
    ("Subido correctamente al repositorio", "merged", ""),
    ("Pushed to GitHub with a meaningful message", "merged", ""),
    ("Documents are in the correct folder", "documentation", ""),
    ("Code is clean and 80 % of the tests are automated", "tests", "vague"),
    ("Correctly implemented", "", "vague"),
    ("Functions are short enough", "", "vague"),
    # Ways out, and what is none
    ("API değişiklikleri belgelendi (varsa)", "documentation", ""),
    ("Traduzioni aggiornate (se presenti)", "", ""),
    ("Unit tests geschrieben, wo angemessen", "tests", "escape"),
    ("Az útmutató frissítve (ha szükséges)", "documentation", "escape"),
    ("Manuella tester (om tillämpbart)", "tests", "escape"),
    # Documentation besides what has a topic of its own
    ("Documentation and decision records are updated", "documentation,decision-record", ""),
    ("Updated documentation including decision records", "documentation,decision-record", ""),
    ("Architecture decisions are documented", "decision-record", ""),
    # A title says what the text behind it says again
    ("Code complete: written and pushed to the repository", "merged", ""),
    ("Issue completed: each issue should take 4 hours", "", "escape"),
    ("Code complete: written, reviewed and checked in", "review,merged", "compound"),
    ("TODO comments have been removed", "style", ""),
    # Spanish, Portuguese, French, Italian, Catalan and Romanian: Spanish
    ("Los unit tests corren en verde", "tests", ""),
    ("Otro desarrollador echó un vistazo al código y lo aprobó", "review", ""),
    ("Código pusheado a la rama del sprint", "merged", ""),
    ("Se firma el acta de conformidad", "acceptance", ""),
    ("Todo lo pedido en la historia funciona", "acceptance-criteria", ""),
    ("No se rompe ninguna funcionalidad existente", "defects", ""),
    ("Respetar nomenclatura de clases y métodos", "style", ""),
    ("Guía de uso publicada en la intranet", "documentation", ""),
    ("Hay forma de deshacer el despliegue", "rollback", ""),
    ("Soporta 500 usuarios concurrentes", "performance", ""),
    ("La aplicación no guarda claves en texto plano", "security", ""),
    ("Código con comentarios donde haga falta", "documentation", "escape"),
    ("Los datos de prueba han sido cargados", "", ""),
    ("Queda pendiente la revisión", "", ""),
    # Portuguese
    ("Bateria de regressão executada", "tests", ""),
    ("Dois approves no PR", "review", ""),
    ("O gestor da área assinou o termo de aceite", "acceptance", ""),
    ("Mostrado aos stakeholders", "demo,acceptance", ""),
    ("Publicado em pré-produção", "staging", ""),
    ("O que foi entregue corresponde ao descrito na história", "acceptance-criteria", ""),
    ("Não restam bugs por resolver", "defects", ""),
    ("Leitor de ecrã suportado", "accessibility", ""),
    ("É possível voltar à versão anterior", "rollback", ""),
    ("Código de fácil leitura", "", "vague"),
    ("Se for preciso, atualizar o README", "documentation", "escape"),
    ("O nome da branch segue o padrão", "", ""),
    ("O utilizador pode carregar documentos", "", ""),
    # French
    ("La QA a donné son feu vert", "tests", ""),
    ("Vérifié par quelqu'un d'autre que l'auteur", "review", ""),
    ("Chaque merge request a deux relecteurs", "review", ""),
    ("Commits poussés sur GitLab", "merged", ""),
    ("PV de recette signé par la MOA", "acceptance", ""),
    ("Le commanditaire a donné son accord", "acceptance", ""),
    ("Les exigences de la fiche sont toutes implémentées", "acceptance-criteria", ""),
    ("Nommage des classes respecté", "style", ""),
    ("Utilisable par des personnes malvoyantes", "accessibility", ""),
    ("Conforme à la loi Informatique et Libertés", "data-protection", ""),
    ("Bonnes performances", "performance", "vague"),
    ("Les migrations éventuelles sont jouées", "", ""),
    ("L'utilisateur peut modifier les tests", "", ""),
    # Italian
    ("Verificato dal team QA", "tests", ""),
    ("Codice controllato da un secondo sviluppatore", "review", ""),
    ("Tutto committato e pushato su dev", "merged", ""),
    ("Collaudo utente superato", "tests,acceptance", ""),
    ("Demo mostrata al docente", "demo,acceptance", ""),
    ("La storia fa quanto descritto nel ticket", "acceptance-criteria", ""),
    ("Nessuna anomalia bloccante", "defects", ""),
    ("Test di carico eseguiti", "tests,performance", ""),
    ("Ore consuntivate", "estimate", ""),
    ("È possibile tornare alla versione precedente", "rollback", ""),
    ("L'interfaccia è intuitiva", "", "vague"),
    ("Changelog compilato", "documentation", ""),
    ("Dati di test caricati", "", ""),
    # Catalan
    ("Proves unitàries escrites", "tests", ""),
    ("Codi comprovat per una segona persona", "review", ""),
    ("Codi mergejat a develop", "merged", ""),
    ("El client ha donat el vistiplau", "acceptance", ""),
    ("Es compleixen els criteris d'acceptació", "acceptance-criteria", ""),
    ("Desplegat a l'entorn de proves", "staging", ""),
    ("Ajuda en línia actualitzada", "documentation", ""),
    ("Pla de marxa enrere provat", "tests,rollback", ""),
    ("Dades personals anonimitzades", "data-protection", ""),
    ("Hores imputades", "estimate", ""),
    ("Tests automatitzats quan sigui possible", "tests", "escape"),
    ("A punt per desplegar a producció", "", ""),
    ("La branca s'ha esborrat després del merge", "", ""),
    # Romanian
    ("Testele unitare sunt verzi", "tests", ""),
    ("Codul a fost revizuit de un alt programator", "review", ""),
    ("Codul este urcat pe GitHub", "merged", ""),
    ("Beneficiarul și-a dat acordul", "acceptance", ""),
    ("Toate criteriile de acceptanță sunt îndeplinite", "acceptance-criteria", ""),
    ("Instalat pe mediul de testare", "staging", ""),
    ("Publicat în mediul de producție", "production", ""),
    ("Fără buguri critice", "defects", ""),
    ("Timp de răspuns sub 2 secunde", "performance", ""),
    ("Documentație suficientă", "documentation", "vague"),
    ("Diagrame actualizate, dacă e cazul", "documentation", "escape"),
    ("Pregătit pentru lansarea în producție", "", ""),
    ("Ramura a fost ștearsă după merge", "", ""),
    # German, Dutch, Finnish, Swedish, Danish, Norwegian, Hungarian; what comes last of each only looks like it
    ("Keine hartcodierten Texte", "style", ""),
    ("Code wurde reviewt, getestet und gemergt", "merged,review,tests", "compound"),
    ("Alle Kommentare im MR sind aufgelöst", "review", ""),
    ("Die neue Version ist im Live-Betrieb", "production", ""),
    ("Funktionalität wurde auf iOS- und Android-Geräten geprüft", "tests", ""),
    ("Alle Muss-Anforderungen sind realisiert", "acceptance-criteria", ""),
    ("Manuell durchgetestet", "tests", ""),
    ("Funktioniert wie in der Spezifikation beschrieben", "acceptance-criteria", ""),
    ("Auf der Testumgebung lauffähig", "staging", ""),
    ("Installationsanleitung überarbeitet", "documentation", ""),
    ("Entscheidungen zur Architektur sind begründet und dokumentiert", "decision-record", ""),
    ("Bereit für die Abnahme", "", ""),
    ("Das Design passt zum Styleguide", "", ""),
    ("Texte sind übersetzt", "", ""),
    ("Wird nicht auf Produktion ausgerollt", "", ""),
    ("Een andere developer heeft de pull request bekeken", "review", ""),
    ("User story is volledig geïmplementeerd", "acceptance-criteria", ""),
    ("Live voor alle klanten", "production", ""),
    ("Code bevat comments waar nodig", "documentation", "escape"),
    ("Reviewcommentaar is verwerkt", "review", ""),
    ("Terugvalscenario aanwezig", "rollback", ""),
    ("Testgevallen uitgevoerd", "tests", ""),
    ("Collega heeft meegekeken met de code", "review", ""),
    ("Niet op productie gezet", "", ""),
    ("Demo is voorbereid", "", ""),
    ("Testdata is aangemaakt", "", ""),
    ("Klaar voor acceptatie", "", ""),
    ("Asennusohje on päivitetty", "documentation", ""),
    ("Koodauskäytäntöjä on noudatettu", "style", ""),
    ("Tilaaja on hyväksynyt", "acceptance", ""),
    ("Koodi on käyty läpi tiimin kanssa", "review", ""),
    ("Koodi on formatoitu", "style", ""),
    ("Kaikki user storyn ehdot täyttyvät", "acceptance-criteria", ""),
    ("Käytettävissä hyväksymistestausympäristössä", "staging", ""),
    ("Tunkeutumistestaus tehty", "security,tests", ""),
    ("Katselmoinnin jälkeen tiketti siirretään", "", ""),
    ("Ei viedä tuotantoon", "", ""),
    ("Demo on valmisteltu", "", ""),
    ("Haara on nimetty tiketin mukaan", "", ""),
    ("Ändringsloggen är uppdaterad", "documentation", ""),
    ("Implementerad enligt kravspecifikationen", "acceptance-criteria", ""),
    ("Någon annan i teamet har läst koden", "review", ""),
    ("Eventuella synpunkter från granskningen är åtgärdade", "review", ""),
    ("Verksamheten har sett resultatet", "acceptance", ""),
    ("Penetrationstest genomfört", "security,tests", ""),
    ("Utrullad i acceptanstestmiljö", "staging", ""),
    ("Deployad till QA-miljön", "staging", ""),
    ("Testplan är klar", "", ""),
    ("Tid för demo är bokad", "", ""),
    ("Testdata är skapad", "", ""),
    ("Redo för acceptans", "", ""),
    ("Fungerer som beskrevet i storyen", "acceptance-criteria", ""),
    ("Automatiserede tests kører uden fejl", "tests", ""),
    ("Udgivet til brugerne", "production", ""),
    ("Forretningen har set resultatet", "acceptance", ""),
    ("Eventuelle reviewkommentarer er håndteret", "review", ""),
    ("Mindst én kollega har reviewet ændringen", "review", ""),
    ("Demo holdt for interessenter", "acceptance,demo", ""),
    ("Wikien opdateret hvis nødvendigt", "documentation", "escape"),
    ("Klar til accept", "", ""),
    ("Efter review flyttes opgaven", "", ""),
    ("Testplan er klar", "", ""),
    ("Skal ikke i produktion", "", ""),
    ("Kunden har akseptert leveransen", "acceptance", ""),
    ("Lastetid under 2 sekunder", "performance", ""),
    ("Wikien oppdatert om nødvendig", "documentation", "escape"),
    ("Produksjonssatt", "production", ""),
    ("Feil logges", "monitoring", ""),
    ("Fungerer som beskrevet i historien", "acceptance-criteria", ""),
    ("Lansert for sluttbrukerne", "production", ""),
    ("Koden er gjennomgått, testet og merget", "merged,review,tests", "compound"),
    ("Klar for akseptanse", "", ""),
    ("Etter code review flyttes oppgaven", "", ""),
    ("Skal ikke i produksjon", "", ""),
    ("Testdata er opprettet", "", ""),
    ("Holt kód eltávolítva", "style", ""),
    ("A bemenetek validálva vannak", "security", ""),
    ("A változásnapló frissítve", "documentation", ""),
    ("A megoldás könnyen karbantartható", "", "vague"),
    ("Ha lehetséges, automatizált tesztek", "tests", "escape"),
    ("Minden talált hiba ki van javítva", "defects", ""),
    ("A kód megfelel a kódolási irányelveknek", "style", ""),
    ("Visszaállítási terv rendelkezésre áll", "rollback", ""),
    ("A review után a ticket átkerül", "", ""),
    ("A demó elő van készítve", "", ""),
    ("A demó időpontja egyeztetve", "", ""),
    ("A tesztadatok létrehozva", "", ""),
    # Indonesian, Vietnamese, Turkish, Polish, Czech, Slovak, Russian, Ukrainian, Japanese, Chinese, Korean, Greek
    ("Dokumentasi teknis sudah diperbarui", "documentation", ""),
    ("Halaman dapat diakses dengan pembaca layar", "accessibility", ""),
    ("Pipeline CI hijau", "ci", ""),
    ("Kalau perlu, lakukan uji beban", "tests,performance", "escape"),
    ("Tes belum dijalankan di staging", "", ""),
    ("Hasil dipresentasikan di depan dosen pembimbing", "demo,acceptance", ""),
    ("Data sensitif pengguna dienkripsi", "security,data-protection", ""),
    ("Error dicatat di log server", "monitoring", ""),
    ("Lingkungan staging mirip dengan production", "", ""),
    ("Semua bug kritikal telah ditutup", "defects", ""),
    ("Kode mudah dipahami dan dipelihara", "", "vague"),
    ("Tidak perlu menulis dokumentasi", "", ""),
    ("Tài liệu kỹ thuật đã được cập nhật", "documentation", ""),
    ("Giao diện dùng được bằng bàn phím", "accessibility", ""),
    ("Pipeline CI chạy thành công", "ci", ""),
    ("Nếu có thể, viết test tự động", "tests", "escape"),
    ("Chưa test trên staging", "", ""),
    ("Trình bày sản phẩm trước giảng viên hướng dẫn", "demo,acceptance", ""),
    ("Thông tin cá nhân của người dùng được mã hoá", "data-protection,security", ""),
    ("Lỗi hệ thống được ghi vào log", "monitoring", ""),
    ("Môi trường staging giống production", "", ""),
    ("Toàn bộ bug nghiêm trọng đã được đóng", "defects", ""),
    ("Code dễ hiểu, dễ bảo trì", "", "vague"),
    ("Không cần viết tài liệu", "", ""),
    ("Teknik dokümantasyon güncellendi", "documentation", ""),
    ("Ekran okuyucu ile kullanılabiliyor", "accessibility", ""),
    ("CI pipeline yeşil", "ci", ""),
    ("Mümkünse entegrasyon testleri eklendi", "tests", "escape"),
    ("Staging ortamında henüz test edilmedi", "", ""),
    ("Sonuç danışman hocaya sunuldu", "demo,acceptance", ""),
    ("Hassas veriler şifrelenmiş olarak saklanıyor", "security,data-protection", ""),
    ("Hatalar merkezi log sistemine yazılıyor", "monitoring", ""),
    ("Staging ortamı production ile aynı", "", ""),
    ("Tüm kritik hatalar kapatıldı", "defects", ""),
    ("Kod anlaşılır ve bakımı kolay", "", "vague"),
    ("Dokümantasyon yazılması gerekmiyor", "", ""),
    ("Dokumentacja techniczna zaktualizowana", "documentation", ""),
    ("Strona spełnia wymagania WCAG 2.1 AA", "accessibility", ""),
    ("Build na CI jest zielony", "ci", ""),
    ("W miarę możliwości testy automatyczne", "tests", "escape"),
    ("Jeszcze nie przetestowane na stagingu", "", ""),
    ("Efekt pokazany prowadzącemu zajęcia", "demo,acceptance", ""),
    ("Dane wrażliwe są szyfrowane", "security,data-protection", ""),
    ("Błędy trafiają do centralnych logów", "monitoring", ""),
    ("Środowisko staging odpowiada produkcji", "", ""),
    ("Wszystkie krytyczne usterki zamknięte", "defects", ""),
    ("Kod jest łatwy w utrzymaniu", "", "vague"),
    ("Dokumentacja nie jest wymagana", "", ""),
    ("Technická dokumentace je aktualizovaná", "documentation", ""),
    ("Stránka splňuje požadavky na přístupnost", "accessibility", ""),
    ("Build v CI je zelený", "ci", ""),
    ("Pokud možno jsou napsány integrační testy", "tests", "escape"),
    ("Zatím neotestováno na stagingu", "", ""),
    ("Výsledek byl představen vyučujícímu", "demo,acceptance", ""),
    ("Citlivá data jsou šifrována", "security,data-protection", ""),
    ("Chyby se zapisují do centrálního logu", "monitoring", ""),
    ("Prostředí staging odpovídá produkci", "", ""),
    ("Všechny kritické vady jsou opraveny", "defects", ""),
    ("Kód se snadno udržuje", "", "vague"),
    ("Dokumentace není nutná", "", ""),
    ("Technická dokumentácia je aktualizovaná", "documentation", ""),
    ("Stránka spĺňa požiadavky na prístupnosť", "accessibility", ""),
    ("Build v CI je zelený", "ci", ""),
    ("Podľa možnosti sú napísané integračné testy", "tests", "escape"),
    ("Zatiaľ neotestované na stagingu", "", ""),
    ("Výsledok bol predstavený vyučujúcemu", "demo,acceptance", ""),
    ("Citlivé dáta sú šifrované", "security,data-protection", ""),
    ("Chyby sa zapisujú do centrálneho logu", "monitoring", ""),
    ("Prostredie staging zodpovedá produkcii", "", ""),
    ("Všetky kritické chyby sú opravené", "defects", ""),
    ("Kód sa ľahko udržiava", "", "vague"),
    ("Dokumentácia nie je potrebná", "", ""),
    ("Техническая документация обновлена", "documentation", ""),
    ("Интерфейс доступен с клавиатуры", "accessibility", ""),
    ("Сборка в CI зелёная", "ci", ""),
    ("По возможности написаны автотесты", "tests", "escape"),
    ("Пока не протестировано на стейдже", "", ""),
    ("Результат представлен преподавателю", "demo,acceptance", ""),
    ("Чувствительные данные шифруются", "security,data-protection", ""),
    ("Ошибки пишутся в централизованный лог", "monitoring", ""),
    ("Стейджинг идентичен проду", "", ""),
    ("Все критические дефекты закрыты", "defects", ""),
    ("Код легко поддерживать", "", "vague"),
    ("Документация не требуется", "", ""),
    ("Технічну документацію оновлено", "documentation", ""),
    ("Інтерфейс доступний з клавіатури", "accessibility", ""),
    ("Збірка в CI зелена", "ci", ""),
    ("По можливості написано автотести", "tests", "escape"),
    ("Ще не протестовано на стейджингу", "", ""),
    ("Результат представлено викладачу", "demo,acceptance", ""),
    ("Чутливі дані шифруються", "security,data-protection", ""),
    ("Помилки пишуться в централізований лог", "monitoring", ""),
    ("Стейджинг ідентичний проду", "", ""),
    ("Усі критичні дефекти закрито", "defects", ""),
    ("Код легко підтримувати", "", "vague"),
    ("Документація не потрібна", "", ""),
    ("ドキュメントが更新されている", "documentation", ""),
    ("キーボードだけで操作できる", "accessibility", ""),
    ("CIが通っている", "ci", ""),
    ("可能であれば自動テストを追加する", "tests", "escape"),
    ("ステージングではまだテストしていない", "", ""),
    ("指導教員に成果を発表した", "demo,acceptance", ""),
    ("機密データが暗号化されている", "security,data-protection", ""),
    ("エラーがログに出力される", "monitoring", ""),
    ("ステージング環境は本番と同じ構成である", "", ""),
    ("致命的な不具合がすべて修正されている", "defects", ""),
    ("保守しやすいコードになっている", "", "vague"),
    ("ドキュメントの作成は不要", "", ""),
    ("技术文档已更新", "documentation", ""),
    ("支持键盘操作和屏幕阅读器", "accessibility", ""),
    ("CI 流水线通过", "ci", ""),
    ("尽可能编写自动化测试", "tests", "escape"),
    ("尚未在预发布环境测试", "", ""),
    ("已向指导老师展示成果", "demo,acceptance", ""),
    ("敏感数据已加密", "security,data-protection", ""),
    ("错误写入日志系统", "monitoring", ""),
    ("预发布环境与生产环境配置一致", "", ""),
    ("所有致命缺陷均已修复", "defects", ""),
    ("代码易于维护", "", "vague"),
    ("无需编写文档", "", ""),
    ("기술 문서가 업데이트되었다", "documentation", ""),
    ("키보드만으로 조작할 수 있다", "accessibility", ""),
    ("CI 빌드가 성공한다", "ci", ""),
    ("가능하면 자동화 테스트를 추가한다", "tests", "escape"),
    ("스테이징에서 아직 테스트하지 않음", "", ""),
    ("지도 교수님께 결과를 발표했다", "demo,acceptance", ""),
    ("민감한 데이터가 암호화되어 있다", "security,data-protection", ""),
    ("오류가 로그에 기록된다", "monitoring", ""),
    ("영어 번역이 준비되었다", "", ""),
    ("치명적인 결함이 모두 수정되었다", "defects", ""),
    ("유지보수하기 쉬운 코드이다", "", "vague"),
    ("문서 작성은 필요 없다", "", ""),
    ("Η τεχνική τεκμηρίωση έχει ενημερωθεί", "documentation", ""),
    ("Η σελίδα πληροί τις απαιτήσεις προσβασιμότητας", "accessibility", ""),
    ("Το CI pipeline είναι πράσινο", "ci", ""),
    ("Αν είναι δυνατόν, προστίθενται αυτόματοι έλεγχοι", "tests", "escape"),
    ("Δεν έχει δοκιμαστεί ακόμα στο staging", "", ""),
    ("Το αποτέλεσμα παρουσιάστηκε στον καθηγητή", "demo,acceptance", ""),
    ("Τα ευαίσθητα δεδομένα κρυπτογραφούνται", "security,data-protection", ""),
    ("Τα σφάλματα γράφονται στο κεντρικό log", "monitoring", ""),
    ("Το staging είναι ίδιο με την παραγωγή", "", ""),
    ("Όλα τα κρίσιμα σφάλματα διορθώθηκαν", "defects", ""),
    ("Ο κώδικας συντηρείται εύκολα", "", "vague"),
    ("Δεν απαιτείται τεκμηρίωση", "", ""),
    # Seventh round: semicolons, purposes behind, roles, contents of checklists, files, compilers.
    ("Keys rotated; old tokens revoked; owners told.", "security", "compound"),
    ("Checkout works offline; cart survives a restart.", "", ""),
    ("Setup: node pinned; cache warmed; ports free", "", ""),
    ("The archive is rebuilt before the tests run", "", ""),
    ("Before the release all tests pass", "tests", ""),
    ("Feature flags exist so that the team can deploy to production", "", ""),
    ("Done when the tests pass", "tests", ""),
    ("The ticket template contains the sections tests, security and review", "", ""),
    ("The diff is short enough for a reviewer", "", "vague"),
    ("At the discretion of the reviewer, screenshots are attached", "", "escape"),
    ("The checkout design has been reviewed by the architect", "", ""),
    ("No unresolved threads on the pull request", "review", ""),
    ("Bugs found while testing the importer are fixed", "defects", ""),
    ("Ready for a second peer review", "", ""),
    ("The export has moved into production", "production", ""),
    ("The order of the steps is recorded in `decisions.md`", "decision-record", ""),
    ("`docs/status.json` updated", "documentation", ""),
    ("`naming-conventions.md` updated", "documentation", ""),
    ("Code follows `naming-conventions.md`", "style", ""),
    ("ruff check src tests is clean", "style", ""),
    ("ruff and the tests pass", "style,tests", ""),
    ("Optional parameters have defaults", "", ""),
    ("Benchmarks for the parser (optional)", "performance", "escape"),
    ("Optional: tests for the old API", "tests", "escape"),
    ("No compiler or linting warnings", "ci,style", ""),
    ("The project compiles with zero warnings", "ci", ""),
    ("The code does what the task describes", "acceptance-criteria", ""),
    ("Acceptance criteria are explicit and testable", "", ""),
    ("Contribution guidelines are followed", "", ""),
    ("Coding guidelines are followed", "style", ""),
    ("Demoed in test or pre-production", "demo", ""),
    ("The uploaded file is SHA-256 hashed", "", ""),
    ("Passwords are hashed", "security", ""),
    ("Tests passed: each module should have its tests", "tests", ""),
    ("Accessibility: pages should be read by a screen reader", "accessibility", "escape"),
    ("The cache is warmed once it has been merged", "", ""),
    ("Test results are archived", "", ""),
    ("Deployed to the test branch", "staging", ""),
    ("Checked by a QA engineer for adherence to the tariff", "tests", ""),
    ("Verified working on the demo server", "tests", ""),
    # What follows a title decides its vague words.
    ("Ordentlich: Lint läuft ohne Warnungen", "style", ""),
    ("**Limpo**: a branch foi mesclada", "merged", ""),
    ("Código limpio", "style", "vague"),
    # What has a topic of its own is no document besides.
    ("Tietosuojadokumentaatio on ajan tasalla", "data-protection", ""),
    ("Beslissingen zijn gedocumenteerd", "decision-record", ""),
    ("Onboarding-Dokumentation und README aktualisiert", "onboarding,documentation", ""),
    # That something starts or runs without errors is not that none are known.
    ("Aplikacja uruchamia się bez błędów", "", ""),
    ("La aplicación arranca sin errores", "", ""),
    ("Appen startar utan fel", "", ""),
    ("Nie ma znanych błędów", "defects", ""),
    # Errors of the console are matters of style.
    ("Không có lỗi console", "style", ""),
    ("V konzoli nejsou žádné chyby", "style", ""),
    # What can be tested need not be, and tests are an occasion for other things.
    ("Het resultaat kan getest worden", "", ""),
    ("Keine kritischen Fehler während der Tests", "defects", ""),
    ("Nenhum defeito grave durante os testes", "defects", ""),
    # A document says something, and something complies with it, in any language.
    ("Die Dokumentation beschreibt den Testablauf", "documentation", ""),
    ("La documentazione spiega il deploy in produzione", "documentation", ""),
    ("Інтерфейс відповідає OpenAPI", "", ""),
    # Where it was accepted is no demo.
    ("Aprobado por el Product Owner en la Sprint Review", "acceptance", ""),
    # Images that are pushed are not merged; what is added to GitHub is.
    ("Container gebaut und gepusht", "ci", ""),
    ("Зміни додано до GitHub", "merged", ""),
    # Leftovers, regressions, recorded results, measures and consent in further languages.
    ("Nincs TODO a kódban", "style", ""),
    ("Inga placeholders kvar", "style", ""),
    ("Sin `any` en el código nuevo", "style", ""),
    ("Немає регресій", "defects", ""),
    ("Resultaten van de tests zijn vastgelegd", "tests,documentation", ""),
    ("Antwort in unter 250 ms, p95 < 400ms", "performance", ""),
    ("Obrázky jsou komprimované", "performance", ""),
    ("Bilder sind komprimiert", "performance", ""),
    ("Einwilligung der Nutzer wird eingeholt", "data-protection", ""),
    ("Documentação atualizada (se disponível)", "documentation", "escape"),
    ("Accesible desde el menú principal", "", ""),
    # What stands in brackets may take back what stands before them.
    ("Code committet (Feature-Branch)", "", ""),
    ("Desplegado en producción (o listo para ello)", "", ""),
    ("Stakeholders (or their deputies) approve the result", "acceptance", ""),
    ("Інструкції із запуску тестів додано до README", "documentation", ""),
    ("Anleitung zum Ausführen der Tests im Wiki", "documentation", ""),
    # Where something is kept or run in CI, nothing need build.
    ("Build- und Deploy-Skripte sind getestet", "tests", ""),
    ("Integrationstests werden ausgeführt durch die Pipeline", "tests", ""),
    ("Secrets in CI/CD sind hinterlegt", "security", ""),
    ("Tests laufen grün in der CI", "tests,ci", ""),
]


@pytest.mark.parametrize(("text", "asked", "weak"), CASES)
def test_topics_and_wording(text: str, asked: str, weak: str) -> None:
    assert set(topics(text)) == set(filter(None, asked.split(",")))
    assert set(wording(text)) == set(filter(None, weak.split(",")))


def test_criteria_are_listed_in_order_with_level_and_pointer() -> None:
    text = "# Definition of Done\n## Story\n- [ ] Tests pass (ci: unit)\n  - [ ] on staging\n- [ ] Merged\n"
    text += "## Sprint\n- [ ] Demo\n"
    found = criteria(read_markdown(Source("x.md", text)).data, "/definition_of_done")
    assert [(one.text, one.level, one.pointer) for one in found] == [
        ("Tests pass", "Story", "/definition_of_done/levels/0/items/0"),
        ("on staging", "Story", "/definition_of_done/levels/0/items/0/items/0"),
        ("Merged", "Story", "/definition_of_done/levels/0/items/1"),
        ("Demo", "Sprint", "/definition_of_done/levels/1/items/0"),
    ]
    assert found[0].verified_by == (Claim("ci", "unit"),)
    assert (found[0].marker, found[0].done) == ("- [ ]", False)


@pytest.mark.parametrize(
    ("above", "item", "asked"),
    [
        ("The tests cover:", "boundary values,", ("tests",)),
        ("Documentation says:", "known gaps", ("documentation",)),
        # A statement stands for itself, as does a long text, and what asks for something of its own.
        ("The tests cover:", "The build is green", ("ci",)),
        ("The tests cover:", "It is small", ()),
        ("The tests cover:", "one two three four five six seven eight nine ten", ()),
        # Only what has contents is completed, and only by what a colon announces.
        ("Before review:", "small changes", ()),
        ("The tests cover it.", "boundary values", ()),
    ],
)
def test_a_fragment_asks_for_what_the_line_above_it_does(above: str, item: str, asked: tuple[str, ...]) -> None:
    (one,) = criteria(read_markdown(Source("x.md", f"# Definition of Done\n\n{above}\n\n- {item}\n")).data)
    assert one.topics == asked


@pytest.mark.parametrize(
    "data", [None, [], "x", {"levels": 3}, {"items": [1, None, []]}, {"levels": [None, {"items": "x"}]}]
)
def test_data_of_other_shapes_holds_no_criteria(data: object) -> None:
    assert criteria(data) == []


def test_items_may_be_plain_texts_at_the_top() -> None:
    found = criteria({"items": ["Tests pass", {"text": "Merged", "items": ["to main"]}]})
    assert [(one.text, one.pointer) for one in found] == [
        ("Tests pass", "/items/0"),
        ("Merged", "/items/1"),
        ("to main", "/items/1/items/0"),
    ]


def test_claims_are_of_a_known_kind_or_in_free_words() -> None:
    assert claims(["ci: unit-tests", "Review: product owner", "a screenshot", "see: x"]) == [
        Claim("ci", "unit-tests"),
        Claim("review", "product owner"),
        Claim("", "a screenshot"),
        Claim("", "see: x"),
    ]


def test_headings_and_lead_ins_count_among_the_topics() -> None:
    text = (
        "# Definition of Done\n## Security\n- Every finding is closed\n## Story\n- Code review:\n  - two people agree\n"
    )
    found = criteria(read_markdown(Source("x.md", text)).data)
    assert [(one.text, one.topics, one.under) for one in found] == [
        ("Every finding is closed", (), ""),
        ("two people agree", (), "Code review:"),
    ]
    assert covered(found) == ["review", "security"]


def test_should_is_no_way_out_where_the_list_is_written_so() -> None:
    habit = ["Tests should pass", "Code should be reviewed", "Docs should be updated", "The build is green"]
    assert not [one.text for one in criteria({"items": habit}) if "escape" in one.wording]
    among = ["Tests should pass", "Code is reviewed", "Docs are updated", "The build is green"]
    assert [one.text for one in criteria({"items": among}) if "escape" in one.wording] == ["Tests should pass"]
    stated = [*habit, "Metrics should be emitted where possible"]
    assert [one.text for one in criteria({"items": stated}) if "escape" in one.wording] == [stated[-1]]


def test_template_text_is_not_usable() -> None:
    found = criteria({"items": ["", "It", "[name]: [what is done]", "Tests pass"]})
    assert [one.text for one in usable(found)] == ["Tests pass"]


def test_the_lexicon_is_small_and_every_term_is_a_text() -> None:
    text = read_text("policies/topics.yaml")
    assert len(text.encode()) < 172 * 1024
    data = compose(text)[0]
    for section in ("topics", "wording"):
        for label, languages in data[section].items():
            for language, terms in languages.items():
                assert all(isinstance(term, str) and term and '"' not in term for term in terms), (label, language)
    assert classifier().topics == tuple(data["topics"])


@pytest.mark.parametrize(
    "text", ["(" * 50_000, "a_" * 50_000, "[" * 50_000, "if " * 20_000, "test " * 20_000, "?" * 99_999]
)
def test_hostile_texts_are_judged_in_time(text: str) -> None:
    started = time.process_time()
    classifier().classify(text)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(("held", "floors"), [(False, (0.98, 0.93, 0.89)), (True, (0.95, 0.87, 0.77))])
def test_real_files_are_read_no_worse_than_documented(shared: Path, held: bool, floors: tuple[float, ...]) -> None:  # noqa: FBT001
    path = Path(__file__).resolve().parents[1] / "benchmarks" / "definition_of_done.py"
    spec = importlib.util.spec_from_file_location("definition_of_done_benchmark", path)
    assert spec
    assert spec.loader
    benchmark = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = benchmark
    spec.loader.exec_module(benchmark)
    names = sorted(path.stem for path in benchmark.LABELS.glob("*.tsv"))
    back = benchmark.held_back()
    chosen = [name for name in names if (name in back) is held]
    scores = benchmark.measure(chosen, shared / "corpus" / "dod", errors=False)
    assert len(chosen) >= 14
    for name, floor in zip(("criteria", "topics (all)", "wording (all)"), floors, strict=True):
        assert scores[name].f1 >= floor, name
