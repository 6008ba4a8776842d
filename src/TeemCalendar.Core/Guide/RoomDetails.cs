using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;

namespace TeemCalendar.Core.Guide;

/// <summary>What else there is to say of rooms: their settings and zones, who may reach them, whether they are read here. What is the same for all rooms is asked for once.</summary>
internal sealed class RoomDetails
{
    readonly Tenant tenant;
    readonly IReadOnlySet<Guid> devices;
    readonly bool isScoped;
    readonly IReadOnlyDictionary<Guid, RoomCalendar> calendars;
    readonly ILookup<string, string> delegates;

    RoomDetails(Tenant tenant, IReadOnlySet<Guid> devices, bool isScoped)
    {
        (this.tenant, this.devices, this.isScoped) = (tenant, devices, isScoped);
        calendars = tenant.Store.GetCalendars().ToDictionary(c => c.RoomId);
        delegates = tenant.Store.FindMade(Keys.DelegatesOfAll, "").ToLookup(e => e.Target, e => e.Key, StringComparer.OrdinalIgnoreCase);
    }

    internal static async Task<RoomDetails> ReadAsync(Tenant tenant, CancellationToken cancel)
    {
        var (devices, scoped) = (DevicesAsync(tenant, cancel), IsScopedAsync(tenant, cancel));
        return new(tenant, await devices.ConfigureAwait(false), await scoped.ConfigureAwait(false));
    }

    // Who may read mailboxes and not the directory still sees what Exchange says of devices.
    static async Task<IReadOnlySet<Guid>> DevicesAsync(Tenant tenant, CancellationToken cancel)
    {
        try { return await new RoomFinder(tenant).TeamsRoomAccountsAsync(cancel).ConfigureAwait(false); }
        catch (TeemException refused) when (refused.Kind == TeemErrorKind.AccessDenied) { return new HashSet<Guid>(); }
    }

    /// <summary>Whether an application's calendar role holds on all rooms.</summary>
    static async Task<bool> IsScopedAsync(Tenant tenant, CancellationToken cancel)
    {
        try
        {
            var scopes = await RoleAssignment.ScopesAsync(tenant, cancel).ConfigureAwait(false);
            return (await RoleAssignment.ReadAsync(tenant, scopes, cancel).ConfigureAwait(false))
                .Any(a => a.Enabled && DefeatedScope.OpensCalendars(a.Role) && (a.Scope.Kind == ScopeKind.Organization || a.Scope.IsSameAs(MailboxScope.Rooms)));
        }
        catch (TeemException refused) when (refused.Kind == TeemErrorKind.AccessDenied) { return false; }
    }

    internal async Task<Room> CompleteAsync(Room room, CancellationToken cancel)
    {
        var settings = await RoomSettings.ReadFoundAsync(tenant, room, RoomProfile.Display, cancel).ConfigureAwait(false);
        var values = settings.ToDictionary(s => s.Setting, s => s.Value);
        return room with
        {
            TimeZone = values["TimeZone"],
            IsTeamsRoom = room.IsTeamsRoom || room.Id is { } account && devices.Contains(account),
            Profile = Enum.GetValues<RoomProfile>().Where(p => RoomProfiles.Of(p).All(w => string.Equals(values.GetValueOrDefault(w.Setting), $"{w.Value}", StringComparison.OrdinalIgnoreCase))).Select(p => (RoomProfile?)p).FirstOrDefault(),
            Access = [.. isScoped ? new[] { AccessMode.Impersonation } : [], .. delegates[room.Mailbox].Any() ? new[] { AccessMode.Delegate } : []],
            Calendar = room.Id is { } id ? calendars.GetValueOrDefault(id) : null,
        };
    }
}
