using System.Management.Automation;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Gets what rooms do with meeting requests, and what a display at the door or a Teams Rooms device needs of that.</summary>
/// <remarks>
/// A setting has its value, the value that the profile wants, and why. What no profile wants one way or the other is shown too, where bookings depend on it. The settings act on
/// requests that come after they were made: meetings that are in the calendar stay as they are.
/// </remarks>
/// <example>
/// <code>Get-TeemRoomSetting boardroom@contoso.example</code>
/// <para>Shows the settings of one room, against what a display at the door needs.</para>
/// </example>
/// <example>
/// <code>Get-TeemRoomSetting -Profile TeamsRoom | Where-Object InOrder -eq $false</code>
/// <para>Shows what keeps rooms from being used by Teams Rooms devices.</para>
/// </example>
/// <seealso cref="SetTeemRoomSetting"/>
[Cmdlet(VerbsCommon.Get, "TeemRoomSetting")]
[OutputType(typeof(RoomSetting))]
public sealed class GetTeemRoomSetting : RoomCmdlet
{
    // As a number: a field of the model's enumeration would load the model at import.
    int profile;

    /// <summary>What the rooms are used for: Display, a display at the door, or TeamsRoom, a Teams Rooms device.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Display")]
    public RoomProfile Profile
    {
        get => (RoomProfile)profile;
        set => profile = (int)value;
    }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        if (Mailbox is not null)
        {
            await pipeline.WriteEachAsync(Mailbox, room => RoomSettings.ReadAsync(Tenant, room, Profile, cancel), cancel).ConfigureAwait(false);
            return;
        }
        var rooms = (await new RoomFinder(Tenant).AllAsync(cancel).ConfigureAwait(false)).ToDictionary(r => r.Room.Mailbox, r => r.Room);
        await pipeline.WriteEachAsync(rooms.Keys, room => RoomSettings.ReadFoundAsync(Tenant, rooms[room], Profile, cancel), cancel).ConfigureAwait(false);
    }
}
