using System.Management.Automation;
using TeemCalendar.Core;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Gets rooms: their names, where they are, how many people they seat, and their time zone.</summary>
/// <remarks>
/// <para>
/// A room is a mailbox of the type RoomMailbox, as Exchange shows it, with the place that Outlook's room finder shows. It is told whether a Teams Rooms device signs in with it, which profile its settings
/// suit, how it may be reached, whether its calendar is registered here, and where it is kept: CloudOnly, Synced from an on-premises directory, or OnPremises, where the mailbox itself is there. Rooms of
/// that last kind are mail users in the cloud, and are shown only when they are named.
/// </para>
/// <para>All rooms are read together, settings and zones in batches.</para>
/// </remarks>
/// <example>
/// <code>Get-TeemRoom</code>
/// <para>Gets all rooms of the tenant.</para>
/// </example>
/// <example>
/// <code>Get-TeemRoom -Mailbox boardroom@contoso.example, atrium@contoso.example</code>
/// <para>Gets two rooms by address.</para>
/// </example>
/// <example>
/// <code>Get-TeemRoom -Building North* | Where-Object Capacity -ge 10 | Export-Csv large.csv</code>
/// <para>Writes the larger rooms of some buildings to a file that New-TeemRoom can read.</para>
/// </example>
/// <example>
/// <code>Get-TeemRoom -Filter "CustomAttribute1 -eq 'Teem'" | Where-Object Profile -ne Display | Set-TeemRoomSetting -Profile Display</code>
/// <para>Lets Exchange choose the rooms, and sets those that are not set for a display.</para>
/// </example>
/// <seealso cref="NewTeemRoom"/>
/// <seealso cref="GetTeemRoomSetting"/>
[Cmdlet(VerbsCommon.Get, "TeemRoom")]
[OutputType(typeof(Room))]
public sealed class GetTeemRoom : RoomCmdlet
{
    /// <summary>Only rooms of this building.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string? Building { get; set; }

    /// <summary>Only rooms of this room list, by its address or name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RoomList { get; set; }

    /// <summary>A filter for Exchange, as Get-Mailbox takes it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Filter { get; set; }

    /// <summary>At most so many of the tenant's rooms. Unlimited means all.</summary>
    [Parameter]
    [PSDefaultValue(Help = "Unlimited")]
    [Unlimited]
    [ValidateRange(1, int.MaxValue)]
    public int ResultSize { get; set; } = int.MaxValue;

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        var finder = new RoomFinder(Tenant);
        var members = RoomList is null ? null : await MembersAsync(finder, RoomList, cancel).ConfigureAwait(false);
        IReadOnlyList<FoundRoom>? chosen = Mailbox is null || Filter is not null ? await finder.AllAsync(Filter, cancel).ConfigureAwait(false) : null;
        var details = await RoomDetails.ReadAsync(Tenant, cancel).ConfigureAwait(false);
        if (Mailbox is null)
        {
            var rooms = chosen!.Select(r => r.Room).Where(IsChosen).Take(ResultSize).ToDictionary(r => r.Mailbox);
            await pipeline.WriteEachAsync<Room>(rooms.Keys, async mailbox => [await details.CompleteAsync(rooms[mailbox], cancel).ConfigureAwait(false)], cancel).ConfigureAwait(false);
            return;
        }
        var found = await finder.LookUpAsync(Mailbox, cancel).ConfigureAwait(false);
        await pipeline.WriteEachAsync<Room>(Mailbox, async mailbox => found.Find(mailbox)?.Room is not { } room ? [found.OnPremises(mailbox) ?? throw found.Why(mailbox)]
            : IsChosen(room) && (chosen is null || chosen.Any(c => c.Room.Mailbox == room.Mailbox)) ? [await details.CompleteAsync(room, cancel).ConfigureAwait(false)] : [], cancel).ConfigureAwait(false);

        bool IsChosen(Room room) => (Building is null || WildcardPattern.Get(Building, WildcardOptions.IgnoreCase).IsMatch(room.Building ?? "")) && members?.Contains(room.Mailbox) != false;
    }

    static async Task<IReadOnlySet<string>> MembersAsync(RoomFinder finder, string list, CancellationToken cancel)
    {
        var found = await finder.ListsAsync((address, name) => list.Equals(address, StringComparison.OrdinalIgnoreCase) || list.Equals(name, StringComparison.OrdinalIgnoreCase), cancel).ConfigureAwait(false);
        return found is [var one, ..] ? one.Members
            : throw new TeemException("RoomListNotFound", TeemErrorKind.NotFound, $"There is no room list {list}.", list, "Get-DistributionGroup -RecipientTypeDetails RoomList shows them; New-TeemRoom -RoomList makes one.");
    }
}
