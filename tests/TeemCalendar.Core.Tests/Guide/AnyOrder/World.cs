using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Tests.Guide.AnyOrder;

/// <summary>A tenant with history, and what somebody wants done in it: all of it from one number.</summary>
internal sealed class World
{
    internal const string Account = "teem@contoso.example", Application = ApplicationRequest.UsualName;

    static readonly Room[] All =
    [
        new() { Mailbox = "aurora@contoso.example", DisplayName = "Aurora", Capacity = 8, Building = "North", Floor = 2, City = "Oslo", CountryOrRegion = "NO", TimeZone = "Europe/Oslo", Tags = ["whiteboard", "video"], RoomList = "rooms-oslo@contoso.example" },
        new() { Mailbox = "sakura@contoso.example", DisplayName = "桜", Capacity = 12, City = "東京", CountryOrRegion = "JP", TimeZone = "Asia/Tokyo" },
        new() { Mailbox = "o'brien@contoso.example", DisplayName = "O'Brien", Capacity = 4, TimeZone = "Europe/Dublin", RoomList = "rooms-oslo@contoso.example" },
        new() { Mailbox = "focus+1@contoso.example", DisplayName = "Focus 1", TimeZone = "UTC" },
        new() { Mailbox = "nameless@contoso.example", DisplayName = "nameless", Building = "South" },
    ];

    enum Kind { Missing, Bare, Half, Whole }

    readonly Kind account, application;
    readonly Dictionary<string, Kind> before = [];
    readonly bool scope;
    readonly int detail;

    internal World(int seed)
    {
        var random = new Random(seed);
        Kind Some() => (Kind)random.Next(4);
        Seed = seed;
        Rooms = [.. All.Where(_ => random.Next(5) < 3)];
        if (Rooms.Count == 0) Rooms = [All[0]];
        (account, application, scope, detail) = (Some(), Some(), random.Next(4) == 0, random.Next());
        foreach (var room in Rooms) before[room.Mailbox] = random.Next(2) == 0 ? Kind.Missing : Some();
        Mode = random.Next(2) == 0 ? AccessMode.Impersonation : AccessMode.Delegate;
        Pieces = [.. Enum.GetValues<Piece>().Where(_ => random.Next(5) > 0)];
        if (Pieces.Count == 0) Pieces = [Piece.ServiceAccount];
        var order = Pieces.ToArray();
        random.Shuffle(order);
        Order = order;
        AsOnePlan = random.Next(4) == 0;
        Random = random;
        IsDehydrated = random.Next(2) == 0;
    }

    internal int Seed { get; }
    internal IReadOnlyList<Room> Rooms { get; }
    internal AccessMode Mode { get; }

    /// <summary>The chapters that are wanted, in the guide's order.</summary>
    internal IReadOnlyList<Piece> Pieces { get; }

    /// <summary>The same in the order in which they are carried out.</summary>
    internal IReadOnlyList<Piece> Order { get; }

    /// <summary>True when they are one plan, false when they are commands one after another.</summary>
    internal bool AsOnePlan { get; }

    /// <summary>What else is left to chance.</summary>
    internal Random Random { get; }

    /// <summary>Whether nobody has customized the organization yet.</summary>
    internal bool IsDehydrated { get; }

    internal bool HasApplication => application != Kind.Missing;
    internal bool HasAccount => account != Kind.Missing;
    internal bool Has(Room room) => before[room.Mailbox] != Kind.Missing;

    public override string ToString() =>
        $"seed {Seed}: account {account}, application {application}, scope {scope}, rooms {string.Join(", ", Rooms.Select(r => $"{r.Mailbox} {before[r.Mailbox]}"))}; {Mode}; {string.Join(" > ", Order)}{(AsOnePlan ? " as one plan" : "")}";

