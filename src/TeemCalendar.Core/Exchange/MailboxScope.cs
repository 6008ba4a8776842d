namespace TeemCalendar.Core.Exchange;

/// <summary>By what a role is limited.</summary>
internal enum ScopeKind
{
    /// <summary>By nothing: every mailbox.</summary>
    Organization,
    /// <summary>By a management scope's filter.</summary>
    Filter,
    /// <summary>By an administrative unit's members.</summary>
    AdministrativeUnit,
    /// <summary>By a group's members.</summary>
    Group,
}

/// <summary>The mailboxes on which a role of an application holds.</summary>
/// <param name="Kind">By what it is limited.</param>
/// <param name="Name">The management scope's, the unit's or the group's name; null for every mailbox.</param>
internal sealed record MailboxScope(ScopeKind Kind, string? Name)
{
    const string SummaryScope = "Teem summary mail from ", RoomListScope = "Teem rooms of ", OrganizersScope = "Teem rooms and organizers of ", FilterScope = "Teem mailboxes of ";
    const string IsRoom = "RecipientTypeDetails -eq 'RoomMailbox'";

    /// <summary>A management scope's filter, in Exchange's OPATH.</summary>
    internal string? Filter { get; init; }

    /// <summary>The administrative unit's id.</summary>
    internal Guid? UnitId { get; init; }

    /// <summary>High when it reaches beyond rooms.</summary>
    internal ChangeImpact Impact { get; init; } = ChangeImpact.High;

    /// <summary>Whom it lets the application reach.</summary>
    internal string Why { get; init; } = "";

    /// <summary>Rooms, and rooms made later.</summary>
    internal static readonly MailboxScope Rooms = new(ScopeKind.Filter, "Teem rooms") { Filter = IsRoom, Impact = ChangeImpact.Medium, Why = "It reads and writes the calendars of rooms, of rooms made later too, and of nobody else." };

    /// <summary>Whether a scope of this name is one of ours that has all rooms.</summary>
    internal static bool HasEveryRoom(string name) => name.Equals(Rooms.Name, StringComparison.OrdinalIgnoreCase) || name.StartsWith(OrganizersScope, StringComparison.OrdinalIgnoreCase);

    /// <summary>Every mailbox of the organization.</summary>
    internal static readonly MailboxScope AllMailboxes = new(ScopeKind.Organization, null) { Why = "It reads and writes the calendar of EVERY mailbox of the organization." };

    /// <summary>Rooms, and the people whose meetings it may end early.</summary>
    internal static MailboxScope RoomsAndOrganizers(string application, string filter) => new(ScopeKind.Filter, Short(OrganizersScope + application))
    {
        Filter = $"({IsRoom}) -or ({filter})", Why = "It reads and writes the calendars of rooms, and of everybody whom the filter of organizers matches.",
    };

    /// <summary>Whatever a filter matches.</summary>
    internal static MailboxScope Matching(string application, string filter) => new(ScopeKind.Filter, Short(FilterScope + application)) { Filter = filter, Why = "It reads and writes the calendars of all mailboxes that the filter matches, rooms or not." };

    /// <summary>The rooms of some room lists.</summary>
    /// <param name="names">The lists' names.</param>
    /// <param name="distinguishedNames">Exchange compares a group by its distinguished name.</param>
    internal static MailboxScope RoomLists(IReadOnlyList<string> names, IReadOnlyList<string> distinguishedNames) => new(ScopeKind.Filter, Short(RoomListScope + string.Join(", ", names)))
    {
        Filter = $"({IsRoom}) -and ({string.Join(" -or ", distinguishedNames.Select(n => $"MemberOfGroup -eq {RecipientFilter.Quoted(n)}"))})",
        Impact = ChangeImpact.Medium, Why = $"It reads and writes the calendars of the rooms in {string.Join(", ", names)}, of rooms that are added later too, and of nobody else.",
    };

