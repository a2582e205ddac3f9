"""Portuguese of Portugal and Brazil, as asked with "você", "o senhor", "tu" or no word at all."""

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

PORTUGUESE: Final = Language(
    you=r"você|vocês|senhora?|lhe|te|seu|sua|seus|suas|teu|tua|teus|tuas|tu|tem|tens|é|és|está|estás",
    shorthands={
        "SEU": r"seus?|suas?|teus?|tuas?|voss[oa]s?",
        "VOCE": r"você|o senhor|a senhora|tu",
        "ES": r"((VOCE) )?(é|és|foi|seria|se considera)( VOCE)?( \w+)?",
        "ESTA": r"((VOCE) )?(está|estás|esteve|estiveste|anda)( VOCE)?( \w+)?",
        "TEM": r"((VOCE) )?(tem|tens|teve|tinha|possui|já teve)( VOCE)?",
        "QUER": (
            r"(pensa em|pensa|pensas em|planeja|planeia|pretende|pretendes|quer|queres|deseja"
            r"|gostaria de|espera|tenciona"
            r"|planos de|planos para|pensando em|a pensar em|vai)( VOCE)?"
        ),
    },
    anywhere={
        AGE: (
            (
                r"(que|qual a|qual é a|quantos) (SEU )?(idade|anos) (VOCE )?(tem|tens|tinha|completa"
                r"|faz)(?! (de experiência|de prática|a trabalhar|trabalhando|com|que|o|a|os"
                r"|as)\b)(?! VOCE de experiência)"
            ),
            r"SEU (idade|data de nascimento|ano de nascimento|aniversário)",
            r"(em que (ano|dia)|quando|onde) (VOCE )?(nasceu|nasceste)(?= VOCE|\s*\?|,| e )",
            (
                r"(em que ano|quando) (VOCE )?(concluiu|terminou|acabou|completou|concluíste|terminaste"
                r"|se formou|saiu|fez)( VOCE)? (\w+ ){0,2}(ensino|escola|secundário|faculdade|curso"
                r"|universidade|liceu|licenciatura|graduação|colégio|estudos|12)"
            ),
            r"(em que ano|quando) (VOCE )?se (formou|graduou|licenciou)",
            (
                r"(se )?(aposentar|reformar|aposentadoria|reforma-se|aposenta|reformar-se"
                r"|aposentar-se)(?= |\?)(?! o | a | os | sistema)"
            ),
            r"idade da reforma|(muito|demasiado) (velh[oa]|jovem|nov[oa]) para",
        ),
        FAMILY: (
            (
                r"(ES|ESTA) (casad[oa]|solteir[oa]|divorciad[oa]|viúv[oa]|separad[oa]|noiv[oa]|mãe|pai"
                r"|grávida|gestante|comprometid[oa]|num relacionamento|em um relacionamento|numa relação)"
            ),
            r"ESTA (à espera de|esperando um)",
            (
                r"(TEM|QUER( ter)?|ter|terá|espera)( mais| algum| um| uns| já)? (filh[oa]s?|crianças"
                r"|bebês?|bebés?|marido|esposa|namorad[oa]|companheir[oa]|família)(?! (de|para|n[oa]s?"
                r"|com) )"
            ),
            r"quantos filhos|ter filhos",
            r"QUER (se casar|casar|casar-se|engravidar|formar família|constituir família|ter)(?= ou|\?)",
            (
                r"SEU (família(?! de produtos)|marido|mulher|esposa|esposo|filh[oa]s?|namorad[oa]|pais|mãe"
                r"|pai|irmã[os]?|irmãos|gravidez|casamento|companheir[oa]|cônjuge|bebês?|bebés?|crianças)"
            ),
            r"SEU (estado civil|vida (privada|pessoal|familiar|amorosa)|situação (familiar|conjugal))",
            r"estado civil|(constituir|formar|começar) (uma )?família",
            r"(vive|mora|vives) (sozinh[oa]|com alguém|com os pais|em união)|união de facto|união estável",
            (
                r"(com quem|quem) (ficam|deixa|deixas|cuida d[ao]s|fica com|toma conta d[ao]s)( SEU| as"
                r"| os)* (crianças|filhos|miúdos)"
            ),
            r"licença[- ](de )?(maternidade|paternidade|parental)(?=\?)",
        ),
        HEALTH: (
            (
                r"SEU (saúde|estado de saúde|deficiência|doenças?|peso|alergias?|histórico médico"
                r"|incapacidade|condição (física|médica))"
            ),
            (
                r"TEM (\w+ ){0,2}(deficiências?|doenças?|problemas? de saúde|alergias?|incapacidade|câncer"
                r"|cancro|depressão|hiv|condição médica|ansiedade|atestado)(?! (no|na|do|da) )"
            ),
            r"(portador[a]?|pessoa com) (\w+ ){0,2}(deficiência|doença|hiv)\w*",
            (
                r"(sofre|sofres|sofreu|padece)( VOCE)? (\w+ ){0,2}(de|d[ao]) [^.?!]{0,25}(doença|depress"
                r"|dor|alerg|ansiedad|crónic|crônic|transtorn)\w*"
            ),
            (
                r"(toma|tomas|faz uso de|usa|consome|precisa de tomar)( VOCE)? (\w+ ){0,3}(remédios?"
                r"|medicamentos?|medicação|drogas?|álcool)"
            ),
            r"(VOCE) fuma|^fuma",
            (
                r"(VOCE )?(está|esteve|é|ficou|estiveste)( VOCE)? (\w+ )?(doente|de baixa|afastad[oa] por"
                r"|deficiente|vacinad[oa]|deprimid[oa]|saudável|fumante|fumador[a]?|em terapia"
                r"|de atestado)"
            ),
            r"quant[ao]s (\w+ ){0,3}(de baixa|doente|atestados?|licença médica)",
            r"por (motivo de )?doença(?=\?| no| em)",
        ),
        ORIGIN: (
            (
                r"de onde (VOCE )?(é|és|vem|vens|veio|são|vêm)( VOCE)?( originalmente)?(?=\s*\?| a SEU"
                r"| os SEU| o SEU| SEU| orig|,)"
            ),
            r"de que (país|nacionalidade|origem|raça|etnia)( \w+)? (é|és|vem|vens|são)",
            r"onde (VOCE )?(cresceu|nasceu|nasceste)(?=\?| e )",
            (
                r"SEU (nacionalidade|origem(?! do)|origens|cidadania|língua (materna|nativa)"
                r"|idioma materno|etnia|raça|sotaque|país (de origem|natal)|cor( de pele| da pele)?"
                r"|naturalidade|local de nascimento|ascendência|visto)"
            ),
            r"(que|qual) (nacionalidade|cidadania|passaporte) (VOCE )?(tem|tens|possui)",
            (
                r"ES (imigrante|estrangeir[oa]|brasileir[oa]|português|portuguesa|angolan[oa]|african[oa]"
                r"|negr[oa]|branc[oa]|cigan[oa]|indígena|refugiad[oa]|cidadã[o]?|naturalizad[oa]"
                r"|de origem)"
            ),
            r"(que|qual) (língua|idioma) (VOCE )?(fala|falas|falava) (em casa|com os SEU|com a SEU)",
            r"TEM (um )?(visto|autorização de residência|título de residência)|o português é a SEU",
            r"língua materna",
        ),
        RELIGION: (
            r"SEU (religião|fé(?! em)|igreja|crenças?|confissão|deus|credo)",
            r"(que|qual|de que|de qual) (religião|fé|igreja|confissão)",
            (
                r"ES (\w+ )?(crente|religios[oa]|católic[oa]|cristã[o]?|muçulman[oa]|jude[ui]a?|ateu|ateia"
                r"|praticante|batizad[oa]|evangélic[oa]|espírita)"
            ),
            (
                r"(vai|vais|frequenta|frequentas|participa)( VOCE)? (\w+ ){0,2}(missa|igreja|mesquita"
                r"|sinagoga|culto|templo)"
            ),
            r"(reza|rezas|acredita em deus|crê em deus|ora com)",
            (
                r"(segue|pratica|observa|celebra|faz|guarda)( VOCE)? (\w+ ){0,2}(ramadão|ramadã|religião"
                r"|natal|páscoa|sábado|quaresma)"
            ),
        ),
        GENDER: (
            (
                r"SEU (orientação sexual|sexualidade|identidade (de género|de gênero|sexual)|sexo"
                r"|género(?! de)|gênero(?! de)|pronomes?|opção sexual)"
            ),
            r"orientação sexual|opção sexual",
            (
                r"ES (\w+ )?(gay|lésbica|bissexual|trans|transexual|transgénero|transgênero|queer"
                r"|não[ -]binári[oa]|(homo|hétero|hetero)ssexual|homem ou|mulher ou)"
            ),
            r"(como|sendo|por ser)( uma)? mulher",
            r"(se) (identifica|considera|sente)[^.?!]{0,12} (mulher|homem)",
            r"(sente )?atra(ção|ída|ído) por (homens|mulheres)",
        ),
        POLITICS: (
            r"(em|por) (quem|que partido|qual partido) (VOCE )?(vota|votou|votaste|votas|votaria)",
            r"(que|qual) (partido|candidato) (político )?(VOCE )?(apoia|apoias|prefere|vota|defende)",
            r"(VOCE )?(votou|vota|votaste)( VOCE)? (em|no|na|nas|pelo)",
            (
                r"SEU (partido(?! d)|sindicato|opini\w+ polític\w+|ideologia|posição política"
                r"|ideias políticas|convicções políticas|filiação|preferência (política|partidária))"
            ),
            (
                r"(filiad[oa]|sindicalizad[oa]|membro|pertence|pertences|pertenceu|milita|militante"
                r"|faz parte|delegad[oa]|sóci[oa]|inscrit[oa])( VOCE)? (a|de|em|num|d)( ?um"
                r"| ?algum)? ?(sindicato|partido)"
            ),
            r"(d|n|a)algum (sindicato|partido)",
            r"(num|dum|de um|a um|a algum) (sindicato|partido)(?=\?| polít)",
            (
                r"ES (\w+ )?(sindicalizad[oa]|sindicalista|de (esquerda|direita)|comunista|socialista"
                r"|petista)"
            ),
            r"(fez|participou em|participou de) (\w+ )?greves?",
        ),
    },
    to_you={
        FAMILY: (r"grávida|gravidez|engravidar|estado civil|responsabilidades familiares",),
        HEALTH: (r"doenças? crónicas?|doenças? crônicas?|deficiência física|saúde mental",),
        ORIGIN: (r"país de origem|nacionalidade",),
        RELIGION: (r"(crenças?|convicções|práticas?|feriados|motivos) religios[oa]s?",),
        GENDER: (r"identidade de g[eê]nero",),
        POLITICS: (
            r"(opini\w+|ideias|convicções|preferências?|orientação) polític\w+",
            r"filiação (sindical|partidária|política)",
        ),
    },
    pushes=(
        (
            r"(você )?não (acha|achas|concorda|concordas|pensa|pensas|crê|considera|diria|é verdade"
            r"|lhe parece|te parece)"
        ),
        (
            r"(certamente|com certeza|obviamente|claro que|claramente|sem dúvida|naturalmente|seguramente"
            r"|evidentemente|decerto|é claro que)"
        ),
        r"(suponho|imagino|presumo|tenho a certeza|tenho certeza|acredito) (de )?que",
        (
            r"((você|o senhor|a senhora) )?(deve|há-de|concorda|concordará|há de) (ter|estar|concordar|que"
            r"|com)"
        ),
        r"está de acordo (em )?que",
    ),
    tags=(r"não|sim|certo|correto|correcto|né|ok",),
    inner_tags=(r"não é|não é verdade|não é assim|não acha|não foi|verdade|pois não|não concorda",),
    verdicts=(
        (
            r"(o|a|te|lhe|você) (\w+ )?(contrat|rejeit|escolher|recrut|admitir)(aria|aríamos|aremos|ava"
            r"|ávamos|arei|ia|íamos|á|emos)\w*"
        ),
        r"(contratá|recrutá|rejeitá|admiti)-l[oa]\w*|contrat(aria|aríamos|aremos|arei|á-lo|á-la)(mos)?",
        (
            r"(seria|será|serias) (contratad[oa]|selecionad[oa]|rejeitad[oa]|aprovad[oa]|recrutad[oa]"
            r"|escolhid[oa])"
        ),
        r"recomend\w+ (a )?(sua )?contratação",
        (
            r"(in)?(adequad[oa]|apt[oa]|idóne[oa])( \w+)? (para|ao|à) (\w+ )?(vaga|cargo|função|lugar"
            r"|posição|emprego|posto)"
        ),
        r"(bom|boa|mau|má|melhor) candidat[oa]",
        (
            r"((lhe|te) )?(oferec|dar)\w+(-lhe)? (\w+ )?(o|a|um|uma|este) (emprego|vaga|lugar|trabalho"
            r"|cargo|contrato)"
        ),
        r"(oferta|proposta) de (emprego|trabalho)|ficaria com (o|a) (lugar|vaga|emprego)",
        r"(pass|avanç)\w+ (à|a|para a|para) (\w+ )?(próxima|seguinte|segunda|última|fase|etapa)( \w+)?",
    ),
    wishes=(
        r"cont[ea]\w*|descrev\w+|expli\w+|fale|fala-me|diga\w*|dê|dá-me|mostr\w+|apresent\w+|nomei\w+",
        r"compar\w+|imagin\w+|pense|detalh\w+|relat\w+",
    ),
)
