using System.Management.Automation;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Registers room calendars for synchronisation.</summary>
/// <remarks>
/// <para>
/// It is the guide's "Import": the rooms as a comma-separated list, as a CSV file, or as objects from the pipeline. A calendar that is registered already is given as it is, so that a
/// whole list may be given again.
/// </para>
/// <para>A room that is not there, and a row of the file that cannot be used, is one error with its address or line, and the others go on.</para>
/// <para>Whether Teem has a calendar only Teem knows: InTeem is Unknown until it was compared.</para>
/// </remarks>
/// <example>
/// <code>Add-TeemRoomCalendar 'boardroom@contoso.example, atrium@contoso.example'</code>
/// <para>Registers two rooms, given as Teem's own import takes them.</para>
/// </example>
/// <example>
/// <code>Get-Mailbox -RecipientTypeDetails RoomMailbox -ResultSize Unlimited | Add-TeemRoomCalendar</code>
/// <para>Registers every room of the tenant, as Exchange's own command lists them.</para>
/// </example>
/// <example>
/// <code>
/// Import-Csv rooms.csv | New-TeemRoom | Out-Null
/// Add-TeemRoomCalendar -Path rooms.csv
/// </code>
/// <para>Makes the rooms of a file, and registers their calendars from the same file.</para>
/// </example>
/// <example>
/// <code>Get-TeemRoom | Add-TeemRoomCalendar -CheckReadiness | ForEach-Object Readiness | Where-Object Status -eq Fail</code>
/// <para>Registers all rooms, and shows what in their next twelve months gives trouble.</para>
/// </example>
/// <seealso cref="GetTeemRoomCalendar"/>
/// <seealso cref="SyncTeemRoomCalendar"/>
[Cmdlet(VerbsCommon.Add, "TeemRoomCalendar", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = ByMailbox)]
[OutputType(typeof(RoomCalendar))]
public sealed class AddTeemRoomCalendar : StreamingTeemCmdlet<string>
{
    const string ByMailbox = "Mailbox", ByFile = "Path";

    /// <summary>The rooms, by address, one or many, also as one comma-separated text. Takes objects of Get-Mailbox, Get-EXOMailbox and Get-MgUser, rows of a CSV file, and what the commands of this module give.</summary>
    [Parameter(ParameterSetName = ByMailbox, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PrimarySmtpAddress", "EmailAddress", "Email", "RoomEmail", "Mail", "WindowsEmailAddress", "UserPrincipalName")]
    [Mailbox]
    [ArgumentCompleter(typeof(MailboxCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Mailbox { get; set; } = [];

    /// <summary>A CSV file with the columns Name and Mailbox (or Email, EmailAddress, PrimarySmtpAddress), as Invoke-TeemOnboarding takes it.</summary>
    [Parameter(ParameterSetName = ByFile, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Reads the next twelve months of each calendar and tells in its property Readiness of what gives trouble: double bookings, series without an end or with more than 450 meetings, meetings of which the room is the organizer. Needs the calendar account.</summary>
    [Parameter]
    public SwitchParameter CheckReadiness { get; set; }

    private protected override IEnumerable<string> Records() =>
        ParameterSetName == ByFile ? RoomFile.Read(this, Path).Select(room => room.Mailbox) : Mailbox;

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, string record, CancellationToken cancel)
    {
        var chapter = new Calendars(Tenant, [record]);
        await pipeline.ApplyAsync(Tenant, chapter, cancel).ConfigureAwait(false);
        foreach (var calendar in chapter.Registered)
            await pipeline.WriteObjectAsync(CheckReadiness ? await new CalendarReadiness(Tenant).CheckAsync(calendar, cancel).ConfigureAwait(false) : calendar).ConfigureAwait(false);
    }
}
