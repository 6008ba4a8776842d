using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>How this caller wants events written: zone, form of ids, form of bodies; and what he may see of private ones.</summary>
internal sealed record EventStyle(string Zone, bool ImmutableIds, bool TextBodies, bool HidesPrivate)
{
    internal static EventStyle Of(GraphCall call, Mailbox mailbox)
    {
        var zone = call.Prefer("outlook.timezone");
        if (zone is not null && !Zones.Exists(zone)) throw BadZone(zone);
        return new(zone ?? "UTC", "ImmutableId".Equals(call.Prefer("IdType"), StringComparison.OrdinalIgnoreCase), "text".Equals(call.Prefer("outlook.body-content-type"), StringComparison.OrdinalIgnoreCase),
            call.Caller.UserId is { } user && user != mailbox.OwnerId && !SeesPrivate(mailbox, user));
    }

    // Seen: the text that names the zone.
    internal static GraphRefusal BadZone(string? zone) =>
        new(400, "TimeZoneNotSupportedException", $"A valid TimeZone value must be specified. The following TimeZone value is not supported: '{zone}'.");

    /// <summary>Says which preferences were followed (documented header).</summary>
    internal static WireAnswer Applied(GraphCall call, WireAnswer answer)
    {
        var applied = new[] { "outlook.timezone", "outlook.body-content-type", "IdType", "odata.maxpagesize" }.Select(name => (name, value: call.Prefer(name))).Where(p => p.value is not null).ToList();
        if (applied.Count > 0) answer.Headers["Preference-Applied"] = string.Join(", ", applied.Select(p => p.name is "odata.maxpagesize" ? $"{p.name}={p.value}" : $"{p.name}=\"{p.value}\""));
        return answer;
    }

    static bool SeesPrivate(Mailbox mailbox, Guid user) =>
        mailbox.Permissions.Exists(p => p.UserId == user && !p.Deny && p.AccessRights.Contains("FullAccess")) ||
        mailbox.CalendarPermissions.Exists(p => p.UserId == user && p.SharingFlags.Contains("CanViewPrivateItems"));
}
