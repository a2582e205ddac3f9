"""Czech, as asked with "vy" or "ty", in all their endings."""

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

CZECH: Final = Language(
    you=r"vy|vás|vám|vámi|váš\w*|vaš\w+|ty|tě|tebe|ti|tv[uůéoáý]\w*|jste|jsi|máte|máš|byste|bys",
    shorthands={
        "VAS": r"váš|vaš\w+|tv[ůéáým]\w*|tvoj\w*|svou|svoji|své\w*",
        "JSTE": r"(jste|jsi|byl\w* jste|byl\w* jsi|cítíte se|považujete se za)( \w+)?|zda jste|jestli jste",
        "MATE": r"(máte|máš|měl\w* jste|čekáte|očekáváte|trpíte|zda máte|jestli máte)( \w+)?",
        "CHCETE": (
            r"(plánujete|chcete|chystáte se|hodláte|uvažujete o|přejete si|toužíte po|plánuješ|chceš"
            r"|chtěl\w* byste|přemýšlíte o|počítáte s)( \w+)?"
        ),
    },
    anywhere={
        AGE: (
            r"kolik (je )?(vám|ti)( \w+)? let|kolik (vám|ti) je|kolik (máte|máš) let",
            r"jak (jste|jsi) star[ýáí]",
            r"(VAS) (věk\w*|dat\w+ narození|rok\w* narození|narozenin\w*|ročník\w*)",
            r"(v jakém|jaký) (jste )?(věku|je VAS věk)|datum narození",
            r"(kdy|ve kterém roce|v kterém roce|v jakém roce|kde|který rok) (jste|jsi) (se )?narozen\w*",
            r"(kdy|ve kterém roce|v kterém roce|v jakém roce|kde) (jste|jsi) se (\w+ )?narodil\w*",
            r"(jaký|který) (jste )?ročník",
            (
                r"(kdy|ve kterém roce|v kterém roce|v jakém roce) (jste|jsi) (\w+ ){0,2}(maturoval\w*"
                r"|promoval\w*|odmaturoval\w*|absolvoval\w* (školu|střední|gymnázium|vysokou|univerzitu)"
                r"|(dokončil\w*|ukončil\w*|vystudoval\w*|skončil\w*|vyšel|vyšla) [^.?!]{0,12}(škol\w+"
                r"|studi\w+|gymnázi\w+|univerzit\w+))"
            ),
            r"(do|v|před) (\w+ )?důchodu?|důchodov\w+ věk\w*|(příliš|moc) (star|mlad)[ýá] na",
            r"(nad|pod|přes|víc než) \d\d let",
        ),
        FAMILY: (
            (
                r"(JSTE) (vdaná|ženatý|svobodn[ýá]|rozveden[ýá]|ovdověl[ýá]|těhotná|zasnouben[ýá]|matk\w+"
                r"|otc\w+|rodičem|zadan[ýá]|v jiném stavu|samoživitelk\w+|single|vdova|vdovec|ve vztahu)"
            ),
            (
                r"(MATE|CHCETE( mít)?) (děti|dětí|dítě|dítěte|rodinu|rodinu?|manžel\w*|partnera|partnerku"
                r"|přítele|přítelkyni|potomk\w+|miminko|otěhotnět|založ\w+ rodin\w+|mateřstv\w+|se vdát"
                r"|se oženit|svatbu|těhotenstv\w+)(?! (v|na|z|od|produkt\w*)\b)"
            ),
            r"kolik (máte|máš) dětí|mít děti|mít dítě|otěhotnět|založit rodinu|založení rodiny",
            r"plánov\w+ rodin\w+|rodinné plány",
            (
                r"(VAS) (rodin\w+|manžel\w*|muž|žena|ženu|děti|dětmi|dětem|dítě|syn\w*|dcer\w+|rodič\w+"
                r"|matk\w+|otec|otce|bratr\w*|sestr\w+|sourozen\w+|těhotenstv\w+|manželství|přítel\w*"
                r"|snoubenk\w+|partner\w* doma|rodinn\w+ (stav|situac)\w*|soukrom\w+ život\w*"
                r"|osobní\w* život\w*)(?! produkt)"
            ),
            r"rodinn\w+ stav\w*",
            r"(žijete|bydlíte|žiješ) (\w+ )?(sam|sám|sama|s někým|s partnerem|s rodiči|s přítelem)",
            r"kdo (\w+ )?(hlídá|se stará o|pečuje o) (\w+ )?dět\w+(?=,|\?| když| zatím)",
            r"(mateřsk|rodičovsk)\w+ (dovolen\w+)?(?=\?)",
        ),
        HEALTH: (
            (
                r"(VAS) (\w+ )?(zdravotní\w* (stav\w*|postižení|problém\w*|omezení)|zdraví|postižení"
                r"|nemoc\w*|vá[hz]\w+|alergi\w+|diagnóz\w+|invalidit\w+|pracovní neschopnost\w*)"
            ),
            r"zdravotní\w* stav\w*",
            (
                r"(MATE) (\w+ ){0,2}(nemoc\w*|postižení|zdravotní\w* \w+|onemocnění|alergi\w+|rakovin\w+"
                r"|depres\w+|invalidit\w+|ztp|diagnóz\w+|chronick\w+ \w+|omezení zdrav\w+)"
            ),
            (
                r"(trpíte|trpěl\w*|trpíš|léčíte|léčil\w*|léčíš) (\w+ )?(\w+ )?(\w+ )?(nemoc\w+|depres\w+"
                r"|onemocnění\w*|úzkost\w+|bolest\w+|alergi\w+|chorob\w+|poruch\w+|se s|se na)"
            ),
            r"(berete|užíváte|bereš|užíváš) (\w+ )?(lék\w*|drog\w*|prášk\w*|antidepres\w+|medika\w+)",
            (
                r"(JSTE) (nemocn[ýá]|zdrav[ýá]|postižen\w+|invalid\w*|zdravotně|chronicky|očkovan\w+"
                r"|v terapii|kuř\w+|ztp|v pracovní neschopnosti|na nemocenské)"
            ),
            r"kouříte|pijete alkohol",
            r"(na nemocenské|pracovní neschopnosti|nemocenskou)(?= |\?)(?=\?| loni| v)",
            r"kolik [^.?!]{0,25}(nemocen\w+|nemocn\w+|marod\w+)",
        ),
        ORIGIN: (
            r"narodil\w* (jste|jsi) se|(jste|jsi) se narodil\w* v \w+",
            r"odkud (\w+ )?(jste|jsi|pocházíte|pocházíš|pochází VAS)(?= \?|\?| původ| přiš| VAS|,)",
            r"odkud (původně )?(pocház(íte|íš|ejí VAS)|jste)|(pocházíte|pocházíš)(?=\?| z )",
            r"kde (jste|jsi) (se )?(narodil|vyrůstal|vyrostl)\w*|z (které|jaké) země",
            (
                r"(VAS) (\w+ )?(národnost\w*|původ\w*|občanství|mateřsk\w+ jazyk\w*|mateřštin\w+"
                r"|barv\w+ (pleti|kůže)|přízvuk\w*|ras[auy]|etni\w+|rodišt\w+|místo narození|vlast|víz\w+"
                r"|povolení k pobytu)"
            ),
            r"mateřsk\w+ jazyk\w*",
            (
                r"(jaké|jakou|jakého|jaká) (\w+ ){0,2}(národnost\w*|občanství|původu|rasy"
                r"|státní příslušnost\w*|etni\w+)"
            ),
            (
                r"(JSTE) (cizinec|cizinka|imigrant\w*|přistěhovalec|češka|čech|slovák|slovenka|ukrajin\w+"
                r"|rom|romka|vietnam\w+|uprchlí\w+|občan\w*)"
            ),
            r"(jakým jazykem|jakou řečí|jaký jazyk) (mluvíte|mluvíš|používáte) (doma|s rodiči|v rodině)",
            r"(MATE) (vízum|povolení k pobytu|pracovní povolení)",
        ),
        RELIGION: (
            r"(VAS) (\w+ )?(náboženství|vír[auyo]\w*(?! v)|vyznání|církev|církve|bůh|farnost\w*)",
            r"(jaké|jakého|jakou|jaká|které) (\w+ ){0,2}(náboženství|vyznání|víry|víru|církve)",
            (
                r"(JSTE) (\w+ )?(věřící\w*|nábožensk\w+|katol\w+|křesťan\w*|muslim\w*|žid\w*|ateist\w*"
                r"|pokřtěn\w+|evangel\w+|praktikující\w*|buddhist\w*)"
            ),
            r"(chodíte|chodíš) (\w+ )?(do|na) (kostela|mši|mešity|synagogy|bohoslužb\w+)",
            r"(modlíte|modlíš) se|(věříte|věříš) v boha",
            r"(slavíte|dodržujete|držíte) (\w+ )?(ramadán|vánoce|velikonoce|šabat|půst)",
            r"nosíte (šátek|hidžáb)",
        ),
        GENDER: (
            (
                r"(VAS) (\w+ )?(sexuální\w* orientac\w+|sexualit\w+|pohlaví|gender\w*|zájmena"
                r"|genderov\w+ identit\w+|orientac\w+)"
            ),
            r"sexuální\w* orientac\w+|genderov\w+ identit\w+",
            (
                r"(JSTE) (\w+ )?(gay|lesba|lesbick\w+|bisexuál\w*|queer|trans\w*|nebinární|(homo"
                r"|hetero)sexuál\w*|muž nebo|žena nebo|teplý)"
            ),
            r"jako (žena|muž) (\w+ )?(v|mezi|na)|(cítíte|identifikujete) se jako",
            r"(přitahují vás|líbí se vám) (muži|ženy)",
        ),
        POLITICS: (
            (
                r"(koho|kterou stranu|jakou stranu|pro koho) (jste|volíte|budete|volíš|podporujete"
                r"|jsi) ?(\w+ )?(volil\w*|volit|hlasoval\w*|podporo\w+)?(?=.*(vol|podpor|hlas))"
            ),
            r"(volil\w*|hlasoval\w*) (jste )?(v|ve) (\w+ )?volbách|jak volíte",
            (
                r"(VAS) (\w+ )?(politick\w+ \w+|stran[auy]\b(?! smlouvy)|odbor\w*|volební \w+"
                r"|členství v (odborech|straně))"
            ),
            r"politicky (aktivní|angažovan\w+)|politické (názory|přesvědčení|smýšlení)",
            (
                r"(členem|členkou|člen|členka|členství|angažujete se|působíte|aktivní|zapojen\w*"
                r"|vstoupil\w*) (\w+ )?(v |ve |do |nějak\w+ )*(odbor\w*|stran[yaěu]"
                r"|politick\w+ stran\w+)(?! smlouvy)"
            ),
            (
                r"(JSTE) (\w+ )?(odborář\w*|v odborech|pravicov\w+|levicov\w+|socialist\w*|komunist\w*"
                r"|straník)"
            ),
            r"v odborech\?|(stávkoval\w*)",
        ),
    },
    to_you={
        AGE: (r"důchodov\w+ věk\w*",),
        FAMILY: (r"těhotn\w+|rodinn\w+ stav\w*",),
        HEALTH: (r"chronick\w+ (nemoc\w*|onemocnění\w*)|zdravotní\w* postižení\w*",),
        ORIGIN: (r"národnost\w*|země původu|občanství",),
        RELIGION: (r"nábožensk\w+ (přesvědčení|svátk|důvod|vyznání)\w*",),
        GENDER: (r"sexuální\w* orientac\w+",),
        POLITICS: (
            r"politick\w+ (názor|přesvědčení|smýšlení|preferenc|orientac|sympati)\w*|členství v odborech",
        ),
    },
    pushes=(
        r"(nemyslíte|nemyslíš|nezdá|nepřipadá|nesouhlasíte|neříkáte|neshodneme) (si|se|vám|ti)?( \w+)?",
        r"(není|nebylo) to (snad )?tak",
        (
            r"(souhlasíte|souhlasíš|uznáte|uznáváte|připustíte|shodneme se)( \w+)? (přece|jistě|se mnou|že"
            r"|snad)"
        ),
        r"souhlasíte( se mnou)?,? že",
        (
            r"(přece|jistě|určitě|samozřejmě|nepochybně|zajisté|zřejmě|bezpochyby|očividně|předpokládám"
            r"|jsem si jist\w*)"
        ),
        r"(jste|jsi|vy|ty|to) (\w+ ){0,3}?(přece|jistě|určitě|nepochybně)|musel\w* jste (přece|být)",
    ),
    tags=(r"ne|ano|jo|viďte|že|správně|dobře|co",),
    inner_tags=(r"že ano|že jo|viďte|že ne|není-liž pravda|pravda|není to tak|nemám pravdu|že je to tak",),
    verdicts=(
        r"(bychom|bych|by) (vás|tě) (\w+ ){0,2}(přijal|zaměstnal|nepřijal|odmítl|vybral|vzal|najal)\w*",
        r"(přijali|zaměstnali|najali|odmítli|vybrali|přijal|přijala|zaměstnal\w*) bych(om)? (vás|tě)",
        r"(přijmeme|zaměstnáme|odmítneme|přijmu|najmeme) (vás|tě)",
        r"(vás|tě) (přijmeme|zaměstnáme|odmítneme|přijmout|zaměstnat)",
        r"(byl|byla|budete|byl\w* byste) (\w+ )?(přijat|odmítnut|vybrán|zaměstnán)\w*",
        r"doporuč\w+ (\w+ )?(přijetí|k přijetí|zamítn|odmít)\w*",
        r"(ne)?hodíte se(?= |\.|$)|se (\w+ )?(ne)?hodíte",
        r"(ne)?vhodn\w+ (\w+ )?(pro|na) (tuto |tu |tento |danou )*(pozic|míst|prác|rol)\w+",
        r"(ne)?vhodn\w+ kandidát\w*|(dobr|špatn|ideální|správn)\w* kandidát\w*",
        (
            r"(nabíd|dal|dostal|získal|nabízí)\w* (bych |bychom |byste |vám |ti |tu |to |tuto |si )*(práci"
            r"|místo|pozici|smlouvu|pracovní)"
        ),
        r"pracovní nabídk\w+",
        r"(do|k) (dalš|druh|následuj|posledn)\w+ (kol|fáz|pohovor)\w+",
    ),
    wishes=(
        r"řekněte|popište|vysvětlete|uveďte|povězte|vyprávějte|jmenujte|ukažte|porovnejte|představte",
        r"zkuste|prosím|řekni|popiš|vysvětli|rozveďte|přibližte",
    ),
)
