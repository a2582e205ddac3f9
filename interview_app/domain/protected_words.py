"""The word families behind protected traits, as patterns over case-folded text.

`ANYWHERE` patterns carry the person within them; `TO_YOU` patterns count only in a sentence that says you or your.
English is covered broadly, German, French and Spanish in their plain forms.
"""

from __future__ import annotations

from typing import Final

AGE: Final = "age"
FAMILY: Final = "family or pregnancy"
HEALTH: Final = "health or disability"
ORIGIN: Final = "origin or nationality"
RELIGION: Final = "religion"
GENDER: Final = "gender or sexual orientation"
POLITICS: Final = "politics or union membership"

_BE: Final = (
    r"\b(?:are|were) you (?:currently |now |still |also |actually |really |by any chance )?(?:an? )?(?:\w+ )?"
)
_NOW: Final = r"(?:currently |now |still |also |already |actually |really |ever |personally )?"
_MY: Final = r"\byour (?:own |current |personal |exact |real |actual |private )?"
_AS: Final = r"\bas an? (?:\w+ )?"
_PARTS: Final = (
    r"(?![ -](?:process|node|element|component|class|widget|record|table|object|thread|item|page|row)\w*)"
)
_KIN: Final = r"(?:children|kids|child|kid|bab(?:y|ies)|dependants?|dependents?|siblings)"
_SPOUSE: Final = r"(?:husband|wife|spouse|fianc[eé]e?|boyfriend|girlfriend|life partner|domestic partner)"
_SYSTEMS: Final = (
    r"(?![ -](?:check|endpoint|metric|dashboard|monitor|probe|tech|care|data|app|product|platform|system|start|score"
    r"|page|insur|record|client|compan|sector|industry|service|api|team|project)\w*)"
)
_PEOPLES: Final = (
    r"(?:american|british|english|irish|german|french|italian|spanish|polish|russian|ukrainian|turkish|greek|romanian"
    r"|chinese|japanese|korean|indian|pakistani|bangladeshi|vietnamese|filipino|arab|arabic|iranian|israeli|egyptian"
    r"|african|nigerian|mexican|brazilian|latin[oax]|hispanic|asian|caucasian|european|roma)"
)
_FAITHS: Final = (
    r"(?:christian|catholic|protestant|orthodox|muslim|jewish|jew|hindu|buddhist|sikh|atheist|agnostic|mormon"
    r"|evangelical|baptist)"
)
_NOT_AT_WORK: Final = r"(?! (?:with|in|on|about|when|to|estimat))"

