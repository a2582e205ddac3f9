"""Dutch, as asked with "u" or "je"."""

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

DUTCH: Final = Language(
    you=r"u|uw|jij|je|jou|jouw|jullie",
    shorthands={
        "UW": r"uw|jouw|je",
        "U": r"u|je|jij",
        "BENT_U": r"(bent|was|wordt) u( \w+)?|(ben|was|word) (je|jij)( \w+)?|(of|dat) (u|je) (\w+ )?",
        "HEEFT_U": (
            r"(heeft|hebt|had|krijgt|verwacht|wilt|plant) u( \w+)?|(heb|had|krijg|verwacht|wil|plan) (je"
            r"|jij)( \w+)?|of (u|je)"
        ),
    },
    anywhere={
        AGE: (
            r"hoe oud (u|je|jij) (bent|ben)|(uw|jouw) leeftijd",
            r"hoe oud (bent|ben|was|wordt|word) (u|je|jij)|(uw|jouw|je) (leeftijd|geboorte\w+|verjaardag)",
            r"(wat is|welke) (uw|je|jouw)? ?leeftijd",
            r"(wanneer|(in )?(welk|wat voor) jaar|waar) (bent|ben|werd) (u|je|jij) geboren",
            r"(welk|van welk) (geboortejaar|bouwjaar) (bent|ben)",
            (
                r"(wanneer|(in )?welk jaar) (heeft|heb|hebt|bent|ben) (u|je|jij) [^.?!]{0,25}(school"
                r"|diploma|afgestudeerd|studie|universiteit|eindexamen|vwo|havo|mbo|hbo)"
            ),
            r"(met|uw|je|jouw|tot (uw|je)|het) pensioen (gaat|gaan|gaat u)?|gaat (u|je) met pensioen",
            r"te (oud|jong) (bent|voor)|(ouder|jonger) dan \d\d",
        ),
        FAMILY: (
            (
                r"BENT_U (getrouwd|gehuwd|single|gescheiden|vrijgezel|zwanger|verloofd|samenwonend|moeder"
                r"|vader|weduwe|alleenstaand\w*|in verwachting)"
            ),
            (
                r"HEEFT_U (\w+ )?(kinder(en)?|kind|kids|gezin|partner|man|vrouw|vriend|vriendin|relatie"
                r"|kinderwens|baby|een (kind|gezin|partner|relatie|baby|man|vrouw|vriend|vriendin))(?! (op"
                r"|in|van) )"
            ),
            (
                r"(kinderen|kind|baby|gezin) (te )?(krijgen|nemen|wilt|wil|hebben|stichten|beginnen"
                r"|uitbreiden)"
            ),
            r"kinderwens|gezinsuitbreiding|gezinsplanning",
            r"(wilt|gaat|wil|ga) (u|je) (\w+ )?(trouwen|samenwonen|zwanger worden)",
            (
                r"(uw|jouw|je) (gezin|familie|kind|kinderen|echtgeno(ot|te)|vriendin|ouders|moeder|vader"
                r"|broers?|zus(sen)?|zoon|dochter|huwelijk|zwangerschap|privéleven|gezinssituatie"
                r"|thuissituatie)"
            ),
            r"(uw|jouw|je) (man|vrouw|partner)(?! (bij|van|in het) )|(burgerlijke staat|gezinssituatie)",
            r"(woont|woon|leeft|leef) (u|je) (\w+ )?(samen|alleen|met iemand|bij (uw|je))",
            r"wie (past|zorgt|let) [^.?!]{0,15}(uw|je|de) kinderen",
            r"(zwangerschaps|ouderschaps|bevallings)verlof (opgenomen|gehad|opnemen)",
        ),
        HEALTH: (
            r"(uw|jouw|je) ((lichamelijke|geestelijke|mentale) )?(gezondheid(?!s(check|zorg)))\w*",
            (
                r"(uw|jouw|je) (ziekte|beperking|handicap|ziekteverzuim|gewicht|allergie\w*|medische \w+"
                r"|ziektedagen|aandoening)"
            ),
            (
                r"HEEFT_U (\w+ ){0,3}(beperking(en)?|handicap|ziekte|aandoening|allergie\w*"
                r"|gezondheidsproblemen|gezondheidsklachten|kanker|depressie|burn-?out|klachten gehad)"
            ),
            (
                r"BENT_U (\w+ )?(ziek|gezond|gehandicapt|invalide|depressief|gevaccineerd|chronisch"
                r"|arbeidsongeschikt|roker|ziekgemeld)"
            ),
            r"(rookt|rook) (u|je)|drinkt u alcohol",
            (
                r"(lijdt|lijd|leed|hebt|heeft) (u|je) (\w+ )?(aan|last van) [^.?!]{0,20}(ziek|depress"
                r"|aandoening|pijn|allerg|angst)\w*"
            ),
            r"(gebruikt|slikt|neemt|gebruik|slik|neem) (u|je) (\w+ )?(medicijnen|medicatie|pillen|drugs)",
            r"hoe (vaak|veel|lang) [^.?!]{0,30}(ziek|ziektedagen|ziekgemeld|verzuimd)",
            r"(in therapie|bij een psycholoog)",
        ),
        ORIGIN: (
            r"(bent|ben) (u|je|jij) (\w+ ){0,3}(geboren|opgegroeid)",
            r"waar (komt|kom|kwam) (u|je|jij|(uw|je|jouw) (familie|accent|naam)) (\w+ )?vandaan",
            r"waar (komen|kwamen) (uw|je|jouw) ouders|waar (bent|ben) (u|je) (\w+ )?(geboren|opgegroeid)",
            r"uit welk land (komt|kom)",
            (
                r"(uw|jouw|je) (nationaliteit|afkomst|herkomst|moedertaal|etnici\w+|etnische \w+"
                r"|huidskleur|accent|achternaam|geboorteland|geboorteplaats|land van herkomst|roots"
                r"|verblijfs\w+|ras|achtergrond)"
            ),
            r"welke (nationaliteit|afkomst|moedertaal|etnische)|welk paspoort",
            (
                r"BENT_U (\w+ )?(allochtoon|immigrant|buitenlander|nederlander|belg|turks|marokkaans"
                r"|surinaams|vluchteling|migrant|staatsburger|van \w+ afkomst)"
            ),
            r"welke taal (spreekt|spreek|sprak) (u|je) (\w+ )?(thuis|met (uw|je))",
            r"HEEFT_U (een )?(visum|verblijfsvergunning|werkvergunning)|moedertaal",
        ),
        RELIGION: (
            (
                r"(uw|jouw|je) (religie|geloof(?! in)|kerk|godsdienst|god|levensovertuiging"
                r"|geloofsovertuiging)"
            ),
            r"welk(e)? (geloof|religie|kerk|godsdienst)",
            (
                r"BENT_U (\w+ )?(gelovig|religieus|christen|christelijk|katholiek|protestant\w*|moslim"
                r"|joods|atheïst|hindoe|gedoopt|gereformeerd)"
            ),
            r"(gaat|ga) (u|je) [^.?!]{0,25}(kerk|moskee|synagoge)|(bidt|bid) (u|je)",
            r"(gelooft|geloof) (u|je) in god",
            r"(viert|doet|houdt|volgt|vier|doe) (u|je) (\w+ )?(ramadan|kerst|suikerfeest|sabbat|pasen)",
            r"(draagt|draag) (u|je) (\w+ )?(hoofddoek|keppel\w*)",
        ),
        GENDER: (
            (
                r"(uw|jouw|je) (seksuele \w+|seksualiteit|geaardheid|gender(identiteit)?|geslacht|sekse"
                r"|voornaamwoorden)"
            ),
            r"seksuele (geaardheid|voorkeur|oriëntatie|gerichtheid)",
            (
                r"BENT_U (\w+ )?(homo|lesbisch|biseksueel|queer|trans(gender)?|non-?binair|(homo"
                r"|hetero)(seksueel)?|hetero|gay|een (man|vrouw) of)"
            ),
            r"als (vrouw|man) (\w+ )?(in|tussen|onder|bij)",
            r"(voelt|identificeert) (u|je) (zich|je) [^.?!]{0,12}(man|vrouw)",
            r"(valt|val) (u|je) op (mannen|vrouwen)",
        ),
        POLITICS: (
            (
                r"(op )?(welke partij|wie|wat) (heeft|heb|hebt|stemt|stem|steunt|gaat|ga|zou) (u"
                r"|je)( \w+)? ?(gestemd|stemmen|gesteund)?(?=.*(stem|steun))"
            ),
            r"(stemt|stem|stemde) (u|je) (op|links|rechts|bij|pvda|vvd)",
            r"(uw|jouw|je) (politieke \w+|partij(?! in)|vakbond|stemgedrag|vakbondslidmaatschap)",
            r"politiek (actief|geëngageerd|links|rechts)",
            (
                r"(lid|aangesloten|actief|kaderlid|afgevaardigde) (\w+ )?(van|bij|in) (een|de|enige"
                r"|welke) (vakbond|(politieke )?partij|bond)"
            ),
            r"BENT_U (\w+ )?(vakbondslid|lid van een|partijlid|links of|rechts of|socialist|vakbonds\w+)",
            r"(gestaakt|gaan staken)",
        ),
    },
    to_you={
        AGE: (r"pensioenleeftijd|pensioengerechtigd\w*",),
        FAMILY: (r"zwanger|zwangerschap|burgerlijke staat|gezinssituatie|kinderopvang (geregeld|regelen)",),
        HEALTH: (r"chronische (ziekte|aandoening)\w*|arbeidsongeschikt\w*|handicap",),
        ORIGIN: (r"nationaliteit|land van herkomst|migratieachtergrond",),
        RELIGION: (
            r"(religieuze|godsdienstige) (overtuiging|feestdagen|verplichtingen|achtergrond|redenen)\w*",
            r"geloofsovertuiging",
        ),
        GENDER: (r"genderidentiteit|seksuele (geaardheid|voorkeur|oriëntatie)",),
        POLITICS: (
            r"politieke (voorkeur|overtuiging|mening|opvatting|kleur|gezindheid)\w*|vakbondslid\w*",
            r"lid van (een|de) vakbond",
        ),
    },
    pushes=(
        r"(vindt|denkt|gelooft|vind|denk|meent) (u|je|jij) (ook )?niet|(is|was) het niet zo",
        r"bent (u|je) het niet eens",
        r"(u|je|jij) (\w+ ){1,4}?(toch|vast|zeker|ongetwijfeld|natuurlijk|wel eens dat)",
        (
            r"(natuurlijk|uiteraard|ongetwijfeld|zeker|vanzelfsprekend|duidelijk|vast en zeker|ik neem aan"
            r"|ik veronderstel|ik ga ervan uit|ik weet zeker)"
        ),
        r"(bent|ben) (u|je) het (er ?)?(met me |ermee |ook )?(mee )?eens,? dat",
        r"(u|je) (zult|moet|zal) (\w+ )?(toegeven|eens zijn)",
    ),
    tags=(r"toch|ja|nee|of niet|hè|klopt|juist|correct|oké",),
    inner_tags=(r"nietwaar|niet waar|klopt dat|is het niet|vindt u niet",),
    verdicts=(
        (
            r"(u|je|jou) (\w+ ){0,2}(aannemen|afwijzen|aan te nemen|inhuren|uitnodigen|aangenomen"
            r"|afgewezen|aanbevelen)"
        ),
        r"(aangenomen|afgewezen) (worden|zijn|voor de)|nemen u aan|neem je aan",
        (
            r"(on)?geschikt(e)? (\w+ )?(voor|kandidaat)( (de|deze|het|dit|onze))?( (functie|baan|rol"
            r"|positie|vacature|werk|job))?"
        ),
        r"(goede|slechte|juiste|ideale) kandida(at|te)",
        r"(baan|functie|contract|aanbod|job) (\w+ )?(aanbieden|geven|krijgen|doen|aan te bieden)",
        r"(kreeg|krijgt|krijg) (u|je) de baan|(baanaanbod|jobaanbod|arbeidsaanbod|afwijzing)",
        r"(naar|in|tot) de (volgende|tweede|laatste) (ronde|fase|gesprek)|door naar de volgende",
        r"aanbevel\w+ (om )?(u|je|aan)",
    ),
    wishes=(
        r"vertel\w*|beschrijf\w*|leg\w*|noem\w*|geef|toon|laat|schets|omschrijf|licht|zeg|neem|stel",
        r"vergelijk|denk",
    ),
)
