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
/// <para>
/// Last comes a chain for each room: it exists, it is in the cloud, its settings, the rights, the consent, the account, it is registered, it was read. A chain stops at the first link that does not
/// hold, and says why and which command mends it: the one place to look when a room does not synchronise. -Chapter RoomChain shows the chains alone.
/// </para>
/// <para>
/// A Global Reader can run it. What may not be read is a check with the cause PermissionMissing, and hides nothing else. Nothing is changed, unless -IncludeWrite is given. Without -Mailbox the rooms
/// are the registered calendars; account and access mode are those of the stored calendar account.
/// </para>
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
/// <example>
/// <code>Test-TeemIntegration -Chapter RoomChain | Where-Object Status -ne Pass | Group-Object StoppedAt, Cause -NoElement</code>
/// <para>Shows for how many rooms each link does not hold.</para>
/// </example>
/// <example>
/// <code>Get-TeemRoom | Test-TeemIntegration -ReportPath audit.html | Where-Object Status -eq Fail</code>
/// <para>Checks every room of the tenant, and writes a page with all answers that needs nothing else to be read.</para>
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

    /// <summary>Tries to write too: a free, private event without attendees, three years ahead of any booking, into the calendar of each room whose rights hold, taken away at once and for good.</summary>
    [Parameter]
    public SwitchParameter IncludeWrite { get; set; }

    /// <summary>Writes all answers to this file too, as one HTML page; a file that is there is written anew.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReportPath { get; set; }

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, IReadOnlyList<string>? mailboxes, CancellationToken cancel)
    {
        // Before minutes of reading, not after them.
        var page = ReportPath is null ? null : await pipeline.InvokeAsync(c => ReportFile.Resolve(c, ReportPath)).ConfigureAwait(false);
        var stored = Tenant.Store.GetAccount();
        var rooms = mailboxes ?? [.. Tenant.Store.GetCalendars().Select(c => c.Mailbox)];
        // Asked for everything, the calendars' own chapter says it.
        if (mailboxes is null && rooms.Count == 0 && (AsksFor("Rooms") || AsksFor("RoomSettings") || AsksFor("RoomChain")))
            await pipeline.WriteWarningAsync("No calendar is registered here, so no room is checked. Name rooms with -Mailbox (Get-TeemRoom | Test-TeemIntegration), or register them: Add-TeemRoomCalendar.").ConfigureAwait(false);
        var account = ServiceAccount ?? stored?.Login ?? $"teem@{Tenant.Domain}";
        var mode = accessMode is not null ? AccessMode : AsksFor("DelegateAccess") && !AsksFor("Impersonation") ? AccessMode.Delegate : stored?.AccessMode ?? AccessMode.Impersonation;
        var guide = new WholeGuide(Tenant, new OnboardingRequest
        {
            // Nothing is wanted of their places here: what is empty is not compared.
            Rooms = [.. rooms.Select(mailbox => new Room { Mailbox = mailbox, DisplayName = mailbox })],
            ServiceAccount = account,
            AccessMode = mode,
            Application = Application,
            Profile = Profile,
            SendSummary = AsksFor("SummaryMail"),
            IncludeWrite = IncludeWrite,
        });
        var checks = new List<Check>();
        await foreach (var check in guide.VerifyAsync(chapter => Chapter is null || AsksFor(chapter), cancel).ConfigureAwait(false))
        {
            checks.Add(check);
            await pipeline.WriteObjectAsync(check).ConfigureAwait(false);
        }
        if (page is not null)
            await ReportFile.WriteAsync(page, Content(checks, rooms, account, mode), cancel).ConfigureAwait(false);
        await pipeline.WriteInformationAsync(Summary(checks)).ConfigureAwait(false);
    }

    ReportContent Content(List<Check> checks, IReadOnlyList<string> rooms, string account, AccessMode mode) => new()
    {
        Tenant = Tenant.Domain, By = Tenant.Account, ServiceAccount = account, AccessMode = mode, MadeAt = Tenant.Clock.GetUtcNow(), Changes = null, Checks = checks,
        Rooms = [.. rooms.Select(mailbox => new Room { Mailbox = mailbox, DisplayName = mailbox })],
        CalendarsRegistered = Tenant.Store.GetCalendars().Count, Reservations = Tenant.Store.CountReservations(),
    };

    static string Summary(List<Check> checks)
    {
        static string Counts(IEnumerable<Check> some) => string.Join(", ", some.GroupBy(c => c.Status).OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key}"));
        var chains = checks.OfType<RoomChain>().ToList();
        string[] parts = [.. new[] { ("checks", checks.Except(chains).ToList()), ("rooms", [.. chains]) }.Where(p => p.Item2.Count > 0).Select(p => $"{p.Item2.Count} {p.Item1}: {Counts(p.Item2)}.")];
        return parts.Length == 0 ? "0 checks." : string.Join(' ', parts);
    }

    bool AsksFor(string chapter) => Chapter?.Contains(chapter, StringComparer.OrdinalIgnoreCase) == true;
}