    /// <summary>Somebody's work of earlier years, from another computer.</summary>
    internal async Task PrepareAsync(Tenant tenant)
    {
        var random = new Random(detail);
        bool Chance() => random.Next(2) == 0;
        Task Do(ExchangeCommand command) => tenant.Exchange.InvokeAsync(command, default);

        if (account != Kind.Missing)
        {
            await tenant.Directory.CreateAccountAsync(Account, "Teem of last year", "GB", "Long enough, 1 hopes!", default);
            if (account == Kind.Whole)
                await tenant.Directory.AssignLicenceAsync(Account, (await tenant.Directory.GetLicencesAsync(default)).First(l => l.PartNumber == "EXCHANGESTANDARD").Sku, default);
        }
        if (application != Kind.Missing)
        {
            var made = await tenant.Applications.CreateAsync(Application, default);
            if (application != Kind.Bare)
            {
                var principal = await tenant.Applications.CreatePrincipalAsync(made.AppId, default);
                if (application == Kind.Whole) await Do(AccessCommands.NewServicePrincipal(made.AppId, principal.Id, Application));
            }
        }
        if (scope && !IsDehydrated) await Do(AccessCommands.NewScope(MailboxScope.Rooms.Name!, MailboxScope.Rooms.Filter!));
        foreach (var room in Rooms.Where(Has))
        {
            await Do(RoomCommands.NewRoomMailbox(room with { DisplayName = "Old name", Capacity = 3 }));
            if (before[room.Mailbox] == Kind.Bare) continue;
            if (Chance()) await Do(RoomCommands.SetPlace(room.Mailbox, [new("City", "Bergen"), new("Tags", new[] { "video" })]));
            if (Chance()) await Do(RoomCommands.SetTimeZone(room.Mailbox, "Pacific Standard Time"));
            if (Chance()) await Do(RoomCommands.SetCalendarProcessing(room.Mailbox, [new("AutomateProcessing", "AutoAccept"), new("DeleteSubject", false)]));
            if (Chance() && room.RoomList is { } list && (await tenant.Exchange.InvokeAsync(RoomCommands.GetRoomLists(), default)).Rows.Count == 0)
            {
                await Do(RoomCommands.NewRoomList(list.Split('@')[0], list));
                if (Chance()) await Do(RoomCommands.AddRoomListMember(list, room.Mailbox));
            }
            if (account == Kind.Whole && Chance())
            {
                var folder = await DelegateRights.CalendarFolderAsync(tenant, room.Mailbox, default);
                await Do(AccessCommands.AddEditor(room.Mailbox, folder, Account, notify: false));
                if (before[room.Mailbox] == Kind.Half) await Do(AccessCommands.SetFolderRights(room.Mailbox, folder, Account, ["Reviewer"]));
            }
        }
    }

    /// <summary>The chapter that does a piece of the guide.</summary>
    internal IChapter Chapter(Tenant tenant, Piece piece) => piece switch
    {
        Piece.ServiceAccount => new ServiceAccounts(tenant, new ServiceAccountRequest { UserPrincipalName = Account }),
        Piece.Rooms => new Rooms(tenant, Rooms),
        Piece.Settings => new RoomSettings(tenant, [.. Rooms.Select(r => RoomSettingsRequest.Of(r, RoomProfile.Display))]),
        Piece.Application => new Applications(tenant, new ApplicationRequest { Certificate = Certificate.Value }),
        Piece.Impersonation => new Impersonation(tenant, Application, Mailboxes),
        Piece.Delegate => new DelegateAccess(tenant, Application, Account, Mailboxes),
        Piece.CalendarAccount => new CalendarAccounts(tenant, new CalendarAccountRequest(Account, null, Mode)),
        Piece.Calendars => new Calendars(tenant, Mailboxes),
        _ => new SummaryMail(tenant, Application, Account),
    };

    /// <summary>The chapters that take a piece of the guide back, as its command does.</summary>
    internal IReadOnlyList<IChapter> Removal(Tenant tenant, Piece piece) => piece switch
    {
        Piece.ServiceAccount => [new ServiceAccountRemoval(tenant, Account)],
        Piece.Rooms => [new RoomRemoval(tenant, Mailboxes)],
        Piece.Settings => [new RoomSettingsRemoval(tenant, Mailboxes)],
        Piece.Application => [new AccessRemoval(tenant, Application, AccessRemoval.Every), new ApplicationRemoval(tenant, Application)],
        Piece.Impersonation => [new AccessRemoval(tenant, Application, [Impersonation.CalendarRole])],
        Piece.Delegate => [new DelegateRemoval(tenant, Application, Account, Mailboxes)],
        Piece.CalendarAccount => [new CalendarAccountRemoval(tenant)],
        Piece.Calendars => [new CalendarsForgotten(tenant)],
        _ => [new AccessRemoval(tenant, Application, [SummaryMail.SendRole])],
    };

    /// <summary>The calendars that are forgotten: a command does so without a plan.</summary>
    sealed class CalendarsForgotten(Tenant tenant) : IChapter
    {
        public string Name => "Calendars";

        public Task<Func<IReadOnlySet<string>, ChapterPlan>> ObserveAsync(CancellationToken cancel)
        {
            foreach (var calendar in tenant.Store.GetCalendars()) tenant.Store.RemoveCalendar(calendar.RoomId);
            return Task.FromResult<Func<IReadOnlySet<string>, ChapterPlan>>(_ => new ChapterPlan(Name, Name, "", [], []));
        }

        public Task<IReadOnlyList<Check>> VerifyAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<Check>>([]);
    }

    internal IReadOnlyList<string> Mailboxes => [.. Rooms.Select(r => r.Mailbox)];

    // Making a key takes longer than all the rest of a trial: all trials have one.
    internal static readonly Lazy<System.Security.Cryptography.X509Certificates.X509Certificate2> Certificate = new(() => new SandboxCertificates(null).Create(Application, DateTimeOffset.UtcNow.AddDays(-1), 365));
}
