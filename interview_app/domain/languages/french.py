"""French, as asked with "vous" or "tu"."""

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

FRENCH: Final = Language(
    you=r"vous|votre|vos|tu|ton|ta|tes|toi",
    shorthands={
        "VOTRE": r"votre|vos|ton|ta|tes",
        "ETES_VOUS": r"(êtes|étiez|seriez)-vous( \w+)?|es-tu( \w+)?|(vous êtes|tu es)( \w+)?",
        "AVEZ_VOUS": r"(avez|aviez|auriez)-vous( \w+)?|as-tu|vous avez|tu as|(si|que) vous avez",
        "VOULEZ": (
            r"(pensez|comptez|souhaitez|voulez|désirez|envisagez|prévoyez|projetez|espérez)-vous( \w+)?"
            r"|vous (pensez|comptez|souhaitez|voulez|envisagez|prévoyez)( \w+)?|(penses|comptes|veux"
            r"|souhaites)-tu"
        ),
    },
    anywhere={
        AGE: (
            r"quel âge (vous avez|tu as)",
            r"quel âge (avez|as|aviez|auriez|vous|tu)\b[^.?!]*|quel est VOTRE âge",
            r"VOTRE (âge|date de naissance|année de naissance|anniversaire)",
            r"(quand|(en )?quelle année|où) (ETES_VOUS )née?|vous êtes née? (en|quand)",
            r"quelle est VOTRE année",
            (
                r"(quand|(en )?quelle année) [^.?!]{0,12}(avez-vous|as-tu|vous avez) [^.?!]{0,25}(bac"
                r"|baccalauréat|diplômes?|études|école|lycée|licence|master)"
            ),
            r"(quand|(en )?quelle année) ETES_VOUS (sortie?|diplômée?)",
            r"VOTRE retraite|(prendre|partir|départ|partez|avant|prenez|jusqu'à) (à |en |la |de )*retraite",
            r"(trop|assez) (âgée?|vieux|vieille|jeune) pour|ETES_VOUS (trop )?(âgée?|jeune|vieux|vieille)",
            r"(plus|moins) de \d\d ans",
        ),
        FAMILY: (
            r"VOULEZ d'avoir (un|une|des|d'autres) (\w+ )?(enfants?|bébés?)",
            (
                r"ETES_VOUS (mariée?|célibataire|divorcée?|veuve|veuf|fiancée?|enceinte|pacsée?|en couple"
                r"|mère|père|maman|papa|séparée?)"
            ),
            (
                r"(AVEZ_VOUS|VOULEZ|VOULEZ avoir|avoir|vouloir|faire) (\w+ )?(des|d'autres|un|une"
                r"|encore des) (enfants?|bébés?)(?! dans)"
            ),
            r"combien d'enfants|(fonder|agrandir|commencer) une famille",
            r"VOULEZ (vous |te )?(marier|tomber enceinte|pacser)",
            (
                r"VOTRE (famille(?! de produits)|mari|femme|épouse|époux|conjointe?|compagne|compagnon"
                r"|enfants?|fils|fille|parents|père|mère|grossesse|bébé)"
            ),
            (
                r"VOTRE (situation (familiale|matrimoniale|de famille|personnelle)|vie (privée|de famille"
                r"|de couple|amoureuse)|état civil|petite? amie?)"
            ),
            r"(vivez|habitez)-vous (\w+ )?(en couple|seule?|avec quelqu'un|maritalement|chez)",
            r"vous vivez (seule?|en couple)|vie de couple",
            r"(garde|garder|s'occupe de|s'occuper de) (VOTRE|vos|les) enfants",
            (
                r"(pris|prendre|été en|étiez en|partie? en) [^.?!]{0,12}congé (de )?(maternité|paternité"
                r"|parental)"
            ),
            r"projets? (d'enfants?|de maternité|de grossesse|familia\w+)|désir d'enfants?",
        ),
        HEALTH: (
            (
                r"VOTRE ((état de )?santé|handicaps?|maladies?|poids|allergies|traitement (médical"
                r"|en cours)|arrêts? maladie|antécédents)"
            ),
            (
                r"ETES_VOUS (\w+ )?(malade|handicapée?|en bonne santé|dépressi(f|ve)|fume(ur|use)"
                r"|vaccinée?|atteinte?|diabétique|épileptique|autiste|suivie? par)"
            ),
            (
                r"AVEZ_VOUS (déjà )?(eu )?(un |une |des |d'autres |quelque )?(\w+ )?(handicap|maladies?"
                r"|problèmes? de santé|soucis de santé|cancer|dépression|allergies?"
                r"|reconnaissance de travailleur)(?! dans)"
            ),
            (
                r"(souffrez|souffriez)-vous (\w+ )?(de |d')[^.?!]{0,25}(maladie|dépress\w+|douleurs?"
                r"|handicap|allerg\w+|diabète)"
            ),
            r"vous souffrez d[e'] ?\w*",
            r"(prenez|prends|suivez)-(vous|tu) [^.?!]{0,15}(médicaments?|traitement|drogues?)|fumez-vous",
            r"buvez-vous",
            r"(arrêts?|congés?) (de )?maladie (avez|as)|jours d'arrêt",
            r"combien [^.?!]{0,40}(arrêts? maladie|jours de maladie)",
            r"(fait|faites|faite)s? [^.?!]{0,8}(burn-?out|dépression)|rqth|travailleur handicapé",
        ),
        ORIGIN: (
            (
                r"d'où (venez-vous|viens-tu|êtes-vous|vous venez|vient VOTRE (famille|accent|nom)"
                r"|viennent VOTRE parents|sortez-vous)"
            ),
            r"où (ETES_VOUS|avez-vous) (née?|grandie?)",
            r"de quel(le)? (pays|origine|nationalité|région) (\w+-vous|êtes|es-tu|venez)",
            (
                r"VOTRE (nationalité|origines?(?! du)|langue maternelle|couleur de peau|accent|race|ethnie"
                r"|pays d'origine|pays natal|citoyenneté|lieu de naissance|titre de séjour"
                r"|nom de jeune fille)"
            ),
            r"quelle (nationalité|origine) (avez|as|êtes|possédez|est la vôtre)",
            r"(êtes|es)-(vous|tu) d'origine|vous êtes d'origine",
            (
                r"ETES_VOUS (immigrée?|étrangère?|étranger|citoyen(ne)?|français(e)?|algérien(ne)?"
                r"|marocain(e)?|africain(e)?|réfugiée?|naturalisée?|de nationalité)"
            ),
            (
                r"(quelle|quelles) langues? (parlez|parliez|parles)-(vous|tu) (à la maison|chez vous"
                r"|en famille|avec VOTRE)"
            ),
            r"(avez-vous|besoin d'un|faut-il un) (visa|titre de séjour|permis de (travail|séjour))",
            r"AVEZ_VOUS un (visa|titre de séjour)",
            r"le français est-il VOTRE langue",
        ),
        RELIGION: (
            r"VOTRE (religion|foi(?! dans)|confession|église|croyances?|dieu|paroisse)",
            r"quelle (religion|confession)",
            (
                r"ETES_VOUS (\w+ )?(croyante?|religieu(x|se)|pratiquante?|catholique|protestante?"
                r"|musulmane?|juive?|juif|chrétien(ne)?|athée|baptisée?|bouddhiste)"
            ),
            (
                r"(faites|pratiquez|observez|respectez|suivez|fêtez|célébrez)-vous [^.?!]{0,15}(ramadan"
                r"|religion|shabbat|carême|noël|culte|prière)"
            ),
            r"(allez|vas)-(vous|tu) [^.?!]{0,12}(messe|église|mosquée|synagogue)",
            r"(priez|croyez)-vous( en dieu)?(?! que)(?= en dieu| \?|\?| souvent| pendant)",
            r"(mangez|manges)-(vous|tu) (halal|casher)",
            r"portez-vous [^.?!]{0,10}(voile|kippa|croix|foulard)",
        ),
        GENDER: (
            (
                r"VOTRE (orientation sexuelle|sexualité|sexe|genre(?! de)|identité (de genre|sexuelle)"
                r"|pronoms?)"
            ),
            r"quelle orientation sexuelle",
            (
                r"ETES_VOUS (\w+ )?(gay|lesbienne|bi|queer|trans|transgenre|non[ -]binaire|(homo|hétéro|bi"
                r"|trans|a)sexuel(le)?|un homme|une femme)"
            ),
            r"en tant que (femme|homme)(?! d'affaires)|vous (sentez|identifiez)[^.?!]{0,12} (femme|homme)",
            r"attirée? par les (hommes|femmes)",
        ),
        POLITICS: (
            (
                r"(pour qui|pour quel parti|à qui|quel parti|pour quel candidat) (votez|avez|voterez|votes"
                r"|as|soutenez|allez)\b[^.?!]{0,12}(vot|souten|adh|donn)\w*"
            ),
            r"pour qui (votez|avez|allez)-vous|(votez|votes)-(vous|tu)",
            r"quel parti (politique )?(soutenez|avez-vous voté|votez)\b[^.?!]*",
            (
                r"ETES_VOUS (\w+ )?(de (gauche|droite)|syndiquée?|syndicaliste|communiste|socialiste"
                r"|encartée?)"
            ),
            (
                r"VOTRE (opinions? politiques?|idées politiques|parti|syndicat|convictions? (politiques?"
                r"|syndicales?)|engagement (politique|syndical)|bord politique|appartenance \w+)"
            ),
            (
                r"(membre|adhérente?|affiliée?|déléguée?|adhérez|adhéré|appartenez|inscrite?|encartée?"
                r"|appartenu)[^.?!]{0,12} (un|à un|d'un|du|au|quelque) (syndicat|parti)( politique)?"
            ),
            r"(fait|faites|faire)( -vous)? (la )?grève",
        ),
    },
    to_you={
        AGE: (r"retraite anticipée|âge de la retraite",),
        FAMILY: (r"enceinte|grossesse|mariée?s?|situation familiale",),
        HEALTH: (r"handicap (visible|reconnu|invisible)|maladie chronique|santé mentale",),
        ORIGIN: (r"langue maternelle|pays d'origine|(de )?nationalité",),
        RELIGION: (r"(convictions?|croyances?|pratiques?|fêtes?) religieuses?|appartenance religieuse",),
        GENDER: (r"orientation sexuelle|identité de genre",),
        POLITICS: (
            r"(opinions?|convictions?|idées|sensibilité) politiques?|syndiquée?|appartenance syndicale",
        ),
    },
    pushes=(
        r"ne (pensez|trouvez|croyez|diriez|voyez)-vous pas|vous ne (pensez|trouvez|croyez) pas",
        r"tu ne (penses|trouves|crois) pas",
        (
            r"(bien sûr|bien entendu|évidemment|certainement|sûrement|sans doute|forcément|manifestement"
            r"|clairement)"
        ),
        r"vous (devez|êtes sûrement|êtes bien|avez (bien|sûrement|certainement|forcément|évidemment))",
        (
            r"(je (suppose|présume|suis (sûre?|certaine?)|imagine) que|vous (êtes|serez|seriez) d'accord"
            r"|vous conviendrez|vous admettrez)"
        ),
        r"(êtes-vous|seriez-vous) d'accord (avec moi )?(pour dire )?que|n'est-il pas|n'était-ce pas",
        r"n'avez-vous pas|n'auriez-vous pas",
    ),
    tags=(r"non|oui|si|hein|d'accord|exact",),
    inner_tags=(r"n'est-ce pas|pas vrai|vrai|n'est-il pas",),
    verdicts=(
        (
            r"(embauch|recrut|engag)(er|erai|erais|erait|eriez|erions|erons|ons|erez)( pas)?(?! (dans|sur"
            r"|un|une|des|deux|le|les|la)\b)"
        ),
        (
            r"(vous|t') ?(aurais?|aurait|aurions|seriez|serez|êtes) [^.?!]{0,12}(embauchée?|recrutée?"
            r"|retenue?s? (pour|à|comme)|engagée?)"
        ),
        r"(vous|te) (embauch|recrut|prendr|retiendr|rejett?er)\w*|(refus|rejet) de (votre|la) candidature",
        r"votre candidature",
        r"(offre|proposition|promesse) d'(embauche|emploi)",
        (
            r"(offrir|offrirais?|donner|donnerais?|proposer|proposerais?|proposerions|auriez|auriez eu"
            r"|obtiendriez|obtenir) (le|ce|un) (poste|emploi|contrat)"
        ),
        r"(in)?apte (au|pour (le|ce)) poste|(bonne?|mauvaise?|parfaite?) candidate?",
        r"(tour|étape|phase|entretien) suivante?|(prochain tour|prochaine étape)",
        (
            r"(recommander?(ais|ions)?|recommandons|déconseill\w+) [^.?!]{0,20}(embauche|candidat\w*"
            r"|recrutement)"
        ),
        r"fait(es)? pour (ce|le) poste|pas (retenue?|faite?) pour",
    ),
    wishes=(
        r"racont\w+|décri\w+|expliqu\w+|donn\w+|parl\w+|dites|présentez|citez|nommez|montrez|comparez",
        r"imaginez|précisez|détaillez|pensez à|revenez",
    ),
)
