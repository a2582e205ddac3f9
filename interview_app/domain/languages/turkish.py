"""Turkish, as asked with "siz" or "sen"; persons and owners stand in the endings, which follow the vowels."""

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

TURKISH: Final = Language(
    you=r"siz\w*|sen|sana|seni\w*|\w+[ıiuü]n[ıiuü]z\w*|\w+s[ıiuü]n[ıiuü]z|m[ıiuü]s[ıiuü]n(ız|iz|uz|üz)?",
    shorthands={
        "MISIN": r"m[ıiuü]s[ıiuü]n([ıiuü]z)?|m[ıiuü]yd[ıiuü]n([ıiuü]z)?|d[ıiuü]r m[ıiuü]s[ıiuü]n([ıiuü]z)?",
        "INIZ": r"[ıiuü]?n[ıiuü]z\w{0,4}|[ıiuü]?n(?= (var|kaç|nerede|ne|nedir)\b|\?)",
        "YOR_MU": (
            r"\w*(yor|[aeıiuü]r|acak|ecek|d[ıiuü]|t[ıiuü]) ?m[ıiuü](s[ıiuü]n|yd[ıiuü]n)?([ıiuü]z)?"
            r"|\w*(d[ıiuü]|t[ıiuü])n([ıiuü]z)? m[ıiuü]"
        ),
    },
    anywhere={
        AGE: (
            r"kaç yaş\w*(s[ıiuü]n([ıiuü]z)?|[ıiuü]n[ıiuü]zda\w*)",
            r"yaş(ın|ınız|iniz)(ı|i)?( kaç| nedir|\?| söyle\w*| öğren\w*|\b)|kaç doğumlu\w*",
            r"doğum (tarih|yıl|gün)\w*INIZ|kaçl[ıi]s[ıi]n[ıi]z",
            r"(hangi yıl(da)?|ne zaman|kaç yılında|hangi sene|nerede) doğ(dun|muş)\w*",
            (
                r"(hangi yıl(da)?|ne zaman|kaç yılında|hangi sene)\w* [^.?!]{0,25}(mezun ol\w*|liseyi"
                r"|üniversiteyi|okulu) ?(bitir\w*)?(?=\?| \w+d[ıiuü]n|$)"
            ),
            r"(liseyi|üniversiteyi|okulu|lisans\w*) (hangi|ne|kaç) [^.?!]{0,15}(bitir|mezun|tamamla)\w*",
            r"(mezun ol\w*) (hangi|ne zaman|kaç)",
            r"emekli (ol|olmay|olac|olm)\w*|emekliliğ\w*|(çok|fazla) (yaşlı|genç) (mi|değil|hisse)\w*",
            r"\d\d yaş\w* (üst|alt|büyük|küçük)\w*",
        ),
        FAMILY: (
            (
                r"(evli|bekar|bekâr|boşanmış|dul|nişanlı|hamile|gebe|sözlü|yalnız mı yaş\w*|anne|baba"
                r"|ilişki(niz|n) var) ?(MISIN|m[ıi])?(?<=s[ıi]n)(?= |\?|iz|ız)"
            ),
            r"(evli|bekar|bekâr|boşanmış|dul|nişanlı|hamile|gebe) (MISIN|kal\w*|olma\w*)",
            r"evlen(meyi|mek|ecek) \w+|hamile kal\w*|hamile\w*s[ıi]n[ıi]z",
            r"(çocu[ğk]\w*|bebe[ğk]\w*|aile|kardeş\w*|eş|sevgili|partner)INIZ (\w+ )?(var|kaç|ne|bak)\w*",
            r"kaç çocu\w+|çocu[ğk]\w* (sahibi|yap|düşün|ist|planl|doğur|bak)\w*",
            r"çocuk (sahibi|yap|düşün|ist|planl|doğur)\w*|aile (kur|planla)\w*",
            r"bebek (bekl|sahibi|düşün|ist)\w*",
            (
                r"(eş|koca|karı|çocu[ğk]|çocuklar|aile|anne|baba|kardeş|nişanlı|sevgili|oğl|kız|evlili[ğk]"
                r"|hamileli[ğk])INIZ(?! (ürün|şirket))"
            ),
            r"medeni (hal|durum)\w*|özel hayat\w*INIZ|aile (durum|hayat|planlar)\w*INIZ",
            r"(kiminle|yalnız|tek başınıza|ailenizle) (mı |mi )?(yaşıyor|oturuyor)\w*",
            r"çocukl?ar?[ıi]n[ıi]za kim\w*",
            r"(doğum|annelik|babalık|ebeveyn) izn\w+ (\w+ )?(kullan|çık|al)\w*",
        ),
        HEALTH: (
            (
                r"(sağlığ|sağlık (durum|sorun|problem)\w*|engel|hastalığ|hastalı[kğ]\w*|sakatlığ"
                r"|rahatsızlığ|alerji|kilo|psikoloj\w*|tedavi|ilaçlar|rapor)INIZ (\w+ )?(var|nasıl|ne|kaç"
                r"|hakk)\w*"
            ),
            r"sağlık (durum|sorun|problem)\w*INIZ|sağlığ(ın|ınız) (nasıl|iyi|yerinde)",
            r"(kronik|ruhsal|psikolojik|ciddi|bulaşıcı|kalıtsal) (bir )?(hasta|rahatsız|sorun|engel)\w*",
            r"engelli (MISIN|rapor\w*|kadro\w*)|engel(in|iniz) var|özürlü\w*|engellilik \w+",
            r"engel durum\w+",
            r"(hasta|sağlıklı|engelli|depresyonda|aşılı|alkolik|diyabetli|şeker hastası|otistik) MISIN",
            r"(ilaç|uyuşturucu|alkol|sigara) (\w+ )?(kullan|iç|al)\w*",
            r"(terapiye|psikoloğa|psikiyatr\w+|tedavi) (gi[dt]|gör|git)\w*",
            r"raporlu\w*",
            (
                r"(kaç|ne kadar|ne sıklıkla|kaç kez) [^.?!]{0,25}(hastalan|hastalık izn|hastalık izin"
                r"|rapor|hastaydın|hasta oldu)\w*"
            ),
            r"(depresyon|kanser|ameliyat) (\w+ )?(geçir|tanı|teşhis)\w*",
        ),
        ORIGIN: (
            r"nereli(s[ıi]n([ıi]z)?|yd[ıi]n([ıi]z)?)?|(ailen|anneniz|babanız|annen|ebeveyn)\w* nereli",
            r"(aslen|köken olarak) \w+|nerede (doğ|büyü)\w*|memleket\w*",
            r"(hangi ülke\w*) (vatandaş|gel|doğ|köken)\w*|hangi ülkeden \w+",
            (
                r"(uyru[ğk]|vatandaşlığ|milliyet|köken|soy|ırk|ana ?dil|anadil|aksan|ten reng\w*"
                r"|etnik köken|doğum yer\w*|oturma izn\w*|aksan)INIZ"
            ),
            r"(uyruğ|milliyet|köken|etnik)\w*(un|in|ün|ın)(uz|iz|üz|ız)\w*|etnik (köken|kimli[kğ])\w*",
            (
                r"(göçmen|yabancı|türk|kürt|suriyeli|arap|alevi|roman|mülteci|ermeni|vatandaş\w*"
                r"|yabancı uyruklu) MISIN"
            ),
            r"vatandaş[ıi]s[ıi]n([ıi]z)?|(evde|ailenizle|annenizle) hangi dil\w*",
            r"(viz|çalışma izn|oturma izn|oturum izn)\w*INIZ? var|hangi (milliyet|uyruk|ırk|etnik)\w*",
        ),
        RELIGION: (
            (
                r"(din|inan[cç]|mezheb|inanç|kilise|cami|tanrı|dini inanc|inancın)INIZ(?! (tam"
                r"|proje))( ne\w*| var|\?|\b)"
            ),
            r"hangi (din|mezhep|inanc|cemaat|tarikat)\w*|din[ıi]n([ıi]z)\b",
            (
                r"(dindar|inançlı|müslüman|hristiyan|hıristiyan|yahudi|ateist|alevi|sünni|budist|katolik"
                r"|mümin) (bir \w+ )?(MISIN)"
            ),
            r"(dindar|inançlı|müslüman|hristiyan) biri mi\w*",
            r"(namaz|oruç|ramazan\w*|dua|ibadet) (\w+ )?(kıl|tut|ed|et)\w*",
            r"(camiye|kiliseye|sinagoga|cumaya) (gid|git)\w*|(allah'a|tanrı'ya|tanrıya|allaha) inan\w*",
            r"başörtü\w* (tak|neden|çıkar)\w*|(noel|ramazan|paskalya)\w* (kutl|tut)\w*",
        ),
        GENDER: (
            (
                r"(cinsel (yönelim|tercih|kimli[kğ]|eğilim|hayat)\w*|cinsiyet(?! bağ| ayr| eşit)|cinsellik"
                r"|cinselliğ|zamir|cinsiyet kimliğ)INIZ"
            ),
            r"cinsel (yönelim|tercih|kimli[kğ]|eğilim)\w*",
            (
                r"(eşcinsel|gey|gay|lezbiyen|biseksüel|trans\w*|kuir|queer|heteroseksüel|homoseksüel"
                r"|kadın mı|erkek mi|non-?binary) ?(MISIN|m[ıi]s[ıi]n[ıi]z)"
            ),
            r"(bir )?(kadın|erkek) olarak|(kadınlardan|erkeklerden) (mı )?hoşlan\w*",
            r"kendinizi (kadın|erkek) olarak",
        ),
        POLITICS: (
            r"(kime|hangi parti\w*|hangi aday\w*|kimi|hangi lider\w*) [^.?!]{0,20}(oy|destekl|tut|seç)\w*",
            (
                r"oy (ver|kullan)(di|iyor|ir|ecek|dı|ı)\w* ?(mi|mı)?\w*(?= |\?)(?=.*(seçim|parti"
                r"|\?))(?<!toplantı)"
            ),
            r"hangi partiy\w+|oyunuzu (kime|hangi)",
            r"(siyasi|politik) (görüş|düşünc|eğilim|tercih|fikir|inanc)\w*",
            r"(siyasetle|politikayla) (ilgilen|uğraş)\w*|(parti|sendika)n(ız|iz)? (var|hangi|ne)\w*",
            (
                r"(sendika\w*|parti\w*|siyasi parti\w*|bir sendika\w*) (\w+ )?(üye|kayıt|mensup|bağlı"
                r"|ait) ?(MISIN|m[ıi]|ol\w*|oldunuz)?"
            ),
            r"(sendikalı|sağcı|solcu|sosyalist|muhafazakar|partili|sendikacı) MISIN",
            r"üye\w* olduğunuz (bir )?(sendika|parti)|grev(e|ler\w*)? (katıl|git|çık)\w*",
        ),
    },
    to_you={
        AGE: (r"emeklilik yaş\w*",),
        FAMILY: (r"hamilelik \w+|medeni hal\w*|aile planlama\w*",),
        HEALTH: (r"kronik hastalık\w*|engelli (rapor|durum)\w*",),
        ORIGIN: (r"etnik köken\w*|uyru[ğk]\w*|ana ?dil\w*",),
        RELIGION: (r"dini (inanç|görüş|tatil|vecibe|bayram|aidiyet)\w*",),
        GENDER: (r"cinsel (yönelim|tercih|kimli[kğ])\w*",),
        POLITICS: (r"(siyasi|politik) (görüş|düşünce|eğilim|tercih)\w*|sendika üyeliğ\w*",),
    },
    pushes=(
        (
            r"(siz de|sizce de|sence de|sen de) (\w+ ){0,6}(değil m[iı]\w*|düşünm[uü]yor m[uü]\w*"
            r"|katılm[ıi]yor m[uı]\w*|öyle değil)"
        ),
        r"\w+ düşünmüyor mu\w*",
        (
            r"(elbette|tabii|tabii ki|kuşkusuz|şüphesiz|mutlaka|kesinlikle|muhakkak|herhalde|eminim"
            r"|sanırım|açıkça|belli ki|haliyle|doğal olarak|varsayıyorum)"
        ),
        r"(kabul eder|katılır|hak verir|hemfikir)(s[ıi]n([ıi]z)?|misin\w*)?",
    ),
    leading=(
        r"(düşünmüyor|katılmıyor|inanmıyor|sanmıyor|bulmuyor) mu(sun|sunuz)|değil mi(ydi|dir)?",
        r"öyle değil mi|(kabul eder|katılır|hak verir)s[ıi]n[ıi]z|hemfikirsiniz",
        r"(kabul eder|katılır) m[ıi]s[ıi]n[ıi]z (ki|değil)",
    ),
    tags=(r"değil mi|doğru mu|tamam mı|öyle mi|evet|hayır",),
    inner_tags=(r"değil mi|öyle değil mi|yanlış mı",),
    verdicts=(
        r"(sizi|seni) (\w+ ){0,2}(işe (al|alır|alacağ)|reddet|red|seç|ele|tercih ed|kadro)\w*",
        r"işe (alır|alırdı|alırım|alacağ|almazd|alınır|alınac|alınırd|alınabil)\w*|işe alma\w*",
        r"(uygun|yeterli|ideal|iyi bir|kötü bir|doğru) (bir )?(değilsiniz|aday\w*)",
        r"(pozisyon|görev|rol|iş|kadro)\w*( için)? (\w+ )?(uygun|uygunsunuz|yeterli) ?(değil\w*)?",
        r"(iş|pozisyon|görev|sözleşme|kadro|teklif)\w* (\w+ )?(teklif|öner|sun|verird|veririz)\w*",
        r"iş teklif\w*|teklif (ederdi|ederiz|yap|alırd|alac)\w*",
        r"(iş[ie]|pozisyonu) (alırdınız|alırsınız|kaparsınız|kazanırdınız)",
        (
            r"(sonraki|bir sonraki|ikinci|son|diğer) (aşama|tur|mülakat|görüşme)\w* (geç|kal|davet|çağ"
            r"|ilerl)\w*"
        ),
        r"(red|ret) (cevab|kararı|edil)\w*|işe alım (öner|kararı)\w*",
    ),
    wishes=(
        r"anlat\w*|açıkla\w*|söyle\w*|ver(in|ir|ebilir)\w*|tarif ed\w*|betimle\w*|göster\w*",
        r"karşılaştır\w*|düşün(ün|elim)\w*|bahsed\w*|örnek\w*|paylaş\w*|lütfen",
    ),
)