ANYWHERE: Final[tuple[tuple[str, str], ...]] = (
    (
        AGE,
        r"\bhow old (?:are|were|will) you\b|\bhow old you are\b|\bwhat age are you\b|\bat (?:what|which) age (?:are|do|did|will) you\b",
    ),
    (AGE, _MY + r"(?:age\b|birth ?(?:day|date|year)\b|(?:date|year|day) of birth\b)|\bdate of birth\b"),
    (
        AGE,
        r"\b(?:when|what year|which year)(?: were you| you were) born\b|"
        + _BE
        + r"(?:boomer|millennial|gen[ -]z)\b",
    ),
    (
        AGE,
        r"\b(?:when|what year|which year) did you (?:graduate|finish|leave)(?: from)? (?:high |secondary )?school\b",
    ),
    (
        AGE,
        r"\b(?:are|were) you (?:\w+ ){0,2}(?:too )?(?:old|young)(?: enough)?\b(?! to the)|\bin your (?:early |mid |late )?(?:twenties|thirties|forties|fifties|sixties|[2-7]0s)\b",
    ),
    (
        FAMILY,
        r"\b(?:are|were|get|getting|been) (?:you )?" + _NOW + r"(?:married|divorced|widowed|pregnant)\b",
    ),
    (
        FAMILY,
        r"\b(?:are|were) you "
        + _NOW
        + r"(?:single(?![ -](?:hand|thread|source))|engaged(?! (?:in|with|by|on))|in a relationship|dating|expecting (?:a|your|any) )",
    ),
    (FAMILY, _BE + r"(?:parent|mother|father|mom|mum|dad|caregiver|carer)\b(?![ -](?:compan|process|class))"),
    (
        FAMILY,
        r"\b(?:do|did|will|would|have) you "
        + _NOW
        + r"(?:\w+ ){0,2}(?:have|having|want|raise|expect|got) (?:\w+ ){0,2}?"
        + _KIN
        + r"\b"
        + _PARTS,
    ),
    (
        FAMILY,
        r"\bhow many (?:"
        + _KIN
        + r"|brothers|sisters)\b"
        + _PARTS
        + r"(?: \w+){0,2} you\b|\b(?:how old|what age) are your\b",
    ),
    (
        FAMILY,
        _MY
        + r"(?:"
        + _SPOUSE
        + r"|kids|sons?|daughters?|in-laws|siblings|household|marriage|wedding|divorce|pregnanc\w+)\b",
    ),
    (
        FAMILY,
        _MY
        + r"(?:children|child|parents|mother|father|mom|mum|dad|brothers?|sisters?)\b(?![ -](?:compan|brand|team|site|tongue|organi|product)\w*)"
        + _PARTS,
    ),
    (
        FAMILY,
        _MY
        + r"family\b(?! (?:of|business|compan|office|brand|app|product|plan)\w*)|"
        + _MY
        + r"(?:(?:family|home|private|personal|love|married) life|(?:marital|relationship|family) status)\b",
    ),
    (
        FAMILY,
        r"\bmarital status\b|\bmaiden name\b|\b(?:start|starting|raise|raising|have|having) a family\b|\bwho do you live with\b|\bdo you live alone\b",
    ),
    (
        FAMILY,
        r"\bdo you "
        + _NOW
        + r"(?:have|live with) an? "
        + _SPOUSE
        + r"\b|\b(?:do|did|will) you plan (?:to have|on having|for) "
        + _KIN
        + r"\b",
    ),
    (
        HEALTH,
        r"\byour (?:own |current |personal |general |overall |mental |physical |emotional ){0,2}health\b"
        + _SYSTEMS,
    ),
    (
        HEALTH,
        _MY
        + r"(?:medical (?:history|condition|record|situation|leave)s?|illness(?:es)?|disabilit(?:y|ies)|disease|medications?|allerg(?:y|ies)|sick (?:days|leave)|height\b|weight\b|addiction)",
    ),
    (
        HEALTH,
        r"\b(?:do|did|have|are) you\b[^.?!]{0,40}\b(?:suffer(?:ing|ed)? from (?!a lack|poor|slow|bad)|disabilit(?:y|ies)\b|(?:health|medical) (?:problem|issue|condition|concern|limitation|restriction)s?\b|chronic (?:illness|pain|condition|disease)|illness(?:es)?\b|medications?\b)",
    ),
    (
        HEALTH,
        _BE
        + r"(?:disabled|handicapped|healthy|ill|sick|deaf|autistic|neurodivergent|dyslexic|vaccinated|depressed|hiv[ -]positive|smoker|alcoholic|diabetic|in good health|in (?:therapy|recovery))\b",
    ),
    (
        HEALTH,
        r"\bare you blind\b(?! to)|\bhow much do you weigh\b|\bhow tall are you\b|\bdo you (?:smoke|drink alcohol|take drugs|use drugs|wear a hearing aid|use a wheelchair)\b",
    ),
    (
        HEALTH,
        r"\bhave you (?:ever |recently |previously )?(?:been|had|suffered) (?:\w+ ){0,2}(?:hospitali[sz]ed|diagnosed|ill|sick|disabled|depressed|cancer|depression|burn-?out|a stroke|a heart attack|covid)\b",
    ),
    (
        HEALTH,
        r"\bhow (?:many|often)\b[^.?!]{0,30}\b(?:sick days|you (?:\w+ )?(?:ill|sick|off sick))\b|\bdo you (?:need|require) (?:any )?(?:special |reasonable |medical |workplace )?(?:accommodations?|adjustments?)\b",
    ),
    (
        ORIGIN,
        r"\bwhere (?:are|were) you (?:really |originally |actually |initially )?from\b|\bwhere you (?:are|come|came) (?:originally |really )?from\b|\bwhere do you (?:really |originally )?come from\b",
    ),
    (
        ORIGIN,
        r"\bwhere (?:were you|you were) (?:born|raised)\b|\bwhere did you grow up\b|\b(?:what|which) country (?:are|do|did|were) you\b|\b(?:when|why) did you (?:im|e)migrate\b",
    ),
    (
        ORIGIN,
        _MY
        + r"(?:nationalit(?:y|ies)|ethnic\w*|race\b(?![ -]condition)|racial|citizenship|native (?:language|tongue|country)|mother[ -]tongue|first language|accent\b|skin\b|ancest(?:ry|ors)|heritage\b(?! (?:system|code))|homeland|home country|birthplace|place of birth|country of (?:origin|birth)|(?:immigration|visa|residen\w+) status|cultural (?:background|heritage|origins?))",
    ),
    (
        ORIGIN,
        _BE
        + r"(?:native (?:speaker|of)|citizens?|immigrants?|migrants?|refugees?|foreigner|foreign[ -]born|person of colou?r|(?:black|white)(?![ -](?:box|label|list|paper|hat|board))|"
        + _PEOPLES
        + r")\b(?! (?:user|team|market|customer|office|client)\w*)",
    ),
    (
        ORIGIN,
        r"\bdo you (?:need|hold|require|have) (?:an? |any )?(?:\w+ )?(?:visa|passport|work permit|green card|citizenship)\b(?! (?:integration|api|card|data|service)\w*)|\blanguages? do you speak at home\b",
    ),
    (
        RELIGION,
        _MY
        + r"(?:religio(?:n|ns|us)\b|faith\b(?! in\b)|church\b|mosque\b|synagogue\b|denomination\b|god\b|spiritual\w*)",
    ),
    (
        RELIGION,
        _BE
        + r"(?:religious|believer|spiritual|baptised|baptized|"
        + _FAITHS
        + r")\b|\b(?:what|which) (?:religion|faith|church)\b",
    ),
    (
        RELIGION,
        r"\bdo you (?:\w+ )?(?:pray\b|believe in (?:god|a god|a higher)|(?:attend|go to|belong to|practi[sc]e|observe|follow|celebrate|keep)\b[^.?!]{0,30}\b(?:church|mosque|synagogue|mass\b|religio\w+|ramadan|sabbath|shabbat|christmas|easter|lent|eid|diwali|faith|halal|kosher))",
    ),
    (GENDER, _MY + r"(?:gender\b|sex\b|sexual\w*|(?:preferred )?pronouns\b|dating life\b)"),
    (
        GENDER,
        _BE
        + r"(?:gay|straight(?! (?:with|forward|to))|lesbian|bisexual|homosexual|heterosexual|asexual|queer|trans(?:gender|sexual)?|non-?binary|lgbt\w*|intersex|cis(?:gender)?|male|female|man|woman)\b(?![ -](?:in|user|persona|bound)\w*)",
    ),
    (GENDER, r"\bdo you (?:\w+ )?(?:identify as|date (?:men|women)|prefer (?:men|women))\b"),
    (
        POLITICS,
        _MY
        + r"(?:politics\b|political (?!savvy|capital)|party (?:membership|affiliation)|union (?:membership|dues|activit)|(?:trade|labou?r) union|vote in (?:the|an?) (?:\w+ ){0,2}election)",
    ),
    (
        POLITICS,
        r"\b(?:who|whom|(?:which|what) party)\b[^.?!]{0,40}\byou\b[^.?!]{0,20}\b(?:vot(?:e|ed|ing)|support)\b[^.?!]{0,3}(?:for|in|$|\?)|\b(?:which|what) (?:political )?party (?:do|did|would|are) you\b|\bdo you vote\b",
    ),
    (
        POLITICS,
        r"\byou vote(?:d)? (?:for|in)\b[^.?!]{0,40}\b(?:party|elections?|president|referendum|labour|conservatives?|democrats?|republicans?)\b",
    ),
    (
        POLITICS,
        r"\b(?:are|were|have) you (?:\w+ ){0,3}(?:in|of|to|join(?:ed)?) (?:an?|any|the|your) (?:\w+ )?(?:union|(?:political )?party|works council)\b(?! (?:type|find|query))|"
        + _BE
        + r"(?:union member|unioni[sz]ed|party member)\b",
    ),
    (
        POLITICS,
        _BE
        + r"(?:democrat|republican|(?:conservative|liberal)"
        + _NOT_AT_WORK
        + r"|socialist|communist|left[ -]wing|right[ -]wing|politically active)\b",
    ),
    # German
    (
        AGE,
        r"\bwie alt (?:sind|bist)\b|\bwann (?:sind sie|bist du|wurden sie) geboren\b|\b(?:ihr|dein) (?:alter|geburtsdatum|geburtstag)\b",
    ),
    (
        FAMILY,
        r"\b(?:sind|bist|waren) (?:sie|du) (?:\w+ )?(?:verheiratet|ledig|geschieden|schwanger|verlobt|mutter|vater)\b|\b(?:haben|hast|planen|wollen|möchten) (?:sie|du) (?:\w+ )?(?:kinder|nachwuchs|eine familie)\b",
    ),
    (
        FAMILY,
        r"\b(?:ihre?n?m?|deine?n?m?) (?:familie|kinder|kindern|ehemann|ehefrau|partnerin|familienstand|eltern)\b",
    ),
    (
        HEALTH,
        r"\b(?:sind|bist) (?:sie|du) (?:\w+ )?(?:krank|behindert|schwerbehindert|gesund)\b|\b(?:ihre?r?|deine?r?) (?:gesundheit|gesundheitszustand|behinderung|krankheit(?:en)?)\b|\bhaben sie (?:eine |\w+ )?(?:behinderung|krankheit(?:en)?|schwerbehinderung)\b",
    ),
    (
        ORIGIN,
        r"\bwoher (?:kommen|stammen) sie\b|\bwoher (?:kommst|stammst) du\b|\b(?:ihre?|deine?) (?:herkunft|nationalität|staatsangehörigkeit|muttersprache|abstammung|hautfarbe)\b|\bwo (?:sind sie|bist du) (?:geboren|aufgewachsen)\b",
    ),
    (
        RELIGION,
        r"\b(?:ihre?r?|deine?r?) (?:religion|konfession|glauben?|kirche)\b|\b(?:sind|bist) (?:sie|du) (?:\w+ )?(?:religiös|gläubig|christ|christin|muslim|muslimin|jude|jüdin|katholisch|evangelisch)\b|\bwelche religion\b",
    ),
    (
        GENDER,
        r"\b(?:ihre?|deine?) (?:sexuelle|sexualität|geschlecht|orientierung)\b|\b(?:sind|bist) (?:sie|du) (?:\w+ )?(?:schwul|lesbisch|homosexuell|heterosexuell|bisexuell|transgender)\b",
    ),
    (
        POLITICS,
        r"\b(?:welche partei|wen) (?:wählen|haben|wählst|unterstützen)\b|\b(?:gewerkschaftsmitglied|parteimitglied|parteizugehörigkeit)\b|\bmitglied (?:in )?einer (?:gewerkschaft|partei)\b|\b(?:ihre?|deine?) politischen?\b",
    ),
    # French
    (AGE, r"\bquel âge\b|\bvotre (?:âge|date de naissance)\b|\bquand êtes-vous née?\b"),
    (
        FAMILY,
        r"\bêtes-vous (?:mariée?|célibataire|divorcée?|enceinte|pacsée?)\b|\bavez-vous (?:des |\w+ )?enfants\b|\b(?:votre|vos) (?:famille|mari|femme|conjointe?|enfants|situation familiale)\b|\b(?:avoir|vouloir) des enfants\b",
    ),
    (
        HEALTH,
        r"\bvotre (?:santé|état de santé|handicap|maladie)\b|\bêtes-vous (?:malade|handicapée?)\b|\bavez-vous (?:un handicap|une maladie|des problèmes de santé)\b",
    ),
    (
        ORIGIN,
        r"\bd'où venez-vous\b|\b(?:votre|vos) (?:nationalité|origines?|langue maternelle|couleur de peau)\b|\boù êtes-vous née?\b",
    ),
    (
        RELIGION,
        r"\bvotre (?:religion|foi|confession)\b|\bêtes-vous (?:croyante?|religieu(?:x|se)|catholique|musulmane?|juive?|juif|chrétien(?:ne)?)\b|\bquelle religion\b",
    ),
    (
        GENDER,
        r"\bvotre (?:orientation sexuelle|sexualité|sexe|genre)\b|\bêtes-vous (?:gay|homosexuel(?:le)?|lesbienne|hétérosexuel(?:le)?)\b",
    ),
    (
        POLITICS,
        r"\bpour qui (?:votez|avez)-vous\b|\b(?:votre|vos) (?:opinions? politiques?|parti|syndicat)\b|\bêtes-vous syndiquée?\b",
    ),
    # Spanish
    (
        AGE,
        r"\b(?:qué edad|cuántos años) tienes?\b|\bsu (?:edad|fecha de nacimiento)\b|\btu (?:edad|fecha de nacimiento)\b",
    ),
    (
        FAMILY,
        r"\b(?:está|estás|es|eres) (?:usted )?(?:casad[oa]|solter[oa]|divorciad[oa]|embarazada)\b|\btienes? (?:usted )?hijos\b|\b(?:tu|su) (?:familia|marido|esposa|esposo|pareja|estado civil)\b",
    ),
    (
        HEALTH,
        r"\b(?:tu|su) (?:salud|discapacidad|enfermedad)\b|\btienes? (?:usted )?(?:alguna |una )?(?:discapacidad|enfermedad)\b",
    ),
    (
        ORIGIN,
        r"\bde dónde (?:eres|es)\b|\b(?:tu|su) (?:nacionalidad|origen étnico|raza|lengua materna)\b|\bdónde (?:naciste|nació)\b",
    ),
    (
        RELIGION,
        r"\b(?:tu|su) (?:religión|fe)\b|\b(?:eres|es usted) (?:religios[oa]|católic[oa]|musulm[áa]na?|judí[oa]|creyente)\b|\bqué religión\b",
    ),
    (
        GENDER,
        r"\b(?:tu|su) (?:orientación sexual|sexualidad|género)\b|\b(?:eres|es usted) (?:gay|homosexual|lesbiana|heterosexual)\b",
    ),
    (
        POLITICS,
        r"\b(?:por quién|a quién) (?:votas|vota|votaste|votó)\b|\b(?:tu|su) (?:partido|ideología|sindicato)\b|\bafiliad[oa] a (?:un|algún) (?:sindicato|partido)\b",
    ),
)

