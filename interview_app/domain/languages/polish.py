"""Polish, as asked with "pan" and "pani" or "ty", in all their endings."""

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

POLISH: Final = Language(
    you=r"pan|pani|pana|panu|panią|panem|państw\w+|ty|ci|cię|ciebie|tobie|tw[oó]j\w*|masz|jesteś",
    shorthands={
        "PAN": r"pan|pani|pana|panu|państwo|państwa|panią|ty|ci",
        "TWOJ": r"tw[oó]j\w*|twoich|pana|pani|państwa|swo\w+",
        "JEST_PAN": (
            r"(jest|był|była|będzie) (PAN)( \w+)?|(PAN) (jest|był|była)( \w+)?|(jesteś|byłeś|byłaś"
            r"|będziesz)( \w+)?"
        ),
        "MA_PAN": (
            r"(ma|miał|miała|będzie miał\w*) (PAN)( już| jakieś| jakąś| jakiś)?|(PAN) (ma|miał|miała)( już"
            r"| jakieś| jakąś| jakiś)?|(masz|miałeś|miałaś)( już| jakieś| jakąś| jakiś)?"
        ),
        "CHCE_PAN": (
            r"(planuje|chce|zamierza|myśli|chciał\w*|spodziewa się) (PAN)( o| mieć| się)*"
            r"|(PAN) (planuje|chce|zamierza|myśli|chciał\w*)( o| mieć)*"
            r"|(planujesz|chcesz|zamierzasz|myślisz)( o| mieć)*"
        ),
    },
    anywhere={
        AGE: (
            (
                r"ile (\w+ )?((ma|miał|miała|kończy) (PAN) |masz |PAN ma )?(lat|wiosen)( (ma|miał|miała"
                r"|kończy) (PAN)| masz| PAN ma)(?! (doświadczeni|praktyk)\w+)"
            ),
            r"ile (ma (PAN)|masz|(PAN) ma) lat(?! doświadcz\w*| praktyk\w*)",
            r"w jakim (wieku )?(jest|są|jesteś)( PAN)?( wieku)?(?= \?|\?)",
            r"w jakim (jest (PAN)|jesteś) wieku",
            r"(TWOJ) (wiek\w*|dat[aęy] urodzenia|rok urodzenia|urodziny|rocznik)",
            r"(data|datę|rok) urodzenia",
            (
                r"(kiedy|w którym roku|którego roku|gdzie|w jakim roku) (się (PAN)|(PAN) się"
                r"|się) urodził\w*(?= \?|\?|,| PAN| i)"
            ),
            r"(kiedy|w którym roku|w jakim roku) urodził\w* się (PAN)|urodziłeś się|urodziłaś się",
            (
                r"(kiedy|w którym roku|w jakim roku) (\w+ )?(PAN )?(skończył\w*|ukończył\w*|zdał\w*"
                r"|zdawał\w*|robił\w*|obronił\w*)( PAN)? [^.?!]{0,20}(liceum|szkoł\w+|studia|maturę"
                r"|uczelni\w+|technikum|dyplom\w*|uniwersytet)"
            ),
            r"(na|do|przed|o|przejść na) emerytur\w+|(za|zbyt) (star[yae]|młod[yae]) na",
            r"(powyżej|ponad|poniżej) \d\d (lat|roku życia)",
        ),
        FAMILY: (
            (
                r"(JEST_PAN) (zamężna|żonaty|mężatk\w+|w ciąży|rozwiedzion[yae]|rozwódk\w+|wdow\w+"
                r"|zaręczon[yae]|singl\w+|singielk\w+|samotn\w+|matką|ojcem|mamą|tatą|panną|kawalerem"
                r"|po ślubie|po rozwodzie|w związku(?! z)|stanu wolnego)"
            ),
            r"(w ciąży|zajść w ciążę)",
            (
                r"(MA_PAN|CHCE_PAN) (\w+ )?(dzieci|dziecko|dziecka|syna|córkę|rodzinę|męża|żonę|partnera"
                r"|partnerkę|narzeczon\w+|potomstwo)(?! (z|na|w) )"
            ),
            r"ile (\w+ )?(\w+ )?dzieci (ma|masz)|ile ma (PAN) dzieci",
            (
                r"(CHCE_PAN) (wziąć ślub|wyjść za mąż|ożenić|założyć rodzinę|założenie rodziny"
                r"|powiększ\w+ \w+|zajść|urodz\w+|ciąż\w+|macierzyńst\w+)"
            ),
            r"(powiększenie|powiększyć|założenie|założyć|planować|plany) (rodzin\w+|rodzinne)",
            r"mieć (\w+ )?dzieci|mieć dziecko|stan cywilny|życi\w+ (prywatn\w+|rodzinn\w+|osobist\w+)",
            r"sytuacj\w+ (rodzinn\w+|osobist\w+)",
            (
                r"(TWOJ) (\w+ )?(rodzin\w+|mąż|męża|mężem|żon\w+|dzieci\w*|dziećmi|syn\w*|córk\w+"
                r"|rodzic\w+|matk\w+|ojc\w+|ojciec|brat\w*|siostr\w+|rodzeństw\w+|narzeczon\w+"
                r"|małżeństw\w+|partner życiow\w+|ciąż\w+)(?! produkt\w+)"
            ),
            r"(mieszka|mieszkasz|żyje) (PAN )?(sam|sama|z kimś|z rodzicami|z partnerem|z partnerką)",
            (
                r"(kto|z kim) [^.?!]{0,15}(opiekuje|zajmuje|zostają|zostaje"
                r"|zostawia) [^.?!]{0,15}(dzieć\w+|dzieci|dzieckiem)"
            ),
            r"urlop\w* (macierzyński\w*|ojcowski\w*|wychowawcz\w+)(?=\?)",
        ),
        HEALTH: (
            (
                r"(TWOJ) ((stan|stanu|stanie) )?(zdrowi\w+|niepełnosprawnoś\w+|chorob\w+|wag[aię]"
                r"|alergi\w+|zwolnie\w+ lekarsk\w+|schorzeni\w+)"
            ),
            r"stan\w* zdrowia|stopień niepełnosprawności|orzeczeni\w+ o (\w+ )*niepełnosprawnoś\w+",
            (
                r"(MA_PAN) (\w+ ){0,2}(niepełnosprawnoś\w+|chorob\w+|problem\w+ (ze zdrowiem|zdrowotn\w+)"
                r"|alergi\w+|raka|depresj\w+|schorzeni\w+|dolegliwoś\w+)"
            ),
            r"(choruje|chorował\w*|cierpi|cierpiał\w*|leczy się|leczył\w* się) (PAN)",
            r"(PAN) (choruje|chorował\w*|cierpi|leczy się|się leczy)",
            r"(chorujesz|chorowałeś|chorowałaś|cierpisz)|(czy|na co) [^.?!]{0,10}(choruje|leczy)",
            r"(przyjmuje|bierze|zażywa|stosuje|brał\w*|pije|pali) (PAN)( \w+){0,2}",
            r"(bierzesz|przyjmujesz|zażywasz) (\w+ )?(leki|narkotyki|lekarstwa)|pali (PAN)|palisz",
            (
                r"(JEST_PAN) (chor[yae]|zdrow[yae]|niepełnosprawn\w+|przewlekle|zaszczepion\w+|w terapii"
                r"|osobą z niepełnospr\w+|na zwolnieni\w+|palącą)"
            ),
            r"(zwolnieni\w+ lekarski\w+|zwolnieni\w+ chorobow\w+|na l4|dni chorobow\w+)",
        ),
        ORIGIN: (
            (
                r"skąd (\w+ )?((PAN) )?(pochodzi|pochodzisz|jesteś|jest (PAN)|przyjechał\w*"
                r"|pochodzą (TWOJ))(?= \?|\?| PAN| TWOJ| z )"
            ),
            r"(PAN) pochodzi\b(?= \?|\?| z)|gdzie (się )?((PAN) )?(się )?(urodził|wychował)\w*",
            r"z jakiego kraju|skąd pochodz(i|ą) (TWOJ)",
            (
                r"(TWOJ) (narodowoś\w+|pochodzeni\w+|obywatelstw\w+|język\w* (ojczyst\w+|rodzim\w+)"
                r"|ras[aęy]|akcent\w*|kraj\w* (pochodzenia|urodzenia)|kolor\w* skóry|miejsc\w+ urodzenia"
                r"|wiz[aęy]|korzeni\w+)"
            ),
            (
                r"(jakiej|jakiego|jaką|jakie) (\w+ ){0,2}(narodowości|obywatelstw\w+|pochodzenia|rasy"
                r"|narodowość)"
            ),
            r"język\w* ojczyst\w+",
            (
                r"(JEST_PAN) (imigrant\w+|cudzoziem\w+|obcokrajow\w+|polakiem|polką|ukrai\w+|obywatel\w+"
                r"|uchodźc\w+|rom\w+ )"
            ),
            (
                r"(w jakim języku|jakim językiem|jakiego języka) [^.?!]{0,15}(mówi|mówisz|rozmawia"
                r"|używa)[^.?!]{0,15}(w domu|z rodzicami|z rodziną)"
            ),
            r"(MA_PAN) (wizę|kartę pobytu|pozwolenie na pracę|zezwolenie na pracę)",
        ),
        RELIGION: (
            r"(TWOJ) (\w+ )?(religi\w+|wiar[aęy](?! w)|wyznani\w+|kości[oó]ł\w*|bóg|parafi\w+)",
            r"(jakiego|jakiej|jaką|jakie) (\w+ ){0,2}(wyznania|religii|wiary|religię|wyznanie)",
            (
                r"(JEST_PAN) (\w+ )?(wierząc\w+|religijn\w+|katoli\w+|chrześcijan\w+|muzułman\w+|żyd\w+"
                r"|ateist\w+|praktykując\w+|ochrzczon\w+|ewangeli\w+|protestant\w+|świadkiem jehowy)"
            ),
            r"(chodzi|chodzisz|uczęszcza) [^.?!]{0,15}(kości\w+|mszę|mszy|meczet\w*|synagog\w+|cerkwi)",
            r"(modli|modlisz) się|wierzy (PAN )?w boga|wierzysz w boga",
            (
                r"(obchodzi|przestrzega|pości|obchodzisz) (PAN )?(\w+ )?(ramadan\w*|szabat\w*|święta"
                r"|wielkanoc|postu|boże)"
            ),
        ),
        GENDER: (
            (
                r"(TWOJ) (\w+ )?(orientacj\w+ seksualn\w+|seksualnoś\w+|tożsamoś\w+ płciow\w+|płeć|płci"
                r"|zaimki)"
            ),
            r"orientacj\w+ seksualn\w+|tożsamoś\w+ płciow\w+",
            (
                r"(JEST_PAN) (\w+ )?(gejem|gay|lesbijką|(homo|hetero|bi|trans)seksual\w+|trans\w*"
                r"|niebinarn\w+|queer|osobą (trans\w+|niebin\w+|lgbt\w*))"
            ),
            r"jako kobieta|jako mężczyzna",
            r"(identyfikuje|czuje) się (PAN )?[^.?!]{0,12}(kobiet\w+|mężczyzn\w+)",
            r"wol[iy] (PAN )?(kobiety|mężczyzn)",
        ),
        POLITICS: (
            (
                r"(na kogo|na jaką partię|na którą partię|kogo|jaką partię"
                r"|którą partię) [^.?!]{0,15}(głos\w+|popier\w+|wspiera\w*)"
            ),
            r"(głosował\w*|głosuje|zagłosował\w*) (PAN )?(na|w wyborach)|głosujesz",
            (
                r"(TWOJ) (\w+ )?(pogląd\w+( politycz\w+)?|parti\w+ politycz\w+|związ(ek|ku"
                r"|kiem) zawodow\w+|przekonani\w+ (politycz\w+|religij\w+)|sympati\w+ politycz\w+)"
            ),
            r"pogląd\w+ politycz\w+|przynależność (partyjn\w+|związkow\w+|polityczn\w+)",
            (
                r"(należy|należał\w*|należysz|zapisał\w*|wstąpił\w*|działa|działał\w*|członkiem|członkinią"
                r"|udziela się)( PAN)?( się)? (\w+ )?(do |w |jakiegoś |jakiejś )*(związk\w+"
                r"|parti\w+)( zawodow\w+| politycz\w+)?"
            ),
            r"związkowcem",
            r"(JEST_PAN) (\w+ )?(lewic\w+|prawic\w+|socjalist\w+|konserwatyst\w+|aktywn\w+ politycznie)",
            r"(strajkował\w*|brał\w* \w*\s?udział w strajku)",
        ),
    },
    to_you={
        AGE: (r"wiek\w* emerytaln\w+|emerytur\w+",),
        FAMILY: (r"w ciąży|ciąż[aęy]|macierzyństw\w+|obowiązki rodzinne|stan\w* cywiln\w+|zamężn\w+",),
        HEALTH: (r"przewlekł\w+ chorob\w+|chorob\w+ przewlekł\w+|niepełnosprawnoś\w+",),
        ORIGIN: (r"narodowoś\w+|kraj\w* pochodzenia|obywatelstw\w+",),
        RELIGION: (r"(przekonania|praktyki|święta|względy) religijne|wyznani[ae]",),
        GENDER: (r"tożsamoś\w+ płciow\w+|orientacj\w+ seksualn\w+",),
        POLITICS: (
            r"(pogląd\w+|przekonani\w+|preferencj\w+|sympati\w+) polityczn\w+|członkostw\w+ w związ\w+",
        ),
    },
    pushes=(
        r"(czy )?nie (uważa|sądzi|myśli|zgodzi się|zgadza się|wydaje|uważasz|sądzisz|myślisz) ?(PAN|się)?",
        r"(na pewno|oczywiście|z pewnością|niewątpliwie|bez wątpienia|zapewne|naturalnie|jasne|wiadomo)",
        r"(zakładam|przypuszczam|domyślam się|jestem pew\w+),? że",
        r"(zgodzi|zgadza|zgodzisz|zgadzasz) się (PAN )?(ze mną|chyba|prawda|z tym|że|,)",
        r"(przecież|chyba) (PAN|jest|był|miał)|musi(ał\w*)? (PAN) (przyznać|być|zgodzić)",
        r"czy (zgodzi|zgadza) się (PAN),? (ze mną,? )?że",
    ),
    tags=(r"nie|tak|co|racja|dobrze",),
    inner_tags=(r"prawda|nieprawdaż|czyż nie|zgadza się|czy nie|nie sądzi pan|nie sądzi pani",),
    verdicts=(
        r"(zatrudn|przyj|odrzuc|wybr)\w+(śmy|bym|by|my) (\w+ )?(pana|panią|cię|was|państwa)",
        (
            r"(zatrudnilibyśmy|zatrudniłbym|zatrudniłabym|zatrudnimy|przyjęlibyśmy|przyjąłbym|przyjęłabym"
            r"|odrzucilibyśmy|odrzuciłbym)"
        ),
        r"(pana|panią|cię) (\w+ )?(zatrudn|przyj|odrzuc)\w+",
        (
            r"(zostałby|zostałaby|został\w*|zostanie|zostaniesz|byłby|byłaby) (pan |pani )?(zatrudnion"
            r"|przyjęt|odrzucon|wybran)\w+"
        ),
        (
            r"(nie )?nadaje(sz)? się (pan |pani )?(\w+ )?(na|do) (to|tego|tej|tę|ta|stanowisk\w+"
            r"|prac\w+)( \w+)?"
        ),
        r"(nieodpowiedni|odpowiedni|dobr|zł|idealn)\w+ kandydat\w*",
        r"odpowiedni\w* (\w+ )?na (to )?stanowisk\w+",
        (
            r"(zapropon|zaofer|ofer|propon|dostał|otrzymał|da)\w+ (\w+ ){0,2}(pracę|posadę|stanowisko"
            r"|ofertę|umowę|etat)"
        ),
        r"ofert\w+ pracy|rekomend\w+ (\w+ )?(zatrudni|odrzuc)\w+",
        r"(do|w) (następn|kolejn|drugi|dalsz)\w+ (etap|rund|rozm)\w+",
    ),
    wishes=(
        r"proszę|opowie\w*|opis\w+|wyjaśni\w*|powie\w*|poda\w*|wymie\w+|pokaż|porówna\w*|wyobra\w+",
        r"przedstaw\w*|niech",
    ),
)
