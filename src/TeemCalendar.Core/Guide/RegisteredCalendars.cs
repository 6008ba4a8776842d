using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Planning;

namespace TeemCalendar.Core.Guide;

/// <summary>The registered calendars by whatever name their rooms are given: address, sign-in name, an address from before.</summary>
internal sealed class RegisteredCalendars(Tenant tenant)
{
    /// <summary>Those of the rooms that are registered, by the names that were asked for. The tenant is asked only for names that the store does not have.</summary>
    internal async Task<IReadOnlyDictionary<string, RoomCalendar>> FindAsync(IReadOnlyCollection<string> names, CancellationToken cancel)
    {
        var found = new Dictionary<string, RoomCalendar>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
            if (tenant.Store.GetCalendar(name) is { } calendar) found[name] = calendar;
        var others = names.Where(n => !found.ContainsKey(n)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (others.Count == 0 || tenant.Store.GetCalendars().Count == 0) return found;
        try
        {
            var rooms = await new RoomFinder(tenant).LookUpAsync(others, cancel).ConfigureAwait(false);
            foreach (var name in others)
                if (rooms.Find(name)?.Room.Id is { } id && tenant.Store.GetCalendar(id) is { } calendar) found[name] = calendar;
        }
        // Who may not read rooms, or cannot reach the tenant, has what the store knows.
        catch (TeemException) { }
        return found;
    }

    /// <summary>One calendar that has to be registered.</summary>
    /// <exception cref="TeemException">It is not.</exception>
    internal async Task<RoomCalendar> GetAsync(string name, CancellationToken cancel) => (await FindAsync([name], cancel).ConfigureAwait(false)).GetValueOrDefault(name) ?? throw Missing(name);

    /// <summary>The addresses under which rooms are registered; a room that is not keeps its name.</summary>
    internal async Task<IReadOnlyList<string>> AddressesAsync(IReadOnlyCollection<string> names, CancellationToken cancel)
    {
        var found = await FindAsync(names, cancel).ConfigureAwait(false);
        return [.. names.Select(n => found.GetValueOrDefault(n)?.Mailbox ?? n).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Why there is nothing to say about a room.</summary>
    internal static TeemException Missing(string name) => new("NotRegistered", TeemErrorKind.NotFound, $"The calendar of {name} is not registered.", name, CommandLine.Of("Add-TeemRoomCalendar", ("Mailbox", name)));
}
