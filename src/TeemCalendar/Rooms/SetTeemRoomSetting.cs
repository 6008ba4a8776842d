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
/// <seealso cref="GetTeemRoomSetting"/>
[Cmdlet(VerbsCommon.Set, "TeemRoomSetting", SupportsShouldProcess = true)]
[OutputType(typeof(RoomSetting))]
public sealed class SetTeemRoomSetting : StreamingRoomCmdlet
{
    readonly Dictionary<string, object> settings = [];
    // As a number: a field of the model's enumeration would load the model at import.
    int? profile;

    /// <summary>What the rooms are used for: Display, a display at the door, or TeamsRoom, a Teams Rooms device.</summary>
    [Parameter]
    [PSDefaultValue(Help = "Display, when nothing else is given.")]
    public RoomProfile Profile
    {
        get => (RoomProfile)(profile ?? 0);
        set => profile = (int)value;
    }

    /// <summary>The time zone: an IANA name (Europe/Berlin) or a Windows one (W. Europe Standard Time).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TimeZone { get; set; }

    /// <summary>How the room answers: AutoAccept at once, AutoUpdate tentatively, None not at all.</summary>
    [Parameter]
    [ValidateSet("AutoAccept", "AutoUpdate", "None")]
    public string AutomateProcessing { get => Wanted(""); set => Want(value); }

    /// <summary>Whether two meetings may take the room at the same time.</summary>
    [Parameter]
    public bool AllowConflicts { get => Wanted(false); set => Want(value); }

    /// <summary>Whether the room drops the subject.</summary>
    [Parameter]
    public bool DeleteSubject { get => Wanted(false); set => Want(value); }

    /// <summary>Whether the organizer's name takes the place of the subject.</summary>
    [Parameter]
    public bool AddOrganizerToSubject { get => Wanted(false); set => Want(value); }

    /// <summary>Whether the room drops the body.</summary>
    [Parameter]
    public bool DeleteComments { get => Wanted(false); set => Want(value); }

    /// <summary>Whether the room drops attachments.</summary>
    [Parameter]
    public bool DeleteAttachments { get => Wanted(false); set => Want(value); }

    /// <summary>Whether the room takes the private flag off private meetings.</summary>
    [Parameter]
    public bool RemovePrivateProperty { get => Wanted(false); set => Want(value); }

    /// <summary>Whether the room takes requests of people outside the organization.</summary>
    [Parameter]
    public bool ProcessExternalMeetingMessages { get => Wanted(false); set => Want(value); }

    /// <summary>How many days ahead the room can be booked.</summary>
    [Parameter]
    [ValidateRange(0, 1080)]
    public int BookingWindowInDays { get => Wanted(0); set => Want(value); }

    /// <summary>How many minutes a meeting may last; 0 for any length.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int MaximumDurationInMinutes { get => Wanted(0); set => Want(value); }

    /// <summary>Whether a series that runs past the booking window is declined as a whole.</summary>
    [Parameter]
    public bool EnforceSchedulingHorizon { get => Wanted(false); set => Want(value); }

    /// <summary>Whether Exchange releases the room when nobody checks in.</summary>
    [Parameter]
    public bool EnableAutoRelease { get => Wanted(false); set => Want(value); }

    /// <summary>Writes the settings of each room when they are set.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, string record, CancellationToken cancel)
    {
        var changes = await pipeline.ApplyAsync(Tenant, new RoomSettings(Tenant, [new RoomSettingsRequest(record, All(), TimeZone)]), cancel).ConfigureAwait(false);
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
