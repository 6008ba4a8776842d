using System.Management.Automation;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Gets rooms: their names, where they are, how many people they seat, and their time zone.</summary>
/// <remarks>A room is a mailbox of the type RoomMailbox, as Exchange shows it, with the place that Outlook's room finder shows.</remarks>
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

    /// <summary>At most so many of the tenant's rooms. Unlimited means all.</summary>
    [Parameter]
    [PSDefaultValue(Help = "Unlimited")]
    [Unlimited]
    [ValidateRange(1, int.MaxValue)]
    public int ResultSize { get; set; } = int.MaxValue;

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        var finder = new RoomFinder(Tenant);
        if (Mailbox is not null)
        {
            await pipeline.WriteEachAsync(Mailbox, async mailbox => await CompleteAsync([await finder.GetAsync(mailbox, cancel).ConfigureAwait(false)]).ConfigureAwait(false), cancel).ConfigureAwait(false);
            return;
        }
        var rooms = (await finder.AllAsync(cancel).ConfigureAwait(false)).Select(r => r.Room).Where(InBuilding).Take(ResultSize).ToDictionary(r => r.Mailbox);
        await pipeline.WriteEachAsync(rooms.Keys, mailbox => CompleteAsync([rooms[mailbox]]), cancel).ConfigureAwait(false);

        async Task<IReadOnlyList<Room>> CompleteAsync(IEnumerable<Room> found) =>
            await Task.WhenAll(found.Where(InBuilding).Select(r => finder.WithTimeZoneAsync(r, cancel))).ConfigureAwait(false);
    }

    bool InBuilding(Room room) => Building is null || WildcardPattern.Get(Building, WildcardOptions.IgnoreCase).IsMatch(room.Building ?? "");
}
