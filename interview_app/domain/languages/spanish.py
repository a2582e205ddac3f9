"""Spanish, as asked with "usted" or "tú"."""

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

SPANISH: Final = Language(
    you=r"usted|tú|su|sus|tu|tus|le|te|se|ha|tiene|tienes|es|eres|está|estás|va|vas",
    shorthands={
        "SU": r"su|sus|tu|tus|vuestr[oa]s?",
        "ES": r"(es|eres|era|fue|sería)( usted)?( \w+)?",
        "ESTA": r"(está|estás|estaba|estuvo|estás tú|ha estado|has estado)( usted)?( \w+)?",
        "TIENE": r"(tiene|tienes|tenéis|ha tenido|has tenido|tuvo|tuviste)( usted| tú)?",
        "QUIERE": (
            r"(piensa|piensas|planea|planeas|quiere|quieres|desea|deseas|espera|pretende|pretendes"
            r"|le gustaría|te gustaría"
            r"|planes de|pensado|pensado en|pensando en|piensa en)( usted| tú)?"
        ),
    },
    anywhere={
        AGE: (
            r"su edad|qué edad tiene usted",
            r"qué edad (tiene|tienes|tenía|tenías|tendrá)(?! (el|la|los|las)\b)",
            (
                r"cuántos años (TIENE|cumple|cumples|has cumplido)(?! (de experiencia|trabajando|usando"
                r"|con|en|el|la|los|haciendo|llevando)\b)"
            ),
            r"SU (edad|fecha de nacimiento|cumpleaños|año de nacimiento)",
            (
                r"(en qué año|cuándo|dónde|qué día) (naciste|nació usted|has nacido|nació)(?! (el|la|los"
                r"|las|este|esta|ese|esa|su|una?)\b)"
            ),
            (
                r"(en qué año|cuándo) (terminó|terminaste|acabó|acabaste|finalizó|obtuvo|salió"
                r"|dejó)( usted)? (\w+ ){0,2}(instituto|colegio|bachillerato|estudios|carrera|universidad"
                r"|secundaria|título|escuela)"
            ),
            r"(en qué año|cuándo) (se graduó|te graduaste|se licenció|te licenciaste)",
            (
                r"(jubilarse|jubilarte|se jubila|te jubilas|jubilación|se retira)(?= (pronto|antes|\?)|\?"
                r"|$| en)"
            ),
            r"para (la )?jubila\w+|(demasiado|muy) (mayor|joven|viejo) para|más de \d\d años\?",
            r"es usted (mayor|menor) de",
        ),
        FAMILY: (
            (
                r"(ES|ESTA) (casad[oa]|solter[oa]|divorciad[oa]|viud[oa]|separad[oa]|embarazada"
                r"|comprometid[oa]|prometid[oa]|madre|padre|en pareja|encinta)"
            ),
            (
                r"(TIENE|QUIERE|QUIERE tener|tener|tendrá|espera|esperas)( más| algún| otro)? (hijos?"
                r"|hijas?|niños|pareja|novi[oa]|marido|esposa|bebés?|familia)(?! (numerosa de productos"
                r"|de productos))"
            ),
            r"cuántos (hijos|hermanos)",
            (
                r"QUIERE (casarse|casarte|formar una familia|quedarse embarazada|quedarte embarazada"
                r"|ser madre|ser padre)"
            ),
            (
                r"SU (familia(?! de productos)|marido|mujer|espos[oa]|pareja|hij[oa]s?|novi[oa]|padres?"
                r"|madre|herman[oa]s?|embarazo|matrimonio|boda|bebé|niñ[oa]s)"
            ),
            (
                r"SU (estado civil|situación (familiar|sentimental|personal)|vida (privada|familiar"
                r"|personal|sentimental|amorosa))"
            ),
            r"estado civil",
            (
                r"(con quién|quién) (deja|dejas|cuida|se queda con|cuidará|vive|vives)( a| de)?( los| sus"
                r"| tus)?( niños| hijos)?(?= |\?|,)"
            ),
            r"formar una familia|vive (usted )?(sol[oa]|con alguien|en pareja)",
            r"(baja|permiso) (de|por) (maternidad|paternidad)(?= (tomó|cogió|tuvo|\?)|\?)",
            r"cargas familiares|responsabilidades familiares",
        ),
        HEALTH: (
            (
                r"SU (salud|discapacidad|enfermedad(es)?|estado de salud|minusvalía|peso|alergias"
                r"|historial médico|medicación|bajas (médicas|laborales))"
            ),
            (
                r"TIENE (\w+ ){0,2}(discapacidad(es)?|enfermedad(es)?|problemas? de salud|alergias?|cáncer"
                r"|depresión|minusvalía|grado de discapacidad|certificado de discapacidad|vih|sida"
                r"|ansiedad)"
            ),
            (
                r"(padece|padeces|sufre|sufres|ha sufrido"
                r"|ha padecido)( usted)? (\w+ ){0,3}(enfermedad(es)?|depresi\w+|dolor\w*|alergias?"
                r"|discapacidad|ansiedad|crónic\w+|trastorno\w*)"
            ),
            (
                r"(toma|tomas|consume|consumes)( usted)? (\w+ ){0,2}(medicación|medicamentos?|medicinas?"
                r"|pastillas|drogas|alcohol)"
            ),
            r"fuma usted|^¿?fuma",
            (
                r"(está|estás|estuvo|estuviste|ha estado|has estado|es|eres)( usted)? (\w+ )?(de baja"
                r"|enferm[oa]|discapacitad[oa]|minusválid[oa]|san[oa] y|vacunad[oa]|deprimid[oa]"
                r"|fumador[a]?)"
            ),
            r"cuánt[oa]s (\w+ ){0,3}(de baja|enferm[oa]|bajas (médicas|por enfermedad))",
            r"por enfermedad (\w+ ){0,3}(faltó|ausentó)|en terapia|tratamiento (médico|psicológico)",
        ),
        ORIGIN: (
            (
                r"de dónde (eres|es usted|viene usted|vienes|proviene usted|procede usted|son SU|es SU"
                r"|es originari[oa])"
            ),
            r"de dónde es\b(?= \?|\?| original)",
            (
                r"de qué (país|origen|nacionalidad|región|raza|etnia)( \w+)? (es|eres|viene|vienes|procede"
                r"|son|proviene)(?! (el|la|los|las|este|esta)\b)"
            ),
            r"en qué país (nació|naciste|creció)|dónde (naciste|nació usted|creció|se crió|nació\?)",
            (
                r"SU (nacionalidad|origen (étnico|racial|nacional|familiar)|país de (origen|nacimiento)"
                r"|raza|etnia|lengua materna|idioma materno|color de piel|acento|ciudadanía"
                r"|lugar de nacimiento|país natal|permiso de residencia)"
            ),
            r"qué (nacionalidad|pasaporte|ciudadanía) tiene",
            (
                r"(ES) (inmigrante|extranjer[oa]|español[a]?|mexican[oa]|colombian[oa]|gitan[oa]|latin[oa]"
                r"|ciudadan[oa]|refugiad[oa]|de origen)"
            ),
            r"(qué idioma|qué lengua) (habla|hablas|hablaba) (en casa|con SU|en familia)",
            r"(tiene|necesita|tienes) (un |el )?(visado|permiso de (trabajo|residencia)|visa)(?! en)",
            r"lengua materna",
        ),
        RELIGION: (
            r"SU (religión|fe(?! en)|iglesia|creencias|confesión|dios)|qué (religión|fe|creencias)",
            r"a qué (iglesia|religión)",
            (
                r"ES (creyente|religios[oa]|católic[oa]|cristian[oa]|musulmana?|musulmán|judí[oa]|ate[oa]"
                r"|practicante|bautizad[oa]|evangélic[oa])"
            ),
            r"(va|vas|asiste|acude)( usted)? a (\w+ )?(misa|iglesia|mezquita|sinagoga|culto)",
            r"(reza|rezas|cree|crees)( usted)? en dios|reza usted",
            (
                r"(celebra|observa|practica|sigue|hace)( usted)? (\w+ ){0,2}(ramadán|navidad|semana santa"
                r"|sabbat|religión|cuaresma)"
            ),
        ),
        GENDER: (
            (
                r"SU (orientación sexual|sexualidad|identidad (de género|sexual)|sexo|género|pronombres?"
                r"|condición sexual)"
            ),
            (
                r"ES (\w+ )?(gay|lesbiana|bisexual|trans|transexual|transgénero|queer|(homo|hetero)sexual"
                r"|no binari[oa]|hombre o mujer)"
            ),
            r"(como|por ser) mujer",
            r"(se|te) (identifica|identificas|considera|siente)[^.?!]{0,12} (mujer|hombre)",
            r"le gustan (los hombres|las mujeres)|orientación sexual",
        ),
        POLITICS: (
            r"(por|a) quién (votas?|votaste|votó|votaría|ha votado|has votado)|(a|por) qué partido",
            r"qué partido (político|apoya|vota|prefiere)|(vota|votas|votó|votaste)( usted)? (a|por|en)",
            (
                r"SU (partido(?! de)|ideología|sindicato|ideas políticas|opini\w+ políticas?"
                r"|tendencia política|afiliación|militancia|convicciones políticas)"
            ),
            (
                r"(afiliad[oa]|pertenece|perteneces|pertenecido|miembro|milita|delegad[oa]|militante"
                r"|inscrit[oa]|forma parte)( usted)? (a|de|en) (un|algún|alguno|cualquier) (sindicato"
                r"|partido)"
            ),
            (
                r"(es|eres|está|estás)( usted)? (de izquierdas?|de derechas?|sindicad[oa]|sindicalista"
                r"|sindicalizad[oa]|socialista|comunista|conservador)(?! con)"
            ),
            r"ha hecho huelga|sindicad[oa]",
        ),
    },
    to_you={
        FAMILY: (r"embarazada|quedar embarazada|maternidad o paternidad",),
        HEALTH: (r"enfermedad(es)? crónicas?|grado de discapacidad|salud mental",),
        ORIGIN: (r"país de origen|nacionalidad",),
        RELIGION: (r"(creencias?|convicciones|prácticas|fiestas|motivos) religios[oa]s",),
        GENDER: (r"identidad de género",),
        POLITICS: (
            r"(ideas|opiniones|convicciones|preferencias|inclinación) políticas?",
            r"afiliación (política|sindical)|ideología",
        ),
    },
    pushes=(
        r"no (cree|piensa|le parece|opina|considera|diría|está de acuerdo|es cierto|es verdad)s?",
        r"no te parece",
        (
            r"(seguramente|seguro que|por supuesto|obviamente|evidentemente|claramente|sin duda"
            r"|desde luego|claro que|naturalmente)"
        ),
        r"(usted |tú )?(debe|debió|estará|estarás) (de|de acuerdo|haber)|usted (seguramente|seguro|sin duda)",
        r"(supongo|imagino|asumo|entiendo|estoy segur[oa]) (de )?que",
        r"(está|estás|estaría) (usted )?de acuerdo (conmigo )?(en )?que|está de acuerdo en",
    ),
    tags=(r"no|sí|cierto|correcto|vale",),
    inner_tags=(r"verdad|no es así|no es cierto|no es verdad|no cree|a que sí",),
    verdicts=(
        (
            r"(le|la|lo|te|los|las) (contrat|fichar|emplear|elegir|seleccionar|rechaz)\w*(?! (el|la|los"
            r"|las|un|una|dos)\b)"
        ),
        r"contratar(le|lo|la|te)|contrataría(mos)?|rechazaría(mos)?",
        (
            r"(sería|será|estaría|serías|quedaría) (usted )?(contratad[oa]|seleccionad[oa]|descartad[oa]"
            r"|rechazad[oa])"
        ),
        r"no (lo|la|le|te) (contrat|selecc)\w+",
        (
            r"(no )?(es|sería|eres|parece) (una? )?(\w+ )?(apt[oa]|idóne[oa]|adecuad[oa]"
            r"|candidat[oa])( (\w+ ){0,2}(puesto|cargo|vacante|rol|posición|trabajo|ideal|adecuad[oa]))"
        ),
        (
            r"(le|te) (\w+ )?(ofrecer|daría|dar)\w* (el|un|este|la) (trabajo|puesto|empleo|contrato"
            r"|vacante|oferta)"
        ),
        r"oferta de (trabajo|empleo)|(obtendría|conseguiría|tendría) el (puesto|trabajo)",
        (
            r"(pas|avanz)(ar|aría|arías|ará|a)( usted)? a la (siguiente|próxima|segunda|última) (fase"
            r"|ronda|etapa|entrevista)"
        ),
        r"(buen|mal|mejor) candidat[oa]|recomiend\w+ (su )?contrata\w+|recomendaría (su )?contrata\w+",
    ),
    wishes=(
        r"cuént\w+|describ\w+|expli\w+|hábl\w+|hable|dé|dime|díg\w+|diga|nombr\w+|muestr\w+|present\w+",
        r"compar\w+|imagin\w+|piense|detall\w+|póng\w+",
    ),
)
