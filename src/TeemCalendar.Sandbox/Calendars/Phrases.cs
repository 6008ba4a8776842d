namespace TeemCalendar.Sandbox.Calendars;

/// <summary>What meetings are called, in the languages of the people who call them.</summary>
internal static class Phrases
{
    static readonly Dictionary<string, (string[] Single, string[] Series)> ByLanguage = new(StringComparer.OrdinalIgnoreCase)
    {
        ["en"] = (["Budget review", "Customer visit: Northwind", "Interview: backend engineer", "Design critique", "Contract negotiation", "Incident follow-up", "Onboarding session", "Quarterly forecast", "Pricing workshop",
            "Vendor demo", "Release planning", "Legal Q&A", "Team lunch & learn", "Board pre-read", "Tender \"Harbour 2\" – final call"],
            ["Weekly sync", "Stand-up", "1:1", "Sprint review", "Portfolio board", "Safety briefing", "Sales pipeline"]),
        ["fr"] = (["Revue budgétaire", "Entretien d’embauche", "Atelier produit", "Visite client", "Point juridique", "Comité de pilotage"], ["Point hebdomadaire", "Mêlée quotidienne", "Comité mensuel"]),
        ["de"] = (["Budgetbesprechung", "Vorstellungsgespräch", "Kundentermin Süd", "Abnahmeprüfung", "Übergabe Projekt Grün", "Schulung Arbeitssicherheit"], ["Jour fixe", "Wochenrunde", "Lenkungsausschuss"]),
        ["es"] = (["Revisión de presupuesto", "Entrevista", "Visita del cliente", "Taller de diseño", "Cierre trimestral"], ["Reunión semanal", "Comité mensual"]),
        ["it"] = (["Riunione commerciale", "Colloquio", "Revisione progetto"], ["Riunione settimanale", "Comitato mensile"]),
        ["pt"] = (["Revisão do orçamento", "Entrevista", "Visita do cliente", "Planeamento da versão"], ["Reunião semanal", "Comité mensal"]),
        ["nl"] = (["Begrotingsoverleg", "Sollicitatiegesprek", "Klantbezoek"], ["Weekstart", "Stuurgroep"]),
        ["sv"] = (["Budgetgenomgång", "Kundmöte", "Utvärdering"], ["Veckomöte", "Styrgrupp"]),
        ["nb"] = (["Budsjettmøte", "Kundebesøk", "Årsavslutning"], ["Ukesmøte"]),
        ["da"] = (["Budgetmøde", "Kundebesøg", "Årsopgørelse"], ["Ugemøde"]),
        ["fi"] = (["Budjettikokous", "Asiakastapaaminen", "Työhaastattelu"], ["Viikkopalaveri"]),
        ["pl"] = (["Przegląd budżetu", "Rozmowa kwalifikacyjna", "Spotkanie z klientem"], ["Spotkanie tygodniowe", "Komitet sterujący"]),
        ["cs"] = (["Kontrola rozpočtu", "Pohovor", "Schůzka se zákazníkem"], ["Týdenní porada"]),
        ["hu"] = (["Költségvetési egyeztetés", "Ügyféltalálkozó", "Felvételi beszélgetés"], ["Heti értekezlet"]),
        ["tr"] = (["Bütçe toplantısı", "Müşteri ziyareti", "İş görüşmesi"], ["Haftalık toplantı"]),
        ["uk"] = (["Огляд бюджету", "Зустріч із клієнтом", "Співбесіда"], ["Щотижнева нарада"]),
        ["el"] = (["Έλεγχος προϋπολογισμού", "Επίσκεψη πελάτη", "Συνέντευξη"], ["Εβδομαδιαία συνάντηση"]),
        ["ja"] = (["予算会議", "採用面接", "顧客訪問（東京）", "設計レビュー"], ["週次定例", "朝会"]),
        ["ko"] = (["예산 검토", "채용 면접", "고객사 방문"], ["주간 회의"]),
        ["zh"] = (["預算檢討", "客戶拜訪", "產品設計評審", "面試"], ["每週例會"]),
        ["ar"] = (["مراجعة الميزانية", "زيارة عميل", "مقابلة توظيف"], ["الاجتماع الأسبوعي"]),
        ["hi"] = (["बजट समीक्षा", "ग्राहक बैठक", "साक्षात्कार"], ["साप्ताहिक बैठक"]),
    };

    // A person whose mailbox speaks English may still call a meeting in another language of the house.
    static readonly string[] Others = ["ar", "hi", "ja", "zh", "uk"];

    static readonly string[] AllDay = ["Company day 🎪", "Inventory", "Room closed: maintenance", "Audit", "Open house / Tag der offenen Tür"];

    internal static string Subject(Random random, string? language, bool series)
    {
        var key = language?.Split('-')[0] ?? "en";
        if (key is "en" && random.Next(12) == 0) key = Others[random.Next(Others.Length)];
        var (single, often) = ByLanguage.TryGetValue(key, out var found) ? found : ByLanguage["en"];
        var phrases = series ? often : single;
        return phrases[random.Next(phrases.Length)];
    }

    internal static string WholeDay(Random random) => AllDay[random.Next(AllDay.Length)];
}
