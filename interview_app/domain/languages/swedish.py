"""Swedish, as asked with "du"."""

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

SWEDISH: Final = Language(
    you=r"du|dig|dej|din|ditt|dina|ni|er|era|ert",
    shorthands={
        "DIN": r"din|ditt|dina|era|ert",
        "AR_DU": (
            r"(är|var|blir|blev|anser|känner|betraktar) (du|ni)( dig)?( själv)?( som)?( \w+)?|(om"
            r"|att) du är( \w+)?"
        ),
        "HAR_DU": (
            r"(har|hade|får|fick|väntar|vill|önskar|planerar|tänker|funderar) (du|ni)( \w+){0,2}|(om"
            r"|att) du har( \w+)?"
        ),
    },
    anywhere={
        AGE: (
            r"hur gammal (är|var|blir) (du|ni)|hur gammal du är|hur många år (är|fyller) du",
            r"(DIN) (ålder|födelsedatum|födelsedag|födelseår|årgång|personnummer)",
            r"(när|vilket år|var|vilken årgång) (är|föddes|blev) (du|ni)( född)?(?= född|\?| i|,)",
            r"när är du född|vilket år (är|föddes) du",
            (
                r"(när|(i )?vilket år) (tog|gick|slutade|avslutade|blev) (du|ni) [^.?!]{0,20}(studenten"
                r"|examen|skola\w*|gymnasiet|utbildning|grundskolan|klar med|universitetet|högskolan)"
            ),
            r"(gå|går|innan) (du )?(i |går i )?pension|(till|din) pension(en)?|för (gammal|ung) för",
            r"(över|under|äldre än|yngre än) \d\d(?= år|\?)",
        ),
        FAMILY: (
            (
                r"(AR_DU) (gift|sambo|singel|skild|frånskild|gravid|förlovad|änka|änkling|mamma|pappa"
                r"|förälder|mor|far|ensamstående|i ett förhållande|ogift|särbo)"
            ),
            (
                r"(HAR_DU) (barn|sambo|familj|man|fru|partner|pojkvän|flickvän|ungar|bebis|maka|make"
                r"|skaffa barn|att skaffa|ett barn|en familj|bilda familj)(?! (i|på|från|av) )"
            ),
            r"(skaffa|få|vänta|fler) (barn|familj|bebis)|bilda familj|barnlängtan|familjeplaner\w*",
            r"familjeplanering|hur många barn",
            (
                r"(DIN) (familj|man|fru|hustru|make|maka|sambo|pojkvän|flickvän|barn|son|dotter|föräldrar"
                r"|mamma|pappa|mor|far|bror|syster|syskon|graviditet|äktenskap|bröllop)"
            ),
            r"(DIN) (civilstånd|privatliv|familjesituation|familjeförhållanden|hemförhållanden)",
            r"civilstånd|(bor|lever) du (\w+ )?(ensam|ihop|tillsammans|med någon|hos dina)",
            r"vem (hämtar|passar|tar hand om) [^.?!]{0,10}(dina|barnen) ?(barn)?(?=,|\?| när| medan)",
            r"(tog|tagit|varit|ska) (du )?(ta )?(mamma|pappa|föräldra)ledig\w*",
        ),
        HEALTH: (
            (
                r"(DIN) ((fysiska|mentala|psykiska) )?(hälsa\w*|hälsotillstånd|funktionsnedsättning\w*"
                r"|funktionshinder|handikapp|sjukdom\w*|vikt|allergi\w*|sjukfrånvaro|diagnos\w*|sjukdagar)"
            ),
            (
                r"(HAR_DU) (\w+ ){0,2}(sjukdom\w*|handikapp|funktionsnedsättning\w*|funktionshinder"
                r"|allergi\w*|hälsoproblem|cancer|depression\w*|diagnos\w*|sjukdagar|ångest|psykiska \w+"
                r"|utbränd|besvär med hälsan)"
            ),
            (
                r"(AR_DU) (sjuk|frisk|funktions\w+|handikappad|kroniskt|deprimerad|vaccinerad|sjukskriven"
                r"|rökare|i terapi|allergisk|utbränd)"
            ),
            r"röker du|dricker du( alkohol)?\?|snusar du",
            r"(lider|led) du (\w+ )?av",
            r"(äter|tar|använder|behöver) du (\w+ ){0,2}(mediciner|medicin|tabletter|droger|läkemedel)",
            r"hur (många|ofta|mycket) [^.?!]{0,25}(sjukdagar|sjuk|sjukskriven|sjukfrånvaro)",
        ),
        ORIGIN: (
            (
                r"var (kommer|är|härstammar) (du|ni|DIN (familj|föräldrar|dialekt|brytning"
                r"|släkt)) (\w+ )?(ifrån|från|född|uppvuxen)"
            ),
            r"varifrån kommer (du|DIN (familj|föräldrar|släkt|namn|brytning))",
            r"var (är|föddes|växte) (du|ni)( (född|uppvuxen|upp))?(?=\?| född| upp)",
            r"vilket land (kommer|är) du",
            (
                r"(DIN) (nationalitet|ursprung|modersmål|etnic\w+|etniska \w+|hudfärg|brytning|accent"
                r"|medborgarskap|födelseland|födelseort|hemland|ras|rötter|härkomst|uppehållstillstånd)"
            ),
            r"(vilken|vilket) (nationalitet|medborgarskap|pass|etnisk\w*|modersmål)( har| är)?",
            r"(AR_DU) (invandrare|svensk|utlänning|flykting|\w*\s?medborgare|född i|av utländsk|rom|same)",
            r"modersmål",
            r"(vilket|vilka) språk (talar|pratar|talade) (du|ni) (\w+ )?(hemma|med (dina|din))",
            r"(HAR_DU) (visum|uppehållstillstånd|arbetstillstånd)",
        ),
        RELIGION: (
            r"(DIN) (religion|tro(?! på (att|projekt))|kyrka|gud|trosuppfattning|religiösa \w+)",
            r"(vilken|vilket) (religion|tro|trosuppfattning|kyrka|trossamfund|samfund)",
            (
                r"(AR_DU) (troende|religiös|kristen|katolik|muslim|jude|judisk|ateist|döpt"
                r"|medlem i (svenska kyrkan|ett samfund|en kyrka)|praktiserande|buddhist|konfirmerad)"
            ),
            r"(går|brukar) du [^.?!]{0,12}(kyrka\w*|moské\w*|synagoga\w*)",
            r"(ber|fastar) du(?= |\?)(?=\?| regelb| varje| ofta| under)|tror du på gud",
            r"(firar|följer|håller) du (\w+ )?(ramadan|jul|påsk|eid|sabbaten)|bär du (slöja|hijab)",
        ),
        GENDER: (
            r"(DIN) (sexuella \w+|sexualitet|kön|könsidentitet|pronomen|läggning)",
            r"sexuell(a)? (läggning|orientering|identitet)",
            (
                r"(AR_DU) (\w+ )?(homo|gay|lesbisk|bisexuell|queer|trans\w*|icke-?binär|(homo"
                r"|hetero)(sexuell)?|bög|en (man|kvinna) eller|man eller|kvinna eller)"
            ),
            r"som (kvinna|man) (\w+ )?(i|bland|på)|identifierar du dig|känner du dig som (kvinna|man)",
            r"attraherad av (män|kvinnor)",
        ),
        POLITICS: (
            (
                r"(vem|vad|vilket parti|vilka) (röstade|röstar|skulle|ska|stödjer|stöder|har) (du"
                r"|ni)(?= (på|i valet|rösta)|\?)"
            ),
            r"röstade du (på|i)|röstar du (på|i)|hur röstade du",
            r"(DIN) (politiska \w+|parti|fackförening|fackförbund|fack)",
            r"politiskt (aktiv|engagerad|intresserad)",
            (
                r"(medlem|ombud|aktiv|med|engagerad|ansluten) (i|av|till|för) (ett |en |något |någon "
                r"|facket|fackförbund|fackförening)*(politiskt )?(facket|fackförbund|fackförening|fack"
                r"|parti)"
            ),
            (
                r"(AR_DU) (\w+ )?(fackligt|facklig|socialdemokrat|vänster|höger|socialist|moderat"
                r"|fackansluten)"
            ),
            r"(strejkat|strejkade) (du|någon)|har du strejkat",
        ),
    },
    to_you={
        AGE: (r"pensionsålder\w*",),
        FAMILY: (r"gravid\w*|civilstånd|barnpassning",),
        HEALTH: (r"kronisk(a)? sjukdom\w*|funktionsnedsättning\w*",),
        ORIGIN: (r"nationalitet|medborgarskap|ursprungsland\w*",),
        RELIGION: (r"religiösa? (övertygelse|helgdagar|högtider|bakgrund|skäl|tro)\w*",),
        GENDER: (r"könsidentitet|sexuella? (läggning|orientering)",),
        POLITICS: (
            r"politiska? (åsikt\w*|övertygelse|tillhörighet|hållning|uppfattning\w*|sympati\w*)",
            r"fackligt (medlem\w*|ansluten)",
        ),
    },
    pushes=(
        r"(tycker|anser|tror|menar|håller) du inte|är du inte överens|var det inte",
        r"du (\w+ ){1,4}?(väl|nog|ju|säkert|förstås|naturligtvis|givetvis|visst)",
        (
            r"(självklart|naturligtvis|säkert|givetvis|uppenbarligen|visst|förstås|säkerligen|jag (antar"
            r"|förmodar|är säker på|utgår från)|du måste (väl )?(erkänna|ha))"
        ),
        r"(håller du|du håller) (med (mig )?)?om,? att|håller du inte med",
    ),
    tags=(r"va|inte|ja|nej|visst|rätt|stämmer det|korrekt|okej",),
    inner_tags=(r"eller hur|inte sant|visst är det så|är det inte så|väl",),
    verdicts=(
        r"(anställa|avvisa|välja|rekommendera|rekrytera) (dig|er)",
        r"(du|dig) (\w+ ){0,2}(anställd|anställas|avvisad|antagen|rekryterad)(?! (som|på|hos|i) )",
        r"(skulle|kan|kommer) (\w+ ){0,2}(bli|vara|att bli) (anställd|avvisad|antagen)",
        r"(o?lämplig|o?kvalificerad|passande) (\w+ )?för (tjänsten|jobbet|rollen|den här|detta)",
        r"inte lämplig|olämplig|(bra|dålig|rätt|stark|fel) kandidat\w*",
        r"(erbjuda|ge|få|fick|erbjudas) (\w+ )?(jobbet|tjänsten|ett jobb|en tjänst|anställning|kontrakt)",
        r"jobberbjudande|anställningserbjudande|rekommendera\w* (\w+ )?(anställning|att anställa|dig för)",
        r"(till|i) (nästa|andra|sista) (omgång|runda|intervju|steg|fas)(en)?",
    ),
    wishes=(r"berätta|beskriv|förklara|nämn|ge|visa|skissa|utveckla|jämför|tänk|säg|föreställ",),
)
