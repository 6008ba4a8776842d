using System.Globalization;
using System.Text;

namespace TeemCalendar.Sandbox.State;

/// <summary>The ordinary people of a tenant: names from many places, each with a licence, a mailbox and a time zone.</summary>
internal static class People
{
    // Given name, surname, country, Windows zone, language of the mailbox, its calendar folder's name.
    static readonly (string Given, string Surname, string Country, string Zone, string Language, string Calendar)[] Known =
    [
        ("Amélie", "Fournier", "FR", "Romance Standard Time", "fr-FR", "Calendrier"),
        ("Lukas", "Schönberg", "DE", "W. Europe Standard Time", "de-DE", "Kalender"),
        ("Priya", "Ramanathan", "IN", "India Standard Time", "en-IN", "Calendar"),
        ("Tomás", "Echeverría", "ES", "Romance Standard Time", "es-ES", "Calendario"),
        ("Grace", "Okonkwo", "GB", "GMT Standard Time", "en-GB", "Calendar"),
        ("Haruto", "Nakajima", "JP", "Tokyo Standard Time", "ja-JP", "予定表"),
        ("Wei", "Zhang", "SG", "Singapore Standard Time", "en-SG", "Calendar"),
        ("Sofia", "Lindqvist", "SE", "W. Europe Standard Time", "sv-SE", "Kalender"),
        ("Marek", "Wójcik", "PL", "Central European Standard Time", "pl-PL", "Kalendarz"),
        ("Olivia", "Bennett", "US", "Eastern Standard Time", "en-US", "Calendar"),
        ("Noah", "Castillo", "US", "Pacific Standard Time", "en-US", "Calendar"),
        ("Zeynep", "Yıldız", "TR", "Turkey Standard Time", "tr-TR", "Takvim"),
        ("Aoife", "Ní Bhriain", "IE", "GMT Standard Time", "en-IE", "Calendar"),
        ("Mateus", "Carvalho", "BR", "E. South America Standard Time", "pt-BR", "Calendário"),
        ("Eszter", "Kőszegi", "HU", "Central Europe Standard Time", "hu-HU", "Naptár"),
        ("Joon-ho", "Bae", "KR", "Korea Standard Time", "ko-KR", "일정"),
        ("Ingrid", "Haugland", "NO", "W. Europe Standard Time", "nb-NO", "Kalender"),
        ("Dmytro", "Kovalchuk", "UA", "FLE Standard Time", "uk-UA", "Календар"),
        ("Layla", "Haddad", "AE", "Arabian Standard Time", "en-US", "Calendar"),
        ("Pieter", "van der Meulen", "NL", "W. Europe Standard Time", "nl-NL", "Agenda"),
        ("Chiara", "Bellandi", "IT", "W. Europe Standard Time", "it-IT", "Calendario"),
        ("Thabo", "Maseko", "ZA", "South Africa Standard Time", "en-ZA", "Calendar"),
        ("Emma", "Tremblay", "CA", "Eastern Standard Time", "fr-CA", "Calendrier"),
        ("Liam", "MacAllister", "AU", "AUS Eastern Standard Time", "en-AU", "Calendar"),
        ("Nikolaos", "Vlachos", "GR", "GTB Standard Time", "el-GR", "Ημερολόγιο"),
        ("Rosa", "Ibáñez", "MX", "Central Standard Time (Mexico)", "es-MX", "Calendario"),
        ("Viktor", "Dahl", "DK", "Romance Standard Time", "da-DK", "Kalender"),
        ("Anaïs", "Perrot", "CH", "W. Europe Standard Time", "fr-CH", "Calendrier"),
        ("Mehdi", "Benali", "MA", "Morocco Standard Time", "fr-FR", "Calendrier"),
        ("Hannah", "Goldfarb", "US", "Central Standard Time", "en-US", "Calendar"),
        ("Kaisa", "Virtanen", "FI", "FLE Standard Time", "fi-FI", "Kalenteri"),
        ("Ravi", "Deshpande", "IN", "India Standard Time", "en-IN", "Calendar"),
        ("Jana", "Novotná", "CZ", "Central Europe Standard Time", "cs-CZ", "Kalendář"),
        ("Samuel", "Adeyemi", "NG", "W. Central Africa Standard Time", "en-US", "Calendar"),
        ("Beatriz", "Antunes", "PT", "GMT Standard Time", "pt-PT", "Calendário"),
        ("Mei-Ling", "Chou", "TW", "Taipei Standard Time", "zh-TW", "行事曆"),
        ("Stefan", "Ilić", "RS", "Central Europe Standard Time", "en-US", "Calendar"),
        ("Charlotte", "Whitmore", "NZ", "New Zealand Standard Time", "en-NZ", "Calendar"),
        ("Daniel", "Osterhaus", "US", "Mountain Standard Time", "en-US", "Calendar"),
        ("Fatima", "Sayed", "EG", "Egypt Standard Time", "en-US", "Calendar"),
    ];

    /// <summary>The first forty are the known ones; further people mix their given names and surnames.</summary>
    internal static void AddTo(SandboxTenant tenant, int count)
    {
        var random = tenant.RandomFor("people");
        var taken = tenant.State.Users.Values.Select(u => u.MailNickname).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < count; i++)
        {
            var person = i < Known.Length ? Known[i] : Known[random.Next(Known.Length)] with { Surname = Known[random.Next(Known.Length)].Surname };
            Add(tenant, person, Free(taken, $"{Ascii(person.Given)}.{Ascii(person.Surname)}"));
        }
    }

    static void Add(SandboxTenant tenant, (string Given, string Surname, string Country, string Zone, string Language, string Calendar) person, string nickname)
    {
        var user = new DirectoryUser
        {
            Id = tenant.NewGuid(),
            DisplayName = $"{person.Given} {person.Surname}",
            GivenName = person.Given,
            Surname = person.Surname,
            MailNickname = nickname,
            UserPrincipalName = $"{nickname}@{tenant.State.Domains[0]}",
            UsageLocation = person.Country,
            Password = TenantSeed.Password(tenant, nickname),
            Licences = [SkuCatalog.EnterprisePack],
            Created = tenant.Now,
        };
        tenant.State.Users[user.Id] = user;
        var mailbox = MailboxFactory.ForUser(tenant, user);
        (mailbox.TimeZone, mailbox.Language, mailbox.CalendarFolderName) = (person.Zone, person.Language, person.Calendar);
        mailbox.Name = nickname;
    }

    static string Free(HashSet<string> taken, string wanted)
    {
        var name = wanted;
        for (var n = 2; !taken.Add(name); n++) name = string.Create(CultureInfo.InvariantCulture, $"{wanted}{n}");
        return name;
    }

    static string Ascii(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name.ToLowerInvariant().Replace('ı', 'i').Normalize(NormalizationForm.FormD))
            if (char.IsAsciiLetterOrDigit(c) || c == '-') text.Append(c);
        return text.ToString();
    }
}