    /// <summary>The members of an administrative unit, whoever they are.</summary>
    internal static MailboxScope Unit(string name, Guid id) =>
        new(ScopeKind.AdministrativeUnit, name) { UnitId = id, Why = "It reads and writes the calendars of all members of the administrative unit, rooms or not; who manages the unit decides who they are." };

    /// <summary>One mailbox, to send from.</summary>
    internal static MailboxScope MailFrom(string address) => new(ScopeKind.Filter, Short(SummaryScope + address)) { Filter = $"PrimarySmtpAddress -eq {RecipientFilter.Quoted(address)}", Why = $"It sends the summary from {address}, and from nobody else." };

    /// <summary>Whether this module makes management scopes of that name.</summary>
    internal static bool IsOurs(string name) => name.Equals(Rooms.Name, StringComparison.OrdinalIgnoreCase)
        || new[] { SummaryScope, RoomListScope, OrganizersScope, FilterScope }.Any(start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase));

    /// <summary>The same mailboxes, whatever the scope is called.</summary>
    internal bool IsSameAs(MailboxScope other) => Kind == other.Kind && Kind switch
    {
        ScopeKind.Organization => true,
        ScopeKind.Filter => Filter is { } mine && other.Filter is { } his ? RecipientFilter.Same(mine, his) : SameName(Name, other.Name),
        _ => SameName(Name, other.Name) || UnitId is { } unit && SameName(unit.ToString(), other.Name) || other.UnitId is { } id && SameName(id.ToString(), Name),
    };

    /// <summary>Its name as commands show it.</summary>
    internal string? Shown => Kind == ScopeKind.Organization ? nameof(ScopeKind.Organization) : Name;

    /// <summary>Its kind in Exchange's words.</summary>
    internal string ShownKind => Kind == ScopeKind.Filter ? "CustomRecipientScope" : Kind.ToString();

    /// <summary>What a management scope is called where it limits a role of an application, and one of an account.</summary>
    internal const string OfApplications = "CustomResourceScope", OfAccounts = "CustomRecipientWriteScope";

    /// <summary>What changes when one scope takes the place of another, by Exchange's own names.</summary>
    /// <param name="before">The scope before; null for none.</param>
    /// <param name="after">The scope afterwards; null for none.</param>
    /// <param name="ofFilter">What Exchange calls a management scope there.</param>
    internal static IReadOnlyList<Difference> Differences(MailboxScope? before, MailboxScope? after, string ofFilter = OfApplications) =>
    [
        .. Enum.GetValues<ScopeKind>().Select(kind => new Difference(Property(kind, ofFilter), Text(before, kind), Text(after, kind))).Where(d => d.Before is not null || d.After is not null),
    ];

    /// <summary>The scope that differences tell of as the one before; null when there was none.</summary>
    internal static MailboxScope? Before(IReadOnlyList<Difference> differences) => Enum.GetValues<ScopeKind>()
        .Select(kind => differences.FirstOrDefault(d => (d.Property == Property(kind, OfApplications) || d.Property == Property(kind, OfAccounts)) && d.Before is not null) is { } d ? new MailboxScope(kind, kind == ScopeKind.Organization ? null : d.Before) : null).FirstOrDefault(s => s is not null);

    static string Property(ScopeKind kind, string ofFilter) => kind switch
    {
        ScopeKind.Filter => ofFilter,
        ScopeKind.AdministrativeUnit => "RecipientAdministrativeUnitScope",
        ScopeKind.Group => "RecipientGroupScope",
        _ => "RecipientWriteScope",
    };

    static string? Text(MailboxScope? scope, ScopeKind kind) => scope is null || scope.Kind != kind ? null : scope.Name ?? nameof(ScopeKind.Organization);

    static bool SameName(string? left, string? right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    // Exchange takes 64 characters.
    static string Short(string name) => name.Length > 64 ? name[..64].TrimEnd() : name;

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        ScopeKind.Organization => "every mailbox",
        ScopeKind.AdministrativeUnit => $"the administrative unit '{Name}'",
        ScopeKind.Group => $"the members of '{Name}'",
        _ => $"'{Name}'",
    };
}
