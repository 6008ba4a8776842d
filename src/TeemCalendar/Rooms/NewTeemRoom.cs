using System.Management.Automation;
using TeemCalendar.Core;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Onboarding;

namespace TeemCalendar.Commands;

/// <summary>Makes room mailboxes, says where the rooms are, and puts them on room lists.</summary>
/// <remarks>
/// <para>
/// A room that is there already is taken as it is: only what is given and differs is corrected, and when nothing differs nothing is written. An empty value means not given, so
/// that the rows of a CSV file with empty cells can be piped in.
/// </para>
/// <para>
/// A person's, a shared or an equipment mailbox with the address is refused, unless -Force is given: then Exchange makes a room of it, which keeps its mail, its meetings and its account. An address whose
/// room was removed within 30 days is refused too: Undo-SoftDeletedMailbox brings that room back with its meetings, and -Force makes a new one. The address of a room that was put in a building belongs
/// to the building, and what an on-premises directory owns is changed there; both are said, and the rest is done.
/// </para>
/// <para>All rooms are one plan: it is asked for as a whole before the first change is made. Under -WhatIf the rooms as they would be are written, for the next command of the rehearsal.</para>
/// </remarks>
/// <example>
/// <code>New-TeemRoom -Mailbox fireside@contoso.example -Name Fireside -Capacity 6 -Building North -Floor 2 -City Seattle -CountryOrRegion US -TimeZone America/Los_Angeles</code>
/// <para>Makes a room.</para>
/// </example>
/// <example>
/// <code>Import-Csv rooms.csv | New-TeemRoom</code>
/// <para>Makes the rooms of a list with the columns Name, Mailbox, and any of Capacity, Building, Floor, City, CountryOrRegion, TimeZone, Tags and RoomList.</para>
/// </example>
/// <example>
/// <code>Import-Csv rooms.csv | New-TeemRoom -RoomList north@contoso.example -WhatIf</code>
/// <para>Shows what would be done to have the rooms, on one room list; nothing is changed.</para>
/// </example>
/// <seealso cref="GetTeemRoom"/>
/// <seealso cref="SetTeemRoomSetting"/>
[Cmdlet(VerbsCommon.New, "TeemRoom", SupportsShouldProcess = true)]
[OutputType(typeof(Room))]
public sealed class NewTeemRoom : TenantCmdlet
{
    static readonly char[] TagSeparators = [',', ';', '|'];

    readonly List<(Room Room, string? Capacity, string? Floor)> asked = [];

    /// <summary>The room's address.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PrimarySmtpAddress", "EmailAddress", "Email", "RoomEmail", "Mail", "WindowsEmailAddress", "UserPrincipalName")]
    [Mailbox]
    [ValidateNotNullOrEmpty]
    public string Mailbox { get; set; } = "";

    /// <summary>The room's name, as people see it.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("DisplayName")]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    // Capacity and floor are text: a number that PowerShell cannot read in a cell it would pass over in silence.

    /// <summary>How many people the room seats.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Capacity { get; set; }

    /// <summary>The building.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Building { get; set; }

    /// <summary>The floor as a number: 0 for the ground floor, -1 for the basement.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Floor { get; set; }

    /// <summary>The city.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? City { get; set; }

    /// <summary>The country or region: a two-letter code, or its English name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? CountryOrRegion { get; set; }

    /// <summary>The time zone: an IANA name (Europe/Berlin) or a Windows one (W. Europe Standard Time).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? TimeZone { get; set; }

    /// <summary>What else people look for: a whiteboard, a projector. Several in one text are separated by commas, semicolons or bars.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? Tags { get; set; }

    /// <summary>The address of the room list that is to hold the room; it is made when it is not there.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? RoomList { get; set; }

    /// <summary>Blocks the sign-in of the rooms' accounts. That of a Teams Rooms device is never blocked.</summary>
    [Parameter]
    public SwitchParameter BlockSignIn { get; set; }

    /// <summary>Makes rooms of mailboxes that are none, and new rooms in place of removed ones that could be brought back.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => asked.Add((new Room
    {
        Mailbox = Mailbox,
        DisplayName = Name.Trim(),
        Building = Given(Building),
        City = Given(City),
        CountryOrRegion = Given(CountryOrRegion),
        TimeZone = Given(TimeZone),
        Tags = [.. (Tags ?? []).SelectMany(t => t.Split(TagSeparators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(StringComparer.OrdinalIgnoreCase)],
        RoomList = Given(RoomList),
    }, Given(Capacity), Given(Floor)));

    /// <inheritdoc/>
    protected override void EndProcessing() => Run(async (pipeline, cancel) =>
    {
        try
        {
            await MakeAsync(pipeline, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            await pipeline.WriteErrorAsync(Errors.From(e)).ConfigureAwait(false);
        }
    });

    async Task MakeAsync(AsyncPipeline pipeline, CancellationToken cancel)
    {
        var rooms = await CheckAsync(pipeline).ConfigureAwait(false);
        var zones = rooms.Values.Where(r => r.TimeZone is not null).Select(r => new RoomSettingsRequest(r.Mailbox, new Dictionary<string, object>(), r.TimeZone));
        var changes = await pipeline.ApplyAsync(Tenant, [new Rooms(Tenant, [.. rooms.Values], Force, BlockSignIn), new RoomSettings(Tenant, [.. zones])], cancel).ConfigureAwait(false);

        var finder = new RoomFinder(Tenant);
        // What is no room was an error when it was planned, or is going to be one.
        var there = (await finder.LookUpAsync([.. rooms.Keys], cancel).ConfigureAwait(false)).Rooms;
        await pipeline.WriteEachAsync<Room>(rooms.Keys, async mailbox => there.TryGetValue(mailbox, out var found)
            ? [await finder.WithTimeZoneAsync(found with { RoomList = rooms[mailbox].RoomList }, cancel).ConfigureAwait(false)]
            // Planned; or made, and not shown yet by the server that was asked.
            : IsMade(changes, mailbox) ? [rooms[mailbox]] : [], cancel).ConfigureAwait(false);
    }

    async Task<Dictionary<string, Room>> CheckAsync(AsyncPipeline pipeline)
    {
        var rooms = new Dictionary<string, Room>(StringComparer.OrdinalIgnoreCase);
        foreach (var (room, capacity, floor) in asked)
            try
            {
                var accepted = RoomCheck.Check(room, capacity, floor);
                if (!rooms.TryAdd(accepted.Mailbox, accepted))
                    throw new TeemException("RoomTwice", TeemErrorKind.InvalidInput, $"{room.Mailbox} was given twice, first as '{rooms[accepted.Mailbox].DisplayName}' and now as '{room.DisplayName}'; the first was taken.",
                        room.Mailbox, "Give each address once.");
            }
            catch (TeemException refused)
            {
                await pipeline.WriteErrorAsync(Errors.From(refused)).ConfigureAwait(false);
            }
        return rooms;
    }

    static bool IsMade(IReadOnlyList<Change> changes, string mailbox) => changes.Any(c => c.Key == Keys.Room(mailbox) && c.Outcome is ChangeOutcome.Planned or ChangeOutcome.Applied);

    static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
