"""German, as asked with "Sie" or "du"."""

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

GERMAN: Final = Language(
    you=r"sie|ihnen|ihr(e[rnms]?)?|du|dich|dir|dein(e[rnms]?)?",
    shorthands={
        "IHR": r"ihr(e[rnms]?)?|dein(e[rnms]?)?",
        "SIND_SIE": r"(sind|waren|werden) sie (\w+ ){0,2}|(bist|warst|wirst) du (\w+ ){0,2}|sie (\w+ )?",
        "HABEN_SIE": (
            r"(haben|hätten|planen|wollen|möchten|bekommen|erwarten) sie (\w+,? ){0,2}"
            r"|(hast|planst|willst|möchtest|bekommst) du (\w+,? ){0,2}|(ob|dass) sie (\w+ ){0,2}"
        ),
        "KINDER": r"(?<!die )(kinder|kind|kindern|nachwuchs|baby)(?! (der|des|im|in|aus)\b)(?!-)",
    },
    anywhere={
        AGE: (
            r"wie alt (sie|du) (sind|bist|waren|werden)",
            r"wie alt (sind|bist|waren|werden) (sie|du)",
            r"IHR (genaues )?(alter(?! der)|lebensalter|geburts\w+)",
            r"(wann|in welchem jahr|welches jahr|wo) (\w+ )?(sind sie|bist du|wurden sie|wurdest du) geboren",
            r"IHR (jahrgang|geburtsjahr)|(welchen|welcher) jahrgang",
            r"(über|unter|älter als|jünger als) \d\d(?= jahre)",
            (
                r"(wann|(in )?welche[ms] jahr) haben sie [^.?!]{0,25}(abitur|matura|schulabschluss|studium"
                r"|examen|abgeschlossen)"
            ),
            (
                r"(wann|(in )?welche[ms] jahr) hast du [^.?!]{0,25}(abitur|matura|schulabschluss|studium"
                r"|abgeschlossen)"
            ),
            (
                r"(wann|(in )?welche[ms] jahr) (haben|sind) sie (die schule|von der schule"
                r"|das gymnasium)\b[^.?!]*"
            ),
            r"(bis zu[rm]|vor der|in|an die) (rente|ruhestand|pension|pensionierung)",
            r"zu (alt|jung) für|in IHR alter",
            r"(über|unter|älter als|jünger als) (dreissig|vierzig|fünfzig|sechzig)",
        ),
        FAMILY: (
            r"SIND_SIE(verheiratet|ledig|geschieden|verwitwet|schwanger|verlobt|liiert|alleinerziehend\w*)",
            r"SIND_SIE(mutter|vater|single|vergeben)|schwanger(schaft)? (werden|geplant|zu werden)",
            (
                r"HABEN_SIE(\w+,? )?(KINDER|(?<!die )(?<!der )familie|eine[nr]? (partner(in)?|freund(in)?|mann"
                r"|frau))(?! (von|an)\b)"
            ),
            (
                r"(planen|wollen|möchten|denken) sie [^.?!]{0,30}(kinder|kind|familie|nachwuchs"
                r"|schwanger\w*)(?! von)"
            ),
            r"(planst|willst|möchtest) du [^.?!]{0,30}(kinder|kind|familie|nachwuchs|schwanger\w*)",
            r"(kinder|kind|nachwuchs|baby) (zu )?(bekommen|kriegen|haben|geplant|planen)|kinderwunsch",
            r"familienplanung",
            (
                r"IHR (familie|kind|kinder|kindern|ehe|ehemann|ehefrau|mann|frau|partnerin|gatte|gattin"
                r"|eltern|mutter)"
            ),
            r"IHR (vater|bruder|schwester|geschwister|sohn|tochter|söhne|töchter|freundin|lebensgefährt\w+)",
            r"IHR (familienstand|privatleben|lebenspartner(in)?|schwangerschaft|verlobte[rn]?|hochzeit)",
            r"IHR partner (\w+ ){0,2}(beruflich|dazu|davon|einverstanden)",
            r"was (macht|sagt|arbeitet) IHR partner",
            (
                r"(leben|wohnen|lebst|wohnst) (sie|du) (\w+ )?(allein\w*|zusammen|in (einer"
                r"|fester) \w*\s?(beziehung|partnerschaft))"
            ),
            r"in (einer )?(festen|fester) (beziehung|partnerschaft)|heiraten (sie|wollen)|alleinerziehend",
            (
                r"(eltern|mutterschafts?|vaterschafts|erziehungs)(zeit|urlaub|schutz) (genommen|geplant"
                r"|nehmen|planen)"
            ),
            (
                r"wer (passt|kümmert|betreut) (sich )?(\w+ )?(auf|um)? ?(IHR|die) kinder(?= (auf|wenn"
                r"|während)|,)"
            ),
        ),
        HEALTH: (
            r"gesundheitliche[nr]? (einschränkung|problem|beschwerden|beeinträchtigung)\w*",
            (
                r"SIND_SIE(krank(?! geworden im)|gesund|erkrankt|chronisch|behindert|schwerbehindert"
                r"|depressiv|geimpft|raucher(in)?)"
            ),
            (
                r"IHR (gesundheit\w*|gesundheitlicher? \w+|behinderung\w*|krankheit\w*|erkrankung\w*"
                r"|körperliche \w+)"
            ),
            r"IHR (gewicht|körpergrösse|krankengeschichte|krankmeldungen|fehlzeiten|allergien|psyche)",
            (
                r"HABEN_SIE(\w+ ){0,2}((schwer)?behinderung|krankheit(en)?|(vor)?erkrankung(en)?"
                r"|allergien?|krebs|depression\w*)"
            ),
            (
                r"HABEN_SIE(\w+ ){0,2}(schwerbehinderten\w*|gesundheitliche\w* \w+|psychische\w* \w+"
                r"|chronische\w* \w+|burnout)"
            ),
            (
                r"(leiden|litten|leidest) (sie|du) (\w+ ){0,2}(unter|an) [^.?!]{0,30}(krank\w*|erkrank\w*"
                r"|depress\w*|allerg\w*|schmerz\w*)"
            ),
            r"(nehmen|brauchen|nimmst) (sie|du) (\w+ ){0,3}(medikamente?|tabletten|drogen)",
            (
                r"(wie (oft|viele|lange)|wann) [^.?!]{0,25}(krankgeschrieben|krankheitstage|krank gemeldet"
                r"|(sie|du) (\w+ ){0,2}krank)"
            ),
            r"(sie|du) [^.?!]{0,25}(krankgeschrieben|in therapie|psychotherapie|rauchen sie)|rauchen sie",
            r"trinken sie alkohol",
            r"grad der behinderung|schwerbehindertenausweis",
        ),
        ORIGIN: (
            r"woher (kommen|stammen) (sie|IHR (eltern|familie|vorfahren|name|akzent))",
            r"woher (kommst|stammst) du",
            r"wo(her)? (kommen|stammen|sind) (sie|IHR eltern) (\w+ ){0,2}(her|geboren|aufgewachsen)",
            r"wo (sind sie|bist du) (geboren|aufgewachsen)",
            r"(aus welchem|welches|in welchem) land (kommen|stammen|sind) sie",
            (
                r"IHR (herkunft\w*|abstammung|nationalität|staats\w+|muttersprache|heimat\w*|hautfarbe"
                r"|akzent|ethn\w+|wurzeln)"
            ),
            (
                r"IHR (geburtsland|geburtsort|aufenthalts\w+|migrationshintergrund|(ursprüngliche )?heimat"
                r"|rasse)"
            ),
            r"welche (nationalität|staatsangehörigkeit|staatsbürgerschaft)|migrationshintergrund",
            r"(welche sprache|was) (sprechen|sprichst) (sie|du) (zu hause|daheim|mit IHR eltern)",
            (
                r"SIND_SIE((gebürtig|deutsch|türk|syr|russ|pol|italien|französ|österreich|schweiz)\w*"
                r"|ausländer(in)?|flüchtling|eu-bürger(in)?)"
            ),
            r"(ist deutsch|deutsch) IHR (muttersprache|erstsprache)",
            r"(brauchen|haben) sie (ein visum|eine (aufenthalts|arbeits)\w+)",
        ),
        RELIGION: (
            r"IHR (religion\w*|religiös\w* \w+|konfession|glauben?|kirche|gemeinde|gott)(?! an)",
            r"welche\w* (religion|konfession|glauben)",
            (
                r"SIND_SIE(religiös|gläubig|christ(in)?|muslim\w*|moslem|jude|jüdin|jüdisch|katholisch"
                r"|evangelisch|atheist(in)?|getauft|konfessionslos)"
            ),
            r"(gehen|gehst) (sie|du) [^.?!]{0,20}(kirche|moschee|synagoge|gottesdienst)",
            r"(beten|glauben) sie (an gott|regelmässig|täglich)",
            r"beten sie|fasten sie|(tragen|trägst) (sie|du) (\w+ )?(kopftuch|kippa|kreuz)",
            r"feiern sie (weihnachten|ostern|ramadan)",
        ),
        GENDER: (
            r"IHR (sexuelle[nr]? \w+|sexualität|geschlecht\w*|geschlechtsidentität|pronomen)",
            r"sexuelle\w* (orientierung|neigung)",
            (
                r"SIND_SIE(schwul|lesbisch|queer|trans|transgender|nichtbinär|(homo|hetero|bi|trans|inter"
                r"|a)sexuell)"
            ),
            r"(fühlen|identifizieren) sie sich [^.?!]{0,15}(mann|frau|divers|weiblich|männlich)",
            r"als (frau|mann) (\w+ )?(in|wie|haben|sich|zu)",
            r"(stehen|stehst) (sie|du) auf (männer|frauen)",
        ),
        POLITICS: (
            r"in (einer|der|welcher) (politischen partei|gewerkschaft) (aktiv|engagiert|tätig)",
            r"(engagieren|engagierst) (sie|du) (sich|dich) [^.?!]{0,30}(partei|gewerkschaft|politisch)",
            (
                r"(welche|für welche) partei (wählen|haben|wählst|hast|unterstützen|stehen"
                r"|sympathi\w+) (sie|du)"
            ),
            r"wen (wählen|haben|wählst|hast) (sie|du) [^.?!]{0,25}(wahl|gewählt)",
            r"IHR politische[nr]? \w+|wie (wählen|wählst) (sie|du)",
            r"politisch (aktiv|engagiert|tätig|links|rechts|eingestellt)",
            r"(gehören|gehörst|gehörten) (sie|du) (\w+ ){0,2}(gewerkschaft|partei)",
            r"(gewerkschafts|partei)(mitglied\w*|zugehörigkeit|buch)",
            r"mitglied (in |bei )?(einer|der) (gewerkschaft|partei)",
            (
                r"(sind|waren|bist|warst) (sie|du) (\w+ )?(in (einer|der) (gewerkschaft|partei)"
                r"|(gewerkschaftlich|parteipolitisch) \w+|im betriebsrat)"
            ),
            r"(haben|hast) (sie|du) (\w+ ){0,2}gestreikt",
        ),
    },
    to_you={
        FAMILY: (r"schwanger|kinderwunsch|familienstand|kinderbetreuung (organisiert|geregelt|gesichert)",),
        HEALTH: (r"schwerbehindert\w*|(vor|grund)erkrankung(en)?|krankheitsbedingt",),
        ORIGIN: (r"staatsangehörigkeit|staatsbürgerschaft|muttersprachler(in)?|einwander\w+",),
        RELIGION: (
            r"konfession",
            r"(religiöse|religiösen|religiöser) (überzeugung|feiertage?|gründe|pflichten|gemeinschaft)\w*",
        ),
        GENDER: (r"sexuelle[nr]? (orientierung|identität|neigung)|geschlechtsidentität",),
        POLITICS: (
            r"politische[nr]? (einstellung|meinung|überzeugung|haltung|gesinnung|ansichten?)",
            r"gewerkschafts(mitglied\w*|zugehörigkeit)",
        ),
    },
    pushes=(
        r"(finden|meinen|denken|glauben|stimmen|hätten|wäre|ist|sind|haben) (sie|es|das) nicht( auch)?",
        r"(findest|meinst|denkst|glaubst) du nicht",
        r"sie \w+ (\w+ ){0,4}?(doch|bestimmt|sicherlich|sicher|gewiss|zweifellos)",
        (
            r"(sicher|sicherlich|natürlich|bestimmt|selbstverständlich|zweifellos|offensichtlich|offenbar"
            r"|gewiss)"
        ),
        r"(ich (nehme an|gehe davon aus|vermute|bin sicher)|sie (müssen|werden) (\w+ )?zugeben)",
        r"(würden sie|sie würden|stimmen sie)( mir)?( nicht)? zu(stimmen)?,? dass",
        r"sind sie (auch )?der (meinung|ansicht), dass",
    ),
    tags=(r"oder|ja|nein|richtig|korrekt|stimmt's|stimmts",),
    inner_tags=(r"nicht wahr|oder nicht|oder etwa nicht|gell|nicht",),
    verdicts=(
        (
            r"(wir|ich|man|unternehmen|firma|team|die) (\w+ )?(sie|dich) (\w+ ){0,2}(einstellen|nehmen"
            r"|ablehnen|auswählen|weiterempfehlen)"
        ),
        (
            r"(würden?|werden|könnten?|sollten?) [^.?!]{0,30}\b(sie|dich) [^.?!]{0,20}(einstellen|ablehnen"
            r"|einladen)"
        ),
        r"eingestellt (zu )?(werden|worden|würden)",
        r"(sie|du) (würden|werden|würdest|wärst|wären|werden) (\w+ )?eingestellt|einstellen würden?",
        r"anstellen würden?",
        r"(absage|zusage|stellenangebot|jobangebot|einstellungsempfehlung)",
        r"(angebot|vertrag|stelle|job|zusage) (\w+ )?(machen|anbieten|geben|bekommen|erhalten)",
        r"(bekämen|bekommen|hätten|haben|erhalten) sie (die|den) (stelle|job|zusage)",
        (
            r"(un)?geeignet(e[rns]?)? (\w+ )?für (die|diese|den|das|eine) (\w+ )?(stelle|position|rolle"
            r"|job|aufgabe)"
        ),
        (
            r"für (die|diese|den|diesen|das) (\w+ )?(stelle|position|rolle|job) (\w+ ){0,2}(un)?(geeignet"
            r"|passend|qualifiziert)"
        ),
        r"ungeeignet",
        r"(in die|in der|zur) (nächste[nr]?|engere[nr]?|zweite[nr]?) (runde|auswahl|wahl)",
        r"(richtige|falsche|ideale|gute)[rn]? kandidat(in)?",
        r"(wir|ich) (empfehlen?|würden?) [^.?!]{0,30}(einstellung|ablehnung|einzustellen|abzulehnen)",
    ),
    wishes=(
        r"erzähl\w*|beschreib\w*|erklär\w*|schilder\w*|nenn\w*|geben|zeig\w*|führen sie|gehen sie",
        r"stellen sie|erläuter\w*|skizzier\w*|vergleich\w*|sagen sie|berichten sie",
    ),
)
