"""Finnish, as asked with "sinä" or "te"; persons and owners stand in the endings."""

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

FINNISH: Final = Language(
    you=(
        r"sinä|sinu\w+|sinä?k\w*|te|teillä\w*|teidän|teitä|sinulla\w*|ol(et|ette)\w*|\w+(si|nne)|\w+tko"
        r"|\w+tteko"
    ),
    shorthands={
        "OLET": r"(olet|olette|olit|olitte)(ko|han)?( (sinä|te))?( \w+)?|(etkö|ettekö) (ole|olisi)",
        "SINULLA": r"(sinulla|teillä|sulla)(ko)?( on| oli)?|(onko|oliko) (sinulla|teillä|sulla)( \w+)?",
        "SINUN": r"sinun|teidän|sun",
        "OMA": r"(si|nne)(kö)?",
        "AIOT": (
            r"(aiot|aiotte|suunnittelet|suunnittelette|haluat|haluatte|haluaisit|toivot|toivotte"
            r"|harkitset|harkitsette|yritätte|yrität)"
            r"(ko)?( (sinä|te))?"
        ),
    },
    anywhere={
        AGE: (
            r"ikä(si|nne|äsi|änne)|minkä ikäinen (olet|olette)",
            r"(kuinka|miten) vanha (olet|olette|sinä|te|olit)\w*",
            r"minkä ikäi(nen|siä|senä)( te| sinä)? (olet|olette)",
            r"(paljonko|mikä|kuinka paljon) (on )?(SINUN )?ikä\w*|ikäOMA|(SINUN) (ikä|syntymä)\w*",
            r"syntymä(aika|päivä|vuosi|vuote)\w*OMA|montako vuotta (täytät|täytätte)",
            (
                r"(milloin|minä vuonna|minkä vuoden|missä|mitä vuosikertaa) (olet|olette|sinä"
                r"|te)( \w+)? ?(syntynyt|syntyneet|synnyit)"
            ),
            r"(milloin|minä vuonna|missä) (synnyit|synnyitte)|minkä vuoden (lapsi|vuosikertaa)",
            (
                r"(milloin|minä vuonna) (\w+ )?(kirjoitit|kirjoititte|valmistuit|valmistuitte|päätit"
                r"|päätitte|lopetit|pääsit|pääsitte|kävit|olet valmistunut"
                r"|olette valmistunut)( \w+){0,2}( ylioppilaaksi| koulu\w*| lukio\w*| yliopisto\w*"
                r"| peruskoulu\w*|\?)"
            ),
            r"eläkkeelle|eläkeikä\w*OMA|eläkeikään|liian (vanha|nuori) (tähän|tehtävä)\w*",
            r"(yli|alle) \d\d[- ]?(vuotias|vuotta)(?=\?)",
        ),
        FAMILY: (
            (
                r"(OLET) (naimisissa|kihloissa|eronnut|leski|sinkku|raskaana|parisuhteessa|avoliitossa"
                r"|äiti|isä|yksinhuoltaja|naimaton|vanhempi|perheellinen)"
            ),
            (
                r"(SINULLA) (\w+ )?(lapsia|lasta|lapsi|perhettä|perhe|puoliso\w*|miestä|vaimoa|vaimo|mies"
                r"|kumppani\w*|tyttöystävä\w*|poikaystävä\w*|sisaruksia|vauva\w*)"
            ),
            r"montako lasta|kuinka monta lasta",
            (
                r"(AIOT) (\w+ )?(lapsia|lapsen|lapsi\w*|perhee\w+|perheen\w*|raskautta|äidiksi|isäksi"
                r"|naimisiin|vauva\w*|hankkia (lapsia|lapsen)|mennä naimisiin)"
            ),
            r"(hankkia|saada|tehdä) (lapsia|lapsen|lisää lapsia)|perheen perustami\w+|perhesuunni\w+",
            r"perheenlisäy\w+|raskau\w+OMA|perhe(vapaalle|vapaalla|vapaata)\?",
            (
                r"(SINUN )?(perheen?|miehen?|vaimon?|puoliso\w*|lapsen?|lapset|vanhempan?|vanhemmat|äitin?"
                r"|isän?|veljen?|siskon?|sisarukse|aviomiehe|poikaystävä|tyttöystävä|kumppani|parisuhtee"
                r"|avioliitto|poika|tyttäre|perheesee|lapsii|lastan?|lapsista|perheestä|kotitilantee)OMA"
            ),
            r"siviilisääty\w*|perhesuhtee\w*OMA|perhetilan\w+|yksityiselämä\w*OMA",
            r"(asut|asutte|elät)(ko)? (yksin|jonkun|vanhempien|kumppanin|yhdessä)",
            r"kuka hoitaa (lapsia|lapsesi|lapsenne)",
            r"(lapset|lastenhoito\w*) (hoidossa|hoidetaan|järjestetty)",
        ),
        HEALTH: (
            (
                r"(SINUN )?(terveyde|terveyte|terveydentila|terveydentilasta|sairaute|sairaude|vamma"
                r"|vammas|allergia|paino|lääkitykse|diagnoosi|mielenterveyte|sairauksista|sairauspoissaolo"
                r"|poissaolo)\w*OMA"
            ),
            r"terveydentila\w*",
            (
                r"(SINULLA) (\w+ ){0,2}(sairau\w+|pitkäaikaissairau\w+|vamma\w*|allergi\w+"
                r"|terveysongelm\w+|syöpä\w*|masennus\w*|diagnoosi\w*|rajoitteita|lääkity\w+"
                r"|mielenterveys\w+|työkyvyttömy\w+)"
            ),
            r"(jokin|jotain) vamma\w*",
            (
                r"(OLET) (sairas|terve|vammainen|masentunut|rokotettu|sairauslomalla|kroonisesti"
                r"|terapiassa|tupakoija|raitis|vajaakuntoinen|työkyvytön)"
            ),
            r"(tupakoit|poltat)(ko|teko)?|(juot|juotte)ko",
            r"(sairauslomalla|sairauslomaa|sairauspäiv\w+|sairaana)(?= (viime|ol|vuo)|\?)|sairauslomalla",
            r"(kärsit|kärsitte|sairastat|sairastatte)(ko)?( \w+){0,2}",
            r"(käytät|käytätte|syöt|syötte|otat)(ko|tekö)? (\w+ )?(lääk\w+|huume\w+|masennuslääk\w+)",
            r"onko teille todettu|onko sinulle todettu",
            r"(montako|kuinka (monta|usein|paljon)) [^.?!]{0,20}(sairaana|sairauspäiv\w+|sairausloma\w*)",
        ),
        ORIGIN: (
            (
                r"mistä (\w+ ){0,3}?(olet|olette|tulet|tulette) ?(alun perin |oikeastaan )?(kotoisin"
                r"|lähtöisin|alun perin)?(?= kotoisin|\?|kotoisin| alun)"
            ),
            r"(kotoisin|lähtöisin)(?=\?)|mistä (maasta|päin)( \w+)? (olet|tulet|tulette|olette)",
            r"missä (synnyit|synnyitte|kasvoit|olet syntynyt|olette syntynyt|vartuit)",
            r"mistä (vanhempasi|vanhempanne|sukusi|perheesi)",
            (
                r"(SINUN )?(kansalaisuute|kansallisuute|äidinkiele|alkuperä|syntyperä|etni\w+ tausta"
                r"|ihonväri|rotu|synnyinmaa|kotimaa|syntymäpaikka|oleskelulupa|juure|aksentti|sukujuure"
                r"|kansalaisuude)(OMA|s|nne|si)"
            ),
            r"äidinkiel\w+",
            r"(mikä|minkä|mitä) (on )?(kansallisuu\w+|kansalaisuu\w+)|minkä maan kansalai\w+",
            (
                r"(OLET) (maahanmuuttaja|ulkomaalainen|suomalainen|pakolainen|romani|saamelainen"
                r"|venäläinen|virolainen|\w+n kansalainen|syntyperäinen|syntynyt suomessa)"
            ),
            r"mitä kieltä (puhut|puhutte|puhuit) (kotona|vanhem\w+|perheen\w*)",
            r"(SINULLA) (viisumi\w*|oleskelulupa\w*|työlupa\w*)",
        ),
        RELIGION: (
            r"(SINUN )?(uskonto|uskon(?=si|nne)|vakaumukse|kirkko|seurakunta|jumala)OMA",
            r"(mikä|mitä|minkä) (on )?(uskonto\w*|uskontokunta\w*|uskoa|vakaumus\w*|uskontoa)",
            (
                r"(OLET) (uskovainen|uskova|uskonnollinen|kristitty|katolinen|muslimi|juutalainen|ateisti"
                r"|kastettu|ort[o]doksi|luterilainen|kirkon jäsen|helluntailainen)"
            ),
            r"(kuulut|kuulutte)(ko)? (\w+ )?(kirkkoon|seurakuntaan|uskonto\w+|uskonnolli\w+)",
            r"(käyt|käytte|käyttekö|käytkö) (\w+ )?(kirkossa|moskeijassa|synagogassa|seurakunnassa)",
            (
                r"(rukoilet|rukoilette|uskot|uskotte|paastoat)(ko)?( jumalaan)?(?=\?| jumalaan| päiv"
                r"| usein| säänn)"
            ),
            r"(vietät|noudatat|juhlit)(ko|teko)? (ramadania|joulua|sapattia|pääsiäistä)",
        ),
        GENDER: (
            (
                r"(SINUN )?(seksuaali\w+ suuntautumise|suuntautumise|seksuaalisuute|sukupuole"
                r"|sukupuoli-identiteetti)OMA"
            ),
            r"seksuaali\w+ suuntautumi\w+|sukupuoli-identiteet\w+OMA",
            r"(mikä|mitä) sukupuol(i|ta) (olet|olette)|mikä on sukupuol\w+OMA",
            (
                r"(OLET) (\w+ )?(homo|hetero|lesbo|biseksuaali|transsukupuolinen|muunsukupuolinen|queer"
                r"|(homo|hetero)seksuaali|homoseksuaalinen|trans|nainen vai|mies vai)"
            ),
            r"naisena (\w+ )?(mies\w+|alalla|johtajana)|(koet|tunnet)(ko)? itsesi (naiseksi|mieheksi)",
            r"(pidät|pidätte)(ko)? (miehistä|naisista)",
        ),
        POLITICS: (
            (
                r"(ketä|mitä puoluetta|minkä puolueen|mitä) [^.?!]{0,15}(äänestit|äänestitte|äänestät"
                r"|äänestätte|kannatat|kannatatte|äänestäisit)(?! (kokouk|projek))"
            ),
            r"(äänestit|äänestitte)(kö|ko)? (\w+ )?(vaaleissa|presiden\w+)",
            r"(mitä|minkä) puolue\w+ (\w+ )?(kannat|ään|jäsen|olet)\w*",
            (
                r"(SINUN )?(poliittise\w* \w+|puoluee|ammattiliitto|poliittinen (kanta|näkemy\w+"
                r"|vakaumu\w+)\w*)OMA"
            ),
            r"poliitti\w+ (kanta|kanna|mielipi|näkemy|vakaumu|suuntautu)\w*OMA",
            (
                r"(kuulut|kuulutte|liityit|liityitte|oletko liittynyt)(ko|kö)? (\w+ )?(ammattiliittoon"
                r"|liittoon|puolueeseen|ammattiyhdistykseen)"
            ),
            (
                r"(OLET) (\w+ )?(ammattiliiton|liiton|puolueen|ay-?\w*|järjestäytynyt|poliittisesti \w+"
                r"|vasemmisto\w+|oikeisto\w+|sosialisti|luottamusmies|jäsen (jossakin )?(liitossa"
                r"|puolueessa)|ammattiliitossa|ammattiliittoon)"
            ),
            r"(lakkoillut|lakossa)(?=\?)",
        ),
    },
    to_you={
        FAMILY: (r"raskaana|siviilisääty\w*|äitiysvapaa\w*\?",),
        HEALTH: (r"pitkäaikaissairau\w+|krooni\w+ sairau\w+",),
        ORIGIN: (r"kansallisuu(s|te\w+|den)|kansalaisuu(s|te\w+|den)",),
        RELIGION: (r"uskonnolli\w+ (vakaumu|juhl|syi|tausta)\w*",),
        GENDER: (r"seksuaali\w+ suuntautumi\w+",),
        POLITICS: (r"poliitti\w+ (mielipi|näkemy|vakaumu|kann)\w*|ammattiliiton jäsen\w*",),
    },
    pushes=(
        (
            r"(eikö|eiköhän|etkö|ettekö) (sinusta(kin)?|teistä(kin)?|mielestäsi|mielestänne|olekin"
            r"|ollutkin|ole samaa mieltä|olisi|ajattele|ajattelekin|usko)"
        ),
        (
            r"(olethan|olettehan|kai|varmaan(kin)?|varmasti|tietysti|tietenkin|totta kai|selvästi"
            r"|ilmeisesti|epäilemättä|luonnollisesti|oletan|luulen|olen varma|kerroithan|kerroittehan"
            r"|sinähän|tehän)"
        ),
        r"(oletko|oletteko|olet|olette) (\w+ )?samaa mieltä( kanssani)?( siitä)?,? että",
        r"\w+(it|itte|et|ette|at|atte)han",
    ),
    tags=(r"vai|vai mitä|niin|joo|kyllä|oikein|vai kuinka|eikö",),
    inner_tags=(r"eikö niin|eikö totta|eikö vain|vai mitä|eikös|eikö ollutkin",),
    verdicts=(
        (
            r"(palkkaisimme|palkkaisin|palkkaamme|palkkaan|valitsisimme|valitsisin|valitsemme|hylkäisimme"
            r"|hylkäisin|hylkäämme|ottaisimme) (sinut|teidät|sut)"
        ),
        r"(sinut|teidät) (\w+ ){0,2}(palkat\w+|palkka\w+|valit\w+|hylä\w+|valita\w*)",
        r"(palkkaisimme|palkkaisin)|en palkkaisi|emme palkkaisi",
        r"(et|ette) (\w+ )?(sovi|sovellu|sopisi|soveltuisi|ole sopiva|ole soveltuva)( \w+){0,3}",
        r"(sovit|sovellut|sopisit|soveltuisit|sovitte) (\w+ ){0,2}(tehtävään|rooliin|työhön|paikkaan)",
        r"(hyvä|huono|sopiva|vahva|oikea) (ehdokas|hakija|kandidaatti)|sopimaton",
        (
            r"(tarjoaisi|tarjoan|tarjoamme|antaisi|saisi|saat|saatte|saisitte"
            r"|saisit)\w* (\w+ ){0,2}(työpaikka\w*|työpaikan|paikan|paikkaa|työn|työsopimu\w+|tehtävän"
            r"|pestin)"
        ),
        r"työtarjou\w+|suosittel\w+ (\w+ )?(palkka\w+|valin\w+|hylk\w+)",
        r"(seuraava|toise|viimeise)(lle|an|en) (kierrokse|vaihee|haastattelu)\w+",
        r"(pääsisit|pääset|pääsette|etenisit) (\w+ )?jatkoon",
    ),
    wishes=(
        r"kerro\w*|kuvail\w+|kuvaa\w*|selitä\w*|mainit\w*|anna\w*|näytä\w*|vertaa\w*|kuvittele\w*",
        r"nimeä\w*|luonnostele\w*|ajattele\w*",
    ),
)
