using System.Management.Automation;
using System.Runtime.CompilerServices;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Sets what rooms do with meeting requests, by a profile or setting by setting, and their time zone.</summary>
/// <remarks>
/// <para>
/// The profile Display suits a display at the door: it keeps subject, organizer and private flag, and drops the body. TeamsRoom keeps the body too, for the join button. With neither a
/// profile nor a setting nor a time zone, Display is set. A setting that is given beside a profile counts more than the profile.
/// </para>
/// <para>Only what differs is written. Settings act on requests that come after they were made.</para>
/// <para>The values before are written down. -Restore puts them back; a setting that somebody changed since stays as it is, and is one error that names it.</para>
/// </remarks>
/// <example>
/// <code>Set-TeemRoomSetting boardroom@contoso.example</code>
/// <para>Sets a room as a display at the door needs it.</para>
/// </example>
/// <example>
/// <code>Get-Mailbox -RecipientTypeDetails RoomMailbox -ResultSize Unlimited | Set-TeemRoomSetting -Profile TeamsRoom -BookingWindowInDays 365</code>
/// <para>Sets all rooms for Teams Rooms devices, and lets them be booked a year ahead.</para>
/// </example>
/// <example>
/// <code>Set-TeemRoomSetting boardroom@contoso.example -DeleteComments $false -TimeZone Europe/Berlin -PassThru</code>
/// <para>Sets one setting and the time zone, and shows the room's settings.</para>
/// </example>
/// <example>
/// <code>
/// Set-TeemRoomSetting boardroom@contoso.example -DeleteSubject $true
/// Set-TeemRoomSetting boardroom@contoso.example -Restore
/// </code>
/// <para>Changes a setting, and puts back what was there before anything was changed from here.</para>
/// </example>
/// <seealso cref="GetTeemRoomSetting"/>
[Cmdlet(VerbsCommon.Set, "TeemRoomSetting", DefaultParameterSetName = "Setting", SupportsShouldProcess = true)]
[OutputType(typeof(RoomSetting))]
public sealed class SetTeemRoomSetting : StreamingRoomCmdlet
{
    const string Setting = "Setting";

    readonly Dictionary<string, object> settings = [];
    // As a number: a field of the model's enumeration would load the model at import.
    int? profile;

    /// <summary>What the rooms are used for: Display, a display at the door, or TeamsRoom, a Teams Rooms device.</summary>
    [Parameter(ParameterSetName = Setting)]
    [PSDefaultValue(Help = "Display, when nothing else is given.")]
    public RoomProfile Profile
    {
        get => (RoomProfile)(profile ?? 0);
        set => profile = (int)value;
    }

    /// <summary>The time zone: an IANA name (Europe/Berlin) or a Windows one (W. Europe Standard Time).</summary>
    [Parameter(ParameterSetName = Setting)]
    [ValidateNotNullOrEmpty]
    public string? TimeZone { get; set; }

    /// <summary>How the room answers: AutoAccept at once, AutoUpdate tentatively, None not at all.</summary>
    [Parameter(ParameterSetName = Setting)]
    [ValidateSet("AutoAccept", "AutoUpdate", "None")]
    public string AutomateProcessing { get => Wanted(""); set => Want(value); }

    /// <summary>Whether two meetings may take the room at the same time.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool AllowConflicts { get => Wanted(false); set => Want(value); }

    /// <summary>Whether the room drops the subject.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool DeleteSubject { get => Wanted(false); set => Want(value); }

    /// <summary>Whether the organizer's name takes the place of the subject.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool AddOrganizerToSubject { get => Wanted(false); set => Want(value); }

    /// <summary>Whether the room drops the body.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool DeleteComments { get => Wanted(false); set => Want(value); }

    /// <summary>Whether the room drops attachments.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool DeleteAttachments { get => Wanted(false); set => Want(value); }

    /// <summary>Whether the room takes the private flag off private meetings.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool RemovePrivateProperty { get => Wanted(false); set => Want(value); }

    /// <summary>Whether the room takes requests of people outside the organization.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool ProcessExternalMeetingMessages { get => Wanted(false); set => Want(value); }

    /// <summary>How many days ahead the room can be booked.</summary>
    [Parameter(ParameterSetName = Setting)]
    [ValidateRange(0, 1080)]
    public int BookingWindowInDays { get => Wanted(0); set => Want(value); }

    /// <summary>How many minutes a meeting may last; 0 for any length.</summary>
    [Parameter(ParameterSetName = Setting)]
    [ValidateRange(0, int.MaxValue)]
    public int MaximumDurationInMinutes { get => Wanted(0); set => Want(value); }

    /// <summary>Whether a series that runs past the booking window is declined as a whole.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool EnforceSchedulingHorizon { get => Wanted(false); set => Want(value); }

