using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;

namespace TeemCalendar.Core.Guide;

/// <summary>How far an application is meant to reach.</summary>
internal enum Reach
{
    /// <summary>Rooms, and nobody else.</summary>
    Rooms,
    /// <summary>Rooms, and the people who book them.</summary>
    RoomsAndOrganizers,
    /// <summary>Every mailbox.</summary>
    AllMailboxes,
}

/// <summary>Which mailboxes an administrator asks for. At most one of unit, room lists and filter says it otherwise than by reach.</summary>
internal sealed record ScopeRequest
{
    internal Reach Reach { get; init; }
    /// <summary>OPATH: who the organizers are.</summary>
    internal string? OrganizerFilter { get; init; }
    /// <summary>An administrative unit, by its name or id.</summary>
    internal string? AdministrativeUnit { get; init; }
    /// <summary>Room lists, by name or address.</summary>
    internal IReadOnlyList<string> RoomLists { get; init; } = [];
    /// <summary>OPATH: which mailboxes.</summary>
    internal string? RecipientFilter { get; init; }

    /// <summary>The scope that is asked for. What it names is looked up, and a filter shown to Exchange, before anything is changed.</summary>
    /// <param name="tenant">The connection.</param>
    /// <param name="application">The application's name.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="TeemException">It says two things, names what is not there, or Exchange cannot read its filter.</exception>
    internal async Task<MailboxScope> ResolveAsync(Tenant tenant, string application, CancellationToken cancel)
    {
        if ((AdministrativeUnit is null ? 0 : 1) + (RoomLists.Count > 0 ? 1 : 0) + (RecipientFilter is null ? 0 : 1) + (Reach == Reach.Rooms ? 0 : 1) > 1)
            throw Contradiction(application, "Of a reach beyond rooms, an administrative unit, room lists and a filter, only one can be the scope.", "Give one of -Scope, -AdministrativeUnit, -RoomList and -RecipientFilter.");
        if (OrganizerFilter is not null != (Reach == Reach.RoomsAndOrganizers))
            throw Contradiction(application, OrganizerFilter is null ? "Who the organizers are is not said." : "A filter of organizers is for rooms and organizers only.",
                "Give both, as in -Scope RoomsAndOrganizers -OrganizerFilter \"CustomAttribute1 -eq 'Teem'\"; everybody is -Scope AllMailboxes.");
        if (AdministrativeUnit is not null) return await UnitAsync(tenant, AdministrativeUnit, cancel).ConfigureAwait(false);
        if (RoomLists.Count > 0)
        {
            var lists = await Task.WhenAll(RoomLists.Select(list => GroupAsync(tenant, list, cancel))).ConfigureAwait(false);
            return MailboxScope.RoomLists([.. lists.Select(l => l.Name)], [.. lists.Select(l => l.DistinguishedName)]);
        }
        if (RecipientFilter is not null) return MailboxScope.Matching(application, await ReadableAsync(tenant, RecipientFilter, cancel).ConfigureAwait(false));
        return Reach switch
        {
            Reach.Rooms => MailboxScope.Rooms,
            Reach.RoomsAndOrganizers => MailboxScope.RoomsAndOrganizers(application, await ReadableAsync(tenant, OrganizerFilter!, cancel).ConfigureAwait(false)),
            _ => MailboxScope.AllMailboxes,
        };
    }

    static TeemException Contradiction(string application, string message, string remedy) => new("ScopeContradictory", TeemErrorKind.InvalidInput, message, application, remedy);

    static async Task<MailboxScope> UnitAsync(Tenant tenant, string unit, CancellationToken cancel)
    {
        try
        {
            var row = (await tenant.Exchange.InvokeAsync(AccessCommands.GetAdministrativeUnit(unit), cancel).ConfigureAwait(false)).Rows[0];
            return MailboxScope.Unit(row.Text("DisplayName") ?? row.Text("Name") ?? unit, row.Id("ExternalDirectoryObjectId") ?? row.Id("Guid") ?? default);
        }
        catch (ExchangeException missing) when (missing.Is("ManagementObjectNotFoundException"))
        {
            throw new TeemException("AdministrativeUnitNotFound", TeemErrorKind.NotFound, $"No administrative unit is called '{unit}'.", unit, "Get-AdministrativeUnit lists them; give the name or the id.");
        }
    }

    /// <summary>A filter that Exchange has read, with its groups as Exchange compares them: a group's name or address there would match nobody, and say nothing.</summary>
    static async Task<string> ReadableAsync(Tenant tenant, string filter, CancellationToken cancel)
    {
        var groups = await Task.WhenAll(Exchange.RecipientFilter.GroupsByName(filter).Select(async name => (name, Found: await GroupAsync(tenant, name, cancel).ConfigureAwait(false)))).ConfigureAwait(false);
        var whole = Exchange.RecipientFilter.WithGroups(filter, groups.ToDictionary(g => g.name, g => g.Found.DistinguishedName));
        try
        {
            await tenant.Exchange.InvokeAsync(AccessCommands.TryFilter(whole), cancel).ConfigureAwait(false);
            return whole;
        }
        catch (ExchangeException refused) when (refused.Kind is TeemErrorKind.Unexpected or TeemErrorKind.InvalidInput)
        {
            throw new TeemException("FilterRefused", TeemErrorKind.InvalidInput, $"Exchange cannot read the filter: {refused.Message}", filter,
                "Write it as Exchange's -Filter takes it: property, operator, value in single quotes, as in \"Department -eq 'Sales' -and CustomAttribute1 -ne 'Guest'\". Get-Recipient -Filter tries it.", refused.RequestId, refused);
        }
    }

    static async Task<(string Name, string DistinguishedName)> GroupAsync(Tenant tenant, string group, CancellationToken cancel)
    {
        try
        {
            var row = (await tenant.Exchange.InvokeAsync(AccessCommands.GetGroup(group), cancel).ConfigureAwait(false)).Rows[0];
            return (row.Text("DisplayName") ?? row.Text("Name") ?? group, row.Text("DistinguishedName") ?? throw new TeemException("GroupUnreadable", TeemErrorKind.Unexpected, $"Exchange gives no distinguished name for {group}.", group));
        }
        catch (ExchangeException missing) when (missing.Is("ManagementObjectNotFoundException"))
        {
            throw new TeemException("GroupNotFound", TeemErrorKind.NotFound, $"There is no room list or group {group}.", group, "Get-DistributionGroup -RecipientTypeDetails RoomList lists the room lists.");
        }
    }
}
