"""Italian, as asked with "Lei", which is mostly left unsaid, or "tu"."""

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

ITALIAN: Final = Language(
    you=r"lei|le|la|tu|ti|suo|sua|suoi|sue|tuo|tua|tuoi|tue|ha|hai|è|sei",
    shorthands={
        "SUO": r"suo|sua|suoi|sue|tuo|tua|tuoi|tue|vostr[oaei]",
        "SEI": (
            r"(è|sei|era|eri|sarebbe|è stat[oa]|sei stat[oa]|si considera|ti consideri)( lei| già| mai"
            r"| per caso)?"
        ),
        "HAI": r"(ha|hai|avete|aveva|avevi|ha avuto|hai avuto)( lei| già| mai| per caso)?",
        "VUOI": (
            r"(vuole|vuoi|pensa di|pensi di|pensa a|intende|intendi|desidera|desideri|progetta di"
            r"|programma di|prevede di|conta di"
            r"|vorrebbe|vorresti|le piacerebbe|ti piacerebbe|spera di|sta pensando di|sta pensando a"
            r"|sta pianificando)"
        ),
    },
    anywhere={
        AGE: (
            (
                r"quanti anni (ha|hai|compie|avrebbe|avete)(?! (il|la|lo|i|gli|le|lavorato|usato|passato|fatto|dedicato"
                r"|di esperienza|trascorso|avuto|impiegato|studiato|\w+[aiu]to)\b)"
            ),
            r"che età (ha|hai)|SUO (età|data di nascita|anno di nascita|compleanno)|la SUO età",
            r"qual è l'età",
            (
                r"(in che anno|in quale anno|quando|dove|che giorno) (è nat[oa]|sei nat[oa])(?= lei|\s*\?"
                r"|,| e )"
            ),
            r"(l'|la )?(sua |tua )(età|data di nascita)|di che anno (è|sei)",
            (
                r"(quando|(in )?(che|quale) anno) (si è|ti sei|ha|hai) (\w+ )?(diplomat[oa]|laureat[oa]"
                r"|finito (la |le )?(scuola|scuole|superiori|liceo|università)|finito il liceo"
                r"|preso (il diploma|la maturità)|conseguito (il|la) \w+|fatto la maturità)"
            ),
            r"(va|andare|andrà|vai) in pensione|(mancano|manca) alla pensione|pensionamento",
            r"troppo (vecchi[oa]|giovane|anzian[oa]) per|più di \d\d anni\?",
        ),
        FAMILY: (
            (
                r"SEI (sposat[oa]|coniugat[oa]|single|divorziat[oa]|separat[oa]|vedov[oa]|fidanzat[oa]"
                r"|incinta|nubile|celibe|madre|padre|mamma|papà|convivente|impegnat[oa] sentimentalmente"
                r"|in dolce attesa|in una relazione)"
            ),
            (
                r"(HAI|VUOI( avere)?|avere|fare|aspetta|aspetti)( dei| altri| già dei| un| altri| il"
                r"| una)? (figli\w*|bambin[oi]|famiglia|marito|moglie|compagn[oa]|fidanzat[oa]"
                r"|partner)(?! (di|dei|delle|del) )"
            ),
            r"quanti figli|avere figli|fare figli",
            (
                r"VUOI (sposarsi|sposarti|averne|formare una famiglia|metter\w+ su famiglia"
                r"|rimanere incinta|diventare (madre|mamma|padre))"
            ),
            r"mettere su famiglia|farsi una famiglia|allargare la famiglia",
            (
                r"SUO (famiglia(?! di prodotti)|marito|moglie|figli\w*|compagn[oa]|fidanzat[oa]|genitori"
                r"|madre|padre|fratell[oi]|sorell[ae]|gravidanza|matrimonio|coniuge|bambin[oi]|partner)"
            ),
            (
                r"SUO (stato (civile|di famiglia)|vita (privata|familiare|sentimentale)"
                r"|situazione (familiare|sentimentale))"
            ),
            r"stato civile|(vive|vivi|abita) (da sol[oa]|con qualcuno|in coppia|con i genitori)",
            (
                r"(chi (si occupa|tiene|guarda|bada|cura|segue)|con chi (lascia|stanno)) (\w+ )?(dei|i"
                r"|ai) (suoi |tuoi )?(bambini|figli)"
            ),
            r"congedo di (maternità|paternità)(?=\?)|convive con",
        ),
        HEALTH: (
            (
                r"SUO (salute|stato di salute|disabilità|malatti[ae]|condizioni di salute|invalidità|peso"
                r"|allergie|terapia|handicap|cartella clinica)"
            ),
            (
                r"HAI (\w+[ '])?(\w+ )?(disabilità|malattie?|problemi di salute|invalidità|allergi[ea]"
                r"|tumore|cancro|depressione|handicap|patologi[ea]|certificato di invalidità)"
            ),
            r"un'invalidità",
            r"(soffre|soffri|ha sofferto|hai sofferto|soffriva)( lei)? (\w+ )?(di|d')",
            (
                r"(prende|prendi|assume|usa|fa uso)( lei)? (\w+ )?(di )?(farmaci|medicin[ea]|medicinali"
                r"|pillole|droghe|psicofarmaci)"
            ),
            r"(fuma|fumi|beve alcol\w*)",
            (
                r"SEI (malat[oa]|disabile|invalid[oa]|in buona salute|depress[oa]|vaccinat[oa]|in cura"
                r"|in terapia|san[oa]|fumator[ei]|portat\w+ di handicap"
                r"|iscritt[oa] alle categorie protette)"
            ),
            r"(giorni|assenze|assente) (\w+ ){0,2}(di|per) malattia|in malattia|categorie protette",
        ),
        ORIGIN: (
            (
                r"(da dove|di dove) (viene|vieni|è|sei|proviene|provieni|vengono"
                r"|arriva)( lei)?( \w+)?(?=\?| la SUO| i SUO| SUO| origin|,)"
            ),
            r"(di che|di quale) (paese|nazionalità|origine|nazione|etnia|razza)( \w+)? (è|sei|viene)",
            r"dove (è|sei) (nat[oa]|cresciut[oa])(?= lei|\?| e)",
            (
                r"SUO (nazionalità|origin[ei]|cittadinanza|madrelingua|lingua (madre|materna)|etnia|razza"
                r"|accento|paese (di origine|d'origine|natale)|colore della pelle|provenienza"
                r"|luogo di nascita|permesso di soggiorno)"
            ),
            r"(che|quale) (nazionalità|cittadinanza|passaporto) (ha|hai|possiede)",
            (
                r"SEI (immigrat[oa]|stranier[oa]|italian[oa]|marocchin[oa]|rumen[oa]|albanes[ei]"
                r"|extracomunitari[oa]|cittadin[oa]|di origine|madrelingua|rifugiat[oa]|clandestin[oa])"
            ),
            r"(che|quale) lingua (parla|parli|parlava) (a casa|in famiglia|con i SUO|con la SUO)",
            r"HAI (un |il )?(visto|permesso di (soggiorno|lavoro))(?! (che|come))|l'italiano è la SUO",
        ),
        RELIGION: (
            r"SUO (religione|fede(?! in)|confessione|chiesa|credo|dio|parrocchia)",
            r"(che|quale|di che|di quale) (religione|fede|confessione)",
            (
                r"SEI (\w+ )?(credente|religios[oa]|cattolic[oa]|cristian[oa]|musulman[oa]|ebre[oa]"
                r"|ate[oa]|praticante|battezzat[oa]|protestante|buddista)"
            ),
            (
                r"(va|vai|frequenta|frequenti)( lei)? (\w+ )?(a messa|in chiesa|la chiesa|una chiesa"
                r"|in moschea|la moschea|in sinagoga)"
            ),
            r"(prega|preghi|crede|credi) (in dio|ogni|spesso|regolarmente|durante)",
            r"(fa|osserva|segue|rispetta|festeggia|celebra) (il )?(ramadan|natale|sabato ebraico|digiuno)",
            r"porta il velo",
        ),
        GENDER: (
            (
                r"SUO (orientamento (sessuale|affettivo)|sessualità|identità (di genere|sessuale)|sesso"
                r"|genere(?! di)|pronomi|tendenze sessuali)"
            ),
            r"orientamento sessuale",
            (
                r"SEI (\w+ )?(gay|lesbica|bisessuale|trans|transgender|transessuale|queer|non binari[oa]"
                r"|(omo|etero)sessuale|un uomo o|una donna o)"
            ),
            r"(come|da|in quanto|essendo( una)?) donna(?! d'affari)",
            r"si (identifica|sente|considera) [^.?!]{0,10}(donna|uomo)|le piacciono (gli uomini|le donne)",
            r"attratt[oa] da",
        ),
        POLITICS: (
            (
                r"(per chi|chi|per quale partito|quale partito|che partito) (ha |hai |voterà|vota|voti"
                r"|sostiene|voterebbe)(votato|sostenuto|scelto)?(?= |\?)(?<!ha )"
            ),
            r"(ha|hai) votato (per|a|il|alle|lega|pd)|per chi (vota|ha votato|voti|hai votato)",
            r"a che partito",
            (
                r"SUO (partito(?! preso)|sindacato|opinion[ei] politic\w+|idee politiche"
                r"|orientamento politico|convinzioni politiche|fede politica|tessera|ideologia"
                r"|appartenenza (politica|sindacale))"
            ),
            (
                r"(iscritt[oa]|tesserat[oa]|appartiene|appartieni|membro|aderisce|aderit[oa]|milita"
                r"|delegat[oa]|fa parte|attivista)( \w+)? (a|ad|di|in|del|al|da) ?(un|qualche|un qualche"
                r"|alcun)? ?(sindacato|partito)"
            ),
            (
                r"SEI (sindacalizzat[oa]|sindacalista|(politicamente )?di (destra|sinistra)|comunista"
                r"|socialista|politicamente \w+)"
            ),
            r"ha (mai )?(fatto|partecipato a uno) sciopero|HAI (scioperato|la tessera)",
        ),
    },
    to_you={
        AGE: (r"età anagrafica|età pensionabile",),
        FAMILY: (
            r"incinta|gravidanza|stato civile|maternità o paternità|carichi familiari|impegni familiari",
        ),
        HEALTH: (r"malatti[ae] cronic\w+|invalidità|salute mentale",),
        ORIGIN: (r"madrelingua|paese d'origine|nazionalità|cittadinanza",),
        RELIGION: (r"(convinzion[ei]|credenz[ae]|pratic[ah]e?|festività|motivi) religios[aei]\w*",),
        GENDER: (r"orientamento sessuale|identità di genere",),
        POLITICS: (
            r"(opinion[ei]|idee|convinzioni|preferenze|orientamento) politic\w+|iscrizione al sindacato",
        ),
    },
    pushes=(
        (
            r"non (crede|credi|pensa|pensi|trova|trovi|le pare|le sembra|ti pare|ti sembra|ritiene|ritieni"
            r"|direbbe|è vero|è d'accordo)"
        ),
        (
            r"(sicuramente|certamente|ovviamente|naturalmente|di sicuro|senza dubbio|evidentemente"
            r"|chiaramente|certo|immagino|suppongo|presumo|sono sicur[oa]) ?(che)?"
        ),
        r"(lei |tu )?(è|sei|sarà|sarebbe) (certo |sicuramente )?d'accordo (con me )?(che|sul|sulla|nel)",
        r"lei (deve|avrà|ammetterà|converrà)|(avrà|sarà) (sicuramente|certamente|di certo|senz'altro)",
    ),
    tags=(r"no|sì|giusto|corretto|esatto|eh|ok",),
    inner_tags=(r"vero|non è vero|non è così|dico bene|nevvero|non crede|non trova|non è d'accordo",),
    verdicts=(
        r"(la|ti|lei|vi|lo) (\w+ )?(assum|ingaggi|prender|scarter|rifiuter|sceglier|respinger)\w+",
        r"assumer(la|ti|lo)|(assumeremmo|assumerei|assumeremo|assumerebbe(ro)?)|(scarteremmo|scarterei)",
        (
            r"(sarebbe|sarà|verrebbe|verrà|saresti) (\w+ )?(assunt[oa]|scartat[oa]|scelt[oa]"
            r"|selezionat[oa]|rifiutat[oa])"
        ),
        r"raccomand\w+ (l')?assunzione|consiglier\w+ (di assumer\w+|l'assunzione)",
        (
            r"(in)?(adatt[oa]|idone[oa])( \w+)? (al|per (il|questo|la|questa)|alla|a questo"
            r"|a questa) (ruolo|posto|posizione|lavoro|mansione|candidat\w+)"
        ),
        (
            r"(le|ti) (\w+ )?(offrir|dare|dar|proporr)\w+ (il|un|questo|la|l') ?(posto|lavoro|impiego"
            r"|contratto|ruolo|assunzione)"
        ),
        r"offerta di lavoro|(otterrebbe|avrebbe|avrà) il (posto|lavoro)",
        r"(pass|acced|ammess)\w+ (alla|al) (fase|prossim[oa]|second[oa]|turno|successiv[oa])( \w+)?",
        r"(buon|cattivo|ottim[oa]|giust[oa]) candidat[oa]",
    ),
    wishes=(
        r"raccont\w+|descriv\w+|spieg\w+|parl\w+|dic[ao]|dimmi|mi dica|illustr\w+|indich\w+|mostr\w+",
        r"facci\w+ un esempio|pensi a|immagin\w+|confront\w+|approfondisc\w+",
    ),
)
