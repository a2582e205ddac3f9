"""Danish, as asked with "du"."""

from __future__ import annotations

from typing import Final

from interview_app.domain.languages.phrases import (
    AGE,
    FAMILY,
    GENDER,
    HEALTH,
    ORIGIN,
    POLITICS,
    RELIGION,
    Language,
)

DANISH: Final = Language(
    you=r"du|dig|din|dit|dine|de|dem|deres",
    shorthands={
        "DIN": r"din|dit|dine|deres",
        "ER_DU": r"(er|var|bliver|blev|føler|betragter) (du|de)( dig)?( selv)?( \w+)?|(om|at) du er( \w+)?",
        "HAR_DU": (
            r"(har|havde|får|fik|venter|ønsker|planlægger|overvejer|vil) (du|de)( \w+){0,2}|(om"
            r"|at) du har( \w+)?"
        ),
    },
    anywhere={
        AGE: (
            r"hvor gammel (er|var|bliver|mon) (du|de)|hvor gammel du er",
            r"(DIN) (alder|fødselsdato|fødselsdag|fødselsår|årgang|cpr\w*)|hvad er (DIN) alder",
            r"(hvornår|hvilket år|hvor) (er|blev) (du|de) født|hvilken årgang (er|var) du",
            (
                r"(hvornår|(i )?hvilket år) (blev|gik|tog|fik|afsluttede|dimitterede|sluttede|er) (du"
                r"|de) [^.?!]{0,20}(student|færdiguddannet|skole\w*|gymnasiet|studentereksamen|uddannelse"
                r"|eksamen|dimitter\w*|universitetet|studentereksamen|kandidat)"
            ),
            r"hvornår dimitterede du",
            r"(på|til|gå på|din) (pension|efterløn)(en)?(?=\?| om| snart)|(går|gå) på pension",
            r"for (gammel|ung) til|(over|under|ældre end|yngre end) \d\d(?= år|\?)",
        ),
        FAMILY: (
            r"(skal|vil|kan) (du|i) (\w+ )?have (flere )?(børn|barn)",
            (
                r"(ER_DU) (gift|single|skilt|gravid|forlovet|samlevende|enke|enkemand|mor|far|forælder"
                r"|alene|kæreste\w*|i et forhold|i et parforhold|ugift|ungkarl)"
            ),
            (
                r"(HAR_DU) (børn|barn|kæreste|mand|kone|familie|ægtefælle|partner|samlever|unger|baby"
                r"|et barn|en familie|en kæreste|at få børn|at stifte|at få (flere|et))(?! (i|på|fra|af) )"
            ),
            r"(få|få flere|ønsker om|vente) (børn|barn|baby)|stifte familie|børneønske|familieplanlægning",
            r"familieforøgelse|hvor mange børn",
            (
                r"(DIN) (familie(?!r)|mand|kone|hustru|ægtefælle|kæreste|samlever|børn|barn|søn|datter"
                r"|forældre|mor|far|bror|søster|søskende|graviditet|ægteskab|bryllup|partner hjemme)"
            ),
            r"(DIN) (civilstand|privatliv|civilstatus|familieforhold|familiesituation|hjemmeliv)",
            r"civilstand|(bor|lever) du (\w+ )?(alene|sammen|med nogen|hos dine)",
            r"hvem (passer|henter|tager sig af) [^.?!]{0,10}(dine|børnene) ?(børn)?(?=,|\?| når| mens)",
            r"(tog|taget|skal) (du )?(på )?(barsel|forældreorlov|barselsorlov)",
        ),
        HEALTH: (
            (
                r"(DIN) ((fysiske|mentale|psykiske) )?(helbred\w*|handicap|sygdom\w*|sundhed|vægt"
                r"|allergi\w*|sygefravær|diagnose\w*|funktionsnedsættelse)"
            ),
            (
                r"(HAR_DU) (\w+ ){0,2}(sygdom\w*|handicap\w*|funktionsnedsættelse|allergi\w*"
                r"|helbredsproblemer|kræft|depression|diagnose\w*|lidelse\w*|stress|sygedage|angst"
                r"|sygefravær|psykiske \w+)"
            ),
            (
                r"(ER_DU) (syg|rask|handicappet|kronisk|deprimeret|vaccineret|sygemeldt|ryger|fysisk"
                r"|i behandling|i terapi|førtidspensionist)"
            ),
            r"ryger du|drikker du( alkohol)?\?",
            r"(lider|led) du (\w+ )?(af|under)",
            r"(tager|får|bruger) du (\w+ ){0,2}(medicin|piller|stoffer|antidepressiv\w*)",
            r"(hvor (mange|ofte|meget)) [^.?!]{0,25}(sygedage|syg|sygemeldt|sygefravær)",
        ),
        ORIGIN: (
            r"(er|blev) du (født|opvokset)( og opvokset)? i \w+",
            (
                r"hvor (kommer|stammer|er) (du|de|DIN (familie|forældre|accent|navn|slægt)) (\w+ )?(fra"
                r"|født|opvokset|vokset op)"
            ),
            r"hvor (er|blev) du (født|opvokset)|hvor voksede du op|hvilket land (kommer|er) du",
            r"hvor kommer (DIN) \w+ fra",
            (
                r"(DIN) (nationalitet|oprindelse|modersmål|etnic\w+|etniske \w+|hudfarve|accent"
                r"|statsborgerskab|baggrund i|fødeland|fødested|hjemland|race|rødder|herkomst"
                r"|opholdstilladelse)"
            ),
            r"(hvilken|hvilket) (nationalitet|statsborgerskab|pas|etnisk|modersmål)",
            (
                r"(ER_DU) (indvandrer|dansker|dansk|udlænding|flygtning|tyrk\w*|statsborger"
                r"|\w+ statsborger|af anden|etnisk)"
            ),
            r"modersmål",
            r"(hvilket|hvilke) sprog (taler|talte) (du|i) (\w+ )?(hjemme|derhjemme|med (dine|din))",
            r"(HAR_DU) (et )?(visum|opholdstilladelse|arbejdstilladelse)",
        ),
        RELIGION: (
            r"(DIN) (religion|tro(?! på (at|projekt))|kirke|gud|trosretning|religiøse \w+)",
            r"(hvilken|hvilket) (religion|tro|trosretning|kirke|trossamfund)",
            (
                r"(ER_DU) (troende|religiøs|kristen|katolik|muslim|jøde|jødisk|ateist|døbt"
                r"|medlem af (folkekirken|et trossamfund|en kirke)|praktiserende|buddhist|konfirmeret)"
            ),
            r"(går|kommer) du [^.?!]{0,12}(kirke|moske\w*|synagoge\w*)|(beder|faster) du|tror du på gud",
            r"(fejrer|holder|overholder) du (\w+ )?(ramadan\w*|jul|påske|eid|sabbat\w*)",
            r"(bærer|går) du (med )?(tørklæde|hijab)",
        ),
        GENDER: (
            r"(DIN) (seksuelle \w+|seksualitet|køn|kønsidentitet|pronomen\w*)",
            r"seksuel(le)? (orientering|præference|identitet)",
            (
                r"(ER_DU) (\w+ )?(homo|lesbisk|biseksuel|queer|trans\w*|nonbinær|(homo|hetero)(seksuel)?"
                r"|bøsse|en (mand|kvinde) eller|mand eller|kvinde eller)"
            ),
            r"som (kvinde|mand) (\w+ )?(i|blandt|på)|identificerer du dig|føler du dig som (kvinde|mand)",
            r"(til|tiltrukket af) (mænd|kvinder)",
        ),
        POLITICS: (
            (
                r"(hvem|hvad|hvilket parti) (stemte|stemmer|ville|vil|støtter|har) (du|de)(?= (på|stemt"
                r"|stemme|til)|\?)(?! (om|i) )"
            ),
            r"stemte du (på|ved|til|rødt|blåt)|stemmer du (på|ved|til)",
            r"(DIN) (politiske \w+|parti|fagforening|partifarve|a-kasse)",
            r"politisk (aktiv|overbevisning|ståsted|holdning|engageret)",
            (
                r"(medlem|tillidsmand|tillidsrepræsentant|aktiv) (af|i|for) (en|et|nogen"
                r"|et politisk) (fagforening|parti|politisk parti|fagforbund)"
            ),
            (
                r"(ER_DU) (\w+ )?(organiseret|fagligt|socialdemokrat|venstreorienteret|højreorienteret"
                r"|borgerlig|socialist|fagforeningsmedlem|med i en fagforening)"
            ),
            r"med i (en|et|nogen) (fagforening|parti)|(strejket|strejkede)",
        ),
    },
    to_you={
        AGE: (r"pensionsalder\w*",),
        FAMILY: (r"gravid\w*|civilstand|børnepasning",),
        HEALTH: (r"kronisk(e)? (sygdom\w*|lidelse\w*)|funktionsnedsættelse\w*",),
        ORIGIN: (r"nationalitet|statsborgerskab|oprindelsesland\w*",),
        RELIGION: (r"religiøse? (overbevisning|helligdage|baggrund|grunde|hensyn)\w*",),
        GENDER: (r"kønsidentitet|seksuelle? orientering",),
        POLITICS: (
            r"politiske? (holdning\w*|overbevisning|ståsted|observans|anskuelse\w*|synspunkt\w*)",
            r"fagforeningsmedlem\w*",
        ),
    },
    pushes=(
        r"(synes|mener|tror|tænker) du ikke|er du ikke enig|var det ikke",
        r"du (\w+ ){1,4}?(vel|da|nok|jo|sikkert|vist|naturligvis|selvfølgelig)",
        (
            r"(selvfølgelig|naturligvis|sikkert|åbenlyst|tydeligvis|givetvis|jeg (går ud fra|antager"
            r"|er sikker på|formoder)|du må (da )?(indrømme|have))"
        ),
        r"(er du|du er) (vel )?enig (med mig )?i,? at",
    ),
    tags=(r"ikke|vel|ja|nej|rigtigt|korrekt|hva|okay",),
    inner_tags=(r"ikke sandt|ikke også|er det ikke|var det ikke|ikke også sandt",),
    verdicts=(
        r"(ansætte|afvise|vælge|indstille|hyre) (dig|dem|jer)",
        r"(dig|du) (\w+ ){0,2}(ansat|afvist|ansættes|antaget)(?! (som|i|hos) )",
        r"(ville|vil|kan) (\w+ ){0,2}(blive|være) (ansat|afvist)",
        r"(u?egnet|u?kvalificeret|passende) (\w+ )?til (stillingen|jobbet|rollen|denne|dette)|ikke egnet",
        r"(god|dårlig|rette|stærk|forkert) kandidat\w*|uegnet",
        r"(tilbyde|give|få|fik|tilbydes) (\w+ )?(jobbet|stillingen|et job|en stilling|kontrakt)|jobtilbud",
        r"afslag på|anbefale\w* (\w+ )?(ansættelse|at ansætte|dig til)|ansættelsesanbefaling",
        r"(til|i|videre til) (næste|anden|sidste) (runde|samtale|fase)",
    ),
    wishes=(r"fortæl|beskriv|forklar|nævn|giv|vis|skitser|uddyb|sammenlign|tænk|sig|prøv|forestil",),
)
