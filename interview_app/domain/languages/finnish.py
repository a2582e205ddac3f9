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
    you=r"sinä|sinu\w+|sinä?k\w*|te|teillä\w*|teidän|teitä|sinulla\w*|ol(et|ette)\w*|\w+(si|nne)|\w+tko|\w+tteko",
    shorthands={
        "OLET": r"(olet|olette|olit|olitte)(ko|han)?( (sinä|te))?( \w+)?|(etkö|ettekö) (ole|olisi)",
        "SINULLA": r"(sinulla|teillä|sulla)(ko)?( on| oli)?|(onko|oliko) (sinulla|teillä|sulla)( \w+)?",
        "SINUN": r"sinun|teidän|sun",
        "OMA": r"(si|nne)(kö)?",
        "AIOT": (
            r"(aiot|aiotte|suunnittelet|suunnittelette|haluat|haluatte|haluaisit|toivot|toivotte|harkitset|harkitsette|yritätte|yrität)"
            r"(ko)?( (sinä|te))?"
        ),
    },
    anywhere={
        AGE: (
            r"(kuinka|miten) vanha (olet|olette|sinä|te|olit)\w*|minkä ikäi(nen|siä|senä)( te| sinä)? (olet|olette)|(paljonko|mikä|kuinka paljon) (on )?(SINUN )?ikä\w*|ikäOMA|(SINUN) (ikä|syntymä)\w*|syntymä(aika|päivä|vuosi|vuote)\w*OMA|montako vuotta (täytät|täytätte)",
            r"(milloin|minä vuonna|minkä vuoden|missä|mitä vuosikertaa) (olet|olette|sinä|te)( \w+)? ?(syntynyt|syntyneet|synnyit)|(milloin|minä vuonna|missä) (synnyit|synnyitte)|minkä vuoden (lapsi|vuosikertaa)",
            r"(milloin|minä vuonna) (\w+ )?(kirjoitit|kirjoititte|valmistuit|valmistuitte|päätit|päätitte|lopetit|pääsit|pääsitte|kävit|olet valmistunut|olette valmistunut)( \w+){0,2}( ylioppilaaksi| koulu\w*| lukio\w*| yliopisto\w*| peruskoulu\w*|\?)",
            r"eläkkeelle|eläkeikä\w*OMA|eläkeikään|liian (vanha|nuori) (tähän|tehtävä)\w*|(yli|alle) \d\d[- ]?(vuotias|vuotta)(?=\?)",
        ),
        FAMILY: (
            r"(OLET) (naimisissa|kihloissa|eronnut|leski|sinkku|raskaana|parisuhteessa|avoliitossa|äiti|isä|yksinhuoltaja|naimaton|vanhempi|perheellinen)",
            r"(SINULLA) (\w+ )?(lapsia|lasta|lapsi|perhettä|perhe|puoliso\w*|miestä|vaimoa|vaimo|mies|kumppani\w*|tyttöystävä\w*|poikaystävä\w*|sisaruksia|vauva\w*)|montako lasta|kuinka monta lasta",
            r"(AIOT) (\w+ )?(lapsia|lapsen|lapsi\w*|perhee\w+|perheen\w*|raskautta|äidiksi|isäksi|naimisiin|vauva\w*|hankkia (lapsia|lapsen)|mennä naimisiin)|(hankkia|saada|tehdä) (lapsia|lapsen|lisää lapsia)|perheen perustami\w+|perhesuunni\w+|perheenlisäy\w+|raskau\w+OMA|perhe(vapaalle|vapaalla|vapaata)\?",
            r"(SINUN )?(perheen?|miehen?|vaimon?|puoliso\w*|lapsen?|lapset|vanhempan?|vanhemmat|äitin?|isän?|veljen?|siskon?|sisarukse|aviomiehe|poikaystävä|tyttöystävä|kumppani|parisuhtee|avioliitto|poika|tyttäre|perheesee|lapsii|lastan?|lapsista|perheestä|kotitilantee)OMA",
            r"siviilisääty\w*|perhesuhtee\w*OMA|perhetilan\w+|yksityiselämä\w*OMA|(asut|asutte|elät)(ko)? (yksin|jonkun|vanhempien|kumppanin|yhdessä)|kuka hoitaa (lapsia|lapsesi|lapsenne)|(lapset|lastenhoito\w*) (hoidossa|hoidetaan|järjestetty)",
        ),
        HEALTH: (
            r"(SINUN )?(terveyde|terveyte|terveydentila|terveydentilasta|sairaute|sairaude|vamma|vammas|allergia|paino|lääkitykse|diagnoosi|mielenterveyte|sairauksista|sairauspoissaolo|poissaolo)\w*OMA|terveydentila\w*",
            r"(SINULLA) (\w+ ){0,2}(sairau\w+|pitkäaikaissairau\w+|vamma\w*|allergi\w+|terveysongelm\w+|syöpä\w*|masennus\w*|diagnoosi\w*|rajoitteita|lääkity\w+|mielenterveys\w+|työkyvyttömy\w+)|(jokin|jotain) vamma\w*",
            r"(OLET) (sairas|terve|vammainen|masentunut|rokotettu|sairauslomalla|kroonisesti|terapiassa|tupakoija|raitis|vajaakuntoinen|työkyvytön)|(tupakoit|poltat)(ko|teko)?|(juot|juotte)ko|(sairauslomalla|sairauslomaa|sairauspäiv\w+|sairaana)(?= (viime|ol|vuo)|\?)|sairauslomalla",
            r"(kärsit|kärsitte|sairastat|sairastatte)(ko)?( \w+){0,2}|(käytät|käytätte|syöt|syötte|otat)(ko|tekö)? (\w+ )?(lääk\w+|huume\w+|masennuslääk\w+)|onko teille todettu|onko sinulle todettu|(montako|kuinka (monta|usein|paljon)) [^.?!]{0,20}(sairaana|sairauspäiv\w+|sairausloma\w*)",
        ),
        ORIGIN: (
            r"mistä (\w+ ){0,3}?(olet|olette|tulet|tulette) ?(alun perin |oikeastaan )?(kotoisin|lähtöisin|alun perin)?(?= kotoisin|\?|kotoisin| alun)|(kotoisin|lähtöisin)(?=\?)|mistä (maasta|päin)( \w+)? (olet|tulet|tulette|olette)|missä (synnyit|synnyitte|kasvoit|olet syntynyt|olette syntynyt|vartuit)|mistä (vanhempasi|vanhempanne|sukusi|perheesi)",
            r"(SINUN )?(kansalaisuute|kansallisuute|äidinkiele|alkuperä|syntyperä|etni\w+ tausta|ihonväri|rotu|synnyinmaa|kotimaa|syntymäpaikka|oleskelulupa|juure|aksentti|sukujuure|kansalaisuude)(OMA|s|nne|si)|äidinkiel\w+",
            r"(mikä|minkä|mitä) (on )?(kansallisuu\w+|kansalaisuu\w+)|minkä maan kansalai\w+|(OLET) (maahanmuuttaja|ulkomaalainen|suomalainen|pakolainen|romani|saamelainen|venäläinen|virolainen|\w+n kansalainen|syntyperäinen|syntynyt suomessa)",
            r"mitä kieltä (puhut|puhutte|puhuit) (kotona|vanhem\w+|perheen\w*)|(SINULLA) (viisumi\w*|oleskelulupa\w*|työlupa\w*)",
        ),
        RELIGION: (
            r"(SINUN )?(uskonto|uskon(?=si|nne)|vakaumukse|kirkko|seurakunta|jumala)OMA|(mikä|mitä|minkä) (on )?(uskonto\w*|uskontokunta\w*|uskoa|vakaumus\w*|uskontoa)",
            r"(OLET) (uskovainen|uskova|uskonnollinen|kristitty|katolinen|muslimi|juutalainen|ateisti|kastettu|ortodoksi|luterilainen|kirkon jäsen|helluntailainen)",
            r"(kuulut|kuulutte)(ko)? (\w+ )?(kirkkoon|seurakuntaan|uskonto\w+|uskonnolli\w+)|(käyt|käytte|käyttekö|käytkö) (\w+ )?(kirkossa|moskeijassa|synagogassa|seurakunnassa)|(rukoilet|rukoilette|uskot|uskotte|paastoat)(ko)?( jumalaan)?(?=\?| jumalaan| päiv| usein| säänn)|(vietät|noudatat|juhlit)(ko|teko)? (ramadania|joulua|sapattia|pääsiäistä)",
        ),
        GENDER: (
            r"(SINUN )?(seksuaali\w+ suuntautumise|suuntautumise|seksuaalisuute|sukupuole|sukupuoli-identiteetti)OMA|seksuaali\w+ suuntautumi\w+|sukupuoli-identiteet\w+OMA|(mikä|mitä) sukupuol(i|ta) (olet|olette)|mikä on sukupuol\w+OMA",
            r"(OLET) (\w+ )?(homo|hetero|lesbo|biseksuaali|transsukupuolinen|muunsukupuolinen|queer|(homo|hetero)seksuaali|homoseksuaalinen|trans|nainen vai|mies vai)",
            r"naisena (\w+ )?(mies\w+|alalla|johtajana)|(koet|tunnet)(ko)? itsesi (naiseksi|mieheksi)|(pidät|pidätte)(ko)? (miehistä|naisista)",
        ),
        POLITICS: (
            r"(ketä|mitä puoluetta|minkä puolueen|mitä) [^.?!]{0,15}(äänestit|äänestitte|äänestät|äänestätte|kannatat|kannatatte|äänestäisit)(?! (kokouk|projek))|(äänestit|äänestitte)(kö|ko)? (\w+ )?(vaaleissa|presiden\w+)|(mitä|minkä) puolue\w+ (\w+ )?(kannat|ään|jäsen|olet)\w*",
            r"(SINUN )?(poliittise\w* \w+|puoluee|ammattiliitto|poliittinen (kanta|näkemy\w+|vakaumu\w+)\w*)OMA|poliitti\w+ (kanta|kanna|mielipi|näkemy|vakaumu|suuntautu)\w*OMA",
            r"(kuulut|kuulutte|liityit|liityitte|oletko liittynyt)(ko|kö)? (\w+ )?(ammattiliittoon|liittoon|puolueeseen|ammattiyhdistykseen)|(OLET) (\w+ )?(ammattiliiton|liiton|puolueen|ay-?\w*|järjestäytynyt|poliittisesti \w+|vasemmisto\w+|oikeisto\w+|sosialisti|luottamusmies|jäsen (jossakin )?(liitossa|puolueessa)|ammattiliitossa|ammattiliittoon)|(lakkoillut|lakossa)(?=\?)",
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
        r"(eikö|eiköhän|etkö|ettekö) (sinusta(kin)?|teistä(kin)?|mielestäsi|mielestänne|olekin|ollutkin|ole samaa mieltä|olisi|ajattele|ajattelekin|usko)",
        r"(olethan|olettehan|kai|varmaan(kin)?|varmasti|tietysti|tietenkin|totta kai|selvästi|ilmeisesti|epäilemättä|luonnollisesti|oletan|luulen|olen varma|kerroithan|kerroittehan|sinähän|tehän)",
        r"(oletko|oletteko|olet|olette) (\w+ )?samaa mieltä( kanssani)?( siitä)?,? että|\w+(it|itte|et|ette|at|atte)han",
    ),
    tags=(r"vai|vai mitä|niin|joo|kyllä|oikein|vai kuinka|eikö",),
    inner_tags=(r"eikö niin|eikö totta|eikö vain|vai mitä|eikös|eikö ollutkin",),
    verdicts=(
        r"(palkkaisimme|palkkaisin|palkkaamme|palkkaan|valitsisimme|valitsisin|valitsemme|hylkäisimme|hylkäisin|hylkäämme|ottaisimme) (sinut|teidät|sut)|(sinut|teidät) (\w+ ){0,2}(palkat\w+|palkka\w+|valit\w+|hylä\w+|valita\w*)|(palkkaisimme|palkkaisin)|en palkkaisi|emme palkkaisi",
        r"(et|ette) (\w+ )?(sovi|sovellu|sopisi|soveltuisi|ole sopiva|ole soveltuva)( \w+){0,3}|(sovit|sovellut|sopisit|soveltuisit|sovitte) (\w+ ){0,2}(tehtävään|rooliin|työhön|paikkaan)|(hyvä|huono|sopiva|vahva|oikea) (ehdokas|hakija|kandidaatti)|sopimaton",
        r"(tarjoaisi|tarjoan|tarjoamme|antaisi|saisi|saat|saatte|saisitte|saisit)\w* (\w+ ){0,2}(työpaikka\w*|työpaikan|paikan|paikkaa|työn|työsopimu\w+|tehtävän|pestin)|työtarjou\w+|suosittel\w+ (\w+ )?(palkka\w+|valin\w+|hylk\w+)",
        r"(seuraava|toise|viimeise)(lle|an|en) (kierrokse|vaihee|haastattelu)\w+|(pääsisit|pääset|pääsette|etenisit) (\w+ )?jatkoon",
    ),
    wishes=(r"kerro\w*|kuvail\w+|kuvaa\w*|selitä\w*|mainit\w*|anna\w*|näytä\w*|vertaa\w*|kuvittele\w*|nimeä\w*|luonnostele\w*|ajattele\w*",),
)
