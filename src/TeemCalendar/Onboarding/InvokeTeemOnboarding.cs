using System.Management.Automation;
using TeemCalendar.Core;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Onboarding;

namespace TeemCalendar.Commands;

/// <summary>Carries out the whole guide for a list of rooms: from a tenant with nothing to room calendars that are read.</summary>
/// <remarks>
/// <para>
/// Service account, rooms, their settings, application, access to rooms only, calendar account and calendars are read and planned together. It asks once for the whole plan; a plan that reaches
/// beyond rooms is confirmed even where the command would not ask. Each change comes out when it is done. Then everything is read back, the calendars are read for the first time, and the
/// summary is sent where that was asked for.
/// </para>
/// <para>
/// With -WhatIf the same changes come out as Planned, and nothing is sent. Run a second time it finds nothing to do: whatever failed or was interrupted is simply run again.
/// </para>
/// <para>
/// A row that cannot be used and a room that cannot be made are one error each, and the others go on. What only a person can do in Teem is a warning at the end, with where and how.
/// A service account that has to be made gets a password that nobody sees: make it first, with New-TeemServiceAccount, to choose it.
/// </para>
/// </remarks>
/// <example>
/// <code>Invoke-TeemOnboarding -Path rooms.csv -ServiceAccount teem@contoso.example -WhatIf | Format-Table Chapter, Target, Action, Differences</code>
/// <para>Shows what would be done for the rooms of a CSV file, and changes nothing.</para>
/// </example>
/// <example>
/// <code>Import-Csv rooms.csv | Where-Object Building -eq North | Invoke-TeemOnboarding -ServiceAccount teem@contoso.example</code>
/// <para>Brings the rooms of one building to Teem.</para>
/// </example>
/// <example>
/// <code>Invoke-TeemOnboarding -Path rooms.csv -ServiceAccount teem@contoso.example -SendSummary -Confirm:$false</code>
/// <para>Sends the summary of the first synchronisation to the service account too, which needs the right to send from that one mailbox. Nobody is asked, as in a runbook.</para>
/// </example>
/// <seealso cref="TestTeemIntegration"/>
[Cmdlet(VerbsLifecycle.Invoke, "TeemOnboarding", SupportsShouldProcess = true, DefaultParameterSetName = ByFile)]
[OutputType(typeof(Change))]
public sealed class InvokeTeemOnboarding : TenantCmdlet
{
    const string ByFile = "Path", ByRoom = "Room";

    readonly List<PSObject> given = [];

    // As numbers: a field of the model's enumerations would load the model at import.
    int accessMode;
    int profile;

    /// <summary>A CSV file with a header and a room a row: Name, Mailbox, and where known Capacity, Building, Floor, City, CountryOrRegion, TimeZone, Tags and RoomList.</summary>
    [Parameter(ParameterSetName = ByFile, Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The rooms: what Get-TeemRoom gives, or rows of Import-Csv with the columns of that file.</summary>
    [Parameter(ParameterSetName = ByRoom, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject[] Room { get; set; } = [];

    /// <summary>The sign-in name of the service account. It is made when it is not there.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string ServiceAccount { get; set; } = "";

    /// <summary>The name of the application that reads the rooms. It is registered when it is not there.</summary>
    [Parameter]
    [PSDefaultValue(Value = ApplicationRequest.UsualName)]
    [ValidateNotNullOrEmpty]
    public string Application { get; set; } = ApplicationRequest.UsualName;

    /// <summary>How the rooms are reached: Impersonation, as the guide recommends, or Delegate.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Impersonation")]
    public AccessMode AccessMode
    {
        get => (AccessMode)accessMode;
        set => accessMode = (int)value;
    }

    /// <summary>What the rooms' calendars are read for: Display or TeamsRoom. It decides the room settings.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Display")]
    public RoomProfile Profile
    {
        get => (RoomProfile)profile;
        set => profile = (int)value;
    }

    /// <summary>Sends the summary of the first synchronisation to the service account, once. It needs a right beyond rooms: to send from that one mailbox.</summary>
    [Parameter]
    public SwitchParameter SendSummary { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => given.AddRange(Room);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var rooms = Distinct(ParameterSetName == ByFile ? RoomFile.Read(this, Path) : RoomObjects.Read(this, given));
        if (rooms.Count > 0)
            Run((pipeline, cancel) => RunAsync(pipeline, rooms, cancel));
    }

    async Task RunAsync(AsyncPipeline pipeline, IReadOnlyList<Room> rooms, CancellationToken cancel)
    {
        var guide = new WholeGuide(Tenant, new OnboardingRequest
        {
            Rooms = rooms, ServiceAccount = ServiceAccount, Application = Application, AccessMode = AccessMode, Profile = Profile, SendSummary = SendSummary,
        });
        await new OnboardingRun(pipeline, Tenant, guide).RunAsync(cancel).ConfigureAwait(false);
    }

    List<Room> Distinct(IReadOnlyList<Room> rooms)
    {
        var addresses = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var (once, again) = (new List<Room>(), new List<Room>());
        foreach (var room in rooms)
            (addresses.Add(room.Mailbox) ? once : again).Add(room);
        foreach (var room in again)
            WriteError(Errors.From(new TeemException("RoomTwice", TeemErrorKind.InvalidInput, $"{room.Mailbox} was given twice; the first one was taken.", room.Mailbox, "Give each room once.")));
        return once;
    }
}
