using System.Management.Automation;
using TeemCalendar.Core.Guide;
using TeemCalendar.Core.Onboarding;

namespace TeemCalendar.Commands;

/// <summary>Checks every chapter of the guide: what is there, what is missing, and which command mends it.</summary>
/// <remarks>
/// <para>
/// A check is Pass; Pending, set and not effective yet; Fail, with cause and remedy; or Manual, what only a person can do or see, and how. Its evidence says how much it is worth:
/// Configured, the setting was read back; Authorised, the service said that it would allow it; Proven, it was done and worked.
/// </para>
/// <para>Nothing is changed. Without -Mailbox the rooms are the registered calendars; account and access mode are those of the stored calendar account.</para>
/// </remarks>
/// <example>
/// <code>Test-TeemIntegration</code>
/// <para>Checks everything, for every registered calendar.</para>
/// </example>
/// <example>
/// <code>Test-TeemIntegration -Chapter Impersonation, Calendars -Mailbox boardroom@contoso.example | Format-List</code>
/// <para>Checks access and calendar of one room, and shows all that is known.</para>
/// </example>
/// <example>
/// <code>Test-TeemIntegration | Where-Object Status -eq Fail | Select-Object Target, Detail, Remedy</code>
/// <para>Shows what is wrong and what to do about it.</para>
/// </example>
/// <seealso cref="InvokeTeemOnboarding"/>
[Cmdlet(VerbsDiagnostic.Test, "TeemIntegration")]
[OutputType(typeof(Check))]
public sealed class TestTeemIntegration : RoomSetCmdlet
{
    // As numbers: a field of the model's enumerations would load the model at import.
    int? accessMode;
    int profile;

    /// <summary>The chapters to check.</summary>
    [Parameter]
    [PSDefaultValue(Help = "All, with the access chapter of the account's mode.")]
    [ValidateSet("Prerequisites", "ServiceAccount", "Rooms", "RoomSettings", "Application", "Impersonation", "DelegateAccess", "CalendarAccount", "Calendars", "SummaryMail", "RoomChain")]
    public string[]? Chapter { get; set; }

    /// <summary>The sign-in name of the service account.</summary>
    [Parameter]
    [PSDefaultValue(Help = "The stored calendar account; without one, teem at the tenant's domain, as the guide suggests.")]
    [ValidateNotNullOrEmpty]
    public string? ServiceAccount { get; set; }

    /// <summary>How the account reaches the rooms: Impersonation or Delegate.</summary>
    [Parameter]
    [PSDefaultValue(Help = "The stored calendar account's; without one, Impersonation.")]
    public AccessMode AccessMode
    {
        get => (AccessMode)(accessMode ?? 0);
        set => accessMode = (int)value;
    }

    /// <summary>The name of the application that reads the rooms.</summary>
    [Parameter]
    [PSDefaultValue(Value = ApplicationRequest.UsualName)]
    [ValidateNotNullOrEmpty]
    public string Application { get; set; } = ApplicationRequest.UsualName;

    /// <summary>What the rooms' calendars are read for: Display or TeamsRoom. It decides which room settings are as they should be.</summary>
    [Parameter]
    [PSDefaultValue(Value = "Display")]
    public RoomProfile Profile
    {
        get => (RoomProfile)profile;
        set => profile = (int)value;
    }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, IReadOnlyList<string>? mailboxes, CancellationToken cancel)
    {
        var stored = Tenant.Store.GetAccount();
        var rooms = mailboxes ?? [.. Tenant.Store.GetCalendars().Select(c => c.Mailbox)];
        // Asked for everything, the calendars' own chapter says it.
        if (mailboxes is null && rooms.Count == 0 && (AsksFor("Rooms") || AsksFor("RoomSettings")))
            await pipeline.WriteWarningAsync("No calendar is registered here, so no room is checked. Name rooms with -Mailbox (Get-TeemRoom | Test-TeemIntegration), or register them: Add-TeemRoomCalendar.").ConfigureAwait(false);
        var guide = new WholeGuide(Tenant, new OnboardingRequest
        {
            // Nothing is wanted of their places here: what is empty is not compared.
            Rooms = [.. rooms.Select(mailbox => new Room { Mailbox = mailbox, DisplayName = mailbox })],
            ServiceAccount = ServiceAccount ?? stored?.Login ?? $"teem@{Tenant.Domain}",
            AccessMode = accessMode is not null ? AccessMode : AsksFor("DelegateAccess") && !AsksFor("Impersonation") ? AccessMode.Delegate : stored?.AccessMode ?? AccessMode.Impersonation,
            Application = Application,
            Profile = Profile,
            SendSummary = AsksFor("SummaryMail"),
        });
        await pipeline.WriteAllAsync(guide.VerifyAsync(chapter => Chapter is null || AsksFor(chapter), cancel)).ConfigureAwait(false);
    }

    bool AsksFor(string chapter) => Chapter?.Contains(chapter, StringComparer.OrdinalIgnoreCase) == true;
}
