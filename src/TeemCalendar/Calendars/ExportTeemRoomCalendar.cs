using System.Management.Automation;
using TeemCalendar.Core;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Commands;

/// <summary>Gives the registered room calendars as Teem's own import takes them.</summary>
/// <remarks>
/// <para>
/// Teem's page takes a comma-separated list of addresses, or a CSV file: In Teem, Manage, Calendars, Import. The list is one line to paste. The columns of Teem's file are not published; this one has
/// Name and Email, and the commands of this module read it too.
/// </para>
/// <para>With -Path it is written to a file, in UTF-8, and the file is given; a file that is there is written anew.</para>
/// </remarks>
/// <example>
/// <code>Export-TeemRoomCalendar | Set-Clipboard</code>
/// <para>Copies the list, to be pasted into Teem.</para>
/// </example>
/// <example>
/// <code>Export-TeemRoomCalendar -As Csv -Path calendars.csv</code>
/// <para>Writes a file with the name and address of every registered calendar.</para>
/// </example>
/// <seealso cref="AddTeemRoomCalendar"/>
[Cmdlet(VerbsData.Export, "TeemRoomCalendar", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(string), typeof(FileInfo))]
public sealed class ExportTeemRoomCalendar : RoomSetCmdlet
{
    /// <summary>The file to write. Without it, the text is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>List, the addresses on one line with commas between them; or Csv, a row for each.</summary>
    [Parameter]
    [PSDefaultValue(Value = "List")]
    [ValidateSet("List", "Csv")]
    public string As { get; set; } = "List";

    private protected override async Task ProcessAsync(AsyncPipeline pipeline, IReadOnlyList<string>? mailboxes, CancellationToken cancel)
    {
        var calendars = new List<RoomCalendar>();
        if (mailboxes is null)
            calendars.AddRange(Tenant.Store.GetCalendars());
        var registered = await new RegisteredCalendars(Tenant).FindAsync(mailboxes ?? [], cancel).ConfigureAwait(false);
        foreach (var mailbox in mailboxes ?? [])
            if (!registered.TryGetValue(mailbox, out var calendar))
                await pipeline.WriteErrorAsync(Errors.From(RegisteredCalendars.Missing(mailbox))).ConfigureAwait(false);
            else if (!calendars.Contains(calendar))
                calendars.Add(calendar);
        if (calendars.Count == 0)
            return;
        var text = As.Equals("Csv", StringComparison.OrdinalIgnoreCase) ? CalendarExport.Csv(calendars) : CalendarExport.List(calendars);
        if (Path is null)
        {
            await pipeline.WriteObjectAsync(text).ConfigureAwait(false);
            return;
        }
        var file = await pipeline.InvokeAsync(c => FilePath.ToWrite(c, Path)).ConfigureAwait(false);
        if (!await pipeline.ShouldProcessAsync(file, $"Write the list of {calendars.Count} calendars").ConfigureAwait(false))
            return;
        try
        {
            await File.WriteAllTextAsync(file, text, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TeemException("FileNotWritten", TeemErrorKind.InvalidInput, $"The list could not be written to {file}: {e.Message}", file, "Close the file where it is open, or give another path.", inner: e);
        }
        await pipeline.WriteObjectAsync(new FileInfo(file)).ConfigureAwait(false);
    }
}