TO_YOU: Final[tuple[tuple[str, str], ...]] = (
    (
        AGE,
        r"\bretire\b(?! (?:the|an?|that|this|old|legacy|those|these|it|your|some)\b)|\bretirement\b(?! (?:of|savings|product|app|platform|fund|account|date of)\b)",
    ),
    (
        AGE,
        r"\btoo (?:old|young)\b|\bat your age\b|"
        + _AS
        + r"(?:older|elderly|young) (?:person|worker|employee|candidate)\b",
    ),
    (
        FAMILY,
        r"\b(?:take|taking|took|go on|going on|need|plan\w*|on) (?:\w+ ){0,2}(?:maternity|paternity|parental) leave\b|\bchild ?care (?:arrange|respons|dut|need|oblig)\w+|\bfamily (?:dut|oblig|respons|commit|situation|planning)\w*",
    ),
    (
        FAMILY,
        _AS
        + r"(?:mother|father|mom|mum|dad|parent|wife|husband|carer)\b(?![ -](?:compan|process|class))|\bpregnan(?:t|cy|cies)\b(?! (?:app|test|product|tracker|care)\b)",
    ),
    (
        HEALTH,
        _AS
        + r"(?:disabled|autistic|neurodivergent|blind|deaf)\b|\b(?:with|despite|manage) your (?:condition|illness|disability|diagnosis)\b|\bphysically (?:able|capable|fit)\b",
    ),
    (
        ORIGIN,
        _AS
        + r"(?:immigrant|migrant|foreigner|refugee|minority|person of colou?r|(?:black|white)(?![ -](?:box|label|hat))|"
        + _PEOPLES
        + r")\b|\bcountry of (?:origin|birth)\b",
    ),
    (
        RELIGION,
        _AS
        + _FAITHS
        + r"\b|\breligious (?:belief|view|practice|holiday|background|affiliation|observance|obligation|duties|garment|dress)\w*|\b(?:hijab|headscarf|turban|kippah)\b",
    ),
    (
        GENDER,
        _AS
        + r"(?:woman|man|female|male|gay|lesbian|trans|queer|lgbt\w*)\b(?!-)|\bsexual (?:orientation|preference|identity)\b|\bgender identity\b",
    ),
    (
        POLITICS,
        r"\bpolitical (?:view|opinion|belief|part(?:y|ies)\b|affiliation|leaning|orientation|persuasion|conviction|ideolog|stance)\w*|\b(?:trade|labou?r) unions?\b|\bunion member\w*|\bjoin(?:ed|ing)? (?:a|the|any) union\b|\bunioni[sz]",
    ),
)
