"""English. A phrase of `_ANYWHERE` carries the person within it; one of `_TO_YOU` counts only beside "you"."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
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

_SHORTHANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "YOUR": r"your (NOW_ADJECTIVE ){0,2}",
        "NOW_ADJECTIVE": r"own|current|personal|private|exact|real|actual|general|overall",
        "ARE_YOU": r"(ARE_YOU_ALONE|(consider|call|describe) yourself)( as)? (SOON )?(an? |the )?(\w+ )?",
        "ARE_YOU_ALONE": r"(are|were) you|(if|whether|that|say) you (are|were)",
        "DO_YOU": r"(do|did|have|will|would) you (SOON )?",
        "SOON": r"now|currently|still|also|already|ever|actually|really|personally|by any chance",
        "KIDS": r"(children|kids?|child|bab(y|ies)|depend[ae]nts?|siblings)(?!NODES)",
        "SPOUSE": r"husband|wife|spouse|fianc[eé]e?|boyfriend|girlfriend|(life|domestic) partner",
        "CONDITIONS": (
            r"adhd|autism|dyslexia|hiv|aids|cancer|depression|anxiety|diabetes|epilepsy|asthma|ptsd"
            r"|burn-?out|covid"
        ),
        # What makes "children", "health" or "your parents" a matter of machines or trade.
        "NODES": r"[ -](process|node|element|component|class|widget|record|table|object|thread|item|row)",
        "TRADE": r"[ -](compan|brand|team|site|organi|product|business|office|app|platform|plan|tree)",
        "SYSTEMS": (
            r"[ -](check|endpoint|metric|dashboard|monitor|probe|tech|care|data|app|product|platform|system"
            r"|start|score|page|insur|record|client|compan|sector|industry|service|api|team|project)"
        ),
        "SCALES": r" (function|matrix|class|vector|layer|loss|decay)",
        "PAINTED": r"[ -](box|label|list|paper|hat|board)",
        "USERS": r" (user|team|market|customer|office|client|branch)",
        "AT_WORK": r" (with|in|on|about|when|to|estimat)",
        "PEOPLES": (
            r"american|british|english|irish|german|french|italian|spanish|polish|russian|ukrainian|turkish"
            r"|greek|romanian|chinese|japanese|korean|indian|pakistani|bangladeshi|vietnamese"
            r"|filipino|arab(ic)?"
            r"|iranian|israeli|egyptian|african|nigerian|mexican|brazilian|latin[oax]|hispanic|asian"
            r"|caucasian|roma"
        ),
        "FAITHS": (
            r"christian|catholic|protestant|muslim|jewish|jew|hindu|buddhist|sikh|atheist|agnostic|mormon"
            r"|baptist|evangelical"
        ),
    }
)

_ANYWHERE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        AGE: (
            (
                r"(when|(what|which) year) (did|have) you (\w+ )?(graduate|matriculate|get your degree"
                r"|(finish|leave|complete)( \w+)? (school|university|college|studies|degree(?! [a-z])"
                r"|education))(?! from \w+ to)"
            ),
            r"(what|which) year did you (graduate|leave school)",
            r"YOUR(graduation (year|date)|year of (birth|graduation)|class of)",
            (
                r"(until|till|before|to|from) (you )?(your )?(retire|retirement)(?! (the|a|of|savings"
                r"|product|app|platform|fund|account|legacy|old))"
            ),
            r"how old (are|were|will) you|how old (would you say )?you (are|were)",
            r"(what|which) age (are|were|do|did|will) you",
            r"YOUR(age|birth ?(day|date|year)|(date|year|day) of birth)|date of birth",
            r"(when|(what|which) year) (were you|you were) born",
            r"(when|(what|which) year) did you (finish|leave|graduate from) ((high|secondary) )?school",
            (
                r"(are|were) you (over|under|above|below|older than|younger than) (\d\d|(twen|thir|for|fif"
                r"|six)ty)"
            ),
            r"did you (graduate|finish|leave)( from)? high school",
            r"(are|were) you (\w+ ){0,2}(old|young)( enough)?|ARE_YOU(boomer|millennial|gen[ -]z)",
            r"in your ((early|mid|late) )?(twenties|thirties|forties|fifties|sixties|[2-7]0s)",
        ),
        FAMILY: (
            (
                r"(plan|planning|planned|hope|hoping|intend|want|wanting|thinking)( on| to| of"
                r"| about)?( have| having| start| starting| get| getting)* (an? |any |more )?(family|baby"
                r"|kids|children|pregnant|pregnancy)(?!TRADE|NODES|[ -](reunion|tree|app|ward|unit))"
            ),
            r"(looks?|looking) after (the|your) (kids|children|baby|little ones)( while| when|\?)",
            (
                r"your (partner|other half|significant other) (\w+ )?(fine|ok|okay|happy|comfortable"
                r"|cool) with you\w*"
            ),
            (
                r"(do|are) you (\w+ )?(live|living|settled|stay|staying) (\w+ )?(alone|with (your|a"
                r"|someone|anyone|anybody))( partner| parents| family|\?)"
            ),
            r"(are|were|get|getting|been) (you )?(SOON )?(married|divorced|widowed|pregnant)",
            r"(are|were) you (SOON )?(single(?![ -](hand|thread|source))|engaged(?! (in|with|by|on)))",
            r"(are|were) you (SOON )?(in a relationship|dating|expecting (a|your|any) \w+)",
            r"ARE_YOU(parent|mother|father|mom|mum|dad|caregiver|carer)(?!TRADE|NODES)",
            r"DO_YOU(\w+ ){0,2}(have|having|want|raise|expect|got) (\w+ ){0,2}KIDS",
            r"(have|having|want|wanting|raising) (any |more |your )?(children|kids)(?!NODES)",
            r"(have|having|want|wanting|raising) a (baby|child|kid)(?!NODES)",
            r"how many (KIDS|brothers|sisters)( \w+){0,2} you|(how old|what age) are your",
            r"YOUR(SPOUSE|kids|sons?|daughters?|in-laws|siblings|household)",
            r"YOUR(marriage|wedding|divorce|pregnanc(y|ies))",
            r"(was|is) (that|it|this) (\w+ ){0,2}(maternity|paternity|parental) leave",
            r"YOUR(children|child|parents)(?!TRADE|NODES)",
            r"YOUR(mother|father|mom|mum|dad|brothers?|sisters?)(?!TRADE|NODES|[ -]tongue)",
            r"YOUR(family(?! of)(?!TRADE)|(home|love|married) life|(marital|relationship) status)",
            r"plans for (kids|children|a family)|contracepti(on|ves?)|(someone|anyone|partner) at home",
            r"your partner (supportive|feel|feels|mind|minds|think|okay|work|working)",
            r"being an? (\w+ )?(mother|father|mom|mum|dad|parent|wife|husband)(?!TRADE|NODES)",
            r"caring responsibilities",
            r"your (private|personal) life|marital status|maiden name|(do|who do) you live (with|alone)",
            r"(start|starting|raise|raising|have|having|want) a family|DO_YOU(have|live with) an? SPOUSE",
        ),
        HEALTH: (
            r"any (\w+ )?(health|medical) (issue|problem|condition|concern)s? (i|we|that)",
            (
                r"you (\w+ )?(off sick|off work (sick|ill)|on sick leave|absent (due to|because of"
                r"|through) (illness|sickness))"
            ),
            r"is there (a|any|some) (disabilit|illness|medical)\w*",
            r"YOUR((mental|physical|emotional) )?health(?!SYSTEMS)",
            r"YOUR(medical (history|conditions?|records?|leave)|illness(es)?|disabilit(y|ies)|disease)",
            r"YOUR(medications?|allerg(y|ies)|sick (days|leave)|height|(body )?weight(?!SCALES)|addiction)",
            r"(do|did|have|are) you [^.?!]{0,40}(illness(es)?|medications?)",
            r"you (\w+ )?(have|had) (an? |any )?(\w+ )?(disabilit(y|ies)|illness)|any disabilit(y|ies)",
            r"(do|did|have|are) you [^.?!]{0,40}(health|medical) (problem|issue|condition|concern)s?",
            r"(do|did|have|are) you [^.?!]{0,40}chronic (illness|pain|condition|disease)",
            r"(do|did|are) you (SOON )?suffer(ing)? from (?!a lack|poor|slow|bad)\w+",
            r"ARE_YOU(disabled|handicapped|ill|sick(?! of)|deaf|autistic|neurodivergent|dyslexic)",
            r"ARE_YOU(vaccinated|depressed|on medication)",
            r"ARE_YOU(healthy|diabetic|smoker|alcoholic|in good health|in therapy)|are you blind(?! to)",
            r"how (much do you weigh|tall are you)|do you (smoke|drink alcohol|(take|use) drugs)",
            r"do you (use a wheelchair|wear a hearing aid)",
            r"do you (need|require) (any )?(\w+ )?(accommodations?|adjustments?)",
            r"have you (\w+ )?been (\w+ ){0,2}(hospitali[sz]ed|diagnosed|ill|sick|disabled|depressed)",
            r"you (\w+ )?(have|had|suffer(ed)? from) (\w+ ){0,2}(CONDITIONS|a stroke)(?! (in|on|with))",
            r"(treated|treatment) for (CONDITIONS)",
            r"YOUR(CONDITIONS)|(have|had|see|seen|in) (an? |any )?(therapy|psychiatrist|therapist)",
            r"able-bodied",
            r"you (\w+ )?(get|fall|call in) (\w+ )?(sick|ill)",
            r"how (many|often) [^.?!]{0,30}(sick days|(are|were) you (\w+ )?(ill|sick))",
        ),
        ORIGIN: (
            (
                r"where (are|were|do|did|does) YOUR(parents|family|ancestors|grandparents|people|accent"
                r"|surname|name)"
            ),
            r"where (are|were) you (\w+ )?from|where you (are|come|came) (\w+ )?from",
            r"where do you (\w+ )?come from|were you (\w+ )?born(?! to)|are you (\w+ )?from(?! (the|a|our) )",
            r"(came?|come|moved?) to (this|the) country|an? (PEOPLES|foreign) name",
            r"where (were you|you were) (born|raised)|where did you grow up",
            r"(did|when) you (im|e)migrated?(?! the)",
            r"(what|which) country (are|do|did|were) you|YOUR(native|home) (country|language|tongue)",
            r"(what|which) (nationality|citizenship|passport)",
            r"YOUR(nationalit(y|ies)|ethnic(ity| \w+)|race(?![ -]condition)|racial \w+|citizenship|accent)",
            r"YOUR(mother[ -]tongue|first language|skin|ancest(ry|ors)|homeland|birthplace|place of birth)",
            r"YOUR(heritage(?! (system|code))|cultural (background|heritage|origins?))",
            r"YOUR(country of (origin|birth)|(immigration|visa|residen\w+) status)",
            r"ARE_YOU(native (speaker|of \w+)|citizens?|(im)?migrants?|refugees?|foreigner|minority)",
            r"ARE_YOU(foreign[ -]born|expat(riate)?)",
            r"ARE_YOU(person of colou?r|(black|white)(?!PAINTED)|PEOPLES)(?!USERS)",
            r"do you (need|hold|require|have) (an? |any )?(\w+ )?(visa|passport)(?!SYSTEMS)",
            r"do you (need|hold|require|have) (an? |any )?(\w+ )?(work permit|green card)",
            r"languages? (do|did) you speak (at home|growing up|as a child)|country of birth",
        ),
        RELIGION: (
            r"YOUR(religio(n|ns|us)|faith(?! in)|church|mosque|synagogue|denomination|god|spiritual\w*)",
            r"ARE_YOU(religious|believer|spiritual|bapti[sz]ed|FAITHS)|(what|which) (religion|faith|church)",
            r"do you (\w+ )?(pray|believe in (a )?(god|higher))",
            r"do you (\w+ )?(attend|go to|belong to|visit) [^.?!]{0,20}(church|mosque|synagogue|mass)",
            r"belong to (an? |any |the )?(religious \w+|faith)",
            r"do you (\w+ )?(practi[sc]e|observe|follow) [^.?!]{0,20}(religion|ramadan|faith|lent)",
            r"do you (\w+ )?(observe|celebrate|keep) [^.?!]{0,20}(sabbath|christmas|easter|eid|kosher)",
        ),
        GENDER: (
            r"attracted to (men|women|males|females|the (same|opposite))",
            r"assigned (male|female|\w+) at birth|came? out (as|at work)",
            r"YOUR(gender|sex|sexual\w*|(preferred )?pronouns|dating life)",
            r"ARE_YOU(gay|lesbian|bisexual|homosexual|heterosexual|asexual|queer|intersex|lgbt\w*)",
            r"ARE_YOU(straight(?!AT_WORK|[ -]forward)|trans(gender|sexual)?|non-?binary|cis(gender)?)",
            r"being an? (\w+ )?(woman|man|female|male)(?![ -](in|user|persona|bound))",
            r"ARE_YOU(male|female|man|woman)(?![ -](in|user|persona|bound))",
            r"do you (\w+ )?(identify as|(date|prefer) (men|women))",
        ),
        POLITICS: (
            (
                r"(are|were|have) you (\w+ ){0,2}(left[ -]wing|right[ -]wing|unioni[sz]ed|a trade unionist"
                r"|in the union)"
            ),
            r"(belong|belonged|pay dues) to (a|any|the) (\w+ )?(union|party)(?! (type|find))",
            r"YOUR(politics|political (?!savvy|capital)\w+|party (membership|affiliation))",
            r"YOUR((trade|labou?r) union|union (membership|dues|activit\w+))",
            r"(who|whom|what|which) [^.?!]{0,20}you (\w+ )?(vote|voted|voting) for",
            r"(what|which) (political )?party [^.?!]{0,20}you (\w+ )?(vote|voted|support|belong)",
            r"(what|which) (political )?party are you|do you vote|will you vote",
            r"you voted? (for|in) [^.?!]{0,40}(party|elections?|president|referendum|labour|conservatives)",
            r"you voted? (for|in) [^.?!]{0,40}(democrats?|republicans?)",
            r"(are|were|have) you (\w+ ){0,3}(in|of|to|joined) (an?|any|the) (\w+ )?union(?! (type|find))",
            r"(are|were|have) you (\w+ ){0,3}(in|of|to|join(ed)?) (an?|any|the|your) (political )?party",
            r"you (\w+ )?(support|back|join) (the |any |an? )?(?!third)\w+ party",
            r"(go|went|been|gone) on strike",
            r"(support|lean|stand|vote|active|think) politically|as a voter",
            (
                r"ARE_YOU(union (member|rep|representative|steward)|unioni[sz]ed|party member"
                r"|on the works council)"
            ),
            r"ARE_YOU((conservative|liberal)(?!AT_WORK)|democrat|republican|socialist|communist)",
            r"ARE_YOU(politically active|left[ -]wing|right[ -]wing)",
        ),
    }
)

_TO_YOU: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        AGE: (
            r"retire(?! (the|an?|that|this|old|legacy|those|these|it|your|some)\b)",
            r"before retiring|retirement(?! (of|savings|product|app|platform|fund|account|date of))",
            r"too (old|young)|at your age|as an? (older|elderly|young) (person|worker|employee|candidate)",
        ),
        FAMILY: (
            r"(take|taking|took|need|plan|planning|on) (\w+ ){0,2}(maternity|paternity|parental) leave",
            r"child ?care (arrange|respons|dut|need|oblig)\w+",
            r"family (dut|oblig|respons|commit|situation|planning)\w*",
            r"as an? (\w+ )?(mother|father|mom|mum|dad|parent|wife|husband|carer)(?!TRADE|NODES)",
            r"pregnan(t|cy|cies)(?! (app|test|product|tracker|care))",
        ),
        HEALTH: (
            r"as an? (\w+ )?(disabled|autistic|neurodivergent|blind|deaf) \w+",
            r"(with|despite|manage) your (condition|illness|disability)|physically (able|capable|fit)",
        ),
        ORIGIN: (
            r"as an? (\w+ )?(immigrant|migrant|foreigner|refugee|minority|PEOPLES)(?!USERS)",
            r"as an? person of colou?r",
            r"as an? (\w+ )?(black|white)(?!PAINTED)|country of origin",
        ),
        RELIGION: (
            r"as an? (\w+ )?FAITHS|hijab|headscarf|turban|kippah",
            r"religious (belief|view|practice|holiday|background|affiliation|observance|obligation|dress)\w*",
        ),
        GENDER: (
            r"as an? (\w+ )?(woman|man(?!-)|female|male|gay|lesbian|trans|queer|lgbt\w*)",
            r"sexual (orientation|preference|identity)|gender identity|same-sex",
        ),
        POLITICS: (
            r"political (view|opinion|belief|affiliation|leaning|orientation|persuasion|conviction)\w*",
            r"political (stance|ideology|party|parties)",
            r"(trade|labou?r) unions?|union (members?(hip)?|(rep|steward|official)\w*)|unioni[sz]\w+",
            r"(join(ed|ing)?|belong to) (a|the|any) union(?! (type|find))|politicians?",
        ),
    }
)

ENGLISH: Final = Language(
    shorthands=_SHORTHANDS,
    anywhere=_ANYWHERE,
    to_you=_TO_YOU,
    you=r"you(r|rs|rself)?",
    pushes=(
        (
            r"(don|wouldn|isn|aren|didn|won|can|couldn|shouldn|hasn|haven|wasn|weren)'t (you|it|that|this"
            r"|we|they)"
        ),
        r"surely|obviously|clearly|of course|undoubtedly|no doubt|naturally|presumably|certainly",
        r"i (assume|suppose|take it|am sure|imagine|guess|presume)|i'm (sure|certain)",
        (
            r"you (must|surely|obviously|clearly|certainly|would agree|will agree|do agree|no doubt"
            r"|of course)"
        ),
        r"you'd agree|you'll agree",
        r"(would|do|wouldn't|don't) you( not)? agree( with me)? that|is it (not|fair to say)",
        r"it is (clear|obvious) that",
    ),
    tags=(
        (
            r"right|correct|(don|didn|wouldn|isn|aren|weren|wasn|hasn|haven|couldn|shouldn|can|won"
            r"|doesn)'t (you|it|they|we|he|she)|yes|no"
            r"|am i (right|correct)|agreed"
        ),
    ),
    inner_tags=(r"wouldn't you (say|agree)|don't you (think|agree)|isn't that (right|so|true)",),
    verdicts=(
        r"hir(e|es|ed|ing)|recommend\w*|reject\w*|(un)?suitable|shortlist\w*|strong (yes|no)|unhir\w+",
        r"(job|employment) offer",
        r"(get|got|land|win|offer\w*|give|have) (you )?(the|this|a) (job|position|role)|offer you",
        (
            r"(to|into|through to|for) the (next|second|final) (round|stage|interview)|(right|wrong|ideal"
            r"|perfect|good|great|strong|weak) candidate"
            r"|(pass|fail)(ed)? (the|this) interview|employ you|take you on"
        ),
    ),
    wishes=(
        r"tell|describe|explain|walk|give|share|name|show|talk|say|help me|take me|think of|imagine",
        r"compare|sketch|outline|suppose",
    ),
)
