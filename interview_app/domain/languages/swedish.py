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
        "AR_DU": r"(är|var|blir|blev|anser|känner|betraktar) (du|ni)( dig)?( själv)?( som)?( \w+)?|(om|att) du är( \w+)?",
        "HAR_DU": r"(har|hade|får|fick|väntar|vill|önskar|planerar|tänker|funderar) (du|ni)( \w+){0,2}|(om|att) du har( \w+)?",
    },
    anywhere={
        AGE: (
            r"hur gammal (är|var|blir) (du|ni)|hur gammal du är|hur många år (är|fyller) du|(DIN) (ålder|födelsedatum|födelsedag|födelseår|årgång|personnummer)",
            r"(när|vilket år|var|vilken årgång) (är|föddes|blev) (du|ni)( född)?(?= född|\?| i|,)|när är du född|vilket år (är|föddes) du",
            r"(när|(i )?vilket år) (tog|gick|slutade|avslutade|blev) (du|ni) [^.?!]{0,20}(studenten|examen|skola\w*|gymnasiet|utbildning|grundskolan|klar med|universitetet|högskolan)",
            r"(gå|går|innan) (du )?(i |går i )?pension|(till|din) pension(en)?|för (gammal|ung) för|(över|under|äldre än|yngre än) \d\d(?= år|\?)",
        ),
        FAMILY: (
            r"(AR_DU) (gift|sambo|singel|skild|frånskild|gravid|förlovad|änka|änkling|mamma|pappa|förälder|mor|far|ensamstående|i ett förhållande|ogift|särbo)",
            r"(HAR_DU) (barn|sambo|familj|man|fru|partner|pojkvän|flickvän|ungar|bebis|maka|make|skaffa barn|att skaffa|ett barn|en familj|bilda familj)(?! (i|på|från|av) )|(skaffa|få|vänta|fler) (barn|familj|bebis)|bilda familj|barnlängtan|familjeplaner\w*|familjeplanering|hur många barn",
            r"(DIN) (familj|man|fru|hustru|make|maka|sambo|pojkvän|flickvän|barn|son|dotter|föräldrar|mamma|pappa|mor|far|bror|syster|syskon|graviditet|äktenskap|bröllop)",
            r"(DIN) (civilstånd|privatliv|familjesituation|familjeförhållanden|hemförhållanden)|civilstånd|(bor|lever) du (\w+ )?(ensam|ihop|tillsammans|med någon|hos dina)|vem (hämtar|passar|tar hand om) [^.?!]{0,10}(dina|barnen) ?(barn)?(?=,|\?| när| medan)|(tog|tagit|varit|ska) (du )?(ta )?(mamma|pappa|föräldra)ledig\w*",
        ),
        HEALTH: (
            r"(DIN) ((fysiska|mentala|psykiska) )?(hälsa\w*|hälsotillstånd|funktionsnedsättning\w*|funktionshinder|handikapp|sjukdom\w*|vikt|allergi\w*|sjukfrånvaro|diagnos\w*|sjukdagar)",
            r"(HAR_DU) (\w+ ){0,2}(sjukdom\w*|handikapp|funktionsnedsättning\w*|funktionshinder|allergi\w*|hälsoproblem|cancer|depression\w*|diagnos\w*|sjukdagar|ångest|psykiska \w+|utbränd|besvär med hälsan)",
            r"(AR_DU) (sjuk|frisk|funktions\w+|handikappad|kroniskt|deprimerad|vaccinerad|sjukskriven|rökare|i terapi|allergisk|utbränd)|röker du|dricker du( alkohol)?\?|snusar du",
            r"(lider|led) du (\w+ )?av|(äter|tar|använder|behöver) du (\w+ ){0,2}(mediciner|medicin|tabletter|droger|läkemedel)|hur (många|ofta|mycket) [^.?!]{0,25}(sjukdagar|sjuk|sjukskriven|sjukfrånvaro)",
        ),
        ORIGIN: (
            r"var (kommer|är|härstammar) (du|ni|DIN (familj|föräldrar|dialekt|brytning|släkt)) (\w+ )?(ifrån|från|född|uppvuxen)|varifrån kommer (du|DIN (familj|föräldrar|släkt|namn|brytning))|var (är|föddes|växte) (du|ni)( (född|uppvuxen|upp))?(?=\?| född| upp)|vilket land (kommer|är) du",
            r"(DIN) (nationalitet|ursprung|modersmål|etnic\w+|etniska \w+|hudfärg|brytning|accent|medborgarskap|födelseland|födelseort|hemland|ras|rötter|härkomst|uppehållstillstånd)",
            r"(vilken|vilket) (nationalitet|medborgarskap|pass|etnisk\w*|modersmål)( har| är)?|(AR_DU) (invandrare|svensk|utlänning|flykting|\w*\s?medborgare|född i|av utländsk|rom|same)|modersmål",
            r"(vilket|vilka) språk (talar|pratar|talade) (du|ni) (\w+ )?(hemma|med (dina|din))|(HAR_DU) (visum|uppehållstillstånd|arbetstillstånd)",
        ),
        RELIGION: (
            r"(DIN) (religion|tro(?! på (att|projekt))|kyrka|gud|trosuppfattning|religiösa \w+)|(vilken|vilket) (religion|tro|trosuppfattning|kyrka|trossamfund|samfund)",
            r"(AR_DU) (troende|religiös|kristen|katolik|muslim|jude|judisk|ateist|döpt|medlem i (svenska kyrkan|ett samfund|en kyrka)|praktiserande|buddhist|konfirmerad)",
            r"(går|brukar) du [^.?!]{0,12}(kyrka\w*|moské\w*|synagoga\w*)|(ber|fastar) du(?= |\?)(?=\?| regelb| varje| ofta| under)|tror du på gud|(firar|följer|håller) du (\w+ )?(ramadan|jul|påsk|eid|sabbaten)|bär du (slöja|hijab)",
        ),
        GENDER: (
            r"(DIN) (sexuella \w+|sexualitet|kön|könsidentitet|pronomen|läggning)|sexuell(a)? (läggning|orientering|identitet)",
            r"(AR_DU) (\w+ )?(homo|gay|lesbisk|bisexuell|queer|trans\w*|icke-?binär|(homo|hetero)(sexuell)?|bög|en (man|kvinna) eller|man eller|kvinna eller)",
            r"som (kvinna|man) (\w+ )?(i|bland|på)|identifierar du dig|känner du dig som (kvinna|man)|attraherad av (män|kvinnor)",
        ),
        POLITICS: (
            r"(vem|vad|vilket parti|vilka) (röstade|röstar|skulle|ska|stödjer|stöder|har) (du|ni)(?= (på|i valet|rösta)|\?)|röstade du (på|i)|röstar du (på|i)|hur röstade du",
            r"(DIN) (politiska \w+|parti|fackförening|fackförbund|fack)|politiskt (aktiv|engagerad|intresserad)",
            r"(medlem|ombud|aktiv|med|engagerad|ansluten) (i|av|till|för) (ett |en |något |någon |facket|fackförbund|fackförening)*(politiskt )?(facket|fackförbund|fackförening|fack|parti)|(AR_DU) (\w+ )?(fackligt|facklig|socialdemokrat|vänster|höger|socialist|moderat|fackansluten)|(strejkat|strejkade) (du|någon)|har du strejkat",
        ),
    },
    to_you={
        AGE: (r"pensionsålder\w*",),
        FAMILY: (r"gravid\w*|civilstånd|barnpassning",),
        HEALTH: (r"kronisk(a)? sjukdom\w*|funktionsnedsättning\w*",),
        ORIGIN: (r"nationalitet|medborgarskap|ursprungsland\w*",),
        RELIGION: (r"religiösa? (övertygelse|helgdagar|högtider|bakgrund|skäl|tro)\w*",),
        GENDER: (r"könsidentitet|sexuella? (läggning|orientering)",),
        POLITICS: (r"politiska? (åsikt\w*|övertygelse|tillhörighet|hållning|uppfattning\w*|sympati\w*)|fackligt (medlem\w*|ansluten)",),
    },
    pushes=(
        r"(tycker|anser|tror|menar|håller) du inte|är du inte överens|var det inte",
        r"du (\w+ ){1,4}?(väl|nog|ju|säkert|förstås|naturligtvis|givetvis|visst)",
        r"(självklart|naturligtvis|säkert|givetvis|uppenbarligen|visst|förstås|säkerligen|jag (antar|förmodar|är säker på|utgår från)|du måste (väl )?(erkänna|ha))",
        r"(håller du|du håller) (med (mig )?)?om,? att|håller du inte med",
    ),
    tags=(r"va|inte|ja|nej|visst|rätt|stämmer det|korrekt|okej",),
    inner_tags=(r"eller hur|inte sant|visst är det så|är det inte så|väl",),
    verdicts=(
        r"(anställa|avvisa|välja|rekommendera|rekrytera) (dig|er)|(du|dig) (\w+ ){0,2}(anställd|anställas|avvisad|antagen|rekryterad)(?! (som|på|hos|i) )|(skulle|kan|kommer) (\w+ ){0,2}(bli|vara|att bli) (anställd|avvisad|antagen)",
        r"(o?lämplig|o?kvalificerad|passande) (\w+ )?för (tjänsten|jobbet|rollen|den här|detta)|inte lämplig|olämplig|(bra|dålig|rätt|stark|fel) kandidat\w*",
        r"(erbjuda|ge|få|fick|erbjudas) (\w+ )?(jobbet|tjänsten|ett jobb|en tjänst|anställning|kontrakt)|jobberbjudande|anställningserbjudande|rekommendera\w* (\w+ )?(anställning|att anställa|dig för)",
        r"(till|i) (nästa|andra|sista) (omgång|runda|intervju|steg|fas)(en)?",
    ),
    wishes=(r"berätta|beskriv|förklara|nämn|ge|visa|skissa|utveckla|jämför|tänk|säg|föreställ",),
)
