"""What comment pages say around comments, language by language: buttons, badges, heads, names of months, ages.

The translations are the usual ones of WordPress and its comment plugins and of everyday web pages; themes change them,
so they are matched loosely and never decide alone. Short as they are, they coincide with what the plugins print;
choice, groups and order are ours, and no plugin's file of translations was copied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class UiLanguage:
    """The phrases of one language; within a field they are apart by `|`.

    Attributes:
        code: ISO 639-1.
        reply: The button under a comment.
        reply_to: What stands before the name of who is answered.
        says: What follows a name before its comment.
        badges: Roles shown beside names.
        head: Lines only the head of a comment section has.
        weak: Lines of forms and menus around it.
        controls: Further buttons of one comment.
        footer: Lines after which the section is over.
        counts: What is counted: "8 comments".
        ago: Words around an age, before or after it: "vor 3 Tagen", "3 days ago".
        now: Ages without a number.
        units: Names of second to year, in all their forms.
        months: Twelve groups of names, apart by `;`.
    """

    code: str
    reply: str
    reply_to: str = ""
    says: str = ""
    badges: str = ""
    head: str = ""
    weak: str = ""
    controls: str = ""
    footer: str = ""
    counts: str = ""
    ago: str = ""
    now: str = ""
    units: str = ""
    months: str = ""


LANGUAGES: tuple[UiLanguage, ...] = (
    UiLanguage(
        "en",
        reply="reply",
        reply_to="reply to|in reply to|replying to|replied to",
        says="says|said|writes|wrote",
        badges="author|guest|admin|editor|member|moderator|mod|noble member|active member|trusted member"
        "|eminent member|new member|subscriber|contributor|op",
        head="notify of|inline feedbacks|view all comments|newest most voted|oldest newest most voted|most voted|newest"
        "|oldest|new follow-up comments|new replies to my comments|post comment|leave a comment|leave a reply"
        "|start the discussion|join the discussion|add a comment...|be the first to comment!|login to comment"
        "|please login to comment|sort by|sort by:|comments|comment section|most reacted comment"
        "|hottest comment thread|recent comment authors",
        weak="subscribe|label|name*|email*|website|name|email|login|connect with|save my name|your comment here..."
        "|start the discussion...|join the discussion...",
        controls="edit|share|hide replies|view replies|report|permalink|vote up|vote down|like|quote|link|comment link"
        "|read more|read more »|share on facebook|share on twitter|last edited|copy link|flag",
        footer="would love your thoughts, please comment.x|would love your thoughts, please comment."
        "|would love your thoughts|load more comments|load rest of comments|insert|you are going to send email to"
        "|move comment|comments are closed|comments are closed."
        "|this site uses akismet to reduce spam. learn how your comment data is processed.",
        counts="comment|comments|replies|response|responses|thought|thoughts",
        ago="ago|about|over",
        now="just now|right now|yesterday",
        units="second|seconds|minute|minutes|hour|hours|day|days|week|weeks|month|months|year|years",
        months="january|jan;february|feb;march|mar;april|apr;may;june|jun;july|jul;august|aug;september|sep|sept"
        ";october|oct;november|nov;december|dec",
    ),
    UiLanguage(
        "de",
        reply="antworten|antwort|beantworten",
        reply_to="antwort an|antwort auf|antwortet auf",
        says="sagt|sagte|schrieb|schreibt|meint|meinte",
        badges="autor|gast|redakteur|mitglied|moderatorin|autorin",
        head="benachrichtige mich bei|inline-rückmeldungen|alle kommentare anzeigen|neueste|älteste|meist bewertet"
        "|meisten abstimmungen|schreibe einen kommentar|hinterlasse einen kommentar|kommentare|kommentar absenden"
        "|neuste|beste bewertung|sortieren nach|an diskussion beteiligen|starte die diskussion"
        "|kommentar schreiben|sortieren nach:   neuste | älteste | beste bewertung",
        weak="abonnieren|anmelden|benachrichtige mich zu:|allen neuen kommentaren|alle neuen kommentare"
        "|kommentare abonnieren?",
        controls="bearbeiten|teilen|antworten verbergen|antworten anzeigen|melden|weiterlesen|kommentar-link"
        "|gefällt mir|ablehnen|zuletzt bearbeitet|auf facebook teilen|mehr|daumen hoch|daumen runter"
        "|diesen kommentar auf twitter teilen?|translate",
        footer="weitere kommentare anzeigen|lade alle weiteren kommentare|kommentare sind geschlossen"
        "|die kommentare sind geschlossen.|ich stimme zu|kommentar wird geladen",
        counts="kommentar|kommentare|kommentaren|antworten|gedanken|ergänzungen|meinungen|reaktionen",
        ago="vor|zuvor|her",
        now="gerade eben|gestern|heute|einem|einer",
        units="sekunde|sekunden|minute|minuten|stunde|stunden|tag|tage|tagen|woche|wochen|monat|monate|monaten"
        "|jahr|jahre|jahren",
        months="januar|jänner|jan;februar|feb;märz|mrz;april|apr;mai;juni|jun;juli|jul;august|aug;september|sep|sept"
        ";oktober|okt;november|nov;dezember|dez",
    ),
    UiLanguage(
        "fr",
        reply="répondre",
        reply_to="répondre à|en réponse à|réponse à",
        says="a dit|dit|a écrit|écrit",
        badges="auteur|invité|membre|rédacteur|administrateur|éditeur",
        head="plus récent|les plus votés|rejoindre la discussion|publier le commentaire"
        "|notifier de|commentaires en ligne|afficher tous les commentaires|voir tous les commentaires"
        "|le plus récent|le plus ancien|plus récents|plus anciens|le plus populaire|laisser un commentaire"
        "|commentaires|laisser un commentaire|m’avertir|participez à la discussion",
        weak="s’abonner|s'abonner|connexion|nom*|e-mail*|étiquette|se connecter",
        controls="vote pour|vote contre|lien du commentaire|je n’aime pas"
        "|modifier|partager|masquer les réponses|voir les réponses|signaler|lire la suite|j’aime",
        footer="afficher plus de commentaires|afficher le reste des commentaires"
        "|charger plus de commentaires|charger d’autres commentaires|les commentaires sont fermés"
        "|les commentaires sont fermés.|insérer",
        counts="commentaire|commentaires|réponses|réactions|avis",
        ago="il y a",
        now="à l’instant|hier|à l'instant|maintenant",
        units="seconde|secondes|minute|minutes|heure|heures|jour|jours|semaine|semaines|mois|an|ans|année|années",
        months="janvier|janv;février|févr|fev;mars;avril|avr;mai;juin;juillet|juil;août|aout;septembre|sept"
        ";octobre|oct;novembre|nov;décembre|déc",
    ),
    UiLanguage(
        "es",
        reply="responder",
        reply_to="responder a|en respuesta a|respuesta a",
        says="dice|dijo|escribió",
        badges="autor|invitado|miembro|editor|administrador",
        head="notificar de|ver todos los comentarios|comentarios en línea|más recientes|más antiguos|más votados"
        "|deja un comentario|deja una respuesta|comentarios|únete a la discusión",
        weak="suscribir|suscribirse|iniciar sesión|nombre*|correo electrónico*|acceder",
        controls="editar|compartir|ocultar respuestas|ver respuestas|denunciar|leer más|me gusta",
        footer="cargar más comentarios|los comentarios están cerrados.|insertar",
        counts="comentario|comentarios|respuestas",
        ago="hace",
        now="ahora mismo|ayer",
        units="segundo|segundos|minuto|minutos|hora|horas|día|días|semana|semanas|mes|meses|año|años",
        months="enero|ene;febrero|feb;marzo|mar;abril|abr;mayo;junio|jun;julio|jul;agosto|ago;septiembre|setiembre|sept"
        ";octubre|oct;noviembre|nov;diciembre|dic",
    ),
    UiLanguage(
        "it",
        reply="rispondi",
        reply_to="rispondi a|risposta a|in risposta a",
        says="dice|ha detto|scrive|ha scritto",
        badges="editore|autore|ospite|membro|redattore|amministratore",
        head="vecchi|nuovi|le più votate"
        "|notificami|visualizza tutti i commenti|vedi tutti i commenti|feedback in linea|più recenti|più vecchi"
        "|più votati|lascia un commento|commenti|il più vecchio|il più recente|partecipa alla discussione"
        "|inline feedbacks",
        weak="iscriviti|accedi|nome*|etichetta",
        controls="non mi piace|link al commento|link commento|nascondi le risposte|visualizza le risposte"
        "|modifica|condividi|nascondi risposte|visualizza risposte|segnala|leggi tutto|mi piace",
        footer="carica i restanti commenti|carica altri commenti|carica più commenti|i commenti sono chiusi.|inserisci",
        counts="commento|commenti|risposte",
        ago="fa",
        now="proprio adesso|adesso|ieri|proprio ora",
        units="secondo|secondi|minuto|minuti|ora|ore|giorno|giorni|settimana|settimane|mese|mesi|anno|anni",
        months="gennaio|gen;febbraio|feb;marzo|mar;aprile|apr;maggio|mag;giugno|giu;luglio|lug;agosto|ago"
        ";settembre|set;ottobre|ott;novembre|nov;dicembre|dic",
    ),
    UiLanguage(
        "nl",
        reply="beantwoorden|reageer|antwoord|reageren|beantwoord",
        reply_to="antwoord aan|antwoord op|reactie op|reageer op",
        says="zegt|zei|schreef",
        badges="auteur|gast|lid|redacteur|beheerder",
        head="alle opmerkingen bekijken|inline reacties|plaats reactie"
        "|bekijk alle reacties|alle reacties bekijken|houd mij op de hoogte|waarschuw me van|nieuwste|oudste"
        "|meest gestemd|geef een reactie|laat een reactie achter|reacties|inline feedbacks|reageer op dit artikel",
        weak="abonneren|inloggen|naam*|aanmelden|e-mail*",
        controls="stem omhoog|stem omlaag|link naar reactie|verberg reacties|reacties bekijken"
        "|bewerken|delen|antwoorden verbergen|reacties verbergen|bekijk antwoorden|melden|lees meer"
        "|vind ik leuk",
        footer="laat meer commentaren|laad de rest van de reacties|laad meer commentaren"
        "|meer reacties laden|laad meer reacties|reacties zijn gesloten.|invoegen",
        counts="reactie|reacties|antwoorden|gedachten",
        ago="geleden",
        now="op dit moment|zojuist|zonet|gisteren|nu",
        units="seconde|seconden|minuut|minuten|uur|uren|dag|dagen|week|weken|maand|maanden|jaar|jaren",
        months="januari|jan;februari|feb;maart|mrt;april|apr;mei;juni|jun;juli|jul;augustus|aug;september|sep"
        ";oktober|okt;november|nov;december|dec",
    ),
    UiLanguage(
        "pt",
        reply="responder",
        reply_to="responder a|responder para|em resposta a|resposta para|resposta a",
        says="diz|disse|escreveu",
        badges="autor|visitante|membro|convidado|administrador",
        head="entre na discussão|publicar comentário"
        "|notificar de|ver todos os comentários|mostrar todos os comentários|mais recentes|mais recente"
        "|mais antigos"
        "|mais antigo|mais votado|mais votados|deixe um comentário|deixar um comentário|comentários"
        "|participe da discussão|feedbacks embutidos|receber notificações de",
        weak="inscrever-se|subscrever|entrar|nome*|assinar",
        controls="voto positivo|voto negativo|link do comentário|novas respostas"
        "|editar|compartilhar|partilhar|ocultar respostas|esconder respostas|ver respostas|denunciar|leia mais"
        "|ler mais|gosto|curtir",
        footer="carregar o resto dos comentários"
        "|carregar mais comentários|carregar mais comentarios|os comentários estão fechados.|inserir",
        counts="comentário|comentários|respostas",
        ago="há|atrás",
        now="agora mesmo|ontem|agora",
        units="segundo|segundos|minuto|minutos|hora|horas|dia|dias|semana|semanas|mês|meses|ano|anos",
        months="janeiro|jan;fevereiro|fev;março|mar;abril|abr;maio|mai;junho|jun;julho|jul;agosto|ago;setembro|set"
        ";outubro|out;novembro|nov;dezembro|dez",
    ),
    UiLanguage(
        "ru",
        reply="ответить",
        reply_to="ответить на|ответ на|в ответ на|ответить",
        says="говорит|сказал|пишет|написал|сказала|написала",
        badges="автор|гость|админ|редактор|участник|администратор",
        head="начать обсуждение"
        "|уведомить о|межтекстовые отзывы|посмотреть все комментарии|просмотреть все комментарии|новые|старые"
        "|популярные|комментарии|добавить комментарий|оставить комментарий|присоединиться к обсуждению",
        weak="подписаться|войти|имя*|авторизоваться|электронная почта*",
        controls="голос за|голос против|ссылка на комментарий|спрятать ответы"
        "|редактировать|поделиться|скрыть ответы|показать ответы|просмотр ответов|пожаловаться|читать далее",
        footer="загрузить остальные комментарии"
        "|загрузить ещё комментарии|загрузить еще комментарии|комментарии закрыты.|вставить",
        counts="комментарий|комментария|комментариев|комментарии|ответов|ответа|ответ",
        ago="назад",
        now="прямо сейчас|только что|вчера|сейчас",
        units="секунда|секунды|секунд|секунду|минута|минуты|минут|минуту|час|часа|часов|день|дня|дней|неделя|недели"
        "|недель|неделю|месяц|месяца|месяцев|год|года|лет",
        months="января|январь|янв;февраля|февраль|фев;марта|март|мар;апреля|апрель|апр;мая|май;июня|июнь|июн"
        ";июля|июль|июл;августа|август|авг;сентября|сентябрь|сен;октября|октябрь|окт;ноября|ноябрь|ноя"
        ";декабря|декабрь|дек",
    ),
    UiLanguage(
        "uk",
        reply="відповісти|відповідь",
        reply_to="відповісти|відповідь на|у відповідь на",
        says="каже|говорить|пише|сказав|написав",
        badges="автор|гість|адмін|редактор|учасник|адміністратор",
        head="новіші|старіші|почніть дискусію|опублікувати коментар"
        "|сповістити про|сповіщати про|переглянути всі коментарі|вбудовані відгуки|нові|старі|найновіші|найстаріші"
        "|найпопулярніші|коментарі|залишити коментар|долучитися до обговорення",
        weak="підписатися|увійти|ім'я*|електронна пошта*",
        controls="голосувати вгору|голосувати вниз|посилання на коментар|переглянути відповіді"
        "|редагувати|поділитися|сховати відповіді|показати відповіді|приховати відповіді|читати далі",
        footer="завантажити решту коментарів"
        "|завантажити більше коментарів|більше коментарів|коментарі закриті.|вставити",
        counts="коментар|коментарі|коментарів|відповідей|відповіді",
        ago="тому",
        now="щойно|вчора|зараз",
        units="секунда|секунди|секунд|секунду|хвилина|хвилини|хвилин|хвилину|година|години|годин|годину|день|дні|днів"
        "|тиждень|тижні|тижнів|місяць|місяці|місяців|рік|роки|років",
        months="січня|січень|січ;лютого|лютий|лют;березня|березень|бер;квітня|квітень|кві;травня|травень|тра"
        ";червня|червень|чер;липня|липень|лип;серпня|серпень|сер;вересня|вересень|вер;жовтня|жовтень|жов"
        ";листопада|листопад|лис;грудня|грудень|гру",
    ),
    UiLanguage(
        "pl",
        reply="odpowiedz",
        reply_to="odpowiedz do|odpowiedź do|w odpowiedzi do|odpowiedz",
        says="mówi|powiedział|pisze|napisał|napisała",
        badges="użytkownik|autor|gość|redaktor|członek|administrator",
        head="rozpocznij dyskusję|opublikuj komentarz|najwyżej oceniane"
        "|powiadom o|zobacz wszystkie komentarze|wyświetl wszystkie komentarze|najnowsze|najstarsze|najnowszy"
        "|najstarszy|najwięcej głosów|dodaj komentarz|komentarze|dołącz do dyskusji|opinie w linii",
        weak="subskrybuj|zaloguj|imię*|zaloguj się|powiadom",
        controls="lubię to|nie lubię|link do komentarza|nowe odpowiedzi"
        "|edytuj|udostępnij|ukryj odpowiedzi|zobacz odpowiedzi|pokaż odpowiedzi|zgłoś|czytaj więcej|lubię",
        footer="pokaż więcej komentarzy"
        "|wczytaj więcej komentarzy|załaduj więcej komentarzy|możliwość komentowania została wyłączona.|wstaw",
        counts="komentarz|komentarze|komentarzy|odpowiedzi",
        ago="temu",
        now="przed chwilą|wczoraj|teraz",
        units="sekunda|sekundy|sekund|minuta|minuty|minut|godzina|godziny|godzin|dzień|dni|tydzień|tygodnie|tygodni"
        "|miesiąc|miesiące|miesięcy|rok|lata|lat",
        months="stycznia|styczeń|sty;lutego|luty|lut;marca|marzec|mar;kwietnia|kwiecień|kwi;maja|maj;czerwca"
        "|czerwiec|cze"
        ";lipca|lipiec|lip;sierpnia|sierpień|sie;września|wrzesień|wrz;października|październik|paź"
        ";listopada|listopad|lis;grudnia|grudzień|gru",
    ),
    UiLanguage(
        "tr",
        reply="yanıtla|cevapla|yanıt|cevap",
        reply_to="yanıtla|cevapla|yanıtlanan|şuna yanıt",
        says="dedi ki|diyor ki|dedi|yazdı",
        badges="yazar|misafir|ziyaretçi|üye|editör|yönetici",
        head="en yeniler|en eskiler"
        "|bildir|bana bildir|tüm yorumları görüntüle|tüm yorumları gör|satır içi geri bildirimler|en yeni|en eski"
        "|eskiler|yeniler|en çok oylanan|beğenilenler|yorum yap|yorumlar|bir yorum yazın|tartışmaya katıl",
        weak="abone ol|giriş yap|isim*|ad*|e-posta*",
        controls="artı puan|eksi puan|yorum bağlantısı|alt yorumları gizle|yeni yanıtlar"
        "|düzenle|paylaş|yanıtları gizle|yanıtları görüntüle|cevapları gizle|cevapları göster|şikayet et"
        "|devamını oku|beğen",
        footer="tüm yorumları gör|daha fazla yorum yükle|yorumlar kapalı.|ekle",
        counts="yorum|yanıt|cevap",
        ago="önce",
        now="şimdi|az önce|dün",
        units="saniye|dakika|saat|gün|hafta|ay|yıl|sene",
        months="ocak|oca;şubat|şub;mart|mar;nisan|nis;mayıs|may;haziran|haz;temmuz|tem;ağustos|ağu;eylül|eyl;ekim|eki"
        ";kasım|kas;aralık|ara",
    ),
    UiLanguage(
        "hu",
        reply="válasz|válaszol",
        reply_to="válasz a következőnek|válasz neki|válasz erre|válasz",
        says="szerint|mondta|írta",
        badges="szerző|vendég|szerkesztő|tag|adminisztrátor",
        head="legjobbra értékelt|új hozzászólások|hozzászólás küldése"
        "|értesítés|értesítsen|összes hozzászólás megtekintése|minden hozzászólás megtekintése|legújabb|legrégebbi"
        "|legtöbb szavazat|szólj hozzá|hozzászólások|csatlakozz a beszélgetéshez",
        weak="feliratkozás|bejelentkezés|név*",
        controls="hozzászólás linkje|tetszik|nem tetszik"
        "|szerkesztés|megosztás|válaszok elrejtése|válaszok megtekintése|jelentés|tovább|tetszik",
        footer="további hozzászólások|további hozzászólások betöltése|több hozzászólás betöltése|beszúrás",
        counts="hozzászólás|hozzászólások|válasz|vélemény",
        ago="ezelőtt",
        now="épp most|most|tegnap",
        units="másodperc|másodperce|perc|perce|óra|órája|nap|napja|hét|hete|hónap|hónapja|év|éve|évvel|nappal"
        "|hónappal|órával|perccel|héttel",
        months="január|jan;február|febr|feb;március|márc;április|ápr;május|máj;június|jún;július|júl;augusztus|aug"
        ";szeptember|szept;október|okt;november|nov;december|dec",
    ),
    UiLanguage(
        "eo",
        reply="respondi",
        reply_to="respondi al|responde al|responde",
        says="diras|diris|skribis",
        badges="redaktilo|aŭtoro|gasto|redaktanto|membro|administranto",
        head="avizi pri|sciigi pri|vidi ĉiujn komentojn|plej nova|plej novaj|plej malnova|plej malnovaj"
        "|plej voĉdonitaj|lasi komenton|komentoj",
        weak="aboni|ensaluti|nomo*|retpoŝto*",
        controls="malŝati|ligilo al la komento|voĉdoni por|voĉdoni kontraŭ"
        "|redakti|kunhavigi|kundividi|kaŝi respondojn|vidi respondojn|raporti|legi pli|ŝati",
        footer="ŝargi la ceterajn komentojn|ŝargi pli da komentoj|enmeti",
        counts="komento|komentoj|komentojn|respondoj",
        ago="antaŭ|pasis",
        now="ĵus|ĝuste nun|hieraŭ",
        units="sekundo|sekundoj|minuto|minutoj|horo|horoj|tago|tagoj|semajno|semajnoj|monato|monatoj|jaro|jaroj",
        months="januaro;februaro;marto;aprilo;majo;junio;julio;aŭgusto;septembro;oktobro;novembro;decembro",
    ),
    UiLanguage(
        "ar",
        reply="رد|الرد|أجب",
        reply_to="رد على|ردّ على|ردا على|الرد على",
        says="يقول|قال|كتب",
        badges="الكاتب|ضيف|المحرر|عضو|المدير|زائر",
        head="التعليقات الجديدة"
        "|نبّهني عن|إعلامي عن|أعلمني|عرض جميع التعليقات|عرض كل التعليقات|الأحدث|الأقدم|الأكثر تصويتا|الأكثر تصويت"
        "|اترك تعليقا|اترك تعليقاً|التعليقات|تعليقات",
        weak="الاشتراك|اشترك|تسجيل الدخول|الاسم*|البريد الإلكتروني*",
        controls="لم يعجبني|رابط التعليق|تعديل|نشر|مشاركة|إخفاء الردود|عرض الردود|إبلاغ|اقرأ المزيد|أعجبني",
        footer="تحميل بقية التعليقات|حمّل بقيّة التعليقات"
        "|تحميل المزيد من التعليقات|حمّل المزيد من التعليقات|التعليقات مغلقة.|إدراج",
        counts="تعليق|تعليقات|تعليقا|ردود",
        ago="منذ|قبل|مضت",
        now="الآن|أمس",
        units="ثانية|ثواني|ثوان|دقيقة|دقائق|ساعة|ساعات|يوم|أيام|يوما|أسبوع|أسابيع|شهر|شهور|أشهر|سنة|سنوات",
        months="يناير;فبراير;مارس;أبريل|ابريل;مايو|ماي;يونيو|يونيه;يوليو|يوليه;أغسطس|غشت;سبتمبر|شتنبر;أكتوبر|اكتوبر"
        ";نوفمبر|نونبر;ديسمبر|دجنبر",
    ),
    UiLanguage(
        "fa",
        reply="پاسخ|پاسخ دادن|پاسخ‌دادن",
        reply_to="پاسخ به|در پاسخ به",
        says="گفت|می‌گوید|نوشت",
        badges="نویسنده|مهمان|ویرایشگر|عضو|مدیر|کاربر",
        head="اطلاع از|مرا آگاه کن|نمایش همه دیدگاه‌ها|مشاهده همه دیدگاه ها|مشاهده همه نظرات|دیدن تمام کامنت ها"
        "|تازه‌ترین"
        "|جدیدترین|قدیمی‌ترین|قدیمی ترین|بیشترین رأی|بیشترین رای|دیدگاه‌ها|نظرات|دیدگاه خود را بنویسید",
        weak="اشتراک|عضویت|ورود|نام*|ایمیل*",
        controls="رأی مثبت|رأی منفی|رای بالا|رای پایین|پیوند دیدگاه|پیوند نظر|مخفی کردن پاسخ ها|اشتراک"
        "|ویرایش|اشتراک گذاری|اشتراک‌گذاری|پنهان کردن پاسخ‌ها|پنهان کردن پاسخ ها|نمایش پاسخ‌ها"
        "|مشاهده پاسخ ها|گزارش"
        "|ادامه مطلب|بیشتر بخوانید",
        footer="بارگذاری نظرات بیشتر|بارگذاری دیدگاه‌های بیشتر|نمایش دیدگاه های بیشتر|درج",
        counts="دیدگاه|نظر|نظرات|پاسخ",
        ago="پیش|قبل",
        now="همین الان|همین حالا|هم اکنون|دیروز|اکنون",
        units="ثانیه|دقیقه|ساعت|روز|هفته|ماه|سال",
        months="ژانویه;فوریه;مارس;آوریل;مه|می;ژوئن;ژوئیه|جولای;اوت|آگوست;سپتامبر;اکتبر;نوامبر;دسامبر",
    ),
    UiLanguage(
        "he",
        reply="הגב|השב|תגובה",
        reply_to="תגובה ל|הגב ל|בתגובה ל|תגובה אל|השב ל",
        says="אומר|אמר|כתב|אמרה|כתבה",
        badges="משתמש|מחבר|אורח|עורך|חבר|מנהל",
        head="חדש ביותר|ישן ביותר|הצג את כל ההערות"
        "|הודע לי על|הודיעו לי על|הצג את כל התגובות|צפה בכל התגובות|החדש ביותר|החדשות ביותר|הישן ביותר|הישנות ביותר"
        "|המדורג ביותר|הכי מדורגות|השאר תגובה|השארת תגובה|תגובות",
        weak="הרשם|הירשם|התחבר|שם*|אימייל*",
        controls="דרג למעלה|דרג למטה|קישור לתגובה|קישור תגובה|הצגת תשובות"
        "|ערוך|עריכה|שתף|הסתר תגובות|הצג תגובות|דווח|קרא עוד|אהבתי",
        footer="טען את שאר התגובות|טען הערות נוספות|טען תגובות נוספות|טען עוד תגובות|הוסף",
        counts="תגובה|תגובות",
        ago="לפני",
        now="ממש עכשיו|כרגע|אתמול|עכשיו",
        units="שניה|שנייה|שניות|דקה|דקות|שעה|שעות|יום|ימים|שבוע|שבועות|חודש|חודשים|שנה|שנים",
        months="בינואר|ינואר;בפברואר|פברואר;במרץ|מרץ;באפריל|אפריל;במאי|מאי;ביוני|יוני;ביולי|יולי;באוגוסט|אוגוסט"
        ";בספטמבר|ספטמבר;באוקטובר|אוקטובר;בנובמבר|נובמבר;בדצמבר|דצמבר",
    ),
    UiLanguage(
        "hy",
        reply="պատասխանել",
        reply_to="ի պատասխան|պատասխանել|պատասխան",
        says="ասում է|ասել է|գրել է",
        badges="օգտատեր|հեղինակ|հյուր|խմբագիր|անդամ|ադմին",
        head="ամենանորը|ամենահինը|ամենաշատ քվեարկվածները"
        "|տեղեկացնել|ծանուցել|դիտել բոլոր մեկնաբանությունները|բոլոր մեկնաբանությունները|նորերը|հները|նոր|հին"
        "|ամենաշատ քվեարկված|մեկնաբանություններ|թողնել մեկնաբանություն",
        weak="բաժանորդագրվել|մուտք|անուն*",
        controls="հավանել|չհավանել|մեկնաբանության հղում"
        "|խմբագրել|կիսվել|թաքցնել պատասխանները|դիտել պատասխանները|կարդալ ավելին",
        footer="բեռնել մնացած մեկնաբանությունները"
        "|բեռնել ավելի շատ մեկնաբանություններ|ավելի շատ մեկնաբանություններ|տեղադրել",
        counts="մեկնաբանություն|մեկնաբանություններ|պատասխան",
        ago="առաջ",
        now="հենց նոր|հենց հիմա|երեկ|հիմա",
        units="վայրկյան|րոպե|ժամ|օր|շաբաթ|ամիս|տարի",
        months="հունվարի|հունվար;փետրվարի|փետրվար;մարտի|մարտ;ապրիլի|ապրիլ;մայիսի|մայիս;հունիսի|հունիս;հուլիսի|հուլիս"
        ";օգոստոսի|օգոստոս;սեպտեմբերի|սեպտեմբեր;հոկտեմբերի|հոկտեմբեր;նոյեմբերի|նոյեմբեր;դեկտեմբերի|դեկտեմբեր",
    ),
    UiLanguage(
        "zh",
        reply="回复|回覆|回應",
        reply_to="回复|回覆|回复给|回应|回應",
        says="说|說|说道|表示|写道",
        badges="成员|作者|游客|访客|编辑|会员|管理员|来宾",
        head="最早|开始讨论"
        "|通知|提醒|查看所有评论|查看全部评论|最新|最旧|最多投票|得票最多|内联反馈|发表评论|发表回复|评论|评论列表"
        "|加入讨论|最新 最旧 得票最多",
        weak="订阅|登录|登陆|姓名*|邮箱*|昵称*|电子邮件*|名称*",
        controls="评论链接|编辑|分享|隐藏回复|查看回复|举报|阅读更多|链接|赞|顶|踩",
        footer="加载剩余评论|加载更多评论|载入更多评论|评论已关闭。|插入",
        counts="评论|条评论|評論|則評論|回复|条回复|留言",
        ago="之前|前",
        now="马上|刚刚|剛剛|昨天|现在",
        units="秒|秒钟|分钟|分|小时|时|天|日|周|星期|个月|月|年",
        months="",
    ),
    UiLanguage(
        "ja",
        reply="返信|返信する",
        says="より|のコメント",
        head="コメント|コメントを残す",
        controls="編集|共有|通報",
        counts="コメント|件のコメント|件の返信",
        ago="前",
        now="たった今|昨日",
        units="秒|分|時間|日|週間|か月|ヶ月|年",
    ),
    UiLanguage(
        "sv",
        reply="svara|svar",
        reply_to="svar till|svara till|som svar på",
        says="säger|skriver|skrev",
        badges="författare|gäst",
        head="lämna ett svar|kommentarer|äldsta|nyaste",
        counts="kommentar|kommentarer|svar|tankar",
        ago="sedan|för",
        now="nyss|igår",
        units="sekund|sekunder|minut|minuter|timme|timmar|dag|dagar|vecka|veckor|månad|månader|år",
        months="januari|jan;februari|feb;mars;april|apr;maj;juni|jun;juli|jul;augusti|aug;september|sep;oktober|okt"
        ";november|nov;december|dec",
    ),
    UiLanguage(
        "da",
        reply="svar|besvar",
        reply_to="svar til|som svar på",
        says="siger|skriver|skrev",
        badges="forfatter|gæst",
        head="skriv en kommentar|kommentarer|ældste|nyeste",
        counts="kommentar|kommentarer|svar",
        ago="siden",
        now="lige nu|i går",
        units="sekund|sekunder|minut|minutter|time|timer|dag|dage|uge|uger|måned|måneder|år",
        months="januar|jan;februar|feb;marts;april|apr;maj;juni|jun;juli|jul;august|aug;september|sep;oktober|okt"
        ";november|nov;december|dec",
    ),
    UiLanguage(
        "cs",
        reply="odpovědět|reagovat",
        reply_to="odpověď na|odpovědět na|v odpovědi na",
        says="říká|napsal|píše",
        badges="autor|host",
        head="napsat komentář|komentáře|nejnovější|nejstarší",
        counts="komentář|komentáře|komentářů|odpovědí",
        ago="před",
        now="právě teď|včera",
        units="sekundou|sekundami|minutou|minutami|hodinou|hodinami|dnem|dny|týdnem|týdny|měsícem|měsíci|rokem|lety",
        months="ledna|leden;února|únor;března|březen;dubna|duben;května|květen;června|červen;července|červenec"
        ";srpna|srpen;září;října|říjen;listopadu|listopad;prosince|prosinec",
    ),
)


def all_phrases(field: str) -> frozenset[str]:
    """Return the phrases of one field in every language, case folded."""
    return frozenset(
        phrase.strip().casefold()
        for language in LANGUAGES
        for phrase in getattr(language, field).replace(";", "|").split("|")
        if phrase.strip()
    )


def alternatives(field: str) -> str:
    """Return the phrases of one field as the inside of a regular expression, longest first."""
    phrases = sorted(all_phrases(field), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases)


def month_numbers() -> dict[str, int]:
    """Return month names, case folded → 1 to 12; a short form two languages use for different months is left out."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for number, group in enumerate(language.months.split(";"), 1):
            for name in group.split("|"):
                if name.strip():
                    found.setdefault(name.strip().casefold(), set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}