    /// <summary>Whether Exchange releases the room when nobody checks in.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool EnableAutoRelease { get => Wanted(false); set => Want(value); }

    /// <summary>Whether a series can be booked.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool AllowRecurringMeetings { get => Wanted(false); set => Want(value); }

    /// <summary>How many dates of a series, in percent, may be taken before the whole series is declined.</summary>
    [Parameter(ParameterSetName = Setting)]
    [ValidateRange(0, 100)]
    public int ConflictPercentageAllowed { get => Wanted(0); set => Want(value); }

    /// <summary>How many dates of a series may be taken before the whole series is declined.</summary>
    [Parameter(ParameterSetName = Setting)]
    [ValidateRange(0, int.MaxValue)]
    public int MaximumConflictInstances { get => Wanted(0); set => Want(value); }

    /// <summary>How many minutes a meeting has to last at least.</summary>
    [Parameter(ParameterSetName = Setting)]
    [ValidateRange(0, int.MaxValue)]
    public int MinimumDurationInMinutes { get => Wanted(0); set => Want(value); }

    /// <summary>Whether meetings outside working hours are declined.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool ScheduleOnlyDuringWorkHours { get => Wanted(false); set => Want(value); }

    /// <summary>Whether a meeting with more people than seats is declined.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool EnforceCapacity { get => Wanted(false); set => Want(value); }

    /// <summary>Whether everybody's requests within the rules are accepted; otherwise delegates decide.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool AllBookInPolicy { get => Wanted(false); set => Want(value); }

    /// <summary>Whether a request that waits for a delegate shows as tentative.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool TentativePendingApproval { get => Wanted(false); set => Want(value); }

    /// <summary>Whether a request shows as tentative before it is answered.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool AddNewRequestsTentatively { get => Wanted(false); set => Want(value); }

    /// <summary>Whether cancelled meetings leave the calendar by themselves.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool RemoveCanceledMeetings { get => Wanted(false); set => Want(value); }

    /// <summary>Whether meeting messages that are out of date are removed.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool RemoveOldMeetingMessages { get => Wanted(false); set => Want(value); }

    /// <summary>Whether notices of forwarded meetings are removed.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool RemoveForwardedMeetingNotifications { get => Wanted(false); set => Want(value); }

    /// <summary>Whether ordinary mail to the room is removed.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool DeleteNonCalendarItems { get => Wanted(false); set => Want(value); }

    /// <summary>Whether who is declined is told who has the room.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool OrganizerInfo { get => Wanted(false); set => Want(value); }

    /// <summary>Whether the room's answer carries its own text.</summary>
    [Parameter(ParameterSetName = Setting)]
    public bool AddAdditionalResponse { get => Wanted(false); set => Want(value); }

    /// <summary>The room's own text, in its answers.</summary>
    [Parameter(ParameterSetName = Setting)]
    [ValidateNotNull]
    public string AdditionalResponse { get => Wanted(""); set => Want(value); }

    /// <summary>How many minutes Exchange waits for the check-in before it releases the room.</summary>
    [Parameter(ParameterSetName = Setting)]
    [ValidateRange(0, int.MaxValue)]
    public int PostReservationMaxClaimTimeInMinutes { get => Wanted(0); set => Want(value); }

    /// <summary>Puts back the settings and the time zone that the rooms had before they were changed from this computer. What somebody changed since stays, and is told.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Restore")]
    public SwitchParameter Restore { get; set; }

    /// <summary>Writes the settings of each room when they are set.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, string record, CancellationToken cancel)
    {
        var changes = await pipeline.ApplyAsync(Tenant,
            Restore ? new RoomSettingsRemoval(Tenant, [record]) : new RoomSettings(Tenant, [new RoomSettingsRequest(record, All(), TimeZone)]), cancel).ConfigureAwait(false);
        if (PassThru && !pipeline.WhatIf && !changes.Any(c => c.Outcome == ChangeOutcome.Failed))
            await pipeline.WriteAllAsync(await RoomSettings.ReadAsync(Tenant, record, Profile, cancel).ConfigureAwait(false)).ConfigureAwait(false);
    }

    Dictionary<string, object> All()
    {
        var all = profile is null && (settings.Count > 0 || TimeZone is not null) ? [] : RoomProfiles.Of(Profile).ToDictionary(w => w.Setting, w => w.Value);
        foreach (var (name, value) in settings)
            all[name] = value;
        return all;
    }

    // The names are Exchange's own, so that a property's name is the setting's.
    void Want(object value, [CallerMemberName] string setting = "") => settings[setting] = value;

    T Wanted<T>(T otherwise, [CallerMemberName] string setting = "") => settings.TryGetValue(setting, out var value) ? (T)value : otherwise;
}
